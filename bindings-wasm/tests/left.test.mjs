/** Callers who leave while a sign-in is out: nobody hears whether it was refused, so these are counted, and no more of them go out than accounts bear. */
import assert from "node:assert/strict";
import test from "node:test";

import { CaseAgency, FastDok } from "nordcase";
import { Sandbox, standard } from "nordcase/sandbox";
import { later } from "./raw.js";

const entries = [{ typeNamespace: "Huvudkontrakt", templateId: "12B.2" }];
const service = { externalServiceCode: "2681", externalServiceEditionCode: 1 };
/** Both services lock an account at five wrong passwords. */
const MOST = 4;

async function drained(items) {
  for await (const _ of items);
}

const JOBS = {
  "a call": [(fastdok, options) => fastdok.getBalance(options), (agency, options) => agency.getCaseList(service, options)],
  "a list": [(fastdok, options) => drained(fastdok.tasks({}, options)), (agency, options) => drained(agency.cases(service, options))],
  "a journey": [(fastdok, options) => fastdok.startCase(entries, options), (agency, options) => agency.createCase({ ...service, reporteeNumber: "910453092" }, options)],
};

for (const [what, jobs] of Object.entries(JOBS)) {
  for (const [n, name] of ["FastDok", "Altinn"].entries()) {
    test(`what carries a wrong password, and is left before it is answered, does not lock the account: ${name}, ${what}`, async () => {
      const sandbox = new Sandbox();
      let sent = 0;
      let isOut = () => {};
      // It arrives, and its answer takes longer than the caller has patience.
      const transport = Object.assign(
        async (request, options) => {
          sent++;
          isOut();
          const answer = await sandbox.transport(request, options);
          await later(60);
          return answer;
        },
        { repeats: "never" },
      );
      const clients = [
        (more) => new FastDok({ ...standard.fastdok, transport, ...more }),
        (more) => new CaseAgency({ ...standard.altinn, transport, ...more }),
      ];
      const wrong = clients[n]({ password: "wrong", systemPassword: "wrong" });
      for (let tries = 0; tries < 9; tries++) {
        const stop = new AbortController();
        const out = new Promise((done) => (isOut = done));
        const left = jobs[n](wrong, { signal: stop.signal }).then(() => "answered", (error) => error);
        // Nothing is out where it is held back.
        await Promise.race([out, later(300), left]);
        await later(5);
        stop.abort();
        assert.notEqual(await left, "answered");
      }
      assert.ok(sent <= MOST, `${sent} were sent`);
      const right = clients[n]({ transport: sandbox.transport });
      await jobs[n](right, {});
    });
  }
}

test("callers who leave while the right password is out, again and again, leave a client that can still be used", async () => {
  const sandbox = new Sandbox();
  let isOut;
  // The answers to the first sign-ins never come.
  const transport = Object.assign(
    async (request, options) => {
      const answer = await sandbox.transport(request, options);
      if (isOut === undefined) return answer;
      isOut();
      return new Promise(() => {});
    },
    { repeats: "never" },
  );
  const fastdok = new FastDok({ ...standard.fastdok, transport });
  for (let tries = 0; tries < MOST - 1; tries++) {
    const stop = new AbortController();
    const out = new Promise((done) => (isOut = done));
    const left = fastdok.startCase(entries, { signal: stop.signal }).catch((error) => error);
    await out;
    stop.abort();
    assert.equal((await left).report?.code, "cancelled");
  }
  isOut = undefined;
  assert.ok((await fastdok.startCase(entries)).caseId);
});
