/**
 * The loop around the core for journeys.
 *
 * All decisions are the core's. This only sends, waits, asks, stores, claims, keeps the gate, and cancels.
 */
import { ask, flat, inputError, paramsOf, read, seed, told, type Crossed } from "./core.js";
import { JourneyError, NordcaseError, isNordcaseError, made, messageOf, type ErrorData, type TransportDetails } from "./errors.js";
import { exchange } from "./exchange.js";
import type { Release } from "./gate.js";
import type { Host, Moment } from "./host.js";
import type { Approve, Claims, FailureReport, JourneyKind, JourneyOptions, PaymentQuestion, Progress, Save } from "./journeys.js";
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
  return { kind, stored: ask((it) => it.journeyBegin(kind, paramsOf(params), seed(), host.settleMs, host.mayRepeat)) };
}

/** A stored journey, to be carried on by this client. */
export function loaded(host: Host, kind: JourneyKind, stored: string): Stored {
  return { kind, stored: ask((it) => it.journeyLoad(kind, stored, host.mayRepeat)), carried: stored };
}

/** A step that was stored and told while the gate was free: it is so still if the same text at the same moment leads to it. */
interface Ready {
  readonly from: string;
  readonly moment: Moment;
  readonly stored: string;
}

/** Carries a journey to its end. */
export async function carryOut(host: Host, journey: Stored, options: JourneyOptions, approve?: Approve): Promise<unknown> {
  const { signal, save, onProgress } = options;
  let { stored } = journey;
  let cancelled = false;
  let gate: Release | undefined;
  let ready: Ready | undefined;
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
        // What was only made ready has not left.
        stored = resumed(host, ready?.from ?? stored, { input: "cancelled" });
        ready = undefined;
      }
      const from: string = ready?.from ?? stored;
      const moment: Moment = ready?.moment ?? host.moment();
      const { now, random } = moment;
      const [next, ...crossed] = ask<readonly [string, ...Crossed]>((it) =>
        it.journeyNext(from, host.access, host.session, now, random, gate !== undefined),
      );
      stored = next;
      const isKnown = ready?.stored === stored;
      ready = undefined;
      const step = read<Step>(crossed);
      switch (step.step) {
        case "done":
          await endsStored(save, stored);
          return { ...EMPTY[journey.kind], ...step.receipt };
        case "failed":
          await endsStored(save, stored);
          throw failed(step.report);
        case "gate":
          // Cancelled while it waits, it goes on above.
          gate ??= await host.gate.take(signal).catch(unlessAborted);
          break;
        case "send": {
          const { operation, label, changes, request } = step;
          // The caller's functions may use this client, and would wait for the gate for ever.
          if (!step.gated || !isKnown) letGo();
          if (!isKnown) {
            await stores(save, stored);
            await cancellable(tells({ step: "send", operation, label, changes }), signal);
          }
          if (step.gated && !gate) {
            ready = { from, moment, stored };
            gate = await host.gate.take(signal).catch(unlessAborted);
            continue;
          }
          const outcome = await exchange(host.sending, { request, changes }, options);
          // A cancelled request is not a failed one: the journey must end, not try again.
          if (!signal?.aborted) stored = answered(host, stored, outcome);
          letGo();
          break;
        }
        case "claim": {
          const { owner, caseIds, take } = step;
          // Killed behind the claim, it must know that it made it: the case is nobody else's.
          await stores(save, stored);
          const free = await cancellable(claimed(save?.claims ?? host.claims, owner, caseIds, take), signal);
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
  return kept(host, told((it) => it.journeyResponse(stored, access, session, status, flat(headers), body, now, random)));
}

function resumed(host: Host, stored: string, input: Input): string {
  const { now, random } = host.moment();
  const { access, session } = host;
  return kept(host, told((it) => it.journeyResume(stored, access, session, JSON.stringify(input), now, random)));
}

function kept(host: Host, { stored, session }: { stored: string; session: string }): string {
  host.session = session;
  return stored;
}

function failed(report: FailureReport): JourneyError {
  "node-do-not-add-exception-line";
  return new JourneyError(report);
}

/** The answer of a set of claims: some of what was asked for, and nothing else. A failure is the same as one to store, and the journey goes on from what was stored last. */
async function claimed(claims: Claims, owner: string, caseIds: readonly string[], take: boolean): Promise<readonly string[]> {
  let gave: unknown;
  try {
    gave = await claims.claim(owner, [...caseIds], take);
  } catch (cause) {
    if (isNordcaseError(cause)) throw cause;
    throw inputError("input.journey_not_stored", "claims", `failed, so no case was taken: ${messageOf(cause) ?? "it threw no error"}`, cause);
  }
  if (Array.isArray(gave) && gave.every((it) => caseIds.includes(it as string))) return [...gave] as string[];
  throw inputError("input.journey_not_stored", "claims", "must give a list of those of the case ids that are free, and gave something else; no case was taken");
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
  return made(told<ErrorData>((it) => it.journeyNotStored(reason)), cause);
}

/** Stores the end. Nothing more is sent, so what is known is told also where it cannot be stored: the text that was stored last, carried on, looks, and ends alike. */
async function endsStored(save: Save | undefined, stored: string): Promise<void> {
  await stores(save, stored).catch(() => undefined);
}
