/** What platforms do themselves: Node since ever, browsers since 2025. */
interface Platform {
  readonly Buffer?: { from(text: string, encoding: "hex"): Uint8Array };
  readonly Uint8Array: { fromHex?(text: string): Uint8Array };
}

/** The bytes of hexadecimal text: compiled code that is inside of a module, so speed matters. */
export function fromHex(text: string): Uint8Array {
  const { Buffer, Uint8Array: bytesOf } = globalThis as unknown as Platform;
  if (Buffer !== undefined) return Buffer.from(text, "hex");
  if (bytesOf.fromHex !== undefined) return bytesOf.fromHex(text);
  const digit = (at: number) => {
    const code = text.charCodeAt(at);
    return code > 0x39 ? code - 0x57 : code - 0x30;
  };
  const bytes = new Uint8Array(text.length / 2);
  for (let n = 0; n < bytes.length; n++) bytes[n] = (digit(2 * n) << 4) | digit(2 * n + 1);
  return bytes;
}
