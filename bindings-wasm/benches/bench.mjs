/**
 * The package against what people use instead: `soap`, `fast-xml-parser` and `JSON.parse`, in the same run on the same bytes.
 *
 * `cargo xtask bench node` runs it, with the packed package and the peers installed beside it. It prints one JSON object a line for each row.
 *
 * Ours and theirs are measured in turns, in processor time (that of all of Node's threads, so with its garbage collector), and their medians
 * compared: a machine that is busy with other things slows both down. Ours is a whole call through the client, with a transport that has the
 * answer already; so is soap's. What fast-xml-parser and JSON.parse are compared with is that same whole call.
 */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { XMLParser } from "fast-xml-parser";
import { CaseAgency, FastDok, encode } from "nordcase";
import { Sandbox, standard } from "nordcase/sandbox";
import soap from "soap";

const SERVICE = { externalServiceCode: "2681", externalServiceEditionCode: 1 };
const USER = { systemUserName: "SKDEN", systemPassword: "sandkasse-2681" };
const ALTINN = { baseUrl: "https://sandbox.example", binding: "basic", ...USER };
const CASES = 10_000;
const TASKS = 1_000;

const input = (name) => readFileSync(join(process.env.NORDCASE_BENCH_INPUTS, name));

/** A transport that has the answer already. */
const fixed = (body, type) => async () => ({ status: 200, headers: [{ name: "Content-Type", value: type }], body });

/** Milliseconds of the processor, for each of so many times. */
async function millis(job, times) {
  const start = process.cpuUsage();
  for (let n = 0; n < times; n++) await job();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000 / times;
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];

/** The medians of the jobs, measured in turns after a round to warm up. */
async function compare(jobs, rounds, times) {
  const found = jobs.map(() => []);
  for (let round = -1; round < rounds; round++) {
    for (const [n, job] of jobs.entries()) {
      const took = await millis(job, times[n]);
      if (round >= 0) found[n].push(took);
    }
  }
  return found.map(median);
}

function row(bench, unit, ours, goal, met, peer = null, theirs = null) {
  const ratio = theirs === null ? null : theirs / ours;
  console.log(JSON.stringify({ bench, unit, ours, peer, theirs, ratio, goal, met: met(ours, ratio) }));
}

/** soap's client of the sandbox's WSDL, whose calls are answered with this body. */
async function soapClient(body) {
  const { transport } = new Sandbox();
  const httpClient = {
    request(url, data, callback) {
      const answered = (text) => callback(null, { status: 200, headers: { "content-type": "text/xml; charset=utf-8" }, data: text }, text);
      if (data) return answered(body.toString());
      const request = { method: "GET", url, headers: [], body: new Uint8Array() };
      transport(request, { signal: new AbortController().signal, maxAnswerBytes: 1e7 }).then(
        (response) => answered(Buffer.from(response.body).toString()),
        callback,
      );
    },
  };
  const wsdl = `${standard.altinn.baseUrl}/ServiceEngineExternal/CaseAgencySystemExternalBasic.svc?wsdl`;
  return soap.createClientAsync(wsdl, { httpClient });
}

const parser = new XMLParser({ removeNSPrefix: true, parseTagValue: false, isArray: (name) => name === "ExternalCaseBE" });
/** A nil element has no text. */
const text = (value) => value || undefined;
const number = (value) => (value ? Number(value) : undefined);

/** What somebody would write who reads the answer with fast-xml-parser: the same fields, of the same types. */
function withFastXmlParser(body) {
  const { GetCaseListAgencySystemExternalBasicResponse: answer } = parser.parse(body.toString()).Envelope.Body;
  return answer.GetCaseListAgencySystemExternalBasicResult.ExternalCaseBE.map((it) => ({
    caseId: Number(it.CaseID),
    caseName: text(it.CaseName),
    currentStateFriendlyName: text(it.CurrentStateFriendlyName),
    currentStateId: number(it.CurrentStateID),
    currentStateName: text(it.CurrentStateName),
    dueDate: text(it.DueDate),
    isArchived: it.IsArchived ? it.IsArchived === "true" : undefined,
    noticeTemplateId: text(it.NoticeTemplateID),
    visibleDateTime: text(it.VisibleDateTime),
    other: {},
  }));
}

