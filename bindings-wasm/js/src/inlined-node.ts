import wasm from "./nordcase-fast-wasm.js";

declare const Buffer: { from(text: string, encoding: "base64"): Uint8Array };

/** The compiled core for Node: as Base64, since nobody downloads it, and every character takes its time to be looked through. */
export const inlined = (): Uint8Array => Buffer.from(wasm, "base64");
