/**
 * Who has a journal's folder. Node has no lock of the operating system, so each owner puts a file of its own into the folder `lock`, and then looks who else is
 * there: of two that come at once the later one sees the earlier, or both see each other, and try again. A file whose process is dead is removed.
 */
import { readFileSync, readlinkSync, statSync } from "node:fs";
import { mkdir, open, readFile, readdir, rename, rm, stat, utimes } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { journalError } from "./journal-errors.js";

interface Owner {
  readonly pid: number;
  /** When the process began, where that can be known: numbers of processes are given again. */
  readonly began?: string | undefined;
  /** Where its number means something: another machine, or another container, has other processes. */
  readonly place: string;
}

/** An owner whose process cannot be seen from here shows that it lives by touching its file so often, */
const BEAT_MS = 5_000;
/** and is dead if it has not for so long. */
const DEAD_MS = 60_000;
/** So often it is tried when somebody else is there. */
const TRIES = 6;

export class Lock {
  readonly #file: string;
  readonly #beat: ReturnType<typeof setInterval>;
  #released = false;

  private constructor(file: string) {
    this.#file = file;
    this.#beat = setInterval(() => utimes(file, new Date(), new Date()).catch(() => undefined), BEAT_MS);
    this.#beat.unref();
  }

  static async take(locks: string, folder: string): Promise<Lock> {
    await mkdir(locks, { recursive: true }).catch((error: { code?: unknown }) => {
      if (error.code !== "EEXIST") throw error;
      throw journalError("input.journal_in_use", "journal", "is one of another language's package of nordcase: each language has folders of its own");
    });
    for (let tries = 1; ; tries++) {
      const file = await entered(locks);
      const other = await somebodyElse(locks, file);
      if (other === undefined) return new Lock(file);
      await rm(file, { force: true });
      if (tries === TRIES) {
        const where = other.place === HERE ? "" : ` of ${other.place}`;
        throw journalError("input.journal_in_use", "journal", `is in use by process ${other.pid}${where}: one process at a time has ${folder}`);
      }
      await new Promise((later) => setTimeout(later, 10 + Math.random() * 60));
    }
  }

  /** Throws if the folder is this owner's no more. */
  check(): void {
    if (this.#released) throw journalError("input.journal_in_use", "journal", "is closed");
    if (statSync(this.#file, { throwIfNoEntry: false }) === undefined) throw journalError("input.journal_in_use", "journal", "was taken away from this process");
  }

  async release(): Promise<void> {
    if (this.#released) return;
    this.#released = true;
    clearInterval(this.#beat);
    await rm(this.#file, { force: true });
  }
}

/** Puts this owner's file there, whole from the first moment. */
async function entered(locks: string): Promise<string> {
  const name = join(locks, `${process.pid}-${Math.random().toString(36).slice(2)}`);
  const owner: Owner = { pid: process.pid, began: beganOf(process.pid), place: HERE };
  const beside = await open(`${name}.new`, "wx");
  try {
    await beside.writeFile(JSON.stringify(owner));
    await beside.sync();
  } finally {
    await beside.close();
  }
  await rename(`${name}.new`, `${name}.owner`);
  return `${name}.owner`;
}

/** A living owner besides this one. Files of dead ones are removed. */
async function somebodyElse(locks: string, mine: string): Promise<Owner | undefined> {
  for (const name of await readdir(locks)) {
    const file = join(locks, name);
    if (file === mine || !name.endsWith(".owner")) continue;
    const owner = await readFile(file, "utf8").then((text) => JSON.parse(text) as Owner, () => undefined);
    if (owner === undefined) continue; // It has just gone.
    if (await lives(owner, file, mine)) return owner;
    await rm(file, { force: true });
  }
  return undefined;
}

async function lives(owner: Owner, file: string, mine: string): Promise<boolean> {
  if (owner.place !== HERE) {
    const [theirs, ours] = await Promise.all([stat(file).catch(() => undefined), stat(mine)]);
    return theirs !== undefined && ours.mtimeMs - theirs.mtimeMs < DEAD_MS;
  }
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    if ((error as { code?: unknown }).code === "ESRCH") return false;
  }
  const began = beganOf(owner.pid);
  return owner.began === undefined || began === undefined || owner.began === began;
}

/** When a process began, in the units of Linux, which alone tells. One that has ended, and that its parent has not asked about yet, is no process any more. */
function beganOf(pid: number): string | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    const [state = "", ...members] = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return ["Z", "X"].includes(state) ? "ended" : members[18];
  } catch {
    return undefined;
  }
}

/** This machine, and this container of it. */
const HERE = (() => {
  try {
    return `${hostname()} ${readlinkSync("/proc/self/ns/pid")}`;
  } catch {
    return hostname();
  }
})();
