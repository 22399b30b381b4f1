/** FAULTS 1.3, 1.4: however many calls, lists and journeys begin at once on a new client, one sign-in is out at a time, and a wrong password goes out once. */
import assert from "node:assert/strict";
import test from "node:test";

import { CaseAgency, FastDok, batch } from "nordcase";
import { Sandbox, standard } from "nordcase/sandbox";
import { later, rejection } from "./raw.js";

const entries = [{ typeNamespace: "Huvudkontrakt", templateId: "12B.2" }];
const service = { externalServiceCode: "2681", externalServiceEditionCode: 1 };

/** A sandbox behind a network that takes a moment, and what was asked of it. */
function slow() {
  const sandbox = new Sandbox();
  const asked = [];
  const state = { out: 0, most: 0 };
  sandbox.onExchange(({ operation }) => asked.push(operation));
  const transport = Object.assign(
    async (request, options) => {
      state.most = Math.max(state.most, ++state.out);
      await later(2);
      try {
        return await sandbox.transport(request, options);
      } finally {
        state.out--;
      }
    },
    { repeats: "never" },
  );
  return { sandbox, transport, asked, state, signIns: () => asked.filter((it) => it === "fastdok.authenticate").length };
}

async function drained(items) {
  const all = [];
  for await (const item of items) all.push(item);
  return all;
}

/** Calls, lists and streams of FastDok. */
const fastdokCalls = (fastdok) => [
  () => fastdok.getBalance(),
  () => fastdok.listTasks(),
  () => drained(fastdok.tasks()),
  () => drained(fastdok.instances()),
  () => fastdok.getCurrentDomain(),
];
const altinnCalls = (agency) => [
  () => agency.getCaseList(service),
  () => drained(agency.cases(service)),
  () => agency.getCaseList({ ...service, languageId: 1033 }),
];
const many = (count, calls) => Promise.allSettled(Array.from({ length: count }, (_, n) => calls[n % calls.length]()));

/** All are rejected with the same error, code and words. */
function theSame(settled, code) {
  const said = new Set(settled.map(({ reason }) => `${reason?.report?.errorCode ?? reason?.code}`));
  assert.deepEqual([...said], [code]);
  for (const { reason } of settled) {
    assert.equal(reason.retry, "never");
    assert.ok(!JSON.stringify([reason, reason.message, reason.report]).includes("S3CRET"));
  }
}

test("1.3: 200 calls at once on a new client sign in once", async () => {
  const { transport, signIns } = slow();
  const settled = await many(200, fastdokCalls(new FastDok({ ...standard.fastdok, transport })));
  assert.deepEqual(settled.filter((it) => it.status === "rejected"), []);
  assert.equal(signIns(), 1);
});

test("1.3: 200 calls at once with a wrong password send it once, and all get the same true error", async () => {
  const { transport, asked } = slow();
  const settled = await many(200, fastdokCalls(new FastDok({ ...standard.fastdok, password: "wrong-S3CRET", transport })));
  theSame(settled, "fastdok.sign_in_failed");
  assert.deepEqual(asked, ["fastdok.authenticate"]);
});

test("1.3: 200 calls at once at Altinn: one alone until its credentials were accepted, then all", async () => {
  const { transport, asked, state } = slow();
  const agency = new CaseAgency({ ...standard.altinn, transport });
  const alone = [];
  const settled = await Promise.allSettled(
    Array.from({ length: 200 }, async (_, n) => {
      const got = await altinnCalls(agency)[n % 3]();
      if (alone.length === 0) alone.push(asked.length, state.most);
      return got;
    }),
  );
  assert.deepEqual(settled.filter((it) => it.status === "rejected"), []);
  assert.deepEqual(alone, [1, 1], "nothing else was out while the first was");
  assert.equal(asked.length, 200);
  assert.ok(state.most > 10, `afterwards they go out together, not ${state.most} at a time`);
});

test("1.3: 200 calls at once with a wrong password at Altinn send it once", async () => {
  for (const binding of ["basic", "ws"]) {
    const { transport, asked } = slow();
    const settled = await many(200, altinnCalls(new CaseAgency({ ...standard.altinn, binding, systemPassword: "wrong-S3CRET", transport })));
    const [{ reason }] = settled;
    theSame(settled, reason.code);
    assert.equal(asked.length, 1, binding);
  }
});

