/** FAULTS 1.1, 1.2, 1.11, 1.13: money is spent on the caller's `true` alone, and what cannot be stored stops the job before anything is sent. */
import assert from "node:assert/strict";
import test from "node:test";

import { CaseAgency, FastDok, isInputError, isJourneyError } from "nordcase";
import { Sandbox, standard } from "nordcase/sandbox";
import { rejection } from "./raw.js";

const entries = [{ typeNamespace: "Huvudkontrakt", templateId: "12B.2" }];

/** A case that waits to be paid, and what is sent from now on. */
async function unpaid() {
  const sandbox = new Sandbox();
  const fastdok = new FastDok({ ...standard.fastdok, transport: sandbox.transport });
  const { caseId } = await fastdok.startCase(entries);
  const sent = [];
  sandbox.onExchange(({ method, url }) => sent.push(`${method} ${url}`));
  return { sandbox, fastdok, caseId, sent };
}

/** Whatever somebody may hand back in place of true and false. */
const NOT_TRUE = {
  "a text": "yes",
  "the text true": "true",
  "the text no": "no",
  "an empty text": "",
  "a number": 1,
  zero: 0,
  nothing: undefined,
  null: null,
  "an object": { approved: true },
  "a list": [true],
  "a Boolean object": new Boolean(true),
  "a function": () => true,
  "a promise of a text": Promise.resolve("true"),
  "a promise of a promise's function": Promise.resolve(() => true),
  "a generator": (function* () { yield true; })(),
  "an asynchronous generator": (async function* () { yield true; })(),
};

for (const [name, value] of Object.entries(NOT_TRUE)) {
  test(`1.1: approve gives ${name}: nothing is spent, and the error says why`, async () => {
    const { sandbox, fastdok, caseId } = await unpaid();
    let stored;
    const error = await rejection(fastdok.payCase(caseId, { approve: () => value, save: (text) => void (stored = text) }));
    assert.ok(isInputError(error), `${error.name} ${error.message}`);
    assert.equal(error.code, "input.approve");
    assert.match(error.message, /true or false/);
    assert.equal(sandbox.summary().debits, 0);
    // The journey as it was last saved can be carried on.
    const { outcome } = await fastdok.resume("fastdok.pay_case", stored, { approve: () => true });
    assert.deepEqual([outcome, sandbox.summary().debits], ["paid", 1]);
  });
}

test("1.1: approve throws, or its promise rejects: nothing is spent, and the cause is there", async () => {
  const mine = new Error("the clerk went home");
  for (const approve of [() => { throw mine; }, () => Promise.reject(mine), async () => { throw mine; }]) {
    const { sandbox, fastdok, caseId } = await unpaid();
    const error = await rejection(fastdok.payCase(caseId, { approve }));
    assert.equal(error.code, "input.approve");
    assert.equal(error.cause, mine);
    assert.equal(sandbox.summary().debits, 0);
  }
});

test("1.1: true and false, at once and awaited, are what they say", async () => {
  const thenable = (value) => ({ then: (done) => done(value) });
  for (const approve of [() => true, async () => true, () => Promise.resolve(true), () => thenable(true)]) {
    const { sandbox, fastdok, caseId } = await unpaid();
    assert.equal((await fastdok.payCase(caseId, { approve })).outcome, "paid");
    assert.equal(sandbox.summary().debits, 1);
  }
  for (const approve of [() => false, async () => false, () => thenable(false)]) {
    const { sandbox, fastdok, caseId } = await unpaid();
    const error = await rejection(fastdok.payCase(caseId, { approve }));
    assert.ok(isJourneyError(error));
    assert.deepEqual([error.report.code, sandbox.summary().debits], ["declined", 0]);
  }
});

test("1.11: a payment without a function to ask is refused before anything is sent", async () => {
  const { sandbox, fastdok, caseId, sent } = await unpaid();
  let stored;
  await rejection(fastdok.payCase(caseId, { approve: () => false, save: (text) => void (stored ??= text) }));
  sent.length = 0;
  for (const options of [undefined, {}, { approve: undefined }, { approve: true }, { approve: "yes" }, { approve: null }]) {
    for (const pay of [() => fastdok.payCase(caseId, options), () => fastdok.resume("fastdok.pay_case", stored, options)]) {
      const error = await rejection(Promise.resolve().then(pay));
      assert.equal(error.code, "input.approve", `${error.message}, ${JSON.stringify(options)}`);
    }
  }
  assert.deepEqual(sent, []);
  assert.equal(sandbox.summary().debits, 0);
});

