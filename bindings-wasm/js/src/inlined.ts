import { fromHex } from "./hex.js";
import wasm from "./nordcase-wasm.js";

/** The compiled core for pages: as hexadecimal text, which compresses as the code itself does. */
export const inlined = (): Uint8Array => fromHex(wasm);
