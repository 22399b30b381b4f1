/**
 * Which journey has which case. All sets that there are are asked: that of the place where the journey is stored, that which the caller has brought, and, first and
 * last, the client's own, so that two journeys of one client never have one case, wherever they are stored.
 */
import { inputError } from "./core.js";
import { isNordcaseError, messageOf } from "./errors.js";
import type { Claims, Save } from "./journeys.js";

/** A set in memory. */
export class OwnClaims implements Claims {
  readonly #owners = new Map<string, string>();

  claim(owner: string, caseIds: readonly string[], take: boolean): readonly string[] {
    const free = caseIds.filter((it) => (this.#owners.get(it) ?? owner) === owner);
    if (!take) return free;
    const [first] = free;
    if (first === undefined) return [];
    this.#owners.set(first, owner);
    return [first];
  }
}

/** What a client has of sets. */
interface Sets {
  readonly ownClaims: OwnClaims;
  readonly claims: Claims | undefined;
}

/** The answer of all sets. With `take`, a case that one of them has noted and another knows for somebody else's is none, and the next one is asked for. */
export async function claimed({ ownClaims, claims }: Sets, save: Save | undefined, owner: string, caseIds: readonly string[], take: boolean): Promise<readonly string[]> {
  const others = [...new Set([save?.claims, claims])].filter((it) => it !== undefined);
  for (let left = caseIds; ; ) {
    let free = ownClaims.claim(owner, left, false);
    let noted = free;
    for (const [n, set] of others.entries()) {
      if (free.length > 0) free = await answerOf(set, owner, free, take);
      if (n === 0) noted = free;
    }
    // Another journey of this client may have taken it in between.
    const own = ownClaims.claim(owner, free, take);
    if (!take || own.length > 0 || noted.length === 0) return own;
    left = left.filter((it) => !noted.includes(it));
  }
}

/** The answer of one set: some of what was asked for, and nothing else. A failure is the same as one to store, and the journey goes on from what was stored last. */
async function answerOf(claims: Claims, owner: string, caseIds: readonly string[], take: boolean): Promise<readonly string[]> {
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
