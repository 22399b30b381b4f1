/** FAULTS 1: a transport is anybody's function. What it gives is an answer where its meaning is plain, and otherwise one that nobody saw: the journey looks. */
import assert from "node:assert/strict";
import test from "node:test";

import { FastDok, isNordcaseError } from "nordcase";
import { Sandbox, standard } from "nordcase/sandbox";
import { rejection } from "./raw.js";

const entries = [{ typeNamespace: "Huvudkontrakt", templateId: "12B.2" }];
const type = "application/json";
const text = (bytes) => new TextDecoder().decode(bytes);
const throwing = () => {
  throw new Error("it throws");
};
/** Whatever is asked of it, it throws. */
const HOSTILE = new Proxy({}, { get() { throw 1; }, has() { throw 2; }, getPrototypeOf() { throw 3; }, ownKeys() { throw 4; } });

/** Answers whose meaning is plain. */
const PLAIN = {
  "as it is documented": (it) => it,
  "fetch's own headers": (it) => ({ ...it, headers: new Headers({ "content-type": type }) }),
  "fetch's own headers of a body that it has unpacked": (it) => ({ ...it, headers: new Headers({ "content-type": type, "content-encoding": "gzip", "content-length": "3" }) }),
  "a list of pairs": (it) => ({ ...it, headers: [["content-type", type]] }),
  "a map": (it) => ({ ...it, headers: new Map([["content-type", type]]) }),
  "an iterator of pairs": (it) => ({ ...it, headers: new Headers({ "content-type": type }).entries() }),
  "Node's object": (it) => ({ ...it, headers: { "content-type": type, "set-cookie": ["a=b", "c=d"], etag: undefined } }),
  "an object without a prototype": (it) => ({ ...it, headers: Object.assign(Object.create(null), { "content-type": type }) }),
  "a header that is a number": (it) => ({ ...it, headers: [{ name: "content-length", value: it.body.length }, { name: "content-type", value: type }] }),
  "an object of a class": (it) => new (class { get status() { return it.status; } get headers() { return it.headers; } get body() { return it.body; } })(),
  "an ArrayBuffer": (it) => ({ ...it, body: new Uint8Array(it.body).buffer }),
  "a Buffer": (it) => ({ ...it, body: Buffer.from(it.body) }),
};

/** Answers that say nothing. */
const UNSEEN = {
  nothing: () => undefined,
  null: () => null,
  "a text": (it) => text(it.body),
  "a function": () => () => undefined,
  "no body": ({ body: _, ...it }) => it,
  "no headers": ({ headers: _, ...it }) => it,
  "null headers": (it) => ({ ...it, headers: null }),
  "headers that are a text": (it) => ({ ...it, headers: `content-type: ${type}` }),
  "a header of null": (it) => ({ ...it, headers: [null] }),
  "a header of texts": (it) => ({ ...it, headers: [`content-type: ${type}`] }),
  "a header without a value": (it) => ({ ...it, headers: [{ name: "content-type" }] }),
  "a header whose name is a symbol": (it) => ({ ...it, headers: [{ name: Symbol("x"), value: "y" }] }),
  "a header whose value is a symbol": (it) => ({ ...it, headers: [["x", Symbol("y")]] }),
  "a header whose value is an object": (it) => ({ ...it, headers: { x: {} } }),
  "headers whose iteration throws": (it) => ({ ...it, headers: { [Symbol.iterator]: throwing } }),
  "a header whose getter throws": (it) => ({ ...it, headers: [{ name: "x", get value() { return throwing(); } }] }),
  "headers that are a proxy": (it) => ({ ...it, headers: HOSTILE }),
  "no status": ({ status: _, ...it }) => it,
  "a BigInt status": (it) => ({ ...it, status: BigInt(it.status) }),
  "a status that is a symbol": (it) => ({ ...it, status: Symbol("200") }),
  "a status that is an object": (it) => ({ ...it, status: { valueOf: throwing } }),
  "a status of NaN": (it) => ({ ...it, status: NaN }),
  "a status of 200.7": (it) => ({ ...it, status: 200.7 }),
  "a status of -200": (it) => ({ ...it, status: -200 }),
  "a status of 2 ** 32 + 200": (it) => ({ ...it, status: 2 ** 32 + 200 }),
  "a status of 0": (it) => ({ ...it, status: 0 }),
  "a status that throws": (it) => ({ ...it, get status() { return throwing(); } }),
  "a body that throws": ({ status, headers }) => ({ status, headers, get body() { return throwing(); } }),
  "a body of text": (it) => ({ ...it, body: text(it.body) }),
  "a body that is a list": (it) => ({ ...it, body: [...it.body] }),
  "a body that is a Blob": (it) => ({ ...it, body: new Blob([it.body]) }),
  "a body that is a proxy": (it) => ({ ...it, body: HOSTILE }),
  "a body that breaks off with a symbol": (it) => ({ ...it, body: (async function* () { yield it.body; throw Symbol("x"); })() }),
  "a body that breaks off with a proxy": (it) => ({ ...it, body: (async function* () { yield it.body; throw HOSTILE; })() }),
  "a body whose iterator is none": (it) => ({ ...it, body: { [Symbol.asyncIterator]: null } }),
  "a proxy": () => HOSTILE,
  "an error": () => new Error("x"),
  "an error that it throws": throwing,
  "nothing that it throws": () => { throw undefined; },
  "a symbol that it throws": () => { throw Symbol("x"); },
  "a proxy that it throws": () => { throw HOSTILE; },
  "an error whose message is a symbol": () => { throw Object.assign(new Error(), { message: Symbol("x") }); },
  "an error whose message throws": () => { throw Object.defineProperty(new Error(), "message", { get: throwing }); },
  "an error whose cause throws": () => { throw Object.defineProperty(new Error("x"), "cause", { get: throwing }); },
  "an error whose cause is a proxy": () => { throw new Error("x", { cause: HOSTILE }); },
  "an error that is its own cause": () => { const error = new Error("x"); throw Object.assign(error, { cause: error }); },
};

