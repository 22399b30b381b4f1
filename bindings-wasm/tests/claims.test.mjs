/** Which job has which case, when the jobs of one client are stored in different places: each set is asked, and the client's own has the last word. */
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";

import { CaseAgency, FastDok } from "nordcase";
import { Journal } from "nordcase/journal";
import { Sandbox, standard } from "nordcase/sandbox";
import { later } from "./raw.js";

const altinn = { externalServiceCode: "2681", externalServiceEditionCode: 1, reporteeNumber: "910453092" };
const SERVICES = {
  "fastdok.start_case": {
    client: (options) => new FastDok({ ...standard.fastdok, settleMs: 100, ...options }),
    accepted: (client) => client.getBalance(),
    start: (client, options) => client.startCase([{ typeNamespace: "Huvudkontrakt", templateId: "12B.2" }], options),
  },
  "altinn.create_case": {
    client: (options) => new CaseAgency({ ...standard.altinn, settleMs: 100, ...options }),
    accepted: (client) => client.getCaseList({ externalServiceCode: "2681", externalServiceEditionCode: 1 }),
    start: (client, options) => client.createCase(altinn, options),
  },
};
const FAULTED = { "fastdok.start_case": "fastdok.start_case", "altinn.create_case": "altinn.instantiate_collaboration" };

async function journal(t) {
  const path = await mkdtemp(join(tmpdir(), "nordcase-claims-"));
  const opened = await Journal.open(path);
  t.after(async () => {
    await opened.close();
    await rm(path, { recursive: true, force: true });
  });
  return opened;
}

/** A set as a user would bring it: a table with a unique key. */
function table() {
  const owners = new Map();
  const asked = [];
  const claim = async (owner, caseIds, take) => {
    asked.push([...caseIds]);
    await later(2);
    const free = caseIds.filter((it) => (owners.get(it) ?? owner) === owner);
    if (take && free.length > 0) owners.set(free[0], owner);
    return take ? free.slice(0, 1) : free;
  };
  return { owners, asked, claim };
}

/** Lets jobs send their first start only once all have come so far: none has another's case among those that were there before. */
function together(operation, count) {
  let waiting = 0;
  let letGo;
  const all = new Promise((done) => (letGo = done));
  return (progress) => {
    if (progress.operation !== operation) return undefined;
    if (++waiting === count) letGo();
    return all;
  };
}

/** Where the first and the second of two identical jobs are stored, and which set the client has. */
const PLACES = {
  "a journal and none": async (t) => [{ save: (await journal(t)).entry("a") }, {}],
  "none and a journal": async (t) => [{}, { save: (await journal(t)).entry("b") }],
  "two journals": async (t) => [{ save: (await journal(t)).entry("a") }, { save: (await journal(t)).entry("b") }],
  "an entry and a wrapped one": async (t) => {
    const entry = (await journal(t)).entry("b");
    return [{ save: (await journal(t)).entry("a") }, { save: (text) => entry(text) }];
  },
  "an entry and a wrapped one of one journal": async (t) => {
    const one = await journal(t);
    const entry = one.entry("b");
    return [{ save: one.entry("a") }, { save: (text) => entry(text) }];
  },
  "a journal, and the table of the client": async (t) => [{ save: (await journal(t)).entry("a") }, {}, table()],
};

for (const [name, { client, accepted, start }] of Object.entries(SERVICES)) {
  for (const [where, places] of Object.entries(PLACES)) {
    test(`identical jobs of one client whose replies are lost never have one case: ${name}, ${where}`, async (t) => {
      const sandbox = new Sandbox();
      const [first, second, claims] = await places(t);
      const one = client({ transport: sandbox.transport, claims });
      // So that both are sent at once.
      await accepted(one);
      sandbox.addFault(FAULTED[name], "answer_lost", { nth: 1 });
      sandbox.addFault(FAULTED[name], "never_arrives", { nth: 2 });
      const onProgress = together(FAULTED[name], 2);
      const settled = await Promise.allSettled([start(one, { ...first, onProgress }), start(one, { ...second, onProgress })]);
      assert.deepEqual(settled.map(({ status, reason }) => [status, reason?.message]), [["fulfilled", undefined], ["fulfilled", undefined]]);
      const ids = settled.map(({ value }) => String(value.caseId));
      assert.notEqual(ids[0], ids[1], "both receipts name one case");
    });
  }
}

test("what the client's own set knows for another's is not asked for, and its own set has the last word", async (t) => {
  const { client, start } = SERVICES["fastdok.start_case"];
  const sandbox = new Sandbox();
  const shared = table();
  const first = client({ transport: sandbox.transport, claims: shared });
  const has = await start(first, { save: (await journal(t)).entry("a") });
  // The journal and the client's table both know of it.
  assert.ok(shared.owners.has(has.caseId), "the table of the client was asked as well");
  sandbox.addFault("fastdok.start_case", "answer_lost", { nth: 1 });
  const asked = shared.asked.length;
  const other = await start(first, {});
  assert.notEqual(other.caseId, has.caseId);
  for (const ids of shared.asked.slice(asked)) assert.ok(!ids.includes(has.caseId));
});

test("a table that is empty, since it is another job's, does not make a journal's case one of two", async (t) => {
  const { client, start } = SERVICES["fastdok.start_case"];
  const sandbox = new Sandbox();
  // Another process has put its name to the first new case.
  const shared = table();
  let theirs;
  const claim = (owner, caseIds, take) => {
    if (theirs === undefined && caseIds.length > 0) {
      theirs = caseIds[0];
      shared.owners.set(theirs, "another process");
    }
    return shared.claim(owner, caseIds, take);
  };
  const one = client({ transport: sandbox.transport, claims: { claim } });
  sandbox.addFault("fastdok.start_case", "answer_lost", { nth: 1 });
  const { caseId } = await start(one, { save: (await journal(t)).entry("a") });
  assert.notEqual(caseId, theirs);
  assert.equal(sandbox.summary().started, 2);
});
