/** Where the compiled core is: in browsers and for bundlers. */
export async function wasmFile(): Promise<URL> {
  return new URL("./nordcase.wasm", import.meta.url);
}
