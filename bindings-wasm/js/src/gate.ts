/**
 * The lock beside a client's session: whoever is told to by the core takes it, one at a time, in the order in which they came.
 */
import { transportError } from "./transport.js";
import type { Signal } from "./values.js";

/** Lets the gate go; a second time does nothing. */
export type Release = () => void;

export class Gate {
  #held = false;
  readonly #waiting: (() => void)[] = [];

  /** Takes the gate when it is free. Rejects if the caller cancels before: nothing was sent for it then. */
  take(signal: Signal | undefined): Promise<Release> {
    return new Promise((resolve, reject) => {
      const stop = () => {
        signal?.removeEventListener("abort", stop);
        const place = this.#waiting.indexOf(mine);
        if (place >= 0) this.#waiting.splice(place, 1);
        reject(transportError("cancelled", false, "it was cancelled before anything was sent"));
      };
      const mine = () => {
        signal?.removeEventListener("abort", stop);
        this.#held = true;
        resolve(this.#release());
      };
      if (signal?.aborted) return stop();
      if (!this.#held) return mine();
      signal?.addEventListener("abort", stop);
      this.#waiting.push(mine);
    });
  }

  #release(): Release {
    let mine = true;
    return () => {
      if (!mine) return;
      mine = false;
      this.#held = false;
      this.#waiting.shift()?.();
    };
  }
}
