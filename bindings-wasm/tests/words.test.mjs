/** FAULTS 1.10, 3.2, 3.4, 3.5: one base of all errors, true words, and what a plain JavaScript caller gets wrong most easily is said. */
import assert from "node:assert/strict";
import test from "node:test";

import { CaseAgency, FastDok, JourneyError, NordcaseError, batch, decode, encode, isInputError, isJourneyError, isNordcaseError, nextStart } from "nordcase";
import { Sandbox, standard } from "nordcase/sandbox";
import { rawServer, rejection } from "./raw.js";

const entries = [{ typeNamespace: "Huvudkontrakt", templateId: "12B.2" }];
const clients = (options = {}) => {
  const sandbox = new Sandbox();
  let sent = 0;
  sandbox.onExchange(() => sent++);
  const fastdok = new FastDok({ ...standard.fastdok, transport: sandbox.transport, ...options });
  const agency = new CaseAgency({ ...standard.altinn, transport: sandbox.transport, ...options });
  return { sandbox, fastdok, agency, sent: () => sent };
};

test("3.4: a JourneyError is a NordcaseError with kind, code, retry and the rest", async () => {
  const { fastdok } = clients();
  const { caseId } = await fastdok.startCase(entries);
  const error = await rejection(fastdok.payCase(caseId, { approve: () => false }));
  assert.ok(error instanceof JourneyError && error instanceof NordcaseError && error instanceof Error);
  assert.ok(isJourneyError(error) && isNordcaseError(error) && !isInputError(error));
  assert.deepEqual([error.name, error.kind, error.code], ["JourneyError", "journey", "journey.declined"]);
  assert.ok(["never", "safe", "verify_first"].includes(error.retry));
  assert.equal(error.whatToDo, error.report.safeNext);
  assert.equal(error.details, error.report);
  assert.ok(error.explanation.length > 0 && error.message.length > 0);
  const again = NordcaseError.from(structuredClone(error.data));
  assert.ok(again instanceof JourneyError && isJourneyError(again));
  assert.deepEqual([again.data, again.report], [error.data, error.report]);
  assert.deepEqual(JSON.parse(JSON.stringify(error)).details.facts, error.report.facts);
});

test("3.2: the retry of a journey's error is that of its code", async () => {
  const signIn = await rejection(clients({ password: "wrong" }).fastdok.startCase(entries));
  assert.deepEqual([signIn.code, signIn.retry], ["fastdok.sign_in_failed", "never"]);
  const altinn = clients({ systemPassword: "wrong" }).agency;
  const refused = await rejection(altinn.createCase({ externalServiceCode: "2681", externalServiceEditionCode: 1, reporteeNumber: "910453092" }));
  assert.deepEqual([refused.code, refused.retry], ["altinn.989", "never"]);
  const input = await rejection(clients().fastdok.payCase("no such case/..", { approve: () => true }));
  assert.equal(input.retry, "never");
});

test("3.3: a read whose answer is lost is sent again, twice at most, and its error says safe; a changing call is not", async (t) => {
  const { url, requests } = await rawServer(t, (socket) => socket.destroy());
  const fastdok = new FastDok({ baseUrl: url, ticket: "t" });
  const read = await rejection(fastdok.getBalance());
  assert.deepEqual([read.code, read.details.mayHaveArrived, read.details.reads, read.retry, requests.length], ["transport.network", true, true, "safe", 3]);
  const list = await rejection((async () => { for await (const _ of fastdok.tasks()); })());
  assert.deepEqual([list.code, list.retry, requests.length], ["transport.network", "safe", 6]);
  const change = await rejection(fastdok.deleteInstance({ instanceId: "i" }));
  assert.deepEqual([change.code, change.retry, requests.length], ["transport.network", "verify_first", 7]);
});

