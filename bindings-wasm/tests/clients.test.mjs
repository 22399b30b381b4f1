/** The clients: over the sandbox in memory, and over real HTTP with everything that a network does to it. */
import assert from "node:assert/strict";
import { createServer } from "node:http";
import test from "node:test";

import {
  CaseAgency,
  FastDok,
  NordcaseError,
  company,
  decimal,
  inspect,
  instant,
  isInputError,
  isJourneyError,
  isNordcaseError,
  isServiceError,
  isTransportError,
  nextStart,
  registry,
} from "nordcase";
import { Sandbox, SandboxError, standard } from "nordcase/sandbox";

const entries = [
  { typeNamespace: "Hyresvard", properties: { Namn: "Bostads AB Björken" } },
  { typeNamespace: "Kund", properties: [{ name: "Namn", value: "Åsa Öberg & Söner" }] },
  { typeNamespace: "Huvudkontrakt", templateId: "12B.2" },
];
const service = { externalServiceCode: "2681", externalServiceEditionCode: 1 };
const approve = () => true;

function fastdokIn(sandbox, options = {}) {
  return new FastDok({ ...standard.fastdok, transport: sandbox.transport, now: sandbox.now, settleMs: 50, ...options });
}

/** What a promise rejects with. */
async function rejection(promise) {
  return promise.then(() => assert.fail("it was fulfilled"), (error) => error);
}

/** A server on a free port of loopback. */
async function serving(answer) {
  const server = createServer(answer);
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const close = () => (server.closeAllConnections(), new Promise((closed) => server.close(closed)));
  return { port: server.address().port, close };
}

/** The address of one that ends with the test. */
async function serve(t, answer) {
  const { port, close } = await serving(answer);
  t.after(close);
  return `http://127.0.0.1:${port}`;
}

test("a case is paid once, whichever answer is lost", async () => {
  for (const fault of ["answer_lost", "error500_applied", "never_arrives", "cut_body", "stale_ticket"]) {
    for (const nth of [1, 2]) {
      const sandbox = new Sandbox({ seed: 7, now: Date.UTC(2026, 5, 1) });
      const fastdok = fastdokIn(sandbox);
      const { caseId } = await fastdok.startCase(entries);
      sandbox.addFault("fastdok.perform_action", fault, { nth });
      const steps = [];
      const receipt = await fastdok.payCase(caseId, { approve, onProgress: ({ step }) => steps.push(step) });
      assert.equal(receipt.outcome, "paid", `${fault} ${nth}`);
      assert.equal(sandbox.summary().debits, 1, `${fault} ${nth}`);
      assert.equal(decimal(receipt.balanceAfter, (text) => text), "1800.00");
      assert.ok(steps.length > 4);
    }
  }
});

test("nothing is paid without a yes", async () => {
  const sandbox = new Sandbox();
  const fastdok = fastdokIn(sandbox);
  const { caseId } = await fastdok.startCase(entries);
  const error = await rejection(fastdok.payCase(caseId, { approve: ({ balance }) => balance === "a lot" }));
  assert.ok(isJourneyError(error));
  assert.equal(error.report.code, "declined");
  assert.equal(error.report.facts.debited, "no");
  assert.equal(sandbox.summary().debits, 0);
});

test("a journey that was stored goes on in another client, and pays once", async () => {
  const sandbox = new Sandbox();
  const fastdok = fastdokIn(sandbox);
  const { caseId } = await fastdok.startCase(entries);
  let stored;
  let before;
  const dies = async (request, options) => {
    const response = await sandbox.transport(request, options);
    if (sandbox.summary().debits === 1) return new Promise(() => {});
    return response;
  };
  const stop = new AbortController();
  const first = fastdokIn(sandbox, { transport: dies }).payCase(caseId, {
    approve,
    save: (text) => {
      before = stored;
      stored = text;
    },
    signal: stop.signal,
  });
  while (sandbox.summary().debits === 0) await new Promise((later) => setTimeout(later, 5));
  stop.abort();
  const cancelled = await rejection(first);
  assert.equal(cancelled.report.code, "cancelled");
  assert.equal(cancelled.report.facts.debited, "unknown");
  assert.ok(!stored.includes(standard.fastdok.password) && !stored.includes("ticket\":\""));
  // The end of the cancelled one was stored too; what a process that died here leaves is the text before.
  assert.equal(inspect(stored).ended, "failed");
  const receipt = await fastdokIn(sandbox).resume("fastdok.pay_case", before, { approve });
  assert.equal(receipt.seen, "state");
  assert.equal(sandbox.summary().debits, 1);
});

