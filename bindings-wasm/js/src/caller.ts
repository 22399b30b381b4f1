/**
 * The loops around the core that both clients share: for a single call, for a list that is read while it arrives, and for a journey.
 *
 * All decisions are the core's. This file only sends, waits, asks, stores and cancels.
 */
import { ask, bytesOf, flat, paramsOf, read, requestOf, told, type Crossed, type ListReading } from "./core.js";
import { NordcaseError, isTransportError, type ErrorData, type TransportDetails } from "./errors.js";
import { Exchange, exchange, type Sending } from "./exchange.js";
import { JourneyError, type FailureReport, type JourneyOptions, type PaymentQuestion } from "./journeys.js";
import { cancellable, fetchTransport, sleep } from "./transport.js";
import type { CallOptions, ClientOptions, HttpRequest, HttpResponse } from "./values.js";

/** What one step of a journey is. */
type Step =
  | { step: "send"; request: HttpRequest; operation: string; label: string; changes: boolean }
  | { step: "wait"; millis: number; reason: string }
  | { step: "ask"; question: PaymentQuestion }
  | { step: "done"; receipt: unknown }
  | { step: "failed"; report: FailureReport };

/** What came of a request, as it crosses: the text of session, state and error, and the output. */
type Came = readonly [head: string, ...output: Crossed];

/** The same, once the session is kept. */
interface Ended {
  readonly again: string | undefined;
  readonly output: unknown;
}

/** Answers a journey's question. */
type Approve = (question: PaymentQuestion) => boolean | Promise<boolean>;

/** What a list's answer says besides its items. */
export interface ListEnd {
  totalCount?: number | undefined;
}

/** A request that is to be sent for a call. */
type Begun = ReturnType<typeof requestOf>;

/** No answer that is accepted is larger, unless the caller says otherwise: the core's own bound. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;
/** So much of a list is read at once, however large the pieces are in which it comes. */
const READ_BYTES = 64 * 1024;
const NO_RANDOM = new Uint8Array(16);

export class Caller {
  readonly #sending: Sending;
  readonly #now: () => number;
  /** As JSON, which is how it crosses. */
  readonly #access: string;
  readonly #needsRandom: boolean;
  /** Ticket and refusals, as the core wrote them; never stored, never shown. */
  #session: string;
  #signIn: Promise<unknown> | undefined;