/** Whatever is asked of it, it throws. */
const HOSTILE = new Proxy({}, { get() { throw 1; }, has() { throw 2; }, getPrototypeOf() { throw 3; }, ownKeys() { throw 4; } });

/** The first member of each service, with its options. */
const JOURNEYS = [
  ["fastdok.start_case", (sandbox, options) => new FastDok({ ...standard.fastdok, transport: sandbox.transport }).startCase(entries, options)],
  [
    "altinn.create_case",
    (sandbox, options) =>
      new CaseAgency({ ...standard.altinn, transport: sandbox.transport }).createCase(
        { externalServiceCode: "2681", externalServiceEditionCode: 1, reporteeNumber: "910453092" },
        options,
      ),
  ],
];

for (const [name, start] of JOURNEYS) {
  test(`1.2: what cannot be stored stops before anything is sent: ${name}`, async () => {
    const full = new Error("the disk is full");
    const broken = {
      "it throws": () => { throw full; },
      "its promise rejects": () => Promise.reject(full),
      "its promise rejects late": async () => (await new Promise((later) => setTimeout(later, 5)), Promise.reject(full)),
      "it rejects with no error": () => Promise.reject("no"),
      "it throws nothing": () => { throw undefined; },
      "it throws an error whose message is a symbol": () => { throw Object.assign(new Error(), { message: Symbol("x") }); },
      "it throws an error whose message is an object": () => { throw Object.assign(new Error(), { message: { toString() { throw 1; } } }); },
      "it throws an error whose message throws": () => { throw Object.defineProperty(new Error(), "message", { get() { throw 1; } }); },
      "it throws a proxy that throws": () => { throw HOSTILE; },
      "it gives false": () => false,
      "its promise gives false": async () => false,
      "it gives an error": () => full,
      "it gives a function": () => () => undefined,
      "it gives a symbol": () => Symbol("x"),
      "it gives an object": () => ({ written: 5 }),
      "it gives a list": () => [Promise.resolve()],
      "it gives what throws when it is awaited": () => HOSTILE,
      "it is a generator": function* () {},
      "it is an asynchronous generator": async function* () {},
      "it is no function": "journey.json",
      "it is a number": 1,
      "it is an object": {},
    };
    for (const [how, save] of Object.entries(broken)) {
      const sandbox = new Sandbox();
      let sent = 0;
      sandbox.onExchange(() => sent++);
      const error = await rejection(Promise.resolve().then(() => start(sandbox, { save })));
      assert.equal(error.code, "input.journey_not_stored", `${how}: ${error.message}`);
      assert.equal(sent, 0, how);
    }
  });

  test(`1.2: what writing functions give is taken: ${name}`, async () => {
    for (const value of [undefined, null, true, 0, 12, 12n, "", "OK"]) {
      for (const save of [() => value, async () => value, () => ({ then: (done) => done(value) })]) await start(new Sandbox(), { save });
    }
  });

  test(`1.2: a save that must be awaited is awaited: ${name}`, async () => {
    const sandbox = new Sandbox();
    let saving = false;
    sandbox.onExchange(() => assert.equal(saving, false, "a request went out before the journey was stored"));
    let saves = 0;
    await start(sandbox, {
      save: async () => {
        saving = true;
        await new Promise((later) => setTimeout(later, 3));
        saving = false;
        saves++;
      },
    });
    assert.ok(saves > 2);
  });

  test(`1.13: the end is saved, done and failed: ${name}`, async () => {
    const { inspect } = await import("nordcase");
    const saved = [];
    await start(new Sandbox(), { save: (text) => void saved.push(text) });
    assert.deepEqual([inspect(saved.at(-1)).journey, inspect(saved.at(-1)).ended], [name, "done"]);
    assert.equal(inspect(saved[0]).ended, undefined);
    const stop = new AbortController();
    stop.abort();
    saved.length = 0;
    const error = await rejection(start(new Sandbox(), { signal: stop.signal, save: (text) => void saved.push(text) }));
    assert.equal(error.report.code, "cancelled");
    assert.equal(inspect(saved.at(-1)).ended, "failed");
  });
}

