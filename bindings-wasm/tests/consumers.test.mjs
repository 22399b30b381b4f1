/**
 * The installed package as its users bundle it: Vite, webpack and esbuild in their default configuration, with a page in
 * Chromium or a program in Node that pays a case; a module for workers that may not compile code; Bun and Deno.
 */
import assert from "node:assert/strict";
import { execFile, execFileSync, spawnSync } from "node:child_process";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { promisify } from "node:util";
import vm from "node:vm";

import { CHROMIUM, missing, open, serve, tools } from "./site.js";

const here = import.meta.dirname;
const installed = join(here, "node_modules/nordcase");

/** All entries in one program; gives what each of them is good for. */
const PROGRAM = (load) => `
import { FastDok } from "nordcase";
import { Sandbox, standard } from "nordcase/sandbox";
import * as slim from "nordcase/slim";
import { fastDokWorkflow } from "nordcase/workflow";
${load.imports ?? ""}
globalThis.run = async () => {
  const sandbox = new Sandbox();
  sandbox.addFault("fastdok.perform_action", "answer_lost", { nth: 2 });
  const fastdok = new FastDok({ ...standard.fastdok, transport: sandbox.transport });
  const { caseId } = await fastdok.startCase([{ typeNamespace: "Huvudkontrakt", templateId: "12B.2" }]);
  const { outcome } = await fastdok.payCase(caseId, { approve: () => true });
  await slim.load(${load.source ?? ""});
  const { url } = slim.encode("fastdok.get_task", { taskId: "a" }, { baseUrl: "https://forms.example.se", ticket: "t" });
  return [outcome, sandbox.summary().debits, url, ...fastDokWorkflow.allowed({ stage: "TaskCreate" })];
};`;
const FOUND = ["paid", 1, "https://forms.example.se/API/v1.0/Tasks/a", "ActionPay"];

/** A new project beside the installed package, so that it is found there. */
async function project(name, files) {
  const folder = join(here, "projects", name);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const [file, content] of Object.entries(files)) await writeFile(join(folder, file), content);
  return folder;
}

const PAGE = (script) => `<!doctype html><meta charset="utf-8"><title>nordcase</title><script type="module" src="${script}"></script>`;
const page = { skip: missing(CHROMIUM), timeout: 240_000 };

test("Vite, the built page", page, async (t) => {
  const root = await project("vite", { "index.html": PAGE("/main.js"), "main.js": PROGRAM({}) });
  const { build } = await import(tools.resolve("vite"));
  await build({ root, configFile: false, logLevel: "error" });
  const opened = await open(t, CHROMIUM, await serve(t, join(root, "dist")));
  assert.deepEqual(await opened.evaluate(() => window.run()), FOUND);
});

test("Vite, the development server", page, async (t) => {
  const root = await project("vite-dev", { "index.html": PAGE("/main.js"), "main.js": PROGRAM({}) });
  const { createServer } = await import(tools.resolve("vite"));
  const server = await createServer({ root, configFile: false, logLevel: "error", server: { host: "127.0.0.1", port: 0 } });
  t.after(() => server.close());
  await server.listen();
  const opened = await open(t, CHROMIUM, `http://127.0.0.1:${server.httpServer.address().port}/`);
  assert.deepEqual(await opened.evaluate(() => window.run()), FOUND);
});

test("webpack", page, async (t) => {
  const root = await project("webpack", { "src.js": PROGRAM({}) });
  const dist = join(root, "dist");
  const stats = await promisify(tools("webpack"))({ context: root, mode: "production", entry: "./src.js", output: { path: dist } });
  assert.deepEqual(stats.toJson({ all: false, errors: true }).errors, []);
  await writeFile(join(dist, "index.html"), PAGE("/main.js"));
  const opened = await open(t, CHROMIUM, await serve(t, dist));
  assert.deepEqual(await opened.evaluate(() => window.run()), FOUND);
});

