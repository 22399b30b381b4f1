/** Lists that are read while they arrive: what comes before the body has ended, how an exchange ends early, and what goes wrong on the way. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import test from "node:test";

import { CaseAgency, FastDok, isParseError, isServiceError, isTransportError } from "nordcase";
import { Sandbox, standard } from "nordcase/sandbox";

const service = { externalServiceCode: "2681", externalServiceEditionCode: 1 };
const xml = { "content-type": "text/xml; charset=utf-8" };
const json = { "content-type": "application/json" };

const HEAD =
  '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><GetCaseListAgencySystemExternalBasicResponse ' +
  'xmlns="http://www.altinn.no/services/ServiceEngine/Case/2010/10"><GetCaseListAgencySystemExternalBasicResult ' +
  'xmlns:a="http://schemas.altinn.no/services/ServiceEngine/Case/2010/10" xmlns:i="http://www.w3.org/2001/XMLSchema-instance">';
const TAIL =
  "</GetCaseListAgencySystemExternalBasicResult></GetCaseListAgencySystemExternalBasicResponse></s:Body></s:Envelope>";
const caseXml = (id) =>
  `<a:ExternalCaseBE><a:CaseID>${id}</a:CaseID><a:CaseName>Sak på ${id}</a:CaseName><a:DueDate i:nil="true"/></a:ExternalCaseBE>`;
const casesXml = (from, to) => Array.from({ length: to - from + 1 }, (_, n) => caseXml(from + n)).join("");

/** A server on loopback that ends with the test; `answer` is given the number of the request, from 1. */
async function serve(t, answer) {
  let asked = 0;
  const server = createServer((request, response) => answer(response, ++asked, request));
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  t.after(() => (server.closeAllConnections(), server.close()));
  return { url: `http://127.0.0.1:${server.address().port}`, asked: () => asked };
}

const agencyAt = (baseUrl, options = {}) =>
  new CaseAgency({ baseUrl, systemUserName: "SKDEN", systemPassword: "pass-S3CRET", ...options });
const fastdokAt = (baseUrl, options = {}) => new FastDok({ baseUrl, ticket: "ticket-S3CRET", ...options });

/** What came of a loop: the ids, and the error that ended it. */
async function drained(items, idOf = ({ caseId }) => caseId) {
  const ids = [];
  try {
    for await (const item of items) ids.push(idOf(item));
  } catch (error) {
    assert.ok(!JSON.stringify(error).includes("S3CRET"));
    return { ids, error };
  }
  return { ids };
}

test("items come before the body has ended, and leaving the loop closes the socket", async (t) => {
  const closed = Promise.withResolvers?.() ?? deferred();
  const { url, asked } = await serve(t, (response) => {
    response.writeHead(200, xml);
    response.write(HEAD + casesXml(1, 3) + "<a:ExternalCaseBE><a:CaseID>4");
    response.on("close", closed.resolve);
  });
  const came = [];
  for await (const { caseId, caseName, dueDate } of agencyAt(url).cases(service)) {
    came.push([caseId, caseName, dueDate]);
    if (caseId === 2) break;
  }
  assert.deepEqual(came, [[1, "Sak på 1", undefined], [2, "Sak på 2", undefined]]);
  await closed.promise;
  assert.equal(asked(), 1);
});

/** Node 20 has no `Promise.withResolvers`. */
function deferred() {
  let resolve;
  return { promise: new Promise((it) => (resolve = it)), resolve };
}

test("an error in the loop, a signal and the time end the exchange at once", async (t) => {
  const closing = [];
  const { url } = await serve(t, (response) => {
    response.writeHead(200, xml);
    response.write(HEAD + casesXml(1, 2));
    closing.push(once(response, "close"));
  });
  const mine = new Error("my own");
  await assert.rejects(async () => {
    for await (const _ of agencyAt(url).cases(service)) throw mine;
  }, mine);

  const stop = new AbortController();
  const cancelling = drained(agencyAt(url).cases(service, { signal: stop.signal }), ({ caseId }) => {
    if (caseId === 2) setTimeout(() => stop.abort(), 10);
    return caseId;
  });
  const cancelled = await cancelling;
  assert.deepEqual(cancelled.ids, [1, 2]);
  assert.deepEqual([cancelled.error.code, cancelled.error.details.mayHaveArrived], ["transport.cancelled", true]);

  const slow = await drained(agencyAt(url).cases(service, { timeoutMs: 500 }));
  assert.deepEqual(slow.ids, [1, 2]);
  assert.equal(slow.error.code, "transport.timeout");

  assert.equal(closing.length, 3);
  await Promise.all(closing);

  const before = await drained(agencyAt(url).cases(service, { signal: AbortSignal.abort() }));
  assert.deepEqual([before.ids, before.error.code, before.error.details.mayHaveArrived], [[], "transport.cancelled", false]);
  assert.equal(closing.length, 3, "nothing was sent");
});

