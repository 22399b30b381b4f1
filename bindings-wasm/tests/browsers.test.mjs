/**
 * The packed package in Chromium and Firefox, without a bundler and under a strict Content-Security-Policy: every shared vector, a
 * case paid in memory, the slim entry and a worker, and real HTTP to a sandbox of another origin.
 */
import assert from "node:assert/strict";
import test from "node:test";

import { accesses, files } from "./files.cjs";
import { CHROMIUM, FIREFOX, missing, open, serve } from "./site.js";

const server = process.env.NORDCASE_SANDBOX;
const POLICY = `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self' ${server ?? ""}`;

const PAGE = `<!doctype html><title>nordcase</title><script type="module" src="/page.js"></script>`;
const SCRIPT = `
import * as nordcase from "/node_modules/nordcase/dist/esm/index.js";
import * as slim from "/node_modules/nordcase/dist/esm/slim.js";
import { Sandbox, standard } from "/node_modules/nordcase/dist/esm/sandbox.js";
import { runVectors } from "/vectors.js";
const entries = [{ typeNamespace: "Kund", properties: { Namn: "Åsa" } }, { typeNamespace: "Huvudkontrakt", templateId: "12B.2" }];
async function pay(options) {
  const fastdok = new nordcase.FastDok({ ...standard.fastdok, ...options });
  const { caseId } = await fastdok.startCase(entries);
  return (await fastdok.payCase(caseId, { approve: () => true })).outcome;
}
window.run = {
  async vectors() { const { files, accesses } = await (await fetch("/vectors.json")).json(); return runVectors(nordcase, files, accesses); },
  async memory() {
    const sandbox = new Sandbox();
    sandbox.addFault("fastdok.perform_action", "answer_lost", { nth: 2 });
    return [await pay({ transport: sandbox.transport }), sandbox.summary().debits];
  },
  async slim() { await slim.load(); return slim.registry().operations.length; },
  worker: () => new Promise((done, failed) => {
    const worker = new Worker("/worker.js", { type: "module" });
    worker.onmessage = ({ data }) => done(data);
    worker.onerror = ({ message }) => failed(new Error(message));
  }),
  http: (baseUrl) => pay({ baseUrl }),
  async cases(baseUrl) {
    const agency = new nordcase.CaseAgency({ ...standard.altinn, baseUrl });
    const service = { externalServiceCode: "2681", externalServiceEditionCode: 1 };
    for (let n = 0; n < 3; n++) await agency.instantiateCollaboration({ ...service, reporteeNumber: "910453092" });
    const found = [];
    for await (const it of agency.cases(service)) found.push(it);
    for await (const _ of agency.cases(service)) break;
    const whole = await agency.getCaseList(service);
    return [JSON.stringify(found) === JSON.stringify(whole), found.length];
  },
  async redirect() {
    try { await new nordcase.FastDok({ baseUrl: location.origin + "/redirect", ticket: "t" }).getBalance(); }
    catch (error) { return error.code; }
  },
};
`;
/** A web worker pays a case by itself. */
const WORKER = `
import { FastDok } from "/node_modules/nordcase/dist/esm/index.js";
import { Sandbox, standard } from "/node_modules/nordcase/dist/esm/sandbox.js";
const fastdok = new FastDok({ ...standard.fastdok, transport: new Sandbox().transport });
const { caseId } = await fastdok.startCase([{ typeNamespace: "Huvudkontrakt", templateId: "12B.2" }]);
postMessage((await fastdok.payCase(caseId, { approve: () => true })).outcome);
`;

const MADE = {
  "/": ["text/html", PAGE],
  "/page.js": ["text/javascript", SCRIPT],
  "/worker.js": ["text/javascript", WORKER],
  "/vectors.json": ["application/json", JSON.stringify({ files, accesses })],
};

for (const options of [CHROMIUM, FIREFOX]) {
  test(options.browser, { skip: missing(options), timeout: 240_000 }, async (t) => {
    const site = await serve(t, import.meta.dirname, { made: MADE, headers: { "content-security-policy": POLICY } });
    const page = await open(t, options, site);
    await t.test("every vector", async () => {
      const { count, failures } = await page.evaluate(() => window.run.vectors());
      assert.deepEqual(failures, []);
      assert.ok(count > 400);
    });
    await t.test("paid once in memory", async () => {
      assert.deepEqual(await page.evaluate(() => window.run.memory()), ["paid", 1]);
    });
    await t.test("slim, compiled while it arrives", async () => {
      assert.ok((await page.evaluate(() => window.run.slim())) > 30);
    });
    await t.test("in a worker", async () => {
      assert.equal(await page.evaluate(() => window.run.worker()), "paid");
    });
    await t.test("no redirect is followed", async () => {
      assert.equal(await page.evaluate(() => window.run.redirect()), "fastdok.redirect");
    });
    await t.test("real HTTP to another origin", { skip: server === undefined && "no sandbox is running" }, async () => {
      assert.equal(await page.evaluate((url) => window.run.http(url), server), "paid");
      const [same, count] = await page.evaluate((url) => window.run.cases(url), server);
      assert.ok(same && count > 2, `${count} cases`);
    });
  });
}
