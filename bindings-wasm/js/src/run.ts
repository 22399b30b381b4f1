/**
 * The loop around the core for journeys.
 *
 * All decisions are the core's. This only sends, waits, asks, stores, claims, keeps the gate, and cancels.
 */
import { claimed } from "./claims.js";
import { flat, inspect, invoke, invokeJson, paramsOf, read, seed, type Crossed } from "./core.js";
import { JourneyError, NordcaseError, made, messageOf, type ErrorData, type TransportDetails } from "./errors.js";
import { exchange } from "./exchange.js";
import type { Release } from "./gate.js";
import type { Host } from "./host.js";
import type { Approve, FailureReport, JourneyKind, JourneyOptions, PaymentQuestion, Progress, Save } from "./journeys.js";
import { wordOf } from "./options.js";
import { cancellable, sleep } from "./transport.js";
import type { HttpRequest, HttpResponse } from "./values.js";

/** What one step of a journey is. */
type Step =
  | { step: "send"; request: HttpRequest; operation: string; label: string; changes: boolean; gated: boolean }
  | { step: "gate" }
  | { step: "claim"; owner: string; caseIds: readonly string[]; take: boolean }
  | { step: "wait"; millis: number; reason: string }
  | { step: "ask"; question: PaymentQuestion }
  | { step: "done"; receipt: object }
  | { step: "failed"; report: FailureReport };

/** What came of a step other than a response. */
type Input =
  | { input: "woke" | "cancelled" }
  | { input: "failed"; value: TransportDetails }
  | { input: "claimed"; value: { caseIds: readonly string[] } }
  | { input: "decision"; value: { approved: boolean } };

/** A journey as text: its stored form. */
export interface Stored {
  readonly kind: JourneyKind;
  readonly stored: string;
  /** The text that is carried on, as it was given. */
  readonly carried?: string;
}

/** Lists in a receipt that the core leaves out where they are empty. */
const EMPTY: Partial<Record<JourneyKind, object>> = {
  "fastdok.start_case": { candidates: [], twins: [] },
  "altinn.create_case": { twins: [] },
};

/** A journey at its start. */
export function begun(host: Host, kind: JourneyKind, params: object): Stored {
  return { kind, stored: invoke((it) => it.journeyBegin(kind, paramsOf(params), seed(), host.settleMs, host.mayRepeat)) };
}

/** A stored journey, to be carried on by this client. */
export function loaded(host: Host, kind: JourneyKind, stored: string): Stored {
  return { kind, stored: invoke((it) => it.journeyLoad(kind, stored, host.mayRepeat)), carried: stored };
}

/** So long a caller who has cancelled waits for what is being stored. */
const SAVING_MS = 2_000;

/** A request that was stored and told, which may have taken a while: it is made anew and sent if the same text still leads to what was stored. */
interface Ready {
  readonly from: string;
  readonly stored: string;
}