test("the time is that of the service alone: what is done with an item does not count", async (t) => {
  const { url } = await serve(t, (response) => response.writeHead(200, xml).end(HEAD + casesXml(1, 3) + TAIL));
  const ids = [];
  for await (const { caseId } of agencyAt(url, { timeoutMs: 600 }).cases(service)) {
    ids.push(caseId);
    await new Promise((later) => setTimeout(later, 300));
  }
  assert.deepEqual(ids, [1, 2, 3]);
});

test("a list that breaks in the middle throws after the items that came", async (t) => {
  const cut = await serve(t, (response) => {
    response.writeHead(200, xml);
    response.write(HEAD + casesXml(1, 2) + "<a:Ext", () => setTimeout(() => response.destroy(), 20));
  });
  const broken = await drained(agencyAt(cut.url).cases(service));
  assert.deepEqual(broken.ids, [1, 2]);
  assert.ok(isTransportError(broken.error));
  assert.deepEqual([broken.error.code, broken.error.details.mayHaveArrived], ["transport.network", true]);
  assert.equal(cut.asked(), 1, "nothing is retried");

  const short = await serve(t, (response) => response.writeHead(200, xml).end(HEAD + casesXml(1, 2)));
  const truncated = await drained(agencyAt(short.url).cases(service));
  assert.deepEqual(truncated.ids, [1, 2]);
  assert.ok(isParseError(truncated.error));
  assert.equal(truncated.error.code, "parse.truncated");

  const wrong = await serve(t, (response) => {
    response.writeHead(200, xml);
    response.write(HEAD + casesXml(1, 2));
    setTimeout(() => response.end("</no></such>"), 20);
  });
  const malformed = await drained(agencyAt(wrong.url).cases(service));
  assert.deepEqual([malformed.ids, malformed.error.code], [[1, 2], "parse.xml"]);
});

test("the bound on the whole answer holds, with and without a length", async (t) => {
  const body = HEAD + casesXml(1, 2000) + TAIL;
  for (const headers of [xml, { ...xml, "content-length": Buffer.byteLength(body) }]) {
    const { url } = await serve(t, (response) => {
      response.writeHead(200, headers);
      response.write(body.slice(0, 50_000));
      setTimeout(() => response.end(body.slice(50_000)), 20);
    });
    const { ids, error } = await drained(agencyAt(url, { maxAnswerBytes: 60_000 }).cases(service));
    assert.deepEqual([error.code, error.retry], ["transport.too_large", "never"]);
    // What is within the bound is handed out, unless it was known from the start that there is more.
    assert.equal(ids.length > 400, headers === xml);
  }
});

test("a refusal is the same error as of the whole list", async (t) => {
  const fault =
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault><faultcode>s:Client</faultcode>' +
    "<faultstring>no</faultstring></s:Fault></s:Body></s:Envelope>";
  const { url } = await serve(t, (response) => response.writeHead(500, xml).end(fault));
  const agency = agencyAt(url);
  const { ids, error } = await drained(agency.cases(service));
  assert.deepEqual(ids, []);
  assert.ok(isServiceError(error));
  await assert.rejects(agency.getCaseList(service), { code: error.code, message: error.message });
  const wrong = await drained(agency.cases({ ...service, caseId: 1 }));
  assert.equal(wrong.error.kind, "input");

  const elsewhere = await serve(t, (response) => response.writeHead(302, { location: `${url}/elsewhere` }).end());
  const redirected = await drained(agencyAt(elsewhere.url).cases(service));
  assert.deepEqual([redirected.error.code, elsewhere.asked()], ["altinn.redirect", 1]);
});

test("refused credentials are not sent again", async (t) => {
  const sandbox = new Sandbox();
  let calls = 0;
  sandbox.onExchange(() => calls++);
  const agency = new CaseAgency({ ...standard.altinn, systemPassword: "wrong-S3CRET", transport: sandbox.transport });
  const first = await drained(agency.cases(service));
  assert.ok(isServiceError(first.error));
  const second = await drained(agency.cases(service));
  assert.deepEqual([second.error.code, calls], [first.error.code, 1]);
});

test("a list is the same, however it comes", async (t) => {
  const body = new TextEncoder().encode(HEAD + casesXml(1, 60) + TAIL);
  const { url } = await serve(t, (response) => response.writeHead(200, xml).end(body));
  const whole = await agencyAt(url).getCaseList(service);
  assert.equal(whole.length, 60);
  const headers = [{ name: "Content-Type", value: xml["content-type"] }];
  const collects = async () => ({ status: 200, headers, body });
  async function* pieces(size) {
    for (let at = 0; at < body.length; at += size) yield body.subarray(at, at + size);
  }
  const streams = (size) => Object.assign(() => assert.fail("a list was collected"), {
    stream: async () => ({ status: 200, headers, body: pieces(size) }),
  });
  for (const transport of [collects, streams(1), streams(777), streams(body.length)]) {
    const found = [];
    for await (const it of agencyAt("https://forms.example.se", { transport }).cases(service)) found.push(it);
    assert.deepEqual(found, whole);
  }
});

