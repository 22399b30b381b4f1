/**
 * FAULTS 5.9, 5.12: what is sent goes out once, whatever the server does with the connection, in Node and in the other runtimes that are there; with its
 * length; and to loopback past any proxy, or not at all.
 */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { createServer } from "node:http";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";

import { CaseAgency, FastDok, fetchTransport, isTransportError } from "nordcase";
import { standard } from "nordcase/sandbox";
import { answer, json, rawServer } from "./raw.js";

const here = import.meta.dirname;
const BALANCE = json({ Balance: "1.00" });

/** What the server does with a changing request; reads are answered, so that there are connections to be reused. */
const SERVERS = {
  "closes the kept connection": (socket) => socket.destroy(),
  "ends it in the middle of a head": (socket) => socket.end("HTTP/1.1 200 O"),
  "resets it": (socket) => socket.resetAndDestroy(),
  "503, Retry-After": (socket) => socket.write(answer(503, "", { "retry-after": "0" })),
  "429, Retry-After": (socket) => socket.write(answer(429, "", { "retry-after": "0" })),
  "408 and closes": (socket) => socket.end(answer(408, "", { connection: "close" })),
  "408 and keeps": (socket) => socket.write(answer(408)),
  421: (socket) => socket.write(answer(421)),
  425: (socket) => socket.write(answer(425)),
  401: (socket) => socket.write(answer(401, "", { "www-authenticate": 'Basic realm="x"' })),
  407: (socket) => socket.write(answer(407, "", { "proxy-authenticate": 'Basic realm="x"' })),
  ...Object.fromEntries([301, 302, 303, 307, 308].map((status) => [status, (socket) => socket.write(answer(status, "", { location: "/elsewhere" }))])),
};

/** Changing calls: with a body, with an empty one, and without. */
const CALLS = {
  "a call with a body": (fastdok) => fastdok.performAction({ taskId: "t", action: "ActionComplete" }),
  "a file": (fastdok) => fastdok.uploadObject({ folderId: "p", fileName: "å.bin", bytes: new Uint8Array(300_000) }),
  "a removal": (fastdok) => fastdok.deleteInstance({ instanceId: "i" }),
};

/** Sends calls at servers by a program, one for all: what arrived is the servers' to say. */
const PROGRAM = `
import { FastDok } from "nordcase";
import { readFileSync } from "node:fs";
const calls = { ${Object.entries(CALLS).map(([name, call]) => `${JSON.stringify(name)}: ${call}`).join(", ")} };
await Promise.all(
  JSON.parse(readFileSync(process.argv[2], "utf8")).map(async ([url, name]) => {
    const fastdok = new FastDok({ baseUrl: url, ticket: "t" });
    for (let n = 0; n < 2; n++) await fastdok.getBalance();
    await calls[name](fastdok).catch(() => undefined);
  }),
);
await new Promise((later) => setTimeout(later, 300));
process.exit(0);
`;

const bin = join(process.env.NORDCASE_RUNTIMES ?? here, "node_modules/.bin");
const RUNTIMES = {
  node: [process.execPath, []],
  bun: [join(bin, "bun"), ["run"]],
  deno: [join(bin, "deno"), ["run", "--allow-net", "--allow-read", "--allow-env", "--no-lock", "--node-modules-dir=manual", "--quiet"]],
};
const runs = ([program]) => spawnSync(program, ["--version"]).status === 0;

