/**
 * `nordcase/journal`: a folder that journeys are stored in, for Node, Bun and Deno.
 *
 * Each journey is a file. It is written beside, flushed to the disk and put in place of the one before, so that a process that dies at any moment leaves a whole
 * text; and one process at a time has the folder.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, open, readFile, readdir, rename, unlink } from "node:fs/promises";
import { join, resolve } from "node:path";
import { inspect } from "nordcase";
import { journalError } from "./journal-errors.js";
import { Lock } from "./journal-lock.js";
import type { Claims, InHand, JournalEntry, JourneyKind, Unfinished, UnfinishedJourney, UnfinishedJourneys } from "./journeys.js";

export type { Claims, InHand, JournalEntry, JourneyKind, Save, Unfinished, UnfinishedJourney, UnfinishedJourneys, UnreadableJourney } from "./journeys.js";

/** A journey that has ended. */
export interface EndedJourney {
  /** What it is called. */
  readonly key: string;
  /** Its kind. */
  readonly kind: JourneyKind;
  /** The case that it was about; `undefined` if it was to make one, or was for many. */
  readonly caseId: string | undefined;
  /** Its stored text: carried on, it gives its receipt or its error again, and sends nothing. */
  readonly stored: string;
  /** How it has ended. */
  readonly ended: "done" | "failed";
}

const SUFFIX = ".json";
/** A file's name may have 255 bytes on most systems, and what is written beside it has a suffix more. */
const LONGEST_NAME = 250;
/** Surrogates that are alone. */
const HALF_CHARACTERS = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/**
 * A folder that journeys are stored in.
 *
 * ```ts
 * const journal = await Journal.open("journal");
 * await fastdok.resumeAll(journal, { approve }); // what a process before this one has left
 * await fastdok.payCase(caseId, { approve, save: journal.entry(`pay ${caseId}`) });
 * ```
 */
export class Journal implements Claims, UnfinishedJourneys {
  /** Where it is. */
  readonly folder: string;
  readonly #lock: Lock;
  /** Keys that were handed out, and have no file yet perhaps. */
  /** Keys whose journeys are being carried out now. */
  readonly #busy = new Set<string>();
  /** Of each key, what is written or removed last: one after the other. */
  readonly #turns = new Map<string, Promise<unknown>>();
  /** Claims are made one after the other. */
  #claiming: Promise<unknown> = Promise.resolve();

  private constructor(folder: string, lock: Lock) {
    this.folder = folder;
    this.#lock = lock;
  }

  /**
   * Opens the journal in a folder, which is made if it is not there. One process at a time has it: while another one does (or another `Journal` of this one) it
   * rejects with an error of kind `input`, code `input.journal_in_use`. One that has died loses it.
   */
  static async open(folder: string): Promise<Journal> {
    const whole = resolve(folder);
    await mkdir(join(whole, "claims"), { recursive: true });
    return new Journal(whole, await Lock.take(join(whole, "lock"), whole));
  }

  /** Gives the folder back. Journeys that still run can store nothing more, and stop. */
  async close(): Promise<void> {
    await this.#lock.release();
  }

  /**
   * A new place for one journey: what the option `save` takes. The key is any text of 1 to 200 characters; `<key>.json` is the file, with the key percent-encoded.
   *
   * Throws an error of kind `input`, code `input.journal_key`, for a key that is there already: carry that journey on, or remove it.
   */
  entry(key: string): JournalEntry {
    const file = this.#file(key);
    if (existsSync(file)) {
      throw journalError("input.journal_key", "key", `${shown(key)} is in the journal already: carry that journey on with resume, or remove it once it has ended`);
    }
    return this.#entry(key);
  }

