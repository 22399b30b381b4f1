/**
 * Many jobs at once, with a bound on how many.
 */
import { inputError, isRecord } from "./core.js";
import { transportError } from "./transport.js";
import type { Signal } from "./values.js";

/** What became of one item: as `Promise.allSettled` says it, with the item. */
export type BatchResult<Item, Value> =
  | {
      /** The item. */
      readonly item: Item;
      /** Its job ended well. */
      readonly status: "fulfilled";
      /** What the job gave. */
      readonly value: Value;
    }
  | {
      /** The item. */
      readonly item: Item;
      /** Its job failed, or was not begun. */
      readonly status: "rejected";
      /** What the job threw. */
      readonly reason: unknown;
    };

/** How far a batch is, after each item. */
export interface BatchProgress<Item, Value> {
  /** How many items have ended, this one included. */
  readonly done: number;
  /** How many there are. */
  readonly total: number;
  /** What became of the item that has just ended; they end in any order. */
  readonly result: BatchResult<Item, Value>;
}

/** Options of {@link batch}. */
export interface BatchOptions<Item, Value> {
  /** The largest number of jobs that run at the same time. Default 4. */
  readonly atOnce?: number | undefined;
  /** Is told after each item. What it throws, or its promise rejects with, is ignored, so that no result is lost for it. */
  readonly onProgress?: ((progress: BatchProgress<Item, Value>) => unknown) | undefined;
  /** Begins no more jobs once it aborts. Hand it to the calls in the job too, if those are to end at once. */
  readonly signal?: Signal | undefined;
}

/**
 * Does a job for each item, so many at once, and gives what became of each, in the order of the items.
 *
 * An error of one job does not stop the others, and the promise is not rejected by one: look at each `status`. Items that
 * were not begun when the signal aborted have an error of kind `transport`, code `transport.cancelled`, that says nothing
 * was sent. Once the service has refused the credentials, a client sends nothing more.
 *
 * ```ts
 * const results = await batch((caseId) => fastdok.payCase(caseId, { approve }), caseIds, { atOnce: 2 });
 * const failed = results.filter((it) => it.status === "rejected");
 * ```
 */
export async function batch<Item, Value>(
  job: (item: Item) => Value | Promise<Value>,
  items: Iterable<Item>,
  options: BatchOptions<Item, Value> = {},
): Promise<BatchResult<Item, Value>[]> {
  if (typeof job !== "function") throw inputError("input.params", "job", "must be a function, and comes before the items");
  if (typeof items !== "object" || items === null || !(Symbol.iterator in items)) throw inputError("input.params", "items", "must be a list of items");
  if (!isRecord(options)) throw inputError("input.params", "options", "must be an object with options by name: atOnce, onProgress, signal");
  const { atOnce = 4, onProgress, signal } = options;
  const all = [...items];
  const results: BatchResult<Item, Value>[] = [];
  let next = 0;
  let done = 0;
  const one = async (item: Item): Promise<BatchResult<Item, Value>> => {
    try {
      if (signal?.aborted) throw transportError("cancelled", false, "the batch was cancelled before this item was begun");
      return { item, status: "fulfilled", value: await job(item) };
    } catch (reason) {
      return { item, status: "rejected", reason };
    }
  };
  const worker = async () => {
    while (next < all.length) {
      const place = next++;
      const result = (results[place] = await one(all[place]!));
      done++;
      try {
        Promise.resolve(onProgress?.({ done, total: all.length, result })).catch(() => undefined);
      } catch {
        // Documented: the results are worth more than the progress bar.
      }
    }
  };
  // At least one, also for a bound that is no number.
  const workers = Math.min(all.length, Math.max(1, Math.floor(atOnce) || 1));
  await Promise.all(Array.from({ length: workers }, worker));
  return results;
}
