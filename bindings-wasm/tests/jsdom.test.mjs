/**
 * FAULTS 2.9: Jest and Vitest put a page's world (jsdom) into Node. It has no TextDecoder, or one of another realm, and a Buffer is no Uint8Array there.
 * The stage installs both runners apart from the tools.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cp, mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import test from "node:test";
import vm from "node:vm";

const here = import.meta.dirname;
const runners = process.env.NORDCASE_JSDOM;
const installed = join(here, "node_modules/nordcase");

/** The same tests for both: `expect` and `test` are global in both. */
const TESTS = (load) => `
const entries = [{ typeNamespace: "Kund", properties: { Namn: "Åsa Öberg 🏠" } }, { typeNamespace: "Huvudkontrakt", templateId: "12B.2" }];
const text = "Hyresavtal Åsa 🏠";
const bytesOf = (view) => Array.from(new Uint8Array(view.buffer ?? view, view.byteOffset ?? 0, view.byteLength));

test("it is a page's world", () => {
  expect(typeof document).toBe("object");
});

test("a case is paid", async () => {
  const { FastDok, Sandbox, standard } = await ${load};
  const sandbox = new Sandbox();
  const fastdok = new FastDok({ ...standard.fastdok, transport: sandbox.transport });
  const { caseId } = await fastdok.startCase(entries);
  const { outcome } = await fastdok.payCase(caseId, { approve: () => true });
  expect([outcome, sandbox.summary().debits]).toEqual(["paid", 1]);
  const [machine] = (await ${load}).fastDokWorkflow.allowed({ stage: "TaskCreate" });
  expect(machine).toBe("ActionPay");
  expect((await ${load}).fastDokWorkflow.apply({ stage: "TaskCreate" }, "ActionPay").outcomes.length).toBeGreaterThan(0);
});

test("a file goes up, whatever holds its bytes", async () => {
  const { FastDok, encode } = await ${load};
  const buffer = Buffer.from(text);
  const part = buffer.buffer.slice(buffer.byteOffset, buffer.byteOffset + buffer.length);
  const kinds = { buffer, part, view: new DataView(part), here: Uint8Array.from(buffer), clamped: new Uint8ClampedArray(Uint8Array.from(buffer)), inside: Buffer.concat([Buffer.from("no"), buffer]).subarray(2) };
  for (const [name, bytes] of Object.entries(kinds)) {
    const params = { folderId: "p", fileName: "avtal.txt", contentType: "text/plain", bytes };
    const { body } = encode("fastdok.upload_object", params, { baseUrl: "https://forms.example.se", ticket: "t" });
    expect([name, Buffer.from(bytesOf(body)).includes(buffer)]).toEqual([name, true]);
  }
});

test("an answer comes, whatever holds its bytes", async () => {
  const { FastDok } = await ${load};
  const answer = Buffer.from('{"Balance":"100.00"}');
  const headers = [{ name: "Content-Type", value: "application/json" }];
  async function* pieces() { yield answer.subarray(0, 5); yield answer.subarray(5); }
  for (const body of [answer, answer.buffer.slice(answer.byteOffset, answer.byteOffset + answer.length), new DataView(answer.buffer, answer.byteOffset, answer.length), Uint8Array.from(answer)]) {
    const transport = async () => ({ status: 200, headers, body });
    expect((await new FastDok({ baseUrl: "https://forms.example.se", ticket: "t", transport }).getBalance()).balance).toBe("100.00");
  }
  const list = Buffer.from('{"TotalCount":1,"Data":[{"Id":"t1","Name":"Åsa 🏠"}]}');
  async function* cut() { for (let at = 0; at < list.length; at++) yield list.subarray(at, at + 1); }
  const transport = Object.assign(() => { throw new Error("collected"); }, { stream: async () => ({ status: 200, headers, body: cut() }) });
  const names = [];
  for await (const { name } of new FastDok({ baseUrl: "https://forms.example.se", ticket: "t", transport }).tasks()) names.push(name);
  expect(names).toEqual(["Åsa 🏠"]);
});

test("errors are as everywhere, and a signal of the page's ends a call", async () => {
  const { FastDok, isInputError, isTransportError } = await ${load};
  const fastdok = new FastDok({ baseUrl: "https://forms.example.se", ticket: "t", transport: () => new Promise(() => {}) });
  await expect(fastdok.getTask({ taskId: "" })).rejects.toMatchObject({ code: "input.id_empty", name: "NordcaseError" });
  const stop = new AbortController();
  const call = fastdok.getBalance({ signal: stop.signal }).catch((error) => error);
  stop.abort();
  const error = await call;
  expect([isTransportError(error), error.code]).toEqual([true, "transport.cancelled"]);
});

test("without a fetch it is said what to do; with Node's it works", async () => {
  const { FastDok } = await ${load};
  const fastdok = new FastDok({ baseUrl: process.env.NORDCASE_SANDBOX ?? "http://127.0.0.1:9", apiKey: "7b1f6a52-0c3e-4f8b-9d21-5a60c1e2d3f4", username: "asa.oberg@bjorken.example", password: "Björk&Löv+2026" });
  const got = await fastdok.getBalance().catch((error) => error);
  if (typeof fetch === "undefined") expect(got.message).toMatch(/no fetch.*transport/);
  else if (process.env.NORDCASE_SANDBOX === undefined) expect(got.code).toBe("transport.network");
  else expect(Number(got.balance)).toBeGreaterThan(0);
});
`;

