/**
 * `nordcase`: FastDok and Altinn's CaseAgencySystem. The compiled core is inside, and ready when the import is done.
 */
import * as glue from "nordcase-glue";
import wasm from "nordcase-wasm";
import { setGlue } from "./core.js";

const bytes = Uint8Array.from(atob(wasm), (char) => char.charCodeAt(0));
glue.initSync({ module: bytes });
setGlue(glue);

export * from "./api.js";