/** esbuild copies no files by itself: the .wasm is imported as one, or its bytes are handed in. */
test("esbuild, for browsers", page, async (t) => {
  const load = { imports: `import wasm from "nordcase/nordcase.wasm";`, source: "wasm" };
  const root = await project("esbuild", { "src.js": PROGRAM(load), "index.html": PAGE("/main.js") });
  await tools("esbuild").build({
    entryPoints: [join(root, "src.js")],
    outfile: join(root, "main.js"),
    bundle: true,
    format: "esm",
    minify: true,
    loader: { ".wasm": "file" },
    logLevel: "error",
  });
  const opened = await open(t, CHROMIUM, await serve(t, root));
  assert.deepEqual(await opened.evaluate(() => window.run()), FOUND);
});

for (const format of ["esm", "cjs"]) {
  test(`esbuild, one file for Node, ${format}`, async () => {
    const load = { imports: `import { readFileSync } from "node:fs";`, source: "readFileSync(process.argv[2])" };
    const root = await project(`esbuild-${format}`, { "src.mjs": PROGRAM(load) + "\nrun().then((it) => console.log(JSON.stringify(it)));" });
    const outfile = join(root, format === "esm" ? "out.mjs" : "out.cjs");
    await tools("esbuild").build({
      entryPoints: [join(root, "src.mjs")],
      outfile,
      bundle: true,
      platform: "node",
      format,
      logLevel: "error",
      // The entry's own place is not used, since the bytes are handed in.
      logOverride: { "empty-import-meta": "silent" },
    });
    const said = execFileSync(process.execPath, [outfile, join(installed, "dist/esm/nordcase.wasm")], { encoding: "utf8" });
    assert.deepEqual(JSON.parse(said), FOUND);
  });
}

/** A module bundled for workers, in a world of its own that has only what the web's standards give. */
async function worker(name, code, wasm) {
  const root = await project(name, { "src.js": code });
  const { outputFiles } = await tools("esbuild").build({
    entryPoints: [join(root, "src.js")],
    bundle: true,
    format: "iife",
    conditions: ["workerd", "worker", "browser"],
    write: false,
    logLevel: "error",
    logOverride: { "empty-import-meta": "silent" },
  });
  const context = vm.createContext({ TextEncoder, TextDecoder, URL, crypto }, { codeGeneration: { strings: false, wasm } });
  vm.runInContext(outputFiles[0].text, context);
  return context;
}
const ASK = `encode("fastdok.get_task", { taskId: "a" }, { baseUrl: FastDok.production, ticket: "t" }).method`;

test("a worker of an older platform, which has no function for hexadecimal digits", async () => {
  const context = await worker("worker", `import { FastDok, encode } from "nordcase"; globalThis.run = () => ${ASK};`, true);
  assert.equal(vm.runInContext("typeof Buffer", context), "undefined");
  vm.runInContext("delete Uint8Array.fromHex", context);
  assert.equal(vm.runInContext("run()", context), "GET");
});

test("a worker that may not compile code is handed a WebAssembly.Module", async () => {
  const code = `import { FastDok, encode, load } from "nordcase/slim"; globalThis.run = (module) => load(module).then(() => ${ASK});`;
  const context = await worker("strict-worker", code, false);
  const bytes = await readFile(join(installed, "dist/esm/nordcase.wasm"));
  context.bytes = bytes;
  await assert.rejects(vm.runInContext("WebAssembly.compile(bytes)", context), /code generation disallowed/);
  context.module = await WebAssembly.compile(bytes);
  assert.equal(await vm.runInContext("run(module)", context), "GET");
});

/** The README's first result, in other runtimes. They are large: the stage installs them apart, and goes on without them. */
const runtimes = join(process.env.NORDCASE_RUNTIMES ?? here, "node_modules/.bin");
for (const [name, args] of [
  ["bun", ["run"]],
  ["deno", ["run", "--allow-read", "--allow-env", "--no-lock", "--node-modules-dir=manual", "--quiet"]],
]) {
  const program = join(runtimes, name);
  const runs = spawnSync(program, ["--version"]).status === 0;
  test(`${name} runs the README's first result`, { skip: !runs && `${name} could not be installed from the npm registry` }, async () => {
    const readme = await readFile(join(installed, "README.md"), "utf8");
    const [, code] = /```js\n(.*?)```/s.exec(readme);
    const root = await project(name, { "first.mjs": code });
    const { stdout } = await promisify(execFile)(program, [...args, join(root, "first.mjs")], { cwd: here, timeout: 60_000 });
    assert.match(stdout, /^paid state\n1\n$/);
  });
}
