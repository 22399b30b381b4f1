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
 * Without argument it fetches `nordcase.wasm` beside this file (in Node it reads it). Where code may not be compiled at run time,
 * hand in the `WebAssembly.Module`; a `Response`, an URL or bytes will do as well.
 *
 * It rejects with the platform's own error if the file cannot be fetched or compiled; calling it again then tries again.
 */
export function load(source?: object | string): Promise<void> {
  loading ??= init(source).catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function init(source: object | string | undefined): Promise<void> {
  await glue.default({ module_or_path: source ?? (await wasmFile()) });
  setGlue(() => glue);
}
