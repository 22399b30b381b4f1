/**
 * Modules that the build puts in place (xtask/src/package/npm.rs), besides wasm-bindgen's glue, which brings its own
 * declarations: so a function that Rust and TypeScript do not agree on fails the build.
 */

/** The compiled core inside of this module: inlined.ts or inlined-node.ts. */
declare module "nordcase-inlined" {
  export function inlined(): Uint8Array;
}

/** Compiled code as text, in a file of its own: hexadecimal, or Base64 for Node. */
declare module "*-wasm.js" {
  const wasm: string;
  export default wasm;
}

/** Where the compiled core is: wasm-file.ts or wasm-file-node.ts. */
declare module "nordcase-wasm-file" {
  export function wasmFile(): Promise<object>;
}

/** The `Tables` of workflow.ts, as xtask/src/package/npm/tables.rs writes them. */
declare module "nordcase-workflow-tables" {
  const tables: unknown;
  export default tables;
}