/** What a set of claims may give in place of a list of what was asked for. */
const NO_CLAIMS = {
  nothing: () => undefined,
  "a promise of nothing": async () => undefined,
  "what promises nothing": () => ({ then: (done) => done(undefined) }),
  null: () => null,
  "a number": () => 5,
  true: () => true,
  "a text": () => "abc",
  "an object": () => ({}),
  "a set": (_, caseIds) => new Set(caseIds),
  "a list of nothing": () => [undefined],
  "a list of numbers": () => [5],
  "another case": () => ["not asked for"],
  "another case besides": (_, caseIds) => [...caseIds, "not asked for"],
  "a generator": function* () {},
  "an error that it throws": () => { throw new Error("the table is gone"); },
  "nothing that it throws": () => { throw undefined; },
  "a promise that rejects": () => Promise.reject(new Error("the table is gone")),
  "a proxy": () => HOSTILE,
  "a proxy that it throws": () => { throw HOSTILE; },
};

for (const [name, claim] of Object.entries(NO_CLAIMS)) {
  test(`1.7: claims that give ${name}: the error is typed, and the process goes on`, { timeout: 60_000 }, async () => {
    const altinn = { externalServiceCode: "2681", externalServiceEditionCode: 1, reporteeNumber: "910453092" };
    for (const [Client, access, start] of [
      [FastDok, standard.fastdok, (client, options) => client.startCase(entries, options)],
      [CaseAgency, standard.altinn, (client, options) => client.createCase(altinn, options)],
    ]) {
      const sandbox = new Sandbox();
      let stored;
      const save = (text) => void (stored = text);
      const error = await rejection(start(new Client({ ...access, settleMs: 50, transport: sandbox.transport, claims: { claim } }), { save }));
      assert.ok(isInputError(error), String(error));
      assert.equal(error.code, "input.journey_not_stored");
      assert.match(error.message, /^claims: /);
      // The same where the claims are those of the place that stores it.
      const other = new Client({ ...access, settleMs: 50, transport: new Sandbox().transport });
      assert.equal((await rejection(start(other, { save: Object.assign(() => undefined, { claims: { claim } }) }))).code, error.code);
      const beside = new Client({ ...access, settleMs: 50, transport: sandbox.transport });
      const { started, cases } = sandbox.summary();
      const { caseId } = await beside.resume(Client === FastDok ? "fastdok.start_case" : "altinn.create_case", stored);
      assert.ok(caseId);
      assert.deepEqual([sandbox.summary().started, sandbox.summary().cases], [started, cases], "what was carried out is found, and not made again");
    }
  });
}

test("1.7: claims without their function are refused when the client is made", () => {
  for (const claims of [null, {}, { claim: true }, "claims", () => []]) {
    assert.throws(() => new FastDok({ ...standard.fastdok, claims }), (error) => isInputError(error) && error.message.includes("claims"));
    assert.throws(() => new CaseAgency({ ...standard.altinn, claims }), (error) => isInputError(error) && error.message.includes("claims"));
  }
});

test("1.2: onProgress that fails ends the journey before that request, thrown or awaited, and what was saved goes on", async (t) => {
  const mine = new Error("the log server is down");
  const unhandled = [];
  const note = (reason) => unhandled.push(reason);
  process.on("unhandledRejection", note);
  t.after(() => process.off("unhandledRejection", note));
  const failing = [
    () => { throw mine; },
    async () => { throw mine; },
    async () => (await new Promise((later) => setTimeout(later, 5)), Promise.reject(mine)),
    () => ({ then: (_, rejected) => rejected(mine) }),
  ];
  for (const fails of failing) {
    for (let nth = 1; ; nth++) {
      const { sandbox, fastdok, caseId, sent } = await unpaid();
      let told = 0;
      let stored;
      const onProgress = () => (++told === nth ? fails() : undefined);
      const ended = await fastdok.payCase(caseId, { approve: () => true, onProgress, save: (text) => void (stored = text) }).catch((error) => error);
      if (told < nth) {
        assert.equal(ended.outcome, "paid");
        assert.ok(nth > 4);
        break;
      }
      assert.equal(ended, mine);
      assert.equal(sent.length, nth - 1, "the request was not sent");
      assert.equal((await fastdok.resume("fastdok.pay_case", stored, { approve: () => true })).outcome.replace("already_", ""), "paid");
      assert.equal(sandbox.summary().debits, 1);
    }
  }
  // One that never ends is left when the caller cancels.
  const { fastdok, caseId, sent } = await unpaid();
  const stop = new AbortController();
  const onProgress = () => (stop.abort(), new Promise(() => {}));
  const error = await rejection(fastdok.payCase(caseId, { approve: () => true, signal: stop.signal, onProgress }));
  assert.ok(isJourneyError(error));
  assert.deepEqual([error.report.code, sent], ["cancelled", []]);
  await new Promise((later) => setTimeout(later, 20));
  assert.deepEqual(unhandled, []);
});
