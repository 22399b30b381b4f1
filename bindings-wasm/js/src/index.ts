/**
 * `nordcase`: FastDok and Altinn's CaseAgencySystem. The compiled core is inside, and made ready by the first call that needs it.
 *
 * @module
 */
import * as glue from "nordcase-glue";
import wasm from "nordcase-wasm";
import { fromHex } from "./hex.js";
import { setGlue } from "./core.js";

setGlue(() => {
  glue.initSync({ module: fromHex(wasm) });
  return glue;
});

export * from "./api.js";