test("a journey that cannot be stored sends nothing", async () => {
  const sandbox = new Sandbox();
  const full = new Error("the disk is full");
  const error = await rejection(fastdokIn(sandbox).startCase(entries, { save: () => Promise.reject(full) }));
  assert.equal(error.code, "input.journey_not_stored");
  assert.equal(error.cause, full);
  assert.equal(sandbox.ledger().length, 0);
});

test("many calls at once sign in once, and a stale ticket is renewed once", async () => {
  const sandbox = new Sandbox();
  const operations = [];
  sandbox.onExchange(({ operation }) => operations.push(operation));
  const fastdok = fastdokIn(sandbox);
  await Promise.all([fastdok.getBalance(), fastdok.listTasks(), fastdok.getCurrentDomain()]);
  const count = () => operations.filter((name) => name === "fastdok.authenticate").length;
  assert.equal(count(), 1);
  sandbox.control({ command: "sign_everybody_out" });
  await fastdok.getBalance();
  assert.equal(count(), 2);
  sandbox.advance(51 * 60_000);
  await fastdok.getBalance();
  assert.equal(count(), 3);
});

test("a refused sign-in is never repeated", async () => {
  const sandbox = new Sandbox();
  let calls = 0;
  sandbox.onExchange(() => calls++);
  const fastdok = fastdokIn(sandbox, { password: "wrong-S3CRET" });
  const answers = await Promise.allSettled([1, 2, 3].map(() => fastdok.getBalance()));
  for (const { reason } of answers) assert.equal(reason.code, "fastdok.sign_in_failed");
  assert.equal((await rejection(fastdok.getBalance())).code, "fastdok.sign_in_failed");
  assert.equal(calls, 1);
  assert.ok(!JSON.stringify(answers).includes("S3CRET"));
});

test("what a company's properties say, and its price", async () => {
  const of = async (account) => company(await fastdokIn(new Sandbox(), account).getCurrentDomain(), "249.90");
  assert.equal((await of(standard.fastdok)).isLicenceCustomer, false);
  assert.equal((await of(standard.licenceCustomer)).isLicenceCustomer, true);
  const domain = (...properties) => ({ id: "d", extra: {}, properties: properties.map(([typeNamespace, value]) => ({ typeNamespace, value, extra: {} })) });
  const said = company(domain(["FSAB.Medlem", "true"], ["fsab.rabattfaktor", "0.85"]), "249.90");
  assert.deepEqual(said, { isLicenceCustomer: undefined, isMember: true, discountFactor: "0.85", price: "212.4150" });
  assert.equal(company(domain(["fsab.avtalskund", "True"], ["fsab.avtalskund", "False"])).isLicenceCustomer, undefined);
  assert.throws(() => company(domain(), "249,90"), isInputError);
});

test("the web page of a task", async () => {
  const sandbox = new Sandbox();
  const { webTicket } = await fastdokIn(sandbox).authenticate({ webTicket: true });
  const link = new URL(fastdokIn(sandbox).taskLink("12", webTicket));
  assert.deepEqual([link.pathname, link.searchParams.get("ticket")], ["/tasks/12", webTicket]);
  assert.throws(() => fastdokIn(sandbox).taskLink("a/b", webTicket), isInputError);
});

test("lists come page after page", async () => {
  const sandbox = new Sandbox();
  const fastdok = fastdokIn(sandbox);
  for (let n = 0; n < 5; n++) await fastdok.startCaseOnce({ entries });
  const ids = new Set();
  for await (const { id } of fastdok.instances({ max: 2 })) ids.add(id);
  assert.equal(ids.size, 5);
});

