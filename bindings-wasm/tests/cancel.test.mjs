/** A caller who leaves: nothing more is sent, the report and what is stored are true, and no function of the caller's holds it up. */
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";

import { CaseAgency, FastDok, inspect, isJourneyError } from "nordcase";
import { Journal } from "nordcase/journal";
import { Sandbox, standard } from "nordcase/sandbox";
import { later, rejection } from "./raw.js";

const entries = [{ typeNamespace: "Huvudkontrakt", templateId: "12B.2" }];
const altinn = { externalServiceCode: "2681", externalServiceEditionCode: 1, reporteeNumber: "910453092" };
const never = () => new Promise(() => {});

async function opened(t) {
  const path = await mkdtemp(join(tmpdir(), "nordcase-cancel-"));
  const journal = await Journal.open(path);
  t.after(async () => {
    await journal.close();
    await rm(path, { recursive: true, force: true });
  });
  return journal;
}

/** A sandbox, and a transport that counts what was sent and can do something with the nth request. */
function counting(onSend = () => undefined) {
  const sandbox = new Sandbox();
  const state = { sent: 0 };
  const transport = Object.assign((request, options) => onSend(++state.sent, request, () => sandbox.transport(request, options)) ?? sandbox.transport(request, options), {
    repeats: "never",
  });
  return { sandbox, state, transport };
}

async function unpaid(onSend) {
  const { sandbox, state, transport } = counting(onSend);
  const { caseId } = await new FastDok({ ...standard.fastdok, transport: sandbox.transport }).startCase(entries);
  return { sandbox, state, caseId, fastdok: new FastDok({ ...standard.fastdok, settleMs: 50, transport }) };
}

/** It ends, and soon: the bound is generous, since machines are busy. */
async function soon(promise) {
  const begun = performance.now();
  const error = await rejection(Promise.race([promise, later(20_000).then(() => "it hangs")]));
  assert.ok(performance.now() - begun < 15_000);
  return error;
}

test("a save that never ends does not hold up a journey that is cancelled, and nothing is sent behind it", { timeout: 120_000 }, async () => {
  const outcomes = await Promise.all(
    Array.from({ length: 14 }, async (_, n) => {
      const stop = new AbortController();
      const { sandbox, state, caseId, fastdok } = await unpaid();
      let saves = 0;
      const save = () => {
        if (++saves !== n + 1) return undefined;
        setTimeout(() => stop.abort(), 5);
        return never();
      };
      const ended = await soon(fastdok.payCase(caseId, { approve: () => true, save, signal: stop.signal }).then((receipt) => Promise.reject(receipt)));
      const { debits } = sandbox.summary();
      if (!isJourneyError(ended)) {
        // It had what it wanted, or its end was the save that never ended: the receipt comes all the same.
        assert.deepEqual([ended.outcome, debits], ["paid", 1], String(ended));
        return "paid";
      }
      assert.deepEqual([ended.report.code, state.sent, saves], ["cancelled", n, n + 1], "nothing is sent or stored behind the save that is still under way");
      // Nothing was out when it was cancelled, so the report knows.
      assert.equal(ended.report.facts.debited, debits === 1 ? "yes" : "no", `save ${n + 1}`);
      return "cancelled";
    }),
  );
  assert.ok(outcomes.filter((it) => it === "cancelled").length >= 5 && outcomes.includes("paid"), outcomes.join());
});

for (const [name, start] of Object.entries({
  "fastdok.start_case": (transport, options) => new FastDok({ ...standard.fastdok, transport }).startCase(entries, options),
  "altinn.create_case": (transport, options) => new CaseAgency({ ...standard.altinn, transport }).createCase(altinn, options),
})) {
  test(`a first save that never ends: ${name}`, { timeout: 60_000 }, async () => {
    const { state, transport } = counting();
    const error = await soon(start(transport, { save: never, signal: AbortSignal.timeout(20) }));
    assert.deepEqual([error.report?.code, state.sent], ["cancelled", 0]);
    assert.equal(error.report.facts.created, "no");
  });
}

test("a save that is slow is waited for, and the end is what is stored last", async () => {
  const stop = new AbortController();
  const { state, caseId, fastdok } = await unpaid();
  const stored = [];
  let writing = 0;
  const save = async (text) => {
    assert.equal(writing++, 0, "one at a time");
    if (stored.length === 3) stop.abort();
    await later(60);
    stored.push(text);
    writing--;
  };
  const error = await soon(fastdok.payCase(caseId, { approve: () => true, save, signal: stop.signal }));
  assert.equal(error.report.code, "cancelled");
  assert.equal(state.sent, 3);
  assert.deepEqual(stored.map((text) => inspect(text).ended), [undefined, undefined, undefined, undefined, "failed"]);
});

test("an abort while the caller is told of a request: it has not left, and the report says so", async () => {
  let changes = 0;
  for (let nth = 1; ; nth++) {
    const stop = new AbortController();
    const { state, sandbox, caseId, fastdok } = await unpaid();
    let told = 0;
    const onProgress = (progress) => {
      if (++told !== nth) return undefined;
      changes += Number(progress.changes);
      stop.abort();
      return never();
    };
    const ended = await soon(fastdok.payCase(caseId, { approve: () => true, onProgress, signal: stop.signal }).then((receipt) => Promise.reject(receipt)));
    if (!isJourneyError(ended)) break;
    assert.deepEqual([ended.report.code, state.sent], ["cancelled", nth - 1]);
    assert.equal(ended.report.facts.debited, sandbox.summary().debits === 1 ? "yes" : "no", `request ${nth} was never sent`);
  }
  assert.equal(changes, 2, "also before what changes something: to the payment task, and the payment");
});

test("an abort while the payment is out ends the job: the journal has it ended, and its report stays true", async (t) => {
  for (const arrives of [true, false]) {
    const journal = await opened(t);
    const stop = new AbortController();
    const { sandbox, state, caseId, fastdok } = await unpaid((_, { url }, send) => {
      if (!url.endsWith("actioncomplete")) return undefined;
      if (arrives) void send();
      setTimeout(() => stop.abort(), 5);
      return never();
    });
    const error = await soon(fastdok.payCase(caseId, { approve: () => true, save: journal.entry("pay"), signal: stop.signal }));
    assert.deepEqual([error.report.code, error.report.facts.debited], ["cancelled", "unknown"]);
    assert.equal(sandbox.summary().debits, arrives ? 1 : 0);
    // It has ended: no process takes it up again, and its report can be read again.
    assert.deepEqual(await journal.unfinished(), []);
    const [{ kind, stored, ended }] = await journal.ended();
    assert.equal(ended, "failed");
    const sent = state.sent;
    const again = await rejection(fastdok.resume(kind, stored));
    assert.deepEqual([again.report, state.sent], [error.report, sent]);
  }
});

test("a signal that has aborted before does not change what has ended", async (t) => {
  const journal = await opened(t);
  const { caseId, fastdok, state } = await unpaid();
  await fastdok.payCase(caseId, { approve: () => true, save: journal.entry("pay") });
  const [{ kind, stored }] = await journal.ended();
  const sent = state.sent;
  const { outcome } = await fastdok.resume(kind, stored, { signal: AbortSignal.abort() });
  assert.deepEqual([outcome, state.sent], ["paid", sent]);
});
