/**
 * What plain JavaScript can get wrong in a journey's options, said before anything is sent.
 */
import { inputError, inspect, isRecord } from "./core.js";
import type { Approve, JourneyOptions, PaymentQuestion, ResumeOptions } from "./journeys.js";

const OF_EACH = ["onProgress", "signal", "timeoutMs", "save"];

/** The options of a journey, which has those of `more` besides. */
export function journeyOptions<T extends JourneyOptions>(options: T | undefined, ...more: string[]): T {
  const given: unknown = options === undefined ? {} : options;
  const known = [...OF_EACH, ...more];
  if (!isRecord(given)) throw inputError("input.params", "options", `must be an object with options by name: ${known.join(", ")}`);
  for (const [name, value] of Object.entries(given)) {
    if (known.includes(name) || value === undefined) continue;
    const instead = name === "resume" ? "a stored journey goes on with client.resume(kind, stored, options)" : `there are ${known.join(", ")}`;
    throw inputError("input.params", name, `is no option of this journey: ${instead}`);
  }
  const { onProgress, signal, timeoutMs, save } = given as JourneyOptions;
  if (onProgress !== undefined && typeof onProgress !== "function") throw inputError("input.params", "onProgress", "must be a function");
  if (signal !== undefined && typeof signal?.addEventListener !== "function") throw inputError("input.params", "signal", "must be an AbortSignal");
  checkTimeout(timeoutMs);
  if (save !== undefined && typeof save !== "function") {
    throw inputError("input.journey_not_stored", "save", "must be a function, or an entry of a Journal");
  }
  return given as T;
}

/** Whether there is somebody to ask before money is spent. */
export function checkApprove(approve: unknown): asserts approve is Approve {
  if (typeof approve !== "function") {
    throw inputError("input.approve", "approve", "must be a function that gives true or false: without one nothing is paid");
  }
}

/** A time-out of the caller's. */
export function checkTimeout(timeoutMs: unknown): void {
  if (timeoutMs !== undefined && !(typeof timeoutMs === "number" && timeoutMs > 0)) {
    throw inputError("input.params", "timeoutMs", "must be a number of milliseconds that is greater than 0");
  }
}

/** The caller's word: `true` and `false` are one, at once or awaited, and nothing else is. */
export async function wordOf(approve: Approve | undefined, question: PaymentQuestion): Promise<boolean> {
  checkApprove(approve);
  let word: unknown;
  try {
    word = await approve(question);
  } catch (cause) {
    throw inputError("input.approve", "approve", "must give true or false, and threw an error; nothing was sent", cause);
  }
  if (typeof word === "boolean") return word;
  const kind = word === null ? "null" : Array.isArray(word) ? "a list" : `a value of type ${typeof word}`;
  throw inputError("input.approve", "approve", `must give true or false, and gave ${kind}; nothing was sent`);
}

/** Checks what a stored text is about, before it is carried on: its kind, its case, and whether somebody is there to ask. */
export function checkStored(kind: string, stored: string, { caseId, approve }: ResumeOptions): void {
  const about = inspect(stored);
  if (about.journey !== kind) throw inputError("input.journey_stored", "stored", `is not a stored journey of the kind ${kind}, but of ${about.journey}`);
  if (caseId !== undefined && about.caseId !== String(caseId)) throw inputError("input.journey_case", "stored", "is about another case than caseId names");
  if (about.spends && about.ended === undefined) checkApprove(approve);
}
