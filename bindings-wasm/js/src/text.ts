/**
 * UTF-8 on every platform. Test runners that put a page's world into Node (Jest with jsdom) leave out the platform's own functions for it.
 *
 * The build gives these to wasm-bindgen's glue too, in place of the globals of the same names (xtask/src/package/npm.rs).
 */

/** What is used of the platform's class. */
interface Decoder {
  decode(bytes?: Uint8Array): string;
}

class OwnDecoder implements Decoder {
  decode(bytes: Uint8Array = new Uint8Array()): string {
    let text = "";
    for (let at = 0; at < bytes.length; ) {
      const lead = bytes[at++]!;
      if (lead < 0x80) {
        text += String.fromCharCode(lead);
        continue;
      }
      const more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
      let code = lead & (0x3f >> more);
      for (let n = 0; n < more; n++) code = (code << 6) | (bytes[at++]! & 0x3f);
      text += String.fromCodePoint(code);
    }
    // All that is read comes from Rust's texts: there is nothing else than valid UTF-8.
    return text;
  }
}

class OwnEncoder {
  encode(text: string): Uint8Array {
    const bytes: number[] = [];
    for (const character of text) {
      // Half a pair, alone, becomes the replacement character, as everywhere.
      const point = character.codePointAt(0)!;
      const code = point >= 0xd800 && point <= 0xdfff ? 0xfffd : point;
      if (code < 0x80) bytes.push(code);
      else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 0x3f));
      else if (code < 0x1_0000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f));
      else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 0x3f), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f));
    }
    return Uint8Array.from(bytes);
  }
}

interface Platform {
  readonly TextDecoder?: new (label?: string, options?: object) => Decoder;
  readonly TextEncoder?: new () => { encode(text: string): Uint8Array };
}
const platform = globalThis as unknown as Platform;


export const TextDecoder = platform.TextDecoder ?? OwnDecoder;
export const TextEncoder = platform.TextEncoder ?? OwnEncoder;