async function project(name, files) {
  const folder = join(here, "projects", name);
  await rm(folder, { recursive: true, force: true });
  await mkdir(join(folder, "node_modules"), { recursive: true });
  // A copy and no link: the runners look where a file really is.
  await cp(installed, join(folder, "node_modules/nordcase"), { recursive: true });
  for (const [file, content] of Object.entries(files)) await writeFile(join(folder, file), content);
  return folder;
}

function run(folder, program, ...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(runners, "node_modules", program), ...args], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, NODE_OPTIONS: "", CI: "true", NO_COLOR: "1" },
  });
  assert.equal(status, 0, stdout + stderr);
  return stdout + stderr;
}

test("2.9: Jest with jsdom, require", { timeout: 240_000 }, async () => {
  const load = `Promise.resolve({ ...require("nordcase"), ...require("nordcase/sandbox"), ...require("nordcase/workflow") })`;
  const folder = await project("jest", {
    "package.json": JSON.stringify({ type: "commonjs" }),
    "it.test.js": TESTS(load),
    "jest.config.js": `module.exports = { testEnvironment: ${JSON.stringify(createRequire(join(runners, "package.json")).resolve("jest-environment-jsdom"))}, transform: {}, rootDir: __dirname };`,
  });
  assert.match(run(folder, "jest/bin/jest.js", "--no-cache", "--runInBand", "--ci", "--watchman=false"), /Tests: +6 passed, 6 total/);
});

for (const pool of ["forks", "vmThreads"]) {
  test(`2.9: Vitest with jsdom, ${pool}`, { timeout: 240_000 }, async () => {
    const load = `Promise.all([import("nordcase"), import("nordcase/sandbox"), import("nordcase/workflow")]).then((all) => Object.assign({}, ...all))`;
    const folder = await project(`vitest-${pool}`, {
      "package.json": JSON.stringify({ type: "module" }),
      "it.test.js": TESTS(load),
      "vitest.config.js": `export default { test: { environment: "jsdom", globals: true, pool: ${JSON.stringify(pool)}, include: ["it.test.js"], maxWorkers: 1 } };`,
    });
    // It looks for jsdom from the project.
    for (const name of ["jsdom", "vitest"]) await symlink(join(runners, "node_modules", name), join(folder, "node_modules", name));
    assert.match(run(folder, "vitest/vitest.mjs", "run", "--no-cache"), /Tests +6 passed \(6\)/);
  });
}

test("2.9: a world without TextDecoder, TextEncoder, structuredClone and Buffer", async () => {
  const require = createRequire(import.meta.url);
  const { build } = createRequire(join(process.env.NORDCASE_TOOLS, "package.json"))("esbuild");
  const folder = await project("bare", {
    "src.js": `
import { FastDok } from "nordcase"; import { Sandbox, standard } from "nordcase/sandbox"; import { fastDokWorkflow } from "nordcase/workflow";
globalThis.run = async () => {
  const sandbox = new Sandbox();
  const fastdok = new FastDok({ ...standard.fastdok, transport: sandbox.transport });
  const { caseId } = await fastdok.startCase([{ typeNamespace: "Kund", properties: { Namn: "Åsa Öberg 🏠 \\u{1F600}" } }, { typeNamespace: "Huvudkontrakt", templateId: "12B.2" }]);
  const { items } = await fastdok.listInstanceObjects({ instanceId: caseId });
  const said = [];
  for (const { id } of items) said.push(JSON.stringify(await fastdok.getObjectProperties({ objectId: id })));
  fastDokWorkflow.apply({ stage: "TaskCreate" }, "ActionPay");
  return said.join().includes("Åsa Öberg 🏠 \\u{1F600}");
};`,
  });
  assert.ok(require("nordcase"));
  const { outputFiles } = await build({ entryPoints: [join(folder, "src.js")], bundle: true, format: "iife", write: false, logLevel: "error" });
  const context = vm.createContext({ URL, crypto, setTimeout, clearTimeout, AbortController, performance });
  vm.runInContext(outputFiles[0].text, context);
  assert.equal(vm.runInContext("typeof TextDecoder + typeof Buffer + typeof structuredClone", context), "undefinedundefinedundefined");
  assert.equal(await vm.runInContext("run()", context), true);
});
