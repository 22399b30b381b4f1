/** The compiled core in Node, whose `fetch` reads no files. */
import { readFile } from "node:fs/promises";

export async function wasmFile(): Promise<Uint8Array> {
  return readFile(new URL("./nordcase.wasm", import.meta.url));
}
