/**
 * `nordcase/slim`: the same without the compiled core inside. `nordcase.wasm` is a file of its own, which a browser
 * compiles while it arrives, and caches.
 *
 * @module
 */
import * as glue from "nordcase-glue";
import { wasmFile } from "nordcase-wasm-file";
import { setGlue } from "./core.js";

export * from "./api.js";

let loading: Promise<void> | undefined;

/**
 * Loads the compiled core; once, however often it is called. Everything else in this entry needs it.
 *
 * Without argument a page fetches `nordcase.wasm` from beside this file; where servers run it is there as code, so that it is in their bundles too. Where code may not
 * be compiled at run time, hand in the `WebAssembly.Module`; a `Response`, an URL or bytes will do as well.
 *
 * If that cannot be fetched or compiled, it rejects with an `Error` that says what to do and has the platform's own as its `cause`; calling it again then tries again.
 */
export function load(source?: object | string): Promise<void> {
  loading ??= init(source).catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function init(source: object | string | undefined): Promise<void> {
  try {
    await glue.default({ module_or_path: source ?? (await wasmFile()) });
  } catch (cause) {
    throw unloadable(source, cause);
  }
  setGlue(() => glue);
}

function unloadable(source: object | string | undefined, cause: unknown): Error {
  "node-do-not-add-exception-line";
  const why = cause instanceof Error ? cause.message : String(cause);
  const what =
    source === undefined
      ? "nordcase.wasm could not be loaded from beside this code. If a bundler has left it behind: import wasm from \"nordcase/nordcase.wasm\" (as a file, " +
        "as bytes, or as a WebAssembly.Module) and await load(wasm), or import \"nordcase\", which has it inside"
      : "what load() was given could not be compiled";
  return new Error(`nordcase/slim: ${what} (${why})`, { cause });
}