test("the body of a transport is left with its `return`", async () => {
  let left = 0;
  async function* endless() {
    try {
      yield new TextEncoder().encode(HEAD);
      for (let id = 1; ; id++) yield new TextEncoder().encode(caseXml(id));
    } finally {
      left++;
    }
  }
  const headers = [{ name: "Content-Type", value: xml["content-type"] }];
  const signals = [];
  const stream = async (_, { signal }) => (signals.push(signal), { status: 200, headers, body: endless() });
  const transport = Object.assign(() => assert.fail("a list was collected"), { stream });
  const agency = agencyAt("https://forms.example.se", { transport, maxAnswerBytes: 100_000 });
  for await (const { caseId } of agency.cases(service)) if (caseId === 10) break;
  assert.deepEqual([left, signals[0].aborted], [1, true]);
  const { ids, error } = await drained(agency.cases(service));
  assert.ok(ids.length > 500);
  assert.deepEqual([error.code, left], ["transport.too_large", 2]);
});

test("FastDok's pages are read while they arrive", async (t) => {
  const task = (n) => `{"Id":"t${n}","Name":"Skarp å"}`;
  const { url, asked } = await serve(t, (response, n) => {
    response.writeHead(200, json);
    if (n === 1) return response.end(`{"TotalCount":5,"Data":[${task(1)},${task(2)}]}`);
    if (n === 2) return response.end(`{"TotalCount":5,"Data":[${task(3)},${task(4)}]}`);
    response.write(`{"TotalCount":5,"Data":[${task(5)},`);
  });
  const ids = [];
  for await (const { id } of fastdokAt(url).tasks({ max: 2 })) {
    ids.push(id);
    if (id === "t5") break;
  }
  assert.deepEqual(ids, ["t1", "t2", "t3", "t4", "t5"]);
  assert.equal(asked(), 3, "the third page has no end");
});

test("a page that is the one before once more ends the list", async (t) => {
  const { url, asked } = await serve(t, (response) => response.writeHead(200, json).end('{"TotalCount":9,"Data":[{"Id":"a"},{"Id":"b"}]}'));
  assert.deepEqual(await drained(fastdokAt(url).tasks({ max: 2 }), ({ id }) => id), { ids: ["a", "b"] });
  assert.equal(asked(), 2);
});

test("a ticket that has expired is renewed once, and the list goes on", async () => {
  const sandbox = new Sandbox();
  const operations = [];
  sandbox.onExchange(({ operation }) => operations.push(operation));
  const fastdok = new FastDok({ ...standard.fastdok, transport: sandbox.transport, now: sandbox.now });
  for (let n = 0; n < 5; n++) await fastdok.startCaseOnce({ entries: [{ typeNamespace: "Huvudkontrakt", templateId: "7B" }] });
  const whole = (await fastdok.listTasks({ max: 100 })).items;
  sandbox.control({ command: "sign_everybody_out" });
  operations.length = 0;
  const tasks = [];
  for await (const task of fastdok.tasks({ max: 2 })) tasks.push(task);
  assert.deepEqual(tasks, whole);
  assert.deepEqual(operations.slice(0, 3), ["fastdok.list_tasks", "fastdok.authenticate", "fastdok.list_tasks"]);
  assert.equal(operations.filter((it) => it === "fastdok.authenticate").length, 1);
});

test("many lists at once sign in once", async () => {
  const sandbox = new Sandbox();
  let signIns = 0;
  sandbox.onExchange(({ operation }) => (signIns += operation === "fastdok.authenticate" ? 1 : 0));
  const fastdok = new FastDok({ ...standard.fastdok, transport: sandbox.transport, now: sandbox.now });
  await Promise.all([drained(fastdok.tasks()), drained(fastdok.instances()), fastdok.getBalance(), drained(fastdok.apps())]);
  assert.equal(signIns, 1);
});

test("in the sandbox a list comes in pieces, and can break in the middle", async () => {
  const sandbox = new Sandbox();
  const agency = new CaseAgency({ ...standard.altinn, transport: sandbox.transport });
  for (let n = 0; n < 10; n++) await agency.instantiateCollaboration({ ...service, reporteeNumber: "910453092" });
  const whole = await agency.getCaseList(service);
  const found = [];
  for await (const it of agency.cases(service)) found.push(it);
  assert.deepEqual(found, whole);
  sandbox.addFault("altinn.get_case_list", "cut_body");
  const { ids, error } = await drained(agency.cases(service));
  assert.equal(error.code, "transport.network");
  assert.ok(ids.length > 0 && ids.length < whole.length, `${ids.length} of ${whole.length}`);
  // A list of which nothing has come is asked for again, twice at most.
  sandbox.addFault("altinn.get_case_list", "never_arrives");
  assert.equal((await drained(agency.cases(service))).ids.length, whole.length);
  for (let nth = 1; nth <= 3; nth++) sandbox.addFault("altinn.get_case_list", "never_arrives", { nth });
  assert.equal((await drained(agency.cases(service))).error.code, "transport.network");
});