test("1.4: 25 journeys at once on a new client sign in once", async () => {
  const { transport, sandbox, signIns } = slow();
  const fastdok = new FastDok({ ...standard.fastdok, transport });
  const receipts = await Promise.all(Array.from({ length: 25 }, () => fastdok.startCase(entries)));
  assert.equal(new Set(receipts.map((it) => it.caseId)).size, 25);
  assert.deepEqual([signIns(), sandbox.summary().started], [1, 25]);
});

test("1.4: journeys that all store their first request before any of them sends it sign in once, and each does its job", async () => {
  for (const altinn of [false, true]) {
    const { transport, sandbox, signIns } = slow();
    const fastdok = new FastDok({ ...standard.fastdok, transport });
    const agency = new CaseAgency({ ...standard.altinn, transport });
    let stored = 0;
    let go;
    const all = new Promise((done) => (go = done));
    const save = () => {
      if (++stored === 9) go();
      return all;
    };
    const job = () => (altinn ? agency.createCase({ ...service, reporteeNumber: "910453092" }, { save }) : fastdok.startCase(entries, { save }));
    const receipts = await Promise.all(Array.from({ length: 9 }, job));
    assert.equal(new Set(receipts.map((it) => it.caseId)).size, 9);
    if (!altinn) assert.deepEqual([signIns(), sandbox.summary().started], [1, 9]);
  }
});

test("1.4: 25 journeys and calls at once with a wrong password send it once", async () => {
  const { transport, asked } = slow();
  const fastdok = new FastDok({ ...standard.fastdok, password: "wrong-S3CRET", transport });
  const options = { approve: () => true };
  const jobs = [() => fastdok.startCase(entries), () => fastdok.payCase("c", options), () => fastdok.completeCase("c"), () => fastdok.cancelPayment("c"), () => fastdok.getBalance()];
  theSame(await many(25, jobs), "fastdok.sign_in_failed");
  assert.deepEqual(asked, ["fastdok.authenticate"]);
});

test("1.4: 25 journeys at once at Altinn, the right password and a wrong one", async () => {
  const right = slow();
  const agency = new CaseAgency({ ...standard.altinn, transport: right.transport });
  const receipts = await Promise.all(Array.from({ length: 25 }, () => agency.createCase({ ...service, reporteeNumber: "910453092" })));
  assert.equal(new Set(receipts.map((it) => it.caseId)).size, 25);

  const wrong = slow();
  const refused = new CaseAgency({ ...standard.altinn, systemPassword: "wrong-S3CRET", transport: wrong.transport });
  const jobs = [
    () => refused.createCase({ ...service, reporteeNumber: "910453092" }),
    () => refused.sendEvent({ caseId: 1, event: "e" }),
    () => refused.placeNotice({ caseId: 1, noticeTemplateId: "12" }),
    () => refused.getCaseList(service),
  ];
  const settled = await many(25, jobs);
  assert.equal(wrong.asked.length, 1);
  theSame(settled, settled[0].reason.report?.errorCode ?? settled[0].reason.code);
});

test("1.4: a batch with a wrong password sends it once", async () => {
  const { transport, asked } = slow();
  const fastdok = new FastDok({ ...standard.fastdok, password: "wrong-S3CRET", transport });
  const results = await batch(() => fastdok.startCase(entries), Array.from({ length: 25 }, (_, n) => n), { atOnce: 10 });
  theSame(results, "fastdok.sign_in_failed");
  assert.equal(asked.length, 1);
});

test("1.3: the gate is free while the caller's functions run: a client that is used in them never waits for itself", { timeout: 60_000 }, async () => {
  for (const altinn of [false, true]) {
    const sandbox = new Sandbox();
    let isDead = true;
    const transport = Object.assign(
      async (request, options) => {
        await later(5);
        if (isDead) throw new Error("no network");
        return sandbox.transport(request, options);
      },
      { repeats: "never" },
    );
    const options = { transport, now: sandbox.now };
    const client = altinn ? new CaseAgency({ ...standard.altinn, ...options }) : new FastDok({ ...standard.fastdok, ...options });
    const use = () => (altinn ? client.getCaseList(service) : client.getBalance()).then(() => "answered", () => "failed");
    const hooks = { save: use, onProgress: use };
    const job = () => (altinn ? client.createCase({ ...service, reporteeNumber: "910453092" }, hooks) : client.startCase(entries, hooks));
    const ended = await Promise.all(Array.from({ length: 5 }, () => job().then(() => "done", (error) => error.name)));
    assert.deepEqual([...new Set(ended)], ["JourneyError"], `${altinn}`);
    isDead = false;
    sandbox.advance(20 * 60_000);
    assert.equal(await use(), "answered", `${altinn}`);
  }
});

