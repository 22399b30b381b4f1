/** The package as a package: its contents, its declarations in a strict project, its size, its speed, its README. */
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { brotliCompressSync, gzipSync } from "node:zlib";

const tools = join(process.env.NORDCASE_TOOLS, "node_modules/.bin");
const tarball = process.env.NORDCASE_TARBALL;
const here = import.meta.dirname;
const installed = join(here, "node_modules/nordcase");

/** Runs a program; its output is the failure's message. */
function run(program, ...args) {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: here, encoding: "utf8" });
  assert.equal(status, 0, `${program} ${args.join(" ")}\n${stdout}${stderr}`);
}

test("publint", () => run(join(tools, "publint"), "run", tarball, "--strict"));

test("are the types wrong?", () =>
  // ./slim has no CommonJS form, and the raw .wasm no types.
  run(join(tools, "attw"), tarball, "--profile", "node16", "--exclude-entrypoints", "./nordcase.wasm", "--ignore-rules", "cjs-resolves-to-esm"));

test("nothing is packed that does not belong there", () => {
  const files = execFileSync("tar", ["-tzf", tarball], { encoding: "utf8" }).trim().split("\n").sort();
  const strange = files.filter(
    (file) => !/^package\/(package\.json|README\.md|LICENSE-(MIT|APACHE)|dist\/(esm|cjs)\/([\w.-]+\.(js|js\.map|d\.ts)|nordcase\.wasm|package\.json))$/.test(file),
  );
  assert.deepEqual(strange, []);
  assert.ok(files.includes("package/README.md") && files.includes("package/LICENSE-MIT"));
});

