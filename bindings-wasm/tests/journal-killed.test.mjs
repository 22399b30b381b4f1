/** FAULTS 1.12: programs that pay, and are killed. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";

import { FastDok, inspect } from "nordcase";
import { Journal } from "nordcase/journal";
import { Sandbox, standard } from "nordcase/sandbox";
import { later } from "./raw.js";

const here = import.meta.dirname;
const entries = [{ typeNamespace: "Huvudkontrakt", templateId: "12B.2" }];

const PAYER = `
import { FastDok } from "nordcase";
import { Journal } from "nordcase/journal";
import { standard } from "nordcase/sandbox";
const [path, baseUrl, ...cases] = process.argv.slice(1);
const journal = await Journal.open(path);
const fastdok = new FastDok({ ...standard.fastdok, settleMs: 50, baseUrl });
const approve = () => true;
await fastdok.resumeAll(journal, { approve });
const known = new Set([...(await journal.unfinished()), ...(await journal.ended())].map((it) => it.key));
await Promise.all(cases.filter((it) => !known.has(it)).map((caseId) => fastdok.payCase(caseId, { approve, save: journal.entry(caseId) })));
await journal.close();
console.log("all");
`;

test("1.12: programs that are killed while they pay leave no half file, and every case is paid once", { timeout: 240_000 }, async (t) => {
  const path = await mkdtemp(join(tmpdir(), "nordcase-journal-"));
  t.after(() => rm(path, { recursive: true, force: true }));
  const sandbox = new Sandbox();
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray());
    const headers = Object.entries(request.headers).map(([name, value]) => ({ name, value: String(value) }));
    try {
      const signal = new AbortController().signal;
      const got = await sandbox.transport({ method: request.method, url: `https://fastdok.sandbox.example${request.url}`, headers, body }, { signal, maxAnswerBytes: 1e9 });
      response.writeHead(got.status, got.headers.map(({ name, value }) => [name, value])).end(got.body);
    } catch {
      request.socket.destroy();
    }
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  t.after(() => (server.closeAllConnections(), server.close()));
  const baseUrl = `http://127.0.0.1:${server.address().port}`;
  const fastdok = new FastDok({ ...standard.fastdok, settleMs: 50, transport: sandbox.transport });
  const cases = [];
  for (let n = 0; n < 8; n++) cases.push((await fastdok.startCase(entries)).caseId);
  let finished = false;
  for (let round = 0; round < 40 && !finished; round++) {
    const child = spawn(process.execPath, ["--input-type=module", "--eval", PAYER, path, baseUrl, ...cases], { cwd: here, stdio: ["ignore", "pipe", "pipe"] });
    let printed = "";
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (printed += text));
    const closed = new Promise((gone) => child.on("close", gone));
    // It is killed after so many saves, and in the last rounds not at all.
    if (round < 30) {
      const before = sandbox.summary().debits;
      for (let tries = 0; tries < 2000 && child.exitCode === null; tries++) {
        await later(5);
        const files = (await readdir(path).catch(() => [])).filter((name) => name.endsWith(".json"));
        if (files.length > round % 8 && sandbox.summary().debits > before - 1 + (round % 2)) break;
      }
      child.kill("SIGKILL");
    }
    await closed;
    finished = printed.includes("all\n");
    for (const name of (await readdir(path)).filter((it) => it.endsWith(".json"))) {
      const stored = await readFile(join(path, name), "utf8");
      assert.doesNotThrow(() => inspect(stored), `${name}: ${stored.slice(0, 100)}`);
    }
  }
  assert.ok(finished);
  const journal = await Journal.open(path);
  t.after(() => journal.close());
  assert.deepEqual(await journal.unfinished(), []);
  const ended = await journal.ended();
  assert.deepEqual(ended.map((it) => it.key).sort(), [...cases].sort());
  // A payment that was killed three times before it left this machine is given up, and truly not made.
  const given = ended.filter((it) => inspect(it.stored).ended !== "done").map((it) => JSON.parse(it.stored).state.script.at.report);
  for (const { code, facts } of given) assert.deepEqual([code, facts.debited], ["gave_up", "no"]);
  assert.equal(sandbox.summary().debits, cases.length - given.length);
});