/** A case to be paid over a transport that, where this says so, gives what `shape` makes of the answer. */
async function unpaid(shape, when) {
  const sandbox = new Sandbox();
  let on = false;
  const transport = async (request, options) => {
    const answer = await sandbox.transport(request, options);
    return on && when(request) ? shape(answer) : answer;
  };
  const fastdok = new FastDok({ ...standard.fastdok, settleMs: 50, transport: Object.assign(transport, { repeats: "never" }) });
  const { caseId } = await fastdok.startCase(entries);
  on = true;
  return { sandbox, fastdok, caseId };
}

for (const [name, shape] of Object.entries(PLAIN)) {
  test(`a transport gives ${name}: it is an answer`, async () => {
    const { sandbox, fastdok, caseId } = await unpaid(shape, () => true);
    const { outcome, seen } = await fastdok.payCase(caseId, { approve: () => true });
    assert.deepEqual([outcome, seen, sandbox.summary().debits], ["paid", "reply", 1]);
    let items = 0;
    for await (const _ of fastdok.tasks()) items++;
    assert.ok(items > 0);
  });
}

for (const [name, shape] of Object.entries(UNSEEN)) {
  test(`a transport gives ${name} after a debit: nobody saw the answer, and the journey looks`, async () => {
    let nth = 0;
    const { sandbox, fastdok, caseId } = await unpaid(shape, ({ url }) => /actioncomplete$/i.test(url) && nth++ === 0);
    const { outcome, seen } = await fastdok.payCase(caseId, { approve: () => true });
    assert.deepEqual([outcome, seen, sandbox.summary().debits], ["paid", "state", 1]);
  });
}

test("what is no answer to a call, a list and a journey is a typed error that says what is wrong", { timeout: 60_000 }, async () => {
  const each = async ([name, shape]) => {
    const { fastdok, caseId } = await unpaid(shape, () => true);
    const list = async () => {
      for await (const _ of fastdok.tasks());
    };
    // All at once: each waits before it asks again.
    const errors = await Promise.all([rejection(fastdok.getTask({ taskId: "t" })), rejection(list()), rejection(fastdok.cancelPayment(caseId))]);
    for (const error of errors) assert.ok(isNordcaseError(error) && error.message.length > 20, `${name}: ${error?.constructor?.name}`);
    assert.deepEqual(errors.map(({ kind }) => kind), ["transport", "transport", "journey"], name);
  };
  await Promise.all(Object.entries(UNSEEN).map(each));
});