/** Carries a journey to its end. */
export async function carryOut(host: Host, journey: Stored, options: JourneyOptions, approve?: Approve): Promise<unknown> {
  const { signal, save, onProgress } = options;
  let { stored } = journey;
  let cancelled = false;
  let gate: Release | undefined;
  let ready: Ready | undefined;
  let left: Promise<unknown> = Promise.resolve();
  const leave = await save?.take?.(journey.carried);
  const letGo = () => {
    gate?.();
    gate = undefined;
  };
  try {
    for (;;) {
      if (signal?.aborted && !cancelled) {
        cancelled = true;
        letGo();
        // What was only made ready has not left, and what has ended is over.
        stored = ready?.from ?? stored;
        ready = undefined;
        if (inspect(stored).ended === undefined) stored = resumed(host, stored, { input: "cancelled" });
      }
      const from: string = ready?.from ?? stored;
      const { now, random } = host.moment();
      const [next, session, ...crossed] = invoke<readonly [stored: string, session: string, ...Crossed]>((it) =>
        it.journeyNext(from, ready?.stored, host.access, host.session, now, random, gate !== undefined),
      );
      stored = next;
      const isKnown = ready?.stored === stored;
      ready = undefined;
      const step = read<Step>(crossed);
      if (session !== "") host.session = session;
      // The caller's functions may use this client, and would wait for the gate for ever.
      if (step.step !== "gate" && !(step.step === "send" && step.gated && isKnown)) letGo();
      switch (step.step) {
        case "done":
          await storesEnd(stored);
          return { ...EMPTY[journey.kind], ...step.receipt };
        case "failed":
          await storesEnd(stored);
          throw failed(step.report);
        case "gate":
          // Cancelled while it waits, it goes on above.
          gate ??= await host.gate.take(signal).catch(unlessAborted);
          break;
        case "send": {
          const { operation, label, changes, request } = step;
          if (!isKnown) {
            await storesNow(stored);
            if (!signal?.aborted) await cancellable(tells({ step: "send", operation, label, changes }), signal);
            ready = { from, stored };
            // Cancelled, it goes on above: it has not left.
            if (step.gated && !signal?.aborted) gate = await host.gate.take(signal).catch(unlessAborted);
            break;
          }
          const outcome = await exchange(host.sending, { request, changes }, options);
          // A cancelled request is not a failed one: the journey must end, not try again. But what was answered is known.
          if (!signal?.aborted || !(outcome instanceof NordcaseError)) stored = answered(host, stored, outcome);
          letGo();
          break;
        }
        case "claim": {
          const { owner, caseIds, take } = step;
          // Killed behind the claim, it must know that it made it: the case is nobody else's.
          await storesNow(stored);
          if (signal?.aborted) break;
          const free = await cancellable(claimed(host, save, owner, caseIds, take), signal);
          if (free !== undefined && !signal?.aborted) stored = resumed(host, stored, { input: "claimed", value: { caseIds: free } });
          break;
        }
        case "wait": {
          await cancellable(tells({ step: "wait", millis: step.millis, reason: step.reason }), signal);
          await sleep(step.millis, signal);
          if (!signal?.aborted) stored = resumed(host, stored, { input: "woke" });
          break;
        }
        case "ask": {
          const approved = await cancellable(wordOf(approve, step.question), signal);
          if (approved !== undefined && !signal?.aborted) stored = resumed(host, stored, { input: "decision", value: { approved } });
          break;
        }
      }
    }
  } finally {
    letGo();
    leave?.();
  }

  /** Stores it before the journey goes on, or until the caller cancels: what is under way then is under way still. */
  async function storesNow(text: string): Promise<void> {
    const saving = stores(save, text);
    left = saving.catch(() => undefined);
    await cancellable(saving, signal);
  }

  /**
   * Stores the end. Nothing more is sent, so what is known is told also where it cannot be stored: the text that was stored last, carried on, looks, and ends alike.
   * It is never stored beside a text that is still under way, which could then be what stays.
   */
  async function storesEnd(text: string): Promise<void> {
    const saved = left.then(() => stores(save, text)).then(() => true, () => true);
    if (await cancellable(saved, signal)) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise((done) => (timer = setTimeout(done, SAVING_MS)));
    await Promise.race([saved, late]).finally(() => clearTimeout(timer));
  }

  async function tells(progress: Progress): Promise<void> {
    await onProgress?.(progress);
  }

  function unlessAborted(error: unknown): undefined {
    if (!signal?.aborted) throw error;
  }
}

function answered(host: Host, stored: string, outcome: HttpResponse | NordcaseError<"transport">): string {
  if (outcome instanceof NordcaseError) return resumed(host, stored, { input: "failed", value: outcome.details });
  const { now, random } = host.moment();
  const { status, headers, body } = outcome;
  const { access, session } = host;
  return kept(host, invokeJson((it) => it.journeyResponse(stored, access, session, status, flat(headers), body, now, random)));
}

function resumed(host: Host, stored: string, input: Input): string {
  const { now, random } = host.moment();
  const { access, session } = host;
  return kept(host, invokeJson((it) => it.journeyResume(stored, access, session, JSON.stringify(input), now, random)));
}

function kept(host: Host, { stored, session }: { stored: string; session: string }): string {
  host.session = session;
  return stored;
}

function failed(report: FailureReport): JourneyError {
  "node-do-not-add-exception-line";
  return new JourneyError(report);
}

async function stores(save: Save | undefined, stored: string): Promise<void> {
  let gave: unknown;
  try {
    gave = await save?.(stored);
  } catch (cause) {
    throw notStored(messageOf(cause) ?? "save failed", cause);
  }
  if (gave === undefined || gave === null || gave === true || ["number", "bigint", "string"].includes(typeof gave)) return;
  // A generator has done nothing yet, nor has a function; false and an error say that it went wrong.
  throw notStored(`save must give nothing (or a promise of it) once the text is stored, and gave ${gave === false ? "false" : `a value of type ${typeof gave}`}`);
}

function notStored(reason: string, cause?: unknown): NordcaseError {
  return made(invokeJson<ErrorData>((it) => it.journeyNotStored(reason)), cause);
}