test("3.5: values of the wrong kind: what is wrong, and what to do", async () => {
  const { fastdok, agency, sent } = clients();
  const wrong = {
    "getTask, the id itself": [() => fastdok.getTask("abc"), "params"],
    "getTask, a number": [() => fastdok.getTask(5), "params"],
    "getTask, nothing": [() => fastdok.getTask(), "params"],
    "getTask, null": [() => fastdok.getTask(null), "params"],
    "getTask, a list": [() => fastdok.getTask(["abc"]), "params"],
    "getTask, a BigInt": [() => fastdok.getTask({ taskId: 5n }), "params"],
    "tasks, a text": [async () => { for await (const _ of fastdok.tasks("abc")); }, "params"],
    "cases, a number": [async () => { for await (const _ of agency.cases(7)); }, "params"],
    "call, no params": [() => fastdok.call("get_task"), "params"],
    "getCaseList, a number": [() => agency.getCaseList(7), "params"],
    "createCase, a text": [() => agency.createCase("2681"), "params"],
    "startCase, one entry": [() => fastdok.startCase({ typeNamespace: "Kund" }), "entries"],
    "startCase, nothing": [() => fastdok.startCase(), "entries"],
    "startCase, a list of texts": [() => fastdok.startCase(["Kund"]), "entries"],
    "startCaseOnce, no entries": [() => fastdok.startCaseOnce({}), "entries"],
    "uploadObject, bytes as a text": [() => fastdok.uploadObject({ folderId: "p", fileName: "n", bytes: "abc" }), "bytes"],
    "uploadObject, bytes as a list": [() => fastdok.uploadObject({ folderId: "p", fileName: "n", bytes: [1, 2] }), "bytes"],
  };
  for (const [name, [call, field]] of Object.entries(wrong)) {
    const error = await rejection(Promise.resolve().then(call));
    assert.ok(isInputError(error), `${name}: ${error.name}: ${error.message}`);
    assert.equal(error.details.field, field, `${name}: ${error.message}`);
    assert.doesNotMatch(error.message, /operator|is not a function|undefined \(reading|BigInt value/, name);
  }
  for (const params of ["abc", 5, null, undefined, ["a"]]) {
    assert.throws(() => encode("fastdok.get_task", params, { baseUrl: "https://x", ticket: "t" }), isInputError);
    assert.throws(() => nextStart("fastdok.list_tasks", params, 1, 1, 1), isInputError);
  }
  const access = { baseUrl: "https://forms.example.se", ticket: "t" };
  for (const none of [undefined, null, "abc"]) {
    assert.throws(() => encode("fastdok.get_task", { taskId: "a" }, none), isInputError);
    assert.throws(() => decode("fastdok.get_task", { taskId: "a" }, access, none), isInputError);
    assert.throws(() => new FastDok(none), isInputError);
    assert.throws(() => new CaseAgency(none), isInputError);
  }
  await assert.rejects(batch([1, 2], () => 1), isInputError);
  assert.equal(sent(), 0);
});

test("1.10: journeys take no option that they do not know, above all no resume", async () => {
  const { fastdok, agency, sent } = clients();
  const approve = () => true;
  const edition = { externalServiceCode: "2681", externalServiceEditionCode: 1 };
  const journeys = (options) => [
    () => fastdok.startCase(entries, options),
    () => fastdok.payCase("c", { approve, ...options }),
    () => fastdok.cancelPayment("c", options),
    () => fastdok.completeCase("c", options),
    () => agency.createCase({ ...edition, reporteeNumber: "910453092" }, options),
    () => agency.sendEvent({ caseId: 1, event: "e" }, options),
    () => agency.placeNotice({ caseId: 1, noticeTemplateId: "12" }, options),
  ];
  for (const [options, name] of [[{ resume: "{}" }, "resume"], [{ onprogress() {} }, "onprogress"], [{ timeout: 5 }, "timeout"], [{ aprove: approve }, "aprove"]]) {
    for (const journey of journeys(options)) {
      const error = await rejection(Promise.resolve().then(journey));
      assert.ok(isInputError(error), `${name}: ${error.message}`);
      assert.ok(error.message.includes(name), error.message);
    }
  }
  for (const journey of journeys(undefined).slice(2, 3)) await rejection(journey()); // undefined is no options
  for (const options of [approve, "options", 5, null]) {
    for (const journey of [() => fastdok.payCase("c", options), () => fastdok.completeCase("c", options)]) {
      assert.ok(isInputError(await rejection(Promise.resolve().then(journey))));
    }
  }
  // Only a payment asks.
  assert.ok(isInputError(await rejection(Promise.resolve().then(() => fastdok.completeCase("c", { approve })))));
  assert.equal(sent() <= 3, true);
});

test("1.10: resume refuses a text of another kind, of another case, and none at all, before anything is sent", async () => {
  const { sandbox, fastdok, agency, sent } = clients();
  const stored = {};
  const saving = (name) => ({ save: (text) => void (stored[name] = text) });
  const { caseId } = await fastdok.startCase(entries, saving("start"));
  await rejection(fastdok.payCase(caseId, { approve: () => false, save: (text) => void (stored.pay ??= text) }));
  const before = sent();
  const approve = () => true;
  const refused = [
    [() => fastdok.resume("fastdok.complete_case", stored.pay), "input.journey_stored"],
    [() => fastdok.resume("fastdok.start_case", stored.pay), "input.journey_stored"],
    [() => fastdok.resume("fastdok.pay_case", stored.start, { approve }), "input.journey_stored"],
    [() => fastdok.resume("fastdok.pay_case", stored.pay, { approve, caseId: "another" }), "input.journey_case"],
    [() => fastdok.resume("fastdok.pay_case", "{}", { approve }), "input.journey_stored"],
    [() => fastdok.resume("fastdok.pay_case", "", { approve }), "input.journey_stored"],
    [() => fastdok.resume("fastdok.pay_case", undefined, { approve }), "input.journey_stored"],
    [() => fastdok.resume("fastdok.pay_case", { journey: "fastdok.pay_case" }, { approve }), "input.journey_stored"],
    [() => fastdok.resume(stored.pay), "input.params"],
    [() => fastdok.resume("pay_case", stored.pay, { approve }), "input.params"],
    [() => fastdok.resume("altinn.create_case", stored.pay), "input.params"],
    [() => agency.resume("fastdok.pay_case", stored.pay, { approve }), "input.params"],
    [() => fastdok.resume("fastdok.pay_case", stored.pay, { approve, resume: stored.pay }), "input.params"],
  ];
  for (const [n, [resume, code]] of refused.entries()) {
    const error = await rejection(Promise.resolve().then(resume));
    assert.equal(error.code, code, `${n}: ${error.message}`);
  }
  assert.equal(sent(), before);
  const { outcome } = await fastdok.resume("fastdok.pay_case", stored.pay, { approve, caseId });
  assert.deepEqual([outcome, sandbox.summary().debits], ["paid", 1]);
});
