/** Many jobs at once. */
import assert from "node:assert/strict";
import test from "node:test";

import { FastDok, batch, isTransportError } from "nordcase";
import { Sandbox, standard } from "nordcase/sandbox";

const later = (millis) => new Promise((done) => setTimeout(done, millis));

test("results are in the order of the items, and no more jobs run than allowed", async () => {
  let running = 0;
  let most = 0;
  const job = async (n) => {
    most = Math.max(most, ++running);
    await later(10 - n);
    running--;
    if (n % 3 === 0) throw new Error(`not ${n}`);
    return n * n;
  };
  const seen = [];
  const results = await batch(job, [1, 2, 3, 4, 5, 6, 7], { atOnce: 3, onProgress: ({ done, total }) => seen.push(`${done}/${total}`) });
  assert.deepEqual(results.map((it) => it.item), [1, 2, 3, 4, 5, 6, 7]);
  assert.deepEqual(results.map((it) => it.value ?? it.reason.message), [1, 4, "not 3", 16, 25, "not 6", 49]);
  assert.deepEqual(seen, ["1/7", "2/7", "3/7", "4/7", "5/7", "6/7", "7/7"]);
  assert.equal(most, 3);
});

test("whatever the bound, each job is done once", async () => {
  for (const atOnce of [undefined, 0, -1, Number.NaN, 1, 2.9, 100]) {
    const done = [];
    const results = await batch((n) => void done.push(n), new Set([1, 2, 3, 4, 5]), { atOnce });
    assert.deepEqual([done.length, results.length], [5, 5], `${atOnce}`);
  }
  assert.deepEqual(await batch(() => 1, []), []);
});

test("a job or a progress bar that throws loses no result", async () => {
  const broken = () => {
    throw new Error("broken");
  };
  for (const onProgress of [broken, async () => broken(), () => ({ then: (_, rejected) => rejected(1) }), () => ({ then: broken })]) {
    const results = await batch((n) => (n === 2 ? broken() : n), [1, 2, 3], { onProgress });
    assert.deepEqual(results.map((it) => it.status), ["fulfilled", "rejected", "fulfilled"]);
  }
});

test("after the signal nothing more is begun, and what was begun is told", async () => {
  const stop = new AbortController();
  const job = async (n) => (await later(5), n === 2 && stop.abort(), n);
  const results = await batch(job, [1, 2, 3, 4], { atOnce: 1, signal: stop.signal });
  assert.deepEqual(results.map((it) => it.status), ["fulfilled", "fulfilled", "rejected", "rejected"]);
  for (const { reason } of results.slice(2)) {
    assert.ok(isTransportError(reason));
    assert.deepEqual([reason.code, reason.details.mayHaveArrived], ["transport.cancelled", false]);
  }
});

test("many cases are paid, each once, while answers are lost", async () => {
  const sandbox = new Sandbox();
  const fastdok = new FastDok({ ...standard.fastdok, transport: sandbox.transport });
  const started = await batch(() => fastdok.startCase([{ typeNamespace: "Huvudkontrakt", templateId: "12B.2" }]), [1, 2, 3, 4, 5, 6], { atOnce: 1 });
  sandbox.addFault("fastdok.perform_action", "answer_lost", { nth: 4 });
  const paid = await batch(({ value }) => fastdok.payCase(value.caseId, { approve: () => true }), started);
  assert.deepEqual(paid.map((it) => it.value?.outcome ?? it.reason), Array(6).fill("paid"));
  assert.equal(sandbox.summary().debits, 6);
});