test("each list that has pages is read to its end under the name of what is listed", async () => {
  const fastdok = fastdokIn(new Sandbox());
  for (let n = 0; n < 2; n++) await fastdok.startCaseOnce({ entries });
  const [{ id: taskId, instanceId }] = (await fastdok.listTasks()).items;
  const objects = (await fastdok.listInstanceObjects({ instanceId })).items;
  const { id: objectId } = objects.find((it) => it.templateId);
  const { id: folderId } = objects.find((it) => it.container);
  const [{ id: templateId }] = (await fastdok.listDataFormTemplates()).items;
  const { id: domainId } = await fastdok.getCurrentDomain();
  await fastdok.uploadObject({ folderId, fileName: "a.txt", bytes: new Uint8Array(3) });
  const lists = {
    list_apps: ["apps", {}],
    list_app_instances: ["appInstances", { appId: "form" }],
    list_instances: ["instances", {}],
    list_instance_tasks: ["instanceTasks", { instanceId }],
    list_instance_objects: ["instanceObjects", { instanceId }],
    get_instance_object_fields: ["instanceObjectFields", { instanceId, objectId }],
    list_tasks: ["tasks", {}],
    list_task_objects: ["taskObjects", { taskId }],
    get_task_object_fields: ["taskObjectFields", { taskId, objectId }],
    list_object_children: ["objectChildren", { objectId: folderId }],
    get_object_fields: ["objectFields", { objectId }],
    list_data_form_templates: ["dataFormTemplates", {}],
    get_data_form_template_fields: ["dataFormTemplateFields", { templateId }],
    list_domain_users: ["domainUsers", { domainId }],
    list_domain_user_groups: ["domainUserGroups", { domainId }],
  };
  // What has pages has a next one after the first item.
  const paged = registry().operations.filter(({ name }) => nextStart(name, {}, 1, undefined, 1) !== undefined);
  assert.deepEqual(paged.map(({ name }) => name), Object.keys(lists).map((name) => `fastdok.${name}`));
  for (const [name, [method, params]] of Object.entries(lists)) {
    const { items } = await fastdok.call(name, params);
    const found = [];
    for await (const it of fastdok[method]({ ...params, max: 1 })) found.push(it);
    assert.ok(items.length > 0, method);
    assert.deepEqual(found, items, method);
  }
});

test("properties by name are taken by the operation's name too", async () => {
  const fastdok = fastdokIn(new Sandbox());
  const { instanceId } = await fastdok.call("start_case", { entries: [{ typeNamespace: "Huvudkontrakt", templateId: "7B", properties: { Namn: "Åsa" } }] });
  const { items } = await fastdok.listInstanceObjects({ instanceId });
  const { items: properties } = await fastdok.getObjectProperties({ objectId: items.find((it) => it.templateId).id });
  assert.equal(properties.find((it) => it.name === "Namn").value, "Åsa");
  await assert.rejects(fastdok.call("start_case", {}), isInputError);
});

test("a file goes up and comes down byte for byte", async () => {
  const sandbox = new Sandbox();
  const fastdok = fastdokIn(sandbox);
  const { instanceId } = await fastdok.startCaseOnce({ entries });
  const { items } = await fastdok.listInstanceObjects({ instanceId });
  const form = items.find((it) => it.templateId) ?? items[0];
  const pdf = await fastdok.getObjectPdf({ objectId: form.id });
  assert.ok(pdf.bytes instanceof Uint8Array);
  assert.equal(new TextDecoder().decode(pdf.bytes.subarray(0, 5)), "%PDF-");
});

test("an Altinn case is created once, over each binding the sandbox can check", async () => {
  for (const binding of ["basic", "ws"]) {
    const sandbox = new Sandbox();
    const agency = new CaseAgency({ ...standard.altinn, binding, transport: sandbox.transport });
    sandbox.addFault("altinn.instantiate_collaboration", "answer_lost");
    const { caseId, sure } = await agency.createCase({ ...service, reporteeNumber: "910453092", dueDate: "2027-03-01T00:00:00" });
    assert.equal(sure.is, "onlyNewCase");
    const [found] = await agency.getCaseList({ caseId, reporteeNumber: "910453092" });
    assert.equal(instant(found.dueDate), undefined);
    assert.equal(sandbox.summary().cases, 1);
    const { cases } = await agency.sendEvent({ caseId, event: "3374:1:Instantiated" });
    assert.equal(cases[0].changed, true);
    await agency.placeNotice({ caseId, noticeTemplateId: "12", noticeTokens: [{ tokenKey: "navn", tokenValue: "Ærlig & Sønn" }, { tokenKey: "frist", tokenValue: "1. mars" }] });
    const archived = await rejection(agency.getCaseList({ caseId: 1002 }));
    assert.ok(isServiceError(archived) && archived.code === "altinn.60014");
    assert.equal(await agency.test(), undefined);
  }
});

test("errors say what they are, and survive a clone", async () => {
  const sandbox = new Sandbox();
  const error = await rejection(fastdokIn(sandbox).getTask({ taskId: "" }));
  assert.ok(isInputError(error) && error instanceof NordcaseError && error instanceof Error);
  assert.equal(error.details.field, "taskId");
  assert.equal(sandbox.ledger().length, 0, "nobody signed in for a value that cannot be sent");
  const clone = NordcaseError.from(structuredClone(error.data));
  assert.ok(isNordcaseError(clone));
  assert.deepEqual(clone.data, error.data);
  const misspelt = await rejection(fastdokIn(sandbox).listTasks({ statsu: "Ready" }));
  assert.equal(misspelt.code, "input.params");
  assert.throws(() => sandbox.control({ command: "no_such" }), (refused) => refused instanceof SandboxError && refused.code === "not_a_command");
});

