/**
 * Bytes, whatever holds them. A `Buffer` is no `Uint8Array` of a page's world inside of Node (jsdom), nor is one of another frame; so nothing is asked with
 * `instanceof`.
 */

/** The bytes that a value holds, without a copy; `undefined` if it holds none. */
export function bytesIn(value: unknown): Uint8Array | undefined {
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer as ArrayBuffer, value.byteOffset, value.byteLength);
  const kind = Object.prototype.toString.call(value);
  return kind === "[object ArrayBuffer]" || kind === "[object SharedArrayBuffer]" ? new Uint8Array(value as ArrayBuffer) : undefined;
}

/** The pieces as one. */
export function whole(pieces: readonly Uint8Array[]): Uint8Array {
  const [only] = pieces;
  if (only !== undefined && pieces.length === 1) return only;
  const body = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    body.set(piece, at);
    at += piece.length;
  }
  return body;
}