  /** All journeys that have not ended, and all files that cannot be read. */
  async unfinished(): Promise<readonly Unfinished[]> {
    const found: Unfinished[] = [];
    for (const { key, stored, problem } of await this.#files()) {
      try {
        if (problem !== undefined) throw problem;
        const { journey, ended, caseId } = inspect(stored);
        if (ended !== undefined) continue;
        const inHand = () => this.#inHand(key);
        found.push(Object.assign(this.#entry(key, stored), { kind: journey as JourneyKind, caseId, stored, inHand }) satisfies UnfinishedJourney);
      } catch (cause) {
        const why = cause instanceof Error ? cause.message : "it cannot be read";
        found.push({ key, problem: unreadable(key, why, cause) });
      }
    }
    return found;
  }

  /** All journeys that have ended, and were not removed. */
  async ended(): Promise<readonly EndedJourney[]> {
    return (await this.#files()).flatMap(({ key, stored, problem }) => {
      if (problem !== undefined) return [];
      try {
        const { journey, ended, caseId } = inspect(stored);
        return ended === undefined ? [] : [{ key, kind: journey as JourneyKind, caseId, stored, ended }];
      } catch {
        return []; // It is among the unfinished ones, with its problem.
      }
    });
  }

  /** Removes a journey that has ended. Rejects with an error of kind `input`, code `input.journal_key`, for any other. */
  async remove(key: string): Promise<void> {
    const file = this.#file(key);
    await this.#inTurn(key, async () => {
      this.#lock.check();
      let ended: string | undefined;
      try {
        ({ ended } = inspect(await readFile(file, "utf8")));
      } catch (cause) {
        throw journalError("input.journal_key", "key", `${shown(key)} names no journey that can be read`, cause);
      }
      if (ended === undefined) throw journalError("input.journal_key", "key", `${shown(key)} names a journey that has not ended`);
      await unlink(file);
      await synced(this.folder);
    });
  }

  /** Notes which journey has which case, in files of the folder `claims`. Journeys that are stored in this journal do so by themselves. */
  claim(owner: string, caseIds: readonly string[], take: boolean): Promise<readonly string[]> {
    const claimed = this.#claiming.then(() => this.#claim(owner, caseIds, take));
    this.#claiming = claimed.catch(() => undefined);
    return claimed;
  }

  async #claim(owner: string, caseIds: readonly string[], take: boolean): Promise<readonly string[]> {
    this.#lock.check();
    const claims = join(this.folder, "claims");
    const free: string[] = [];
    for (const caseId of caseIds) {
      const had = await readFile(join(claims, claimName(caseId)), "utf8").catch(unlessMissing);
      if (had === undefined || had === owner) free.push(caseId);
    }
    if (!take) return free;
    const [first] = free;
    if (first === undefined) return [];
    await written(claims, claimName(first), owner);
    return [first];
  }

  /** A place whose text is the one that is known, or that has none yet. What it stores it puts in place of that one only: else somebody else has gone on. */
  #entry(key: string, stored?: string): JournalEntry {
    let known = stored;
    const save = (next: string) =>
      this.#inTurn(key, async () => {
        this.#lock.check();
        const now = await this.#now(key);
        if (now !== known) throw passed(key, now);
        // What has ended is over, whoever kept this place.
        if (now !== undefined && next !== now && inspect(now).ended !== undefined) throw passed(key, now);
        await written(this.folder, encoded(key) + SUFFIX, next);
        known = next;
      });
    const take = async (carried: string | undefined) => {
      const leave = this.#hold(key);
      if (leave === undefined) throw journalError("input.journal_key", "key", `${shown(key)} names a journey that this process carries out already; nothing was sent`);
      try {
        const now = await this.#now(key);
        const isNew = now === undefined && known === undefined;
        if (!isNew && now !== carried) throw passed(key, now);
        known = now;
        return leave;
      } catch (error) {
        leave();
        throw error;
      }
    };
    return Object.assign(save, { key, claims: this as Claims, take });
  }

  /** Takes a journey in hand as it stands in its file, unless it is in hand already, or has ended. */
  async #inHand(key: string): Promise<InHand | undefined> {
    const leave = this.#hold(key);
    if (leave === undefined) return undefined;
    try {
      const stored = await this.#now(key);
      if (stored !== undefined && inspect(stored).ended === undefined) {
        const save = this.#entry(key, stored);
        return { stored, save: Object.assign((next: string) => save(next), { claims: this as Claims }), leave };
      }
    } catch (cause) {
      leave();
      throw unreadable(key, cause instanceof Error ? cause.message : "it cannot be read", cause);
    }
    leave();
    return undefined;
  }

  /** Notes that a journey is in hand; `undefined` if it is already. */
  #hold(key: string): (() => void) | undefined {
    if (this.#busy.has(key)) return undefined;
    this.#busy.add(key);
    let mine = true;
    return () => {
      if (mine) this.#busy.delete(key);
      mine = false;
    };
  }

  /** What stands in the file; `undefined` if there is none. */
  async #now(key: string): Promise<string | undefined> {
    return readFile(this.#file(key), "utf8").catch(unlessMissing);
  }

  /** Does a work on a key's file after those before it. */
  async #inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
    const mine = (this.#turns.get(key) ?? Promise.resolve()).then(work);
    const turn = mine.catch(() => undefined);
    this.#turns.set(key, turn);
    try {
      return await mine;
    } finally {
      if (this.#turns.get(key) === turn) this.#turns.delete(key);
    }
  }

  /** The file of a key. */
  #file(key: string): string {
    const wrong = (rule: string) => journalError("input.journal_key", "key", rule);
    if (typeof key !== "string" || key.length < 1 || key.length > 200) throw wrong("must be a text of 1 to 200 characters");
    if (key.search(HALF_CHARACTERS) >= 0) throw wrong("must be whole text, without half a character");
    const name = encoded(key) + SUFFIX;
    if (name.length > LONGEST_NAME) throw wrong(`is too long for a file's name: percent-encoded it may have ${LONGEST_NAME - SUFFIX.length} characters`);
    return join(this.folder, name);
  }

  /** What is in the folder, and why it cannot be read. */
  async #files(): Promise<{ key: string; stored: string; problem?: unknown }[]> {
    const files: { key: string; stored: string; problem?: unknown }[] = [];
    for (const name of (await readdir(this.folder)).filter((it) => it.endsWith(SUFFIX)).sort()) {
      const key = decoded(name.slice(0, -SUFFIX.length));
      if (encoded(key) + SUFFIX !== name) {
        // Somebody else's: under the key that it seems to have there may be a journey of ours.
        files.push({ key: name, stored: "", problem: new Error("the file's name is none that a journal gives") });
        continue;
      }
      try {
        const stored = await readFile(join(this.folder, name), "utf8").catch(unlessMissing);
        if (stored !== undefined) files.push({ key, stored });
      } catch (problem) {
        files.push({ key, stored: "", problem });
      }
    }
    return files;
  }
}