test("1.12: nothing of Node's gets into a page", () => {
  for (const file of ["index.js", "slim.js", "sandbox.js", "workflow.js", "index.node.js", "slim.node.js"]) {
    const text = readFileSync(join(installed, "dist/esm", file), "utf8");
    assert.doesNotMatch(text, /\b(from\s*|import\(|require\()["'](node:|nordcase["']|fs["']|path["']|os["'])/, file);
  }
});

const CONSUMER = `
import { CaseAgency, FastDok, batch, inspect, isJourneyError, isServiceError, type Claims, type HttpResponse, type PayReceipt, type Task, type Transport } from "nordcase";
import { Journal } from "nordcase/journal";
import { Sandbox, standard } from "nordcase/sandbox";
import { FastDok as SlimFastDok, load } from "nordcase/slim";
import { caseWorkflow, fastDokWorkflow } from "nordcase/workflow";

export async function pay(): Promise<PayReceipt["outcome"]> {
  const sandbox = new Sandbox();
  const fastdok = new FastDok({ ...standard.fastdok, transport: sandbox.transport, now: sandbox.now });
  const { caseId } = await fastdok.startCase([{ typeNamespace: "Kund", properties: { Namn: "Åsa" } }]);
  const tasks: Task[] = [];
  for await (const task of fastdok.tasks()) tasks.push(task);
  try {
    return (await fastdok.payCase(caseId, { approve: ({ balance }) => Number(balance ?? "0") > 500 })).outcome;
  } catch (error) {
    if (isServiceError(error)) console.log(error.details.fault?.errorGuid);
    if (isJourneyError(error)) console.log(error.report.safeNext);
    throw error;
  }
}

export async function first(agency: CaseAgency): Promise<string | undefined> {
  for await (const { currentStateName } of agency.cases({ externalServiceCode: "2681", externalServiceEditionCode: 1 })) return currentStateName;
  // @ts-expect-error neither a case nor a service
  void agency.cases({});
  return undefined;
}
/** Transports that collect, and one that streams besides. */
const collects = async (): Promise<HttpResponse> => ({ status: 200, headers: [], body: new Uint8Array() });
async function* piece(): AsyncGenerator<Uint8Array> {
  yield new Uint8Array();
}
const streams = Object.assign(collects, { stream: async () => ({ status: 200, headers: [], body: piece() }) });
const { transport } = new Sandbox();
const around: Transport = async (request, options) => ({ ...(await transport(request, options)), status: 200 });
export const transports: readonly Transport[] = [collects, streams, around];

export const agency = new CaseAgency({ baseUrl: "https://www.altinn.no", systemUserName: "u", systemPassword: "p" });
// @ts-expect-error both a case and a service
void agency.getCaseList({ caseId: 1, externalServiceCode: "2681", externalServiceEditionCode: 1 });
// @ts-expect-error a payment without a word of the caller
void new FastDok({ baseUrl: "https://x", ticket: "t" }).payCase("c");
// @ts-expect-error one that is no boolean
void new FastDok({ baseUrl: "https://x", ticket: "t" }).payCase("c", { approve: () => "yes" });
// @ts-expect-error a journey goes on with resume alone
void new FastDok({ baseUrl: "https://x", ticket: "t" }).completeCase("c", { resume: "{}" });
// @ts-expect-error a payment that goes on without a word of the caller
void new FastDok({ baseUrl: "https://x", ticket: "t" }).resume("fastdok.pay_case", "{}");
// @ts-expect-error a journey of the other service
void new FastDok({ baseUrl: "https://x", ticket: "t" }).resume("altinn.create_case", "{}");
// @ts-expect-error a parameter that does not exist
void new FastDok({ baseUrl: "https://x", ticket: "t" }).getTask({ taskID: "t" });
// @ts-expect-error the EC binding without its header
new CaseAgency({ baseUrl: "https://x", systemUserName: "u", systemPassword: "p", binding: "ec" });

export async function all(fastdok: FastDok, ids: Set<string>): Promise<readonly (PayReceipt | string)[]> {
  const results = await batch((id) => fastdok.payCase(id, { approve: () => true }), ids, { atOnce: 2, onProgress: ({ done }) => done });
  return results.map((it) => (it.status === "fulfilled" ? it.value : String(it.reason)));
}
/** A set of claims of the caller's own, and a journal. */
const claims: Claims = { claim: async (_owner, caseIds, take) => (take ? caseIds.slice(0, 1) : caseIds) };
export const claiming = new FastDok({ baseUrl: "https://x", ticket: "t", claims, settleMs: 1000 });
export async function goOn(fastdok: FastDok, stored: string): Promise<string> {
  const journal = await Journal.open("journal");
  await fastdok.payCase("c", { approve: async () => true, save: journal.entry("c") });
  await fastdok.completeCase("c", { save: async (text) => console.log(text) });
  const completed = await fastdok.resume("fastdok.complete_case", stored, { caseId: "c" });
  const { outcome } = await fastdok.resume("fastdok.pay_case", stored, { approve: () => true });
  for (const entry of await journal.unfinished()) {
    if (entry.kind === undefined) console.log(entry.key, entry.problem.message);
    else if (entry.kind === "fastdok.pay_case") await fastdok.resume(entry.kind, entry.stored, { approve: () => true, save: entry });
    else if (entry.kind === "fastdok.complete_case") await fastdok.resume(entry.kind, entry.stored, { save: entry });
  }
  for (const { key, status } of await fastdok.resumeAll(journal, { approve: () => true })) console.log(key, status);
  return outcome + String(completed.alreadyArchived) + String(inspect(stored).ended);
}
export const slim = load().then(() => new SlimFastDok({ baseUrl: SlimFastDok.production, ticket: "t" }));
export const [to] = fastDokWorkflow.apply({ stage: "TaskCreate" }, "ActionPay").outcomes;
export const stage: string | undefined = to?.state.stage;
// @ts-expect-error a state of a case has no such word
void caseWorkflow.allowed("Aktiv");
`;

/** What only a project with the platform's types can say. */
const WITH_PLATFORM = `
import { FastDok, fetchTransport } from "nordcase";
export const fastdok = new FastDok({ baseUrl: "https://x", ticket: "t", transport: fetchTransport({ fetch: globalThis.fetch }) });
void fastdok.getBalance({ signal: AbortSignal.timeout(1) });
`;
/** What one without them can say, whose signals are their own. */
const WITHOUT_PLATFORM = `
import type { FastDok } from "nordcase";
declare global { const console: { log(...what: unknown[]): void } }
export const get = (fastdok: FastDok) =>
  fastdok.getBalance({ signal: { aborted: false, addEventListener() {}, removeEventListener() {} } });
`;

const TYPE_ROOTS = ["--typeRoots", join(process.env.NORDCASE_TOOLS, "node_modules/@types")];
const PROJECTS = {
  "without the DOM": [WITHOUT_PLATFORM, "--lib", "es2022", "--types", "", "--module", "nodenext"],
  "with the DOM, for a bundler": [WITH_PLATFORM, "--lib", "es2022,dom", "--types", "", "--module", "esnext", "--moduleResolution", "bundler"],
  // Node's own declarations do not pass all of these checks.
  "with Node's types": [WITH_PLATFORM, "--lib", "es2022", "--skipLibCheck", "--types", "node", ...TYPE_ROOTS, "--module", "nodenext"],
};
for (const [name, [platform, ...options]] of Object.entries(PROJECTS)) {
  test(`a strict project, ${name}`, () => {
    const folder = join(here, "consumer");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
    writeFileSync(join(folder, "consumer.ts"), CONSUMER);
    writeFileSync(join(folder, "platform.ts"), platform);
    const strict = ["--strict", "--exactOptionalPropertyTypes", "--noUncheckedIndexedAccess", "--noEmit", "--target", "es2022"];
    run(join(tools, "tsc"), ...strict, ...options, join(folder, "consumer.ts"), join(folder, "platform.ts"));
  });
}

/**
 * kB brotli, at most: what a page loads for each entry. `slim.js` needs `nordcase.wasm` besides, `index.js` and `sandbox.js` the text beside them. The README
 * has a table of them.
 *
 * The goals for `nordcase.wasm` and `index.js` were 110 and 150 kB, and are not reached: `cargo xtask bench size` says what costs what.
 */
const BUDGETS = {
  "nordcase.wasm": 278,
  "slim.js": 22,
  "index.js": 22,
  "nordcase-wasm.js": 291,
  "workflow.js": 5,
  "sandbox.js": 8,
  "sandbox-wasm.js": 441,
};

test("sizes", () => {
  const over = [];
  for (const [file, budget] of Object.entries(BUDGETS)) {
    const bytes = readFileSync(join(installed, "dist/esm", file));
    const sizes = [bytes, gzipSync(bytes, { level: 9 }), brotliCompressSync(bytes)].map((it) => it.length / 1000);
    const [raw, gzip, brotli] = sizes.map((size) => `${size.toFixed(1)} kB`);
    console.log(`${file}: ${raw}, gzip ${gzip}, brotli ${brotli} of at most ${budget} kB`);
    if (sizes[2] > budget) over.push(`${file}: ${brotli} brotli, at most ${budget} kB`);
  }
  assert.deepEqual(over, []);
});

test("the README's table of sizes is this one", () => {
  const readme = readFileSync(join(installed, "README.md"), "utf8");
  const rows = [...readme.matchAll(/^\| `([\w.-]+)` \|.*\| (\d+) kB \|$/gm)].map(([, file, size]) => [file, Number(size)]);
  assert.deepEqual(Object.fromEntries(rows), BUDGETS);
});

/**
 * The processor's time, since other tests run beside this one; medians of fresh processes. The goal is 15 ms for the import and
 * the first request, and 5 µs for each after it; the bounds catch what became several times slower.
 */
test("speed", () => {
  const script = `
    const { cpuUsage } = process;
    const micros = (since) => ((it) => it.user + it.system)(cpuUsage(since));
    await import("data:text/javascript,");
    const start = cpuUsage();
    const { encode } = await import("nordcase");
    const encoded = () => encode("fastdok.get_task", { taskId: "a" }, { baseUrl: "https://forms.example.se", ticket: "t" });
    encoded();
    const first = micros(start) / 1000;
    const times = [];
    for (let round = 0; round < 30; round++) {
      const from = cpuUsage();
      for (let n = 0; n < 1000; n++) encoded();
      times.push(micros(from) / 1000);
    }
    console.log(JSON.stringify([first, times.sort((a, b) => a - b)[15]]));`;
  const measured = Array.from({ length: 7 }, () =>
    JSON.parse(execFileSync(process.execPath, ["--input-type=module", "--eval", script], { cwd: here, encoding: "utf8" })),
  );
  const [first, call] = [0, 1].map((n) => measured.map((it) => it[n]).sort((a, b) => a - b)[3]);
  console.log(`import and first request ${first.toFixed(1)} ms, then ${call.toFixed(2)} µs each`);
  assert.ok(first < 150 && call < 30, `${first} ms, ${call} µs`);
});

/** The snippets of the README, and of the JavaScript part of the project's own. */
function snippets() {
  const readme = readFileSync(join(installed, "README.md"), "utf8");
  const found = [...readme.matchAll(/```(?:js|ts)\n(.*?)```/gs)].map(([, code]) => code);
  assert.ok(found.length >= 3);
  return found;
}

test("3.8: every snippet of the README runs", () => {
  for (const [n, code] of snippets().entries()) {
    const folder = join(here, "projects", `readme-${n}`);
    mkdirSync(folder, { recursive: true });
    const file = join(folder, "it.mjs");
    writeFileSync(file, code);
    const { status, stdout, stderr } = spawnSync(process.execPath, [file], { cwd: folder, encoding: "utf8" });
    assert.equal(status, 0, `${code}\n${stdout}${stderr}`);
  }
});

for (const extension of ["mts", "mjs"]) {
  test(`3.8: every snippet of the README compiles under strict rules, as ${extension}`, () => {
    const folder = join(here, "projects", `readme-${extension}`);
    mkdirSync(folder, { recursive: true });
    const files = snippets().map((code, n) => {
      // A module of its own each, whatever it imports.
      const file = join(folder, `snippet-${n}.${extension}`);
      writeFileSync(file, `${code}\nexport {};\n`);
      return file;
    });
    const strict = ["--strict", "--exactOptionalPropertyTypes", "--noUncheckedIndexedAccess", "--noPropertyAccessFromIndexSignature", "--noImplicitReturns"];
    const project = ["--noEmit", "--target", "es2022", "--module", "nodenext", "--lib", "es2022", "--skipLibCheck", "--types", "node", ...TYPE_ROOTS];
    run(join(tools, "tsc"), ...strict, ...project, ...(extension === "mjs" ? ["--allowJs", "--checkJs"] : []), ...files);
  });
}
