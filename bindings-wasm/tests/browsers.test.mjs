/**
 * The packed package in Chromium and Firefox, without a bundler and under a strict Content-Security-Policy: every shared vector, a
 * case paid in memory, the slim entry and a worker, and real HTTP to a sandbox of another origin.
 */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { extname, join, sep } from "node:path";
import test from "node:test";

import { accesses, files } from "./files.cjs";

// The tools are not beside the tests: nothing but the package is installed there.
const tools = createRequire(join(process.env.NORDCASE_TOOLS, "package.json"));
const puppeteer = tools("puppeteer-core");
const here = import.meta.dirname;
const server = process.env.NORDCASE_SANDBOX;

const BROWSERS = [
  { browser: "chrome", executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] },
  { browser: "firefox", executablePath: "/usr/bin/firefox-esr" },
];
const TYPES = { ".js": "text/javascript", ".html": "text/html", ".wasm": "application/wasm", ".json": "application/json" };
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
  async redirect() {
    try { await new nordcase.FastDok({ baseUrl: location.origin + "/redirect", ticket: "t" }).getBalance(); }
    catch (error) { return error.code; }
  },
};
`;
const WORKER = `
import { errorCodes } from "/node_modules/nordcase/dist/esm/index.js";
postMessage(errorCodes().length);
`;

/** The files of the package and of the page. */
async function serve() {
  const made = {
    "/": ["text/html", PAGE],
    "/page.js": ["text/javascript", SCRIPT],
    "/worker.js": ["text/javascript", WORKER],
    "/vectors.json": ["application/json", JSON.stringify({ files, accesses })],
  };
  const site = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    if (pathname.startsWith("/redirect")) return response.writeHead(302, { location: "/vectors.json" }).end();
    const file = join(here, pathname);
    const [type, content] =
      made[pathname] ??
      (file.startsWith(here + sep) && existsSync(file) ? [TYPES[extname(file)] ?? "text/plain", await readFile(file)] : []);
    if (content === undefined) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": type, "content-security-policy": POLICY }).end(content);
  });
  await new Promise((ready) => site.listen(0, "127.0.0.1", ready));
  return site;
}

for (const options of BROWSERS) {
  const missing = !existsSync(options.executablePath) && `${options.executablePath} is not installed`;
  test(options.browser, { skip: missing, timeout: 240_000 }, async (t) => {
    const site = await serve();
    t.after(() => (site.closeAllConnections(), site.close()));
    const browser = await puppeteer.launch({ ...options, headless: true });
    t.after(() => browser.close());
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${site.address().port}/`);
    for (let tries = 0; !(await page.evaluate(() => window.run !== undefined)); tries++) {
      assert.ok(tries < 300, "the page's module did not load");
      await new Promise((later) => setTimeout(later, 100));
    }
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
      assert.ok((await page.evaluate(() => window.run.worker())) > 50);
    });
    await t.test("no redirect is followed", async () => {
      assert.equal(await page.evaluate(() => window.run.redirect()), "transport.network");
    });
    await t.test("real HTTP to another origin", { skip: server === undefined && "no sandbox is running" }, async () => {
      assert.equal(await page.evaluate((url) => window.run.http(url), server), "paid");
    });
  });
}