/** Puts a whole file in place of the one before, whatever dies meanwhile. */
async function written(folder: string, name: string, text: string): Promise<void> {
  // No encoded text has such a name.
  const beside = join(folder, `${name}%new`);
  const file = await open(beside, "w");
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(beside, join(folder, name));
  await synced(folder);
}

/** Flushes a folder's list of names. (Windows does it by itself, and opens no folders.) */
async function synced(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const opened = await open(folder, "r");
  try {
    await opened.sync();
  } finally {
    await opened.close();
  }
}

/** The error of a journey that is not where it was when its text was read. */
function passed(key: string, now: string | undefined): Error {
  const why = now === undefined ? "it was removed" : "its text is not the one that stands in the journal now";
  return journalError("input.journal_key", "key", `the journey ${shown(key)} was carried on meanwhile: ${why}; nothing was sent. Ask the journal for what is unfinished`);
}

function unreadable(key: string, why: string, cause: unknown) {
  return journalError("input.journey_stored", `journal entry ${shown(key)}`, `is not a stored journey: ${why}`, cause);
}

function unlessMissing(error: unknown): undefined {
  if ((error as { code?: unknown }).code !== "ENOENT") throw error;
}

/** A text as a file's name: what is not a letter, a digit or one of `-_.~` is percent-encoded, as UTF-8. */
function encoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (it) => `%${it.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** The file of a case's claim; of one whose id cannot be a file's name (`.`, `..`, or too long) by its SHA-256. */
function claimName(caseId: string): string {
  // Ids are a service's words, and may hold half a character.
  const whole = caseId.replace(HALF_CHARACTERS, "?");
  const name = encoded(whole);
  return name.length <= LONGEST_NAME && /[^.]/.test(name) ? name : createHash("sha256").update(caseId).digest("hex");
}

/** The text of a file's name; the name itself of one that is none of ours. */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

function shown(key: unknown): string {
  return JSON.stringify(key);
}