async function caseList() {
  const body = input(`cases-${CASES}.xml`);
  const agency = new CaseAgency({ ...ALTINN, transport: fixed(body, "text/xml; charset=utf-8") });
  const client = await soapClient(body);
  const ours = () => agency.getCaseList(SERVICE);
  const withSoap = () => client.GetCaseListAgencySystemExternalBasicAsync({ ...USER, ...SERVICE });
  const byHand = () => withFastXmlParser(body);
  const found = await ours();
  const [{ GetCaseListAgencySystemExternalBasicResult: theirs }] = await withSoap();
  assert.equal(found.length, CASES);
  assert.deepEqual(found, byHand());
  assert.deepEqual(found.map((it) => it.caseId), theirs.ExternalCaseBE.map((it) => it.CaseID));
  const [mine, his, hand] = await compare([ours, withSoap, byHand], 7, [3, 1, 1]);
  const bench = `GetCaseList, ${CASES} cases, ${(body.length / 1e6).toFixed(1)} MB, to objects`;
  const eightTimes = (_, ratio) => ratio >= 8;
  row(bench, "ms", mine, "8 times", eightTimes, "soap", his);
  row(bench, "ms", mine, "8 times", eightTimes, "fast-xml-parser", hand);
}

async function taskList() {
  const body = input(`tasks-${TASKS}.json`);
  const fastdok = new FastDok({ baseUrl: "https://sandbox.example/API/v1.0", ticket: "t", transport: fixed(body, "application/json") });
  const ours = () => fastdok.listTasks({ max: TASKS });
  assert.equal((await ours()).items.length, TASKS);
  const [mine, parsed] = await compare([ours, () => JSON.parse(body)], 15, [10, 10]);
  row(`list_tasks, ${TASKS} tasks, ${(body.length / 1e3).toFixed(0)} kB`, "ms", mine, "-", () => true, "JSON.parse", parsed);
}

async function encoding() {
  const task = () => encode("fastdok.get_task", { taskId: "a" }, { baseUrl: "https://forms.example.se", ticket: "t" });
  const event = () => encode("altinn.notify_event", { caseId: 100_001, event: "3374:1:Instantiated" }, ALTINN);
  const thousand = (job) => () => {
    for (let n = 0; n < 1000; n++) job();
  };
  // Milliseconds for a thousand are microseconds for one.
  const medians = await compare([thousand(task), thousand(event)], 25, [1, 1]);
  for (const [n, name] of ["get_task", "NotifyEvent"].entries()) row(`${name}, encoded`, "us", medians[n], "5 us", (ours) => ours < 5);
}

/**
 * What an import and a first request add to a bare Node: medians over fresh processes, in turns. Importing soap is less than a request with it, which
 * needs the WSDL first.
 */
function importing() {
  const used = "const { user, system } = process.cpuUsage(); console.log((user + system) / 1000);";
  const first = `import { encode } from "nordcase"; encode("fastdok.get_task", { taskId: "a" }, { baseUrl: "https://forms.example.se", ticket: "t" });`;
  const codes = [used, first + used, `import "soap"; ${used}`];
  const found = codes.map(() => []);
  for (let round = 0; round < 21; round++) {
    for (const [n, code] of codes.entries()) {
      found[n].push(Number(execFileSync(process.execPath, ["--input-type=module", "--eval", code], { cwd: import.meta.dirname })));
    }
  }
  const [bare, ours, theirs] = found.map(median);
  row("import and first request, over a bare Node", "ms", ours - bare, "15 ms", (it) => it < 15, "soap", theirs - bare);
}

/** The peak of this process's resident memory, in MB. */
const peak = () => Number(/VmHWM:\s*(\d+) kB/.exec(readFileSync("/proc/self/status", "utf8"))[1]) / 1024;

/** How far the peak grows while all cases of the stream are looked at, over what one small call needs. */
async function streamed() {
  const small = new CaseAgency({ ...ALTINN, transport: fixed(input("cases-1.xml"), "text/xml; charset=utf-8") });
  assert.equal((await small.getCaseList(SERVICE)).length, 1);
  const before = peak();
  const agency = new CaseAgency({ ...ALTINN, baseUrl: process.env.NORDCASE_BENCH_STREAM, allowInsecure: true, maxAnswerBytes: 2 ** 30 });
  let cases = 0;
  for await (const it of agency.cases(SERVICE)) cases += it.caseId > 0 ? 1 : 0;
  assert.equal(cases, 1_000_000);
  row("a million cases streamed over HTTP, memory", "MB", peak() - before, "64 MB", (ours) => ours < 64);
}

if (process.argv[2] === "streamed") await streamed();
else {
  await caseList();
  await taskList();
  await encoding();
  importing();
  // In a process of its own, which has not needed any memory yet.
  process.stdout.write(execFileSync(process.execPath, [fileURLToPath(import.meta.url), "streamed"]));
}