test("each operation has its method", () => {
  const has = (client, name) => typeof client.prototype[name] === "function";
  const renamed = { startCase: "startCaseOnce" };
  for (const { name, api } of registry().operations) {
    const camel = name.split(".")[1].replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());
    assert.ok(api === "fastdok" ? has(FastDok, renamed[camel] ?? camel) : has(CaseAgency, camel), name);
  }
  const journeys = registry().journeys.map((name) => name.split(".")[1].replace(/_([a-z])/g, (_, it) => it.toUpperCase()));
  for (const name of journeys) assert.ok(has(FastDok, name) || has(CaseAgency, name), name);
});

const overHttp = (baseUrl, options = {}) => new FastDok({ baseUrl, ticket: "ticket-S3CRET", ...options });
const json = (response, value) => {
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify(value));
};

test("a call that is cancelled or too slow ends at once", async (t) => {
  const url = await serve(t, () => {});
  const stop = new AbortController();
  const call = overHttp(url).getBalance({ signal: stop.signal });
  setTimeout(() => stop.abort(), 30);
  const cancelled = await rejection(call);
  assert.ok(isTransportError(cancelled));
  assert.deepEqual([cancelled.code, cancelled.details.mayHaveArrived, cancelled.retry], ["transport.cancelled", true, "safe"]);
  const changing = new AbortController();
  const change = overHttp(url).deleteInstance({ instanceId: "i" }, { signal: changing.signal });
  setTimeout(() => changing.abort(), 30);
  assert.equal((await rejection(change)).retry, "verify_first");
  const before = await rejection(overHttp(url).getBalance({ signal: AbortSignal.abort() }));
  assert.deepEqual([before.code, before.details.mayHaveArrived], ["transport.cancelled", false]);
  const slow = await rejection(overHttp(url, { timeoutMs: 30 }).getBalance());
  assert.deepEqual([slow.code, slow.details.mayHaveArrived], ["transport.timeout", true]);
});

test("no redirect is followed", async (t) => {
  let asked = 0;
  const elsewhere = await serve(t, (_, response) => (asked++, json(response, { Balance: 1 })));
  const url = await serve(t, (_, response) => response.writeHead(302, { location: elsewhere }).end());
  const error = await rejection(overHttp(url).getBalance());
  assert.equal(error.code, "fastdok.redirect");
  assert.equal(asked, 0);
});

test("an answer that is too large is not read to its end, with and without a length", async (t) => {
  const body = JSON.stringify({ Balance: 1, padding: "x".repeat(200_000) });
  for (const headers of [{ "content-length": body.length }, {}]) {
    const url = await serve(t, (_, response) => {
      response.writeHead(200, { "content-type": "application/json", ...headers });
      response.write(body.slice(0, 100_000));
      setTimeout(() => response.end(body.slice(100_000)), 5);
    });
    const error = await rejection(overHttp(url, { maxAnswerBytes: 50_000 }).getBalance());
    assert.deepEqual([error.code, error.retry], ["transport.too_large", "never"]);
  }
});

test("without a network it is certain that nothing was sent", async (t) => {
  const { port, close } = await serving(() => {});
  await close();
  const error = await rejection(overHttp(`http://127.0.0.1:${port}`).getBalance());
  assert.deepEqual([error.code, error.details.mayHaveArrived, error.retry], ["transport.network", false, "safe"]);
});

test("a connection that is cut may have brought the request there", async (t) => {
  const url = await serve(t, (request) => request.socket.destroy());
  const error = await rejection(overHttp(url).performAction({ taskId: "t", action: "ActionComplete" }));
  assert.deepEqual([error.code, error.details.mayHaveArrived, error.retry], ["transport.network", true, "verify_first"]);
  assert.ok(!JSON.stringify(error).includes("S3CRET"));
});

test("passwords do not travel over plain http", async () => {
  const error = await rejection(overHttp("http://forms.example.se").getBalance());
  assert.ok(isInputError(error));
});

const server = process.env.NORDCASE_SANDBOX;
test("the whole story over real HTTP", { skip: server === undefined && "no sandbox is running" }, async () => {
  const fastdok = new FastDok({ ...standard.fastdok, baseUrl: server });
  const { caseId } = await fastdok.startCase(entries);
  const { outcome } = await fastdok.payCase(caseId, { approve });
  assert.equal(outcome, "paid");
  assert.equal((await fastdok.completeCase(caseId)).verified, true);
  const agency = new CaseAgency({ ...standard.altinn, baseUrl: server, binding: "ws" });
  const created = await agency.createCase({ ...service, reporteeNumber: "910453092" });
  assert.equal(created.sure.is, "reply");
});
