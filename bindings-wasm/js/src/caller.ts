/**
 * The loops around the core that both clients share: one for a single call, one for a journey.
 *
 * All decisions are the core's. This file only sends, waits, asks, stores and cancels.
 */
import { ask, bytesOf, flat, paramsOf, requestOf, type Crossed } from "./core.js";
import { NordcaseError, isTransportError, type ErrorData, type TransportDetails } from "./errors.js";
import { JourneyError, type FailureReport, type JourneyOptions, type PaymentQuestion } from "./journeys.js";
import { cancellable, fetchTransport, mayHaveArrivedUnknown, sleep, transportError } from "./transport.js";
import type { CallOptions, ClientOptions, HttpRequest, HttpResponse, Signal, Transport } from "./values.js";

/** What one step of a journey is. */
type Step =
  | { step: "send"; request: HttpRequest; operation: string; label: string; changes: boolean }
  | { step: "wait"; millis: number; reason: string }
  | { step: "ask"; question: PaymentQuestion }
  | { step: "done"; receipt: unknown }
  | { step: "failed"; report: FailureReport };

/** Answers a journey's question. */
type Approve = (question: PaymentQuestion) => boolean | Promise<boolean>;

/** No answer that is accepted is larger, unless the caller says otherwise: the core's own bound. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;
const NO_RANDOM = new Uint8Array(16);

export class Caller {
  readonly #transport: Transport;
  readonly #timeoutMs: number;
  readonly #maxAnswerBytes: number;
  readonly #now: () => number;
  /** As JSON, which is how it crosses. */
  readonly #access: string;
  readonly #needsRandom: boolean;
  /** Ticket and refusals, as the core wrote them; never stored, never shown. */
  #session: string;
  #signIn: Promise<unknown> | undefined;

  constructor(options: ClientOptions, access: Readonly<Record<string, unknown>>) {
    const { ticket, ...rest } = access;
    this.#transport = options.transport ?? fetchTransport();
    this.#timeoutMs = options.timeoutMs ?? 30_000;
    this.#maxAnswerBytes = options.maxAnswerBytes ?? MAX_ANSWER_BYTES;
    this.#now = options.now ?? Date.now;
    this.#needsRandom = access["binding"] === "ws";
    const { allowInsecure, maxAnswerBytes } = options;
    this.#access = JSON.stringify({ ...rest, allowInsecure, maxAnswerBytes });
    // The ticket is the session's, so that it can be renewed.
    this.#session = JSON.stringify({ ticket });
  }

  /** Carries out one operation. Only a call that was refused for its ticket, and so not applied, is sent once more. */
  async call(name: string, params: object, options: CallOptions = {}): Promise<unknown> {
    const written = paramsOf(params);
    const bytes = bytesOf(params);
    let state: string | undefined;
    for (;;) {
      // One sign-in at a time: a wrong password that is tried by many calls at once locks the account.
      while (this.#signIn !== undefined) await this.#signIn.catch(() => undefined);
      const { now, random } = this.#moment();
      const begun = requestOf(
        ask<Crossed>((it) => it.callBegin(name, written, bytes, this.#access, this.#session, state, now, random)),
      );
      const sending = this.#finish(name, written, begun, options);
      if (begun.signsIn) {
        this.#signIn = sending;
        sending.catch(() => undefined).finally(() => (this.#signIn = undefined));
      }
      const ended = await sending;
      if (ended.again === undefined) return ended.output;
      state = ended.again;
    }
  }

  async #finish(
    name: string,
    params: string,
    begun: { request: HttpRequest; state: string },
    options: CallOptions,
  ): Promise<{ again: string | undefined; output: unknown }> {
    type Ended = { session: string; again: string | undefined; error: ErrorData | undefined; output: unknown };
    const end = (outcome: HttpResponse | NordcaseError<"transport">): Ended => {
      const { now, random } = this.#moment();
      const session = this.#session;
      if (outcome instanceof NordcaseError) {
        const failure = JSON.stringify(outcome.details);
        return ask((it) => it.callFailed(name, params, this.#access, session, begun.state, failure, now, random));
      }
      const { status, headers, body } = outcome;
      return ask((it) => it.callEnd(name, params, this.#access, session, begun.state, status, flat(headers), body, now, random));
    };
    const outcome = await this.#exchange(begun.request, options);
    const { session, again, error, output } = end(outcome);
    this.#session = session;
    if (error !== undefined) throw NordcaseError.from(error, outcome instanceof NordcaseError ? outcome.cause : undefined);
    return { again, output };
  }

  /** Carries a journey to its end. */
  async run(name: string, params: object, options: JourneyOptions, approve?: Approve): Promise<unknown> {
    const { resume, signal, save, onProgress } = options;
    let stored =
      resume === undefined
        ? ask<string>((it) => it.journeyBegin(name, paramsOf(params), Math.floor(Math.random() * 2 ** 32)))
        : ask<string>((it) => it.journeyLoad(name, resume));
    let cancelled = false;
    for (;;) {
      if (signal?.aborted && !cancelled) {
        cancelled = true;
        stored = this.#cancel(stored);
      }
      const { now, random } = this.#moment();
      const next = ask<{ stored: string; step: Step }>((it) => it.journeyNext(stored, this.#access, this.#session, now, random));
      const { step } = next;
      stored = next.stored;
      switch (step.step) {
        case "done":
          return step.receipt;
        case "failed":
          throw new JourneyError(step.report);
        case "send": {
          const { operation, label, changes, request } = step;
          await stores(save, stored);
          onProgress?.({ step: "send", operation, label, changes });
          const outcome = await this.#exchange(request, options);
          // A cancelled request is not a failed one: the journey must end, not try again.
          if (!signal?.aborted) stored = this.#resume(stored, outcome);
          break;
        }
        case "wait": {
          onProgress?.({ step: "wait", millis: step.millis, reason: step.reason });
          await sleep(step.millis, signal);
          if (!signal?.aborted) stored = this.#input(stored, { input: "woke" });
          break;
        }
        case "ask": {
          const approved = await cancellable(Promise.resolve(approve?.(step.question) ?? false), signal);
          if (!signal?.aborted) stored = this.#input(stored, { input: "decision", value: { approved: approved === true } });
          break;
        }
      }
    }
  }

  #resume(stored: string, outcome: HttpResponse | NordcaseError<"transport">): string {
    if (outcome instanceof NordcaseError) return this.#input(stored, { input: "failed", value: outcome.details });
    const { now, random } = this.#moment();
    const { status, headers, body } = outcome;
    const session = this.#session;
    return this.#keep(
      ask((it) => it.journeyResponse(stored, this.#access, session, status, flat(headers), body, now, random)),
    );
  }

  #cancel(stored: string): string {
    return this.#input(stored, { input: "cancelled" });
  }

  #input(
    stored: string,
    input:
      | { input: "woke" | "cancelled" }
      | { input: "failed"; value: TransportDetails }
      | { input: "decision"; value: { approved: boolean } },
  ): string {
    const { now, random } = this.#moment();
    const session = this.#session;
    return this.#keep(ask((it) => it.journeyResume(stored, this.#access, session, JSON.stringify(input), now, random)));
  }

  #keep(resumed: { stored: string; session: string }): string {
    this.#session = resumed.session;
    return resumed.stored;
  }

  /** The time, and the random bytes of the WS binding. */
  #moment(): { now: number; random: Uint8Array } {
    return { now: this.#now(), random: this.#needsRandom ? crypto.getRandomValues(new Uint8Array(16)) : NO_RANDOM };
  }

  /** Sends, within the time and until cancelled. Whatever a transport throws is a transport error in the end. */
  async #exchange(
    request: HttpRequest,
    options: { readonly signal?: Signal | undefined; readonly timeoutMs?: number | undefined },
  ): Promise<HttpResponse | NordcaseError<"transport">> {
    const { signal, timeoutMs = this.#timeoutMs } = options;
    if (signal?.aborted) return transportError("cancelled", false, "it was cancelled before anything was sent");
    const stop = new AbortController();
    const cancel = () => stop.abort("cancelled");
    signal?.addEventListener("abort", cancel);
    const timer = setTimeout(() => stop.abort("timeout"), Math.min(timeoutMs, 2 ** 31 - 1));
    try {
      const sent = this.#transport(request, { signal: stop.signal, maxAnswerBytes: this.#maxAnswerBytes });
      // Also a transport that knows no signal is not waited for.
      const response = await cancellable(sent, stop.signal);
      if (response !== undefined) return response;
      return stopped(stop.signal, timeoutMs);
    } catch (error) {
      if (stop.signal.aborted) return stopped(stop.signal, timeoutMs);
      return isTransportError(error) ? error : mayHaveArrivedUnknown(error);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", cancel);
    }
  }
}

function stopped(signal: AbortSignal, timeoutMs: number): NordcaseError<"transport"> {
  return signal.reason === "timeout"
    ? transportError("timeout", true, `no answer within ${timeoutMs} ms`)
    : transportError("cancelled", true, "it was cancelled while the request was out");
}

async function stores(save: JourneyOptions["save"], stored: string): Promise<void> {
  try {
    await save?.(stored);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : "save failed";
    throw NordcaseError.from(ask<ErrorData>((it) => it.journeyNotStored(reason)), cause);
  }
}
