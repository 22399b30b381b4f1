/**
 * FAULTS 3.1: Node shows the line of code that an uncaught error comes from. It must not be the line that holds the compiled core, nor a whole bundle. And
 * with source maps it is a line of our own TypeScript.
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { promisify } from "node:util";

import { tools } from "./site.js";

const here = import.meta.dirname;
const dist = join(here, "node_modules/nordcase/dist");
const PRINTED = 2000;

/** What a program prints before it dies of its error. */
async function dies(...args) {
  const child = spawn(process.execPath, args, { cwd: here, stdio: ["ignore", "ignore", "pipe"] });
  let printed = "";
  child.stderr.setEncoding("utf8").on("data", (text) => (printed += text));
  const code = await new Promise((ended) => child.on("close", ended));
  assert.notEqual(code, 0, "the error was not thrown");
  return printed;
}

/** Where the tests stand is no part of what is measured: a longer path is named in each line of a stack. */
function isShort(written, names) {
  const printed = written.replaceAll(here, "");
  assert.ok(printed.length < PRINTED, `${printed.length} characters: ${printed.slice(0, 600)}`);
  assert.match(printed, names);
}

const IMPORTS = {
  ESM: `import { FastDok, StateMachine, encode } from "nordcase"; import { Sandbox, standard } from "nordcase/sandbox"; import { fastDokWorkflow } from "nordcase/workflow"; import * as slim from "nordcase/slim";`,
  CJS: `const { FastDok, StateMachine, encode } = require("nordcase"); const { Sandbox, standard } = require("nordcase/sandbox"); const { fastDokWorkflow } = require("nordcase/workflow");`,
};
const CLIENT = `const sandbox = new Sandbox(); const fastdok = new FastDok({ ...standard.fastdok, transport: sandbox.transport });`;
const THROWS = {
  "a call": [`${CLIENT} fastdok.getTask({ taskId: "" });`, /input\.id_empty/],
  "a call that the service refuses": [`${CLIENT} fastdok.getTask({ taskId: "no-such-task" });`, /NordcaseError/],
  "a list": [`${CLIENT} (async () => { for await (const _ of fastdok.all("list_tasks", { statsu: 1 })); })();`, /input\.params/],
  "a journey": [`${CLIENT} fastdok.payCase("no-such-case", { approve: () => true });`, /JourneyError/],
  "a transport that fails": [`new FastDok({ ...standard.fastdok, transport: () => Promise.reject(new Error("broken")) }).getBalance();`, /transport\.network/],
  "a transport that fails by itself": [`new FastDok({ ...standard.fastdok, baseUrl: "http://127.0.0.1:9" }).getBalance();`, /transport\.network/],
  "a function that throws at once": [`encode("fastdok.get_task", { taskId: "" }, { baseUrl: "https://x.example", ticket: "t" });`, /input\.id_empty/],
  "a state machine": [`new StateMachine("no");`, /NordcaseError/],
  "a workflow": [`fastDokWorkflow.apply({ stage: "Archived" }, "ActionComplete");`, /transition\.finished/],
  "the sandbox": [`new Sandbox().control({ command: "no_such" });`, /SandboxError/],
  "a mistake of the platform's kind": [`${CLIENT} fastdok.payCase(...[].concat(Symbol("id")));`, /Error/],
};

for (const [name, [code, names]] of Object.entries(THROWS)) {
  test(`3.1: ${name}, uncaught, ESM`, async () => isShort(await dies("--input-type=module", "--eval", IMPORTS.ESM + code), names));
  test(`3.1: ${name}, uncaught, CJS`, async () => isShort(await dies("--input-type=commonjs", "--eval", IMPORTS.CJS + code), names));
}

test("3.1: slim, uncaught, before and after it is loaded", async () => {
  const slim = `import { FastDok, encode, errorCodes, load } from "nordcase/slim";`;
  isShort(await dies("--input-type=module", "--eval", `${slim} errorCodes();`), /load\(\)/);
  isShort(await dies("--input-type=module", "--eval", `${slim} await load(new Uint8Array(8)); errorCodes();`), /Error/);
  isShort(
    await dies("--input-type=module", "--eval", `${slim} await load(); new FastDok({ baseUrl: FastDok.production, ticket: "t" }).getTask({ taskId: "" });`),
    /input\.id_empty/,
  );
});

/** All of them in one program, which dies of the one that its argument says. */
const PROGRAM = [
  IMPORTS.ESM.replace(/import \* as slim[^;]*;/, ""),
  ...Object.values(THROWS).map(([code], n) => `if (process.argv[2] === "${n}") { ${code} }`),
].join("\n");

async function bundled(name) {
  const root = join(here, "projects", `uncaught-${name}`);
  await rm(root, { recursive: true, force: true });
  await mkdir(root, { recursive: true });
  const source = join(root, "source.mjs");
  await writeFile(source, PROGRAM);
  return { root, source };
}

for (const format of ["esm", "cjs"]) {
  for (const minify of [false, true]) {
    test(`3.1: from inside a bundle of a user's, ${format}${minify ? ", minified" : ""}`, async () => {
      const { root, source } = await bundled(`${format}-${minify}`);
      const bundle = join(root, `out.${format === "esm" ? "mjs" : "cjs"}`);
      await tools("esbuild").build({
        entryPoints: [source],
        outfile: bundle,
        bundle: true,
        platform: "node",
        format,
        minify,
        logLevel: "error",
      });
      for (const [n, [, names]] of Object.values(THROWS).entries()) isShort(await dies(bundle, String(n)), minify ? /Error/ : names);
    });
  }
}

test("3.1: from inside a bundle of webpack's, minified", async () => {
  const { root, source } = await bundled("webpack");
  const output = { path: join(root, "dist"), filename: "out.cjs" };
  const stats = await promisify(tools("webpack"))({ context: root, mode: "production", target: "node20", entry: source, output });
  assert.deepEqual(stats.toJson({ all: false, errors: true }).errors, []);
  for (const n of Object.keys(Object.values(THROWS))) isShort(await dies(join(output.path, "out.cjs"), n), /Error/);
});

test("3.1: no line of code is long", async () => {
  for (const folder of ["esm", "cjs"]) {
    for (const file of (await readdir(join(dist, folder))).filter((name) => name.endsWith(".js"))) {
      const text = await readFile(join(dist, folder, file), "utf8");
      const longest = Math.max(...text.split("\n").map((line) => line.length));
      // A file that is nothing but the compiled core can throw nothing.
      if (longest > 1000) assert.match(text, /^(export default|module\.exports =) "[\w+/=]*";\n$/, `${folder}/${file}: ${longest}`);
    }
  }
});

test("3.1: source maps lead to our own TypeScript", async () => {
  const code = `${IMPORTS.ESM} ${CLIENT} fastdok.getTask({ taskId: "" });`;
  const printed = await dies("--enable-source-maps", "--input-type=module", "--eval", code);
  isShort(printed, /\/core\.ts:\d+/);
  for (const folder of ["esm", "cjs"]) {
    for (const file of (await readdir(join(dist, folder))).filter((name) => name.endsWith(".map"))) {
      const { sources, sourcesContent, mappings } = JSON.parse(await readFile(join(dist, folder, file), "utf8"));
      assert.ok(mappings.length > 0 && sources.length > 0);
      assert.deepEqual(sources.filter((source) => !/^nordcase\/[\w.-]+$/.test(source)), [], "no path of the machine that built it");
      assert.equal(sourcesContent.length, sources.length);
    }
  }
});