/** Runs a program, beside this one's servers. */
function started([program, args], file, rest, env = process.env) {
  const child = spawn(program, [...args, file, ...rest], { cwd: here, env, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (said += text));
  return new Promise((ended) => child.on("close", (code) => ended({ code, said })));
}

for (const [runtime, command] of Object.entries(RUNTIMES)) {
  const skip = !runs(command) && `${runtime} could not be installed from the npm registry`;
  test(`5.9: sent once, ${runtime}`, { skip, timeout: 240_000 }, async (t) => {
    const file = join(here, `once-${runtime}.mjs`);
    await writeFile(file, PROGRAM);
    const servers = [];
    for (const name of Object.keys(CALLS)) {
      for (const [how, behave] of Object.entries(SERVERS)) {
        const server = await rawServer(t, (socket, request) => (request.method === "GET" ? socket.write(BALANCE) : behave(socket)));
        servers.push({ name, how, ...server });
      }
    }
    const list = join(here, `once-${runtime}.json`);
    await writeFile(list, JSON.stringify(servers.map(({ url, name }) => [url, name])));
    const { code, said } = await started(command, file, [list]);
    assert.equal(code, 0, said);
    for (const { name, how, changes } of servers) {
      const what = `${name}, ${how}`;
      assert.equal(changes().length, 1, `${what}: ${changes().map((it) => it.path)}`);
      const [{ method, path, chunked, length, body }] = changes();
      assert.notEqual(path, "/elsewhere", what);
      if (method === "POST") assert.deepEqual([chunked, Number(length)], [false, Buffer.byteLength(body)], `${what}: no length`);
      if (method === "DELETE") assert.deepEqual([chunked, Number(length ?? 0)], [false, 0], what);
    }
  });
}

/** What the core sends again by itself: a sign-in that got no answer, twice at most. Whatever was answered is over. */
const UNANSWERED = ["closes the kept connection", "ends it in the middle of a head", "resets it"];

test("5.9, 5.10: a sign-in that got an answer is never sent again, nor is an event of Altinn's", async (t) => {
  await Promise.all(
    Object.entries(SERVERS).map(async ([how, behave]) => {
      const { url, requests } = await rawServer(t, behave);
      const fastdok = new FastDok({ ...standard.fastdok, baseUrl: url });
      await assert.rejects(fastdok.getBalance());
      assert.equal(requests.length, UNANSWERED.includes(how) ? 3 : 1, `sign-in, ${how}`);
      if (!UNANSWERED.includes(how)) {
        await assert.rejects(fastdok.getBalance());
        assert.equal(requests.length, 1, `the refusal is remembered, ${how}`);
      }
      const before = requests.length;
      await assert.rejects(new CaseAgency({ ...standard.altinn, baseUrl: url }).notifyEvent({ caseId: 1, event: "e" }));
      assert.equal(requests.length - before, 1, `an event, ${how}`);
    }),
  );
});

test("5.9: a transport says whether it may repeat, and for Node's it never does", async () => {
  assert.equal(fetchTransport().repeats, "never");
});

test("5.12: loopback never goes through a proxy", async (t) => {
  const file = join(here, "proxied.mjs");
  await writeFile(
    file,
    `import { FastDok } from "nordcase";
const fastdok = new FastDok({ baseUrl: process.argv[2], apiKey: "k", username: "u", password: "pass-S3CRET" });
console.log(await fastdok.getBalance().then(() => "fulfilled", (error) => error.code + " " + error.details.mayHaveArrived + " " + error.message));
process.exit(0);`,
  );
  for (const [runtime, command] of Object.entries(RUNTIMES)) {
    if (!runs(command)) continue;
    for (const [name, env] of [["HTTP_PROXY", {}], ["http_proxy", {}], ["ALL_PROXY", {}], ["HTTP_PROXY", { NO_PROXY: "127.0.0.1,localhost" }]]) {
      let proxied = "";
      const proxy = createServer((request, response) => {
        proxied += request.url;
        request.on("data", (data) => (proxied += data)).on("end", () => response.end());
      }).on("connect", (request, socket) => (socket.on("error", () => {}).on("data", (data) => (proxied += data)), socket.write("HTTP/1.1 200 OK\r\n\r\n")));
      await new Promise((ready) => proxy.listen(0, "127.0.0.1", ready));
      t.after(() => (proxy.closeAllConnections(), proxy.close()));
      const { url, requests } = await rawServer(t, (socket) => socket.write(json({ success: false }, 401)));
      const clean = Object.fromEntries(Object.entries(process.env).filter(([it]) => !/proxy/i.test(it)));
      const set = { ...clean, [name]: `http://127.0.0.1:${proxy.address().port}`, ...env, NODE_USE_ENV_PROXY: "1", DENO_NO_UPDATE_CHECK: "1" };
      const { code, said } = await started(command, file, [url], set);
      assert.equal(code, 0, said);
      // A runtime may call home by itself.
      assert.ok(!/S3CRET|127\.0\.0\.1|APIKey/.test(proxied), `${runtime}, ${name}: ${said}\n${proxied}`);
      if (requests.length === 0) assert.match(said, /transport\.network false.*NO_PROXY/, `${runtime}: ${said}`);
      else assert.doesNotMatch(said, /NO_PROXY/);
      if (env.NO_PROXY !== undefined) assert.equal(requests.length, 1, said);
    }
  }
});

test("5.9: what comes back is bounded and told apart, whatever the server sends", async (t) => {
  const garbage = await rawServer(t, (socket) => socket.end("hello\r\n\r\n"));
  const error = await new FastDok({ baseUrl: garbage.url, ticket: "t" }).deleteInstance({ instanceId: "i" }).catch((it) => it);
  assert.ok(isTransportError(error));
  assert.equal(error.details.mayHaveArrived, true);
  assert.equal(garbage.requests.length, 1);
});
