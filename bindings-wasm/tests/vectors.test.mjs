/** The shared vectors through the packed package: as an ES module, as CommonJS, and without the compiled core inside. */
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import test from "node:test";

import { accesses, files } from "./files.cjs";
import { runVectors } from "./vectors.js";

const require = createRequire(import.meta.url);
const systems = {
  "ES module": () => import("nordcase"),
  CommonJS: () => require("nordcase"),
  slim: async () => {
    const slim = await import("nordcase/slim");
    assert.throws(() => slim.errorCodes(), /load\(\)/);
    await slim.load();
    return slim;
  },
};

for (const [name, load] of Object.entries(systems)) {
  test(`every vector, ${name}`, async () => {
    const nordcase = await load();
    const { count, failures } = runVectors(nordcase, files, accesses);
    assert.deepEqual(failures, []);
    assert.ok(count > 400, `only ${count} vectors`);
    console.log(`${count} vectors, ${name}`);
  });
}

for (const [name, load] of [["ES module", () => import("nordcase/workflow")], ["CommonJS", () => require("nordcase/workflow")]]) {
  test(`every vector of the workflows, without WebAssembly, ${name}`, async () => {
    const ofWorkflows = Object.entries(files).map(([file, { cases }]) => [file, { cases: cases.filter((it) => it.kind === "workflow") }]);
    const { count, failures } = runVectors(await load(), Object.fromEntries(ofWorkflows), accesses);
    assert.deepEqual(failures, []);
    assert.ok(count > 30, `only ${count} vectors`);
  });
}
