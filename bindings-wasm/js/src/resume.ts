/**
 * Stored journeys that go on: one, or all that a journal has unfinished.
 */
import { batch } from "./batch.js";
import { inputError } from "./core.js";
import type { Host } from "./host.js";
import type { Approve, JourneyKind, ResumeOptions, Unfinished, UnfinishedJourneys } from "./journeys.js";
import { checkStored, journeyOptions } from "./options.js";
import { carryOut, loaded } from "./run.js";

/** Options of `resumeAll`. */
export interface ResumeAllOptions extends Omit<ResumeOptions, "save" | "caseId"> {
  /** Whether to pay. Payments are not carried on without. */
  readonly approve?: Approve | undefined;
  /** The largest number of journeys that run at the same time. Default 4. */
  readonly atOnce?: number | undefined;
}

/** What became of a journey of a journal. */
export type ResumeResult<Receipt> = {
  /** Its key. */
  readonly key: string;
  /** Its kind; `undefined` for a file that cannot be read. */
  readonly kind: JourneyKind | undefined;
} & (
  | {
      /** It ended well. */
      readonly status: "fulfilled";
      /** Its receipt. */
      readonly value: Receipt;
    }
  | {
      /** It ended without a receipt, or cannot be carried on. */
      readonly status: "rejected";
      /** A {@link JourneyError}, or another error of this package. */
      readonly reason: unknown;
    }
);

/** Carries a stored journey on. */
export async function resume(host: Host, kinds: readonly JourneyKind[], kind: JourneyKind, stored: string, given: ResumeOptions | undefined): Promise<unknown> {
  const options = journeyOptions(given, "caseId", "approve");
  if (!kinds.includes(kind)) throw inputError("input.params", "kind", `must be one of ${kinds.join(", ")}`);
  checkStored(kind, stored, options);
  return carryOut(host, loaded(host, kind, stored), options, options.approve);
}

/** Carries on all unfinished journeys of these kinds, each from its newest text. Those that are in hand already, or have ended meanwhile, are left out. */
export async function resumeAll<Receipt>(
  host: Host,
  kinds: readonly JourneyKind[],
  journal: UnfinishedJourneys,
  given: ResumeAllOptions | undefined,
): Promise<ResumeResult<Receipt>[]> {
  const { atOnce, ...options } = journeyOptions(given as (ResumeAllOptions & { save?: undefined }) | undefined, "approve", "atOnce");
  if (typeof journal?.unfinished !== "function") throw inputError("input.params", "journal", "must be a Journal");
  const ours = (await journal.unfinished()).filter((it) => it.kind === undefined || kinds.includes(it.kind));
  const leftOut = new Set<Unfinished>();
  const carryOn = async (entry: Unfinished) => {
    if (entry.kind === undefined) throw entry.problem;
    const { stored, save, leave } = (entry.inHand === undefined ? { stored: entry.stored, save: entry } : await entry.inHand()) ?? {};
    if (stored === undefined) return void leftOut.add(entry) as Receipt;
    try {
      return (await resume(host, kinds, entry.kind, stored, { ...options, save })) as Receipt;
    } finally {
      leave?.();
    }
  };
  const results = await batch(carryOn, ours, { atOnce, signal: options.signal });
  return results.filter(({ item }) => !leftOut.has(item)).map(({ item: { key, kind }, ...result }) => ({ key, kind, ...result }));
}
