import { fromHex } from "./hex.js";

/**
 * The compiled core where servers run: as code, and not as a file. Bundlers for servers put all code together, and files elsewhere or nowhere.
 */
export async function wasmFile(): Promise<Uint8Array> {
  return fromHex((await import("./nordcase-wasm.js")).default);
}