test("what is sent is made after it was stored: a header that is dated, and a ticket, do not grow old meanwhile", async () => {
  for (const [altinn, slow] of [1, 2, 3, 4].flatMap((nth) => [[true, nth], [false, nth]])) {
    const sandbox = new Sandbox();
    const options = { transport: sandbox.transport, now: sandbox.now };
    let saves = 0;
    // As a machine that is asleep: the header lives for five minutes, the ticket for fifty.
    const save = () => {
      if (++saves === slow) sandbox.advance(61 * 60_000);
    };
    const receipt = altinn
      ? await new CaseAgency({ ...standard.altinn, binding: "ws", ...options }).createCase({ ...service, reporteeNumber: "910453092" }, { save })
      : await new FastDok({ ...standard.fastdok, ...options }).startCase(entries, { save });
    assert.ok(receipt.caseId, `${altinn} ${slow}`);
  }
});

test("1.3: a caller that gives up while its sign-in is out does not hold up the others", async () => {
  const sandbox = new Sandbox();
  let first = true;
  const transport = Object.assign(
    (request, options) => {
      if (!first) return sandbox.transport(request, options);
      first = false;
      return new Promise(() => {});
    },
    { repeats: "never" },
  );
  const fastdok = new FastDok({ ...standard.fastdok, transport });
  const stop = new AbortController();
  const cancelled = [fastdok.getBalance({ signal: stop.signal }), fastdok.startCase(entries, { signal: stop.signal })].map(rejection);
  const others = [fastdok.getBalance(), fastdok.listTasks(), fastdok.startCase(entries)];
  await later(10);
  stop.abort();
  for (const error of await Promise.all(cancelled)) assert.match(error.report?.code ?? error.code, /cancelled/);
  await Promise.all(others);
});

test("1.3: a caller that waits for another's sign-in can be cancelled while it waits", async () => {
  const transport = Object.assign(() => new Promise(() => {}), { repeats: "never" });
  const fastdok = new FastDok({ ...standard.fastdok, transport });
  const first = new AbortController();
  const holding = rejection(fastdok.getBalance({ signal: first.signal }));
  await later(5);
  const stop = new AbortController();
  const waiting = [fastdok.getBalance({ signal: stop.signal }), drained(fastdok.tasks({}, { signal: stop.signal })), fastdok.startCase(entries, { signal: stop.signal })].map(rejection);
  await later(5);
  stop.abort();
  const [call, list, journey] = await Promise.all(waiting);
  assert.deepEqual([call.code, call.details.mayHaveArrived, list.code], ["transport.cancelled", false, "transport.cancelled"]);
  assert.equal(journey.report.code, "cancelled");
  first.abort();
  await holding;
});

for (const wrong of [false, true]) {
  test(`1.3: save and onProgress may use the client that calls them, ${wrong ? "and a wrong password still goes out once" : "before it has signed in"}`, { timeout: 60_000 }, async () => {
    const password = wrong ? "S3CRET-wrong" : undefined;
    for (const which of ["fastdok", "altinn"]) {
      const { transport, asked } = slow();
      let hooked = 0;
      let client;
      const hook = async () => {
        hooked++;
        const call = which === "fastdok" ? client.getBalance() : client.getCaseList(service);
        await (wrong ? rejection(call) : call);
      };
      const given = { save: hook, onProgress: hook };
      let job;
      if (which === "fastdok") {
        client = new FastDok({ ...standard.fastdok, ...(wrong && { password }), transport });
        job = client.startCase(entries, given);
      } else {
        client = new CaseAgency({ ...standard.altinn, ...(wrong && { systemPassword: password }), transport });
        job = client.createCase({ ...service, reporteeNumber: "910453092" }, given);
      }
      if (wrong) {
        assert.equal((await rejection(job)).retry, "never");
        assert.equal(asked.length, 1);
      } else {
        assert.ok((await job).caseId);
      }
      assert.ok(hooked > 2, `${hooked}`);
    }
  });
}
