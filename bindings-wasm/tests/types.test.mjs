/**
 * The declarations against what the core really gives: every answer, error, transition and receipt of the shared vectors and of
 * a story in the sandbox is written down as a constant of its declared type, and compiled. It fails in both directions: for a
 * member that is not declared, for one that is declared and never comes, and for one of another type.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";

import * as nordcase from "nordcase";
import { Sandbox, standard } from "nordcase/sandbox";
import { accesses, files } from "./files.cjs";
import { accessOf, expand, responseOf } from "./vectors.js";

const HEAD = `
import type * as n from "nordcase";
import type { Exchange, Summary } from "nordcase/sandbox";
/** With all members there, also those that may be undefined: a member that the core never gives cannot be left out. */
type Whole<T> = T extends string | number | boolean | Uint8Array | undefined
  ? T
  : T extends readonly (infer Item)[] ? readonly Whole<Item>[] : { readonly [K in keyof T]-?: Whole<T[K]> };
/** The members of all alternatives. */
type Members<T> = T extends unknown ? keyof T : never;
type Seen<T> = Readonly<Record<Members<T>, true>>;
`;

/** A value as TypeScript; long texts and lists are cut, since they say nothing new. */
function literal(value) {
  if (value instanceof Uint8Array) return "new Uint8Array()";
  if (typeof value === "string") return JSON.stringify(value.length > 200 ? value.slice(0, 20) : value);
  if (Array.isArray(value)) return `[${value.slice(0, 5).map(literal).join(", ")}]`;
  if (value === null || typeof value !== "object") return String(value);
  return `{ ${Object.entries(value).map(([name, it]) => `${JSON.stringify(name)}: ${literal(it)}`).join(", ")} }`;
}

/** What is written down, each line once, with the first place it came from. */
const lines = new Map();
/** The members that came with a value, by type. */
const seen = new Map();
function is(type, value, from, whole = true) {
  const line = `: ${whole ? `Whole<${type}>` : type} = ${literal(value)};`;
  if (!lines.has(line)) lines.set(line, from);
}
function has(type, value) {
  if (!seen.has(type)) seen.set(type, new Set());
  for (const [name, it] of Object.entries(value)) if (it !== undefined) seen.get(type).add(name);
}

const typeOf = (operation, place) => {
  const [api, name] = operation.split(".");
  return `n.${api === "fastdok" ? "FastDokOperations" : "AltinnOperations"}["${name}"][${place}]`;
};

/** What an error is declared to be; which members a refusal has depends on the service, and a transport's failure on the call, so they are summed up. */
function isError(error, from) {
  if (!nordcase.isNordcaseError(error)) throw error;
  is(`n.ErrorData<"${error.kind}">`, error.data, from, !["service", "transport"].includes(error.kind));
  has(`n.DetailsOf["${error.kind}"]`, error.details);
  if (error.details.fault) is("n.SoapFault", error.details.fault, from);
}

const attempt = (from, run) => {
  try {
    return run();
  } catch (error) {
    isError(error, from);
  }
};

/** A FastDok answer with a value for a member that the vector leaves out: whichever kind of value the core takes. */
function* completed({ operation, params, response, ...it }, output) {
  if (!operation.startsWith("fastdok.get_") || typeof response.body !== "string" || !response.body.startsWith("{")) return;
  for (const name of Object.keys(output).filter((name) => output[name] === undefined)) {
    for (const value of [true, 7, "2026-01-01T00:00:00Z"]) {
      const body = JSON.stringify({ ...JSON.parse(response.body), [name[0].toUpperCase() + name.slice(1)]: value });
      const read = () => nordcase.decode(operation, expand(params), accessOf(it, accesses), responseOf({ ...response, body }));
      const more = attempt(operation, read);
      if (more?.[name] !== undefined) yield more;
    }
  }
}

const KINDS = {
  request(it, from) {
    const params = expand(it.params);
    is(typeOf(it.operation, 0), params, from, false);
    has(typeOf(it.operation, 0), params);
    is("n.HttpRequest", nordcase.encode(it.operation, params, accessOf(it, accesses)), from);
  },
  input: (it, from) => attempt(from, () => nordcase.encode(it.operation, expand(it.params), accessOf(it, accesses))),
  response(it, from) {
    const read = () => nordcase.decode(it.operation, expand(it.params), accessOf(it, accesses), responseOf(it.response));
    const output = attempt(from, read);
    if (it.error !== undefined) return;
    is(typeOf(it.operation, 1), output, from);
    for (const more of completed(it, output)) is(typeOf(it.operation, 1), more, `${from}, completed`);
  },
  transport: (it, from) => isError(nordcase.transportError(it.failure, it.mayHaveArrived, "why", undefined, it.reads), from),
  workflow(it, from) {
    const [machine, type] =
      it.machine === "fastdok" ? [nordcase.fastDokWorkflow, "n.WorkflowTransition"] : [nordcase.caseWorkflow, "n.CaseTransition"];
    const transition = attempt(from, () => machine.apply(it.state, it.event));
    if (transition !== undefined) is(type, transition, from);
  },
  machine(it, from) {
    const definition = expand(it.definition);
    const machine = attempt(from, () => new nordcase.StateMachine(definition));
    if (machine === undefined) return;
    if (typeof definition === "object") {
      is("n.MachineDefinition", definition, from, false);
      has("n.MachineDefinition", definition);
      for (const state of definition.states ?? []) has("n.MachineState", state);
    }
    is("readonly n.Finding[]", machine.check(), from);
    for (const { state, event, conditions } of it.steps ?? []) {
      const step = attempt(from, () => machine.apply(state, event, conditions));
      if (step !== undefined) is("n.MachineStep", step, from);
      const allowed = attempt(from, () => machine.allowed(state)) ?? [];
      is("readonly n.MachineTransition[]", allowed, from, false);
      for (const transition of allowed) has("n.MachineTransition", transition);
    }
  },
};

/** Parameters that no vector has: whether the core takes them. */
const paging = { start: 1, max: 2 };
const MORE = {
  get_object: { objectId: "o", versionId: "v" },
  get_object_file: { objectId: "o", versionId: "v" },
  get_object_image: { objectId: "o", versionId: "v" },
  get_object_pdf: { objectId: "o", versionId: "v" },
  get_object_properties: { objectId: "o", versionId: "v" },
  get_object_fields: { objectId: "o", versionId: "v" },
  get_instance_object: { instanceId: "i", objectId: "o", versionId: "v" },
  list_object_children: { objectId: "o", versionId: "v", ...paging },
  list_apps: paging,
  list_app_instances: { appId: "a", ...paging },
  list_instances: paging,
  list_instance_tasks: { instanceId: "i", ...paging },
  list_instance_objects: { instanceId: "i", ...paging },
  list_task_objects: { taskId: "t", ...paging },
  list_tasks: paging,
  list_transactions: paging,
  start_instance: { appId: "a", message: "START" },
};

function vectors() {
  for (const [name, params] of Object.entries(MORE)) {
    KINDS.request({ operation: `fastdok.${name}`, params, access: { baseUrl: "https://forms.example.se", ticket: "t" } }, "MORE");
  }
  const access = { baseUrl: "https://www.altinn.no", binding: "basic", systemUserName: "u", systemPassword: "p" };
  KINDS.request({ operation: "altinn.get_case_list", params: { caseId: 1, checkReportee: false }, access }, "MORE");
  for (const [file, { cases }] of Object.entries(files)) {
    for (const it of cases) KINDS[it.kind]?.(it, `${file}: ${it.id}`);
  }
  for (const row of nordcase.errorCodes()) is("n.ErrorCode", row, "errorCodes", false);
  for (const row of nordcase.errorCodes()) has("n.ErrorCode", row);
  for (const { api, name } of nordcase.registry().operations) {
    has(api === "fastdok" ? "n.FastDokOperations" : "n.AltinnOperations", { [name.split(".")[1]]: true });
  }
  is("n.Company", nordcase.company({ id: "d", properties: [], extra: {} }, "1"), "a company");
  is("readonly n.OperationInfo[]", nordcase.registry().operations, "registry");
}

/** Journeys in the sandbox, each with and without a reply that is lost. */
async function journeys() {
  const entries = [{ typeNamespace: "Kund", properties: { Namn: "Åsa" } }, { typeNamespace: "Huvudkontrakt", templateId: "12B.2" }];
  const service = { externalServiceCode: "2681", externalServiceEditionCode: 1 };
  for (const fault of [undefined, "answer_lost"]) {
    const sandbox = new Sandbox();
    sandbox.onExchange((it) => is("Exchange", it, "an exchange"));
    const failing = (operation, nth = 1) => fault && sandbox.addFault(operation, fault, { nth });
    const fastdok = new nordcase.FastDok({ ...standard.fastdok, transport: sandbox.transport, settleMs: 50 });
    const agency = new nordcase.CaseAgency({ ...standard.altinn, transport: sandbox.transport, settleMs: 50 });
    const onProgress = (it) => is("n.Progress", it, "progress");
    const ended = (type, receipt) => is(type, receipt, `a receipt, ${fault}`);
    const refused = async (promise) => {
      const error = await promise.then(() => assert.fail("it was fulfilled"), (it) => it);
      if (!nordcase.isJourneyError(error)) throw error;
      is("n.ErrorData<\"journey\">", error.data, "a journey's error", false);
      is("n.FailureReport", error.report, "a report", false);
      has("n.FailureReport", error.report);
    };
    failing("fastdok.start_case");
    const started = await fastdok.startCase(entries, { onProgress });
    ended("n.StartReceipt", started);
    is("n.Inspection", nordcase.inspect(nordcase.journeyDriver.begin("fastdok.complete_case", { caseId: "c" })), "a journey at its start");
    const { caseId } = started;
    await refused(fastdok.payCase(caseId, { approve: (asked) => (is("n.PaymentQuestion", asked, "a question"), false) }));
    await refused(fastdok.payCase("no-such-case", { approve: () => true }));
    ended("n.CancelReceipt", await fastdok.cancelPayment(caseId));
    failing("fastdok.perform_action", 2);
    ended("n.PayReceipt", await fastdok.payCase(caseId, { approve: () => true, onProgress }));
    ended("n.PayReceipt", await fastdok.payCase(caseId, { approve: () => true }));
    ended("n.CompleteReceipt", await fastdok.completeCase(caseId));
    failing("altinn.instantiate_collaboration");
    const created = await agency.createCase({ ...service, reporteeNumber: "910453092", dueDate: "2027-03-01T00:00:00" });
    ended("n.CreateReceipt", created);
    failing("altinn.notify_event");
    ended("n.EventReceipt", await agency.sendEvent({ caseId: created.caseId, event: "3374:1:Instantiated" }));
    const noticeTokens = [{ tokenKey: "navn", tokenValue: "Sønn" }, { tokenKey: "frist", tokenValue: "1. mars" }];
    const notice = { caseId: created.caseId, noticeTemplateId: "12", noticeTokens };
    ended("n.NoticeReceipt", await agency.placeNotice(notice));
    for await (const it of agency.cases(service)) is("n.ExternalCase", it, "a case as it arrives");
    for await (const it of fastdok.tasks()) is("n.Task", it, "a task as it arrives");
    is("Summary", sandbox.summary(), "the summary");
  }
}

test("no declaration says more or less than the core gives", async () => {
  vectors();
  await journeys();
  const folder = join(import.meta.dirname, "types");
  mkdirSync(folder, { recursive: true });
  const constants = [...lines].map(([line, from], n) => `// ${from}\nexport const v${n}${line}`);
  const members = [...seen].map(([type, names], n) => {
    const list = [...names].map((name) => `${JSON.stringify(name)}: true`).join(", ");
    return `export const s${n}: Seen<${type}> = { ${list} };`;
  });
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  writeFileSync(join(folder, "answers.ts"), [HEAD, ...constants, ...members, ""].join("\n"));
  const strict = ["--strict", "--exactOptionalPropertyTypes", "--noUncheckedIndexedAccess", "--noEmit", "--types", ""];
  const tsc = join(process.env.NORDCASE_TOOLS, "node_modules/.bin/tsc");
  const { status, stdout } = spawnSync(tsc, [...strict, "--lib", "es2022", "--module", "nodenext", "answers.ts"], { cwd: folder, encoding: "utf8" });
  assert.equal(status, 0, stdout);
  console.log(`${lines.size} values and ${seen.size} types' members`);
});
