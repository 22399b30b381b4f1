/**
 * `nordcase`: FastDok and Altinn's CaseAgencySystem. The compiled core is inside, and made ready by the first call that needs it.
 *
 * @module
 */
import * as glue from "nordcase-glue";
import { inlined } from "nordcase-inlined";
import { setGlue } from "./core.js";

setGlue(() => {
  glue.initSync({ module: inlined() });
  return glue;
});

export * from "./api.js";
