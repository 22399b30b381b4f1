import wasm from "nordcase-wasm";
import { fromHex } from "./hex.js";

/** The compiled core for pages: as hexadecimal text, which compresses as the code itself does. */
export const inlined = (): Uint8Array => fromHex(wasm);