  constructor(options: ClientOptions, access: Readonly<Record<string, unknown>>) {
    const { ticket, ...rest } = access;
    const { allowInsecure, maxAnswerBytes } = options;
    this.#sending = {
      transport: options.transport ?? fetchTransport(),
      timeoutMs: options.timeoutMs ?? 30_000,
      maxAnswerBytes: maxAnswerBytes ?? MAX_ANSWER_BYTES,
    };
    this.#now = options.now ?? Date.now;
    this.#needsRandom = access["binding"] === "ws";
    this.#access = JSON.stringify({ ...rest, allowInsecure, maxAnswerBytes });
    // The ticket is the session's, so that it can be renewed.
    this.#session = JSON.stringify({ ticket });
  }

  /** Carries out one operation. Only a call that was refused for its ticket, and so not applied, is sent once more. */
  async call(name: string, params: object, options: CallOptions = {}): Promise<unknown> {
    const written = paramsOf(params);
    let state: string | undefined;
    for (;;) {
      const begun = await this.#begin(name, written, bytesOf(params), state, options);
      const { again, output } = this.#end(name, written, begun, await exchange(this.#sending, begun.request, options));
      if (again === undefined) return output;
      state = again;
    }
  }

  /**
   * The items of a list while they arrive: those of each piece of its body. What else the answer says is in `end` afterwards. Leaving the
   * loop ends the exchange.
   */
  async *rows(
    name: string,
    params: object,
    end: ListEnd,
    options: CallOptions = {},
  ): AsyncGenerator<readonly unknown[], void, undefined> {
    const written = paramsOf(params);
    let state: string | undefined;
    for (;;) {
      const begun = await this.#begin(name, written, undefined, state, options);
      const out = new Exchange(this.#sending, options);
      // What a transport says goes through the core, which masks secrets.
      const heard = <T>(answer: Promise<T>) =>
        answer.catch((error: unknown) => {
          if (isTransportError(error)) this.#end(name, written, begun, error);
          throw error;
        });
      let reading: ListReading | undefined;
      try {
        const { status, headers } = await heard(out.open(begun.request, true));
        const opened = this.#moment();
        reading = ask<ListReading | undefined>((it) =>
          it.listOpen(name, written, this.#access, this.#session, begun.state, status, flat(headers), opened.now, opened.random),
        );
        if (reading === undefined) {
          // No list has come: a refusal, or a ticket that has to be renewed.
          const { again } = this.#end(name, written, begun, { status, headers, body: await heard(out.whole()) });
          if (again === undefined) return;
          state = again;
          continue;
        }
        for (let piece = await heard(out.next()); piece !== undefined; piece = await heard(out.next())) {
          for (let at = 0; at < piece.length; at += READ_BYTES) {
            const items = ask<string | undefined>(() => reading?.feed(piece.subarray(at, at + READ_BYTES)));
            if (items !== undefined) yield read([items]);
          }
        }
        const ended = this.#moment();
        const finish = reading.finish.bind(reading);
        reading = undefined;
        Object.assign(end, this.#came(ask(() => finish(this.#session, ended.now, ended.random))).output);
        return;
      } finally {
        out.end();
        reading?.free();
      }
    }
  }

  /** The request of the operation itself, after the sign-in that it may need. */
  async #begin(
    name: string,
    params: string,
    bytes: Uint8Array | undefined,
    state: string | undefined,
    options: CallOptions,
  ): Promise<Begun> {
    for (;;) {
      // One sign-in at a time: a wrong password that is tried by many calls at once locks the account.
      while (this.#signIn !== undefined) await this.#signIn.catch(() => undefined);
      const { now, random } = this.#moment();
      const begun = requestOf(
        ask((it) => it.callBegin(name, params, bytes, this.#access, this.#session, state, now, random)),
      );
      if (!begun.signsIn) return begun;
      const signingIn = exchange(this.#sending, begun.request, options).then((it) => this.#end(name, params, begun, it));
      this.#signIn = signingIn;
      signingIn.catch(() => undefined).finally(() => (this.#signIn = undefined));
      state = (await signingIn).again;
    }
  }

  /** Takes what came of a request: a state to go on with, or the output. Throws the error of a call that has failed. */
  #end(name: string, params: string, begun: Begun, outcome: HttpResponse | NordcaseError<"transport">): Ended {
    const { now, random } = this.#moment();
    if (outcome instanceof NordcaseError) {
      const failure = JSON.stringify(outcome.details);
      const failed = ask<Came>((it) => it.callFailed(name, params, this.#access, this.#session, begun.state, failure, now, random));
      return this.#came(failed, outcome.cause);
    }
    const { status, headers, body } = outcome;
    return this.#came(
      ask((it) => it.callEnd(name, params, this.#access, this.#session, begun.state, status, flat(headers), body, now, random)),
    );
  }

  #came([head, ...output]: Came, cause?: unknown): Ended {
    const { session, again, error } = read<{ session: string; again?: string; error?: ErrorData }>([head]);
    this.#session = session;
    if (error !== undefined) throw NordcaseError.from(error, cause);
    return { again, output: again === undefined ? read(output) : undefined };
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
      const [next, ...crossed] = ask<Came>((it) => it.journeyNext(stored, this.#access, this.#session, now, random));
      const step = read<Step>(crossed);
      stored = next;
      switch (step.step) {
        case "done":
          return step.receipt;
        case "failed":
          throw new JourneyError(step.report);
        case "send": {
          const { operation, label, changes, request } = step;
          await stores(save, stored);
          onProgress?.({ step: "send", operation, label, changes });
          const outcome = await exchange(this.#sending, request, options);
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
      told((it) => it.journeyResponse(stored, this.#access, session, status, flat(headers), body, now, random)),
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
    return this.#keep(told((it) => it.journeyResume(stored, this.#access, session, JSON.stringify(input), now, random)));
  }

  #keep(resumed: { stored: string; session: string }): string {
    this.#session = resumed.session;
    return resumed.stored;
  }

  /** The time, and the random bytes of the WS binding. */
  #moment(): { now: number; random: Uint8Array } {
    return { now: this.#now(), random: this.#needsRandom ? crypto.getRandomValues(new Uint8Array(16)) : NO_RANDOM };
  }
}

async function stores(save: JourneyOptions["save"], stored: string): Promise<void> {
  try {
    await save?.(stored);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : "save failed";
    throw NordcaseError.from(told<ErrorData>((it) => it.journeyNotStored(reason)), cause);
  }
}
