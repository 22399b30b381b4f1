/** FAULTS 5.14, 5.15, 5.16, 2.3: one bound on the time that the network takes in all, one on the bytes after they are unpacked, and encodings by name. */
import assert from "node:assert/strict";
import test from "node:test";
import { brotliCompressSync, constants, deflateSync, gzipSync } from "node:zlib";

import { CaseAgency, FastDok, isTransportError } from "nordcase";
import { answer, json, later, rawServer, rejection } from "./raw.js";

const fastdokAt = (baseUrl, options = {}) => new FastDok({ baseUrl, ticket: "ticket-S3CRET", ...options });
const agencyAt = (baseUrl, options = {}) => new CaseAgency({ baseUrl, systemUserName: "SKDEN", systemPassword: "p", ...options });
const service = { externalServiceCode: "2681", externalServiceEditionCode: 1 };

const HEAD =
  '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><GetCaseListAgencySystemExternalBasicResponse ' +
  'xmlns="http://www.altinn.no/services/ServiceEngine/Case/2010/10"><GetCaseListAgencySystemExternalBasicResult ' +
  'xmlns:a="http://schemas.altinn.no/services/ServiceEngine/Case/2010/10">';
const TAIL = "</GetCaseListAgencySystemExternalBasicResult></GetCaseListAgencySystemExternalBasicResponse></s:Body></s:Envelope>";
const caseXml = (id) => `<a:ExternalCaseBE><a:CaseID>${id}</a:CaseID></a:ExternalCaseBE>`;
const CHUNKED = "HTTP/1.1 200 OK\r\ncontent-type: text/xml; charset=utf-8\r\ntransfer-encoding: chunked\r\n\r\n";
const chunk = (text) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;

/** Writes again and again until the socket is gone. */
function drip(socket, every, next) {
  const timer = setInterval(() => (socket.destroyed ? clearInterval(timer) : socket.write(next())), every);
  socket.on("close", () => clearInterval(timer));
}

/** The time-out strikes, and not only when the server is done, which these never are: the bound is generous, since machines are busy. */
async function strikes(work, timeoutMs) {
  const begun = performance.now();
  const error = await rejection(work());
  assert.ok(isTransportError(error), error.message);
  assert.equal(error.code, "transport.timeout");
  assert.match(error.message, new RegExp(`${timeoutMs} ms`));
  assert.ok(performance.now() - begun < 10_000, `it took ${performance.now() - begun} ms`);
}

async function drained(items, each = () => {}) {
  const got = [];
  for await (const item of items) {
    got.push(item);
    await each(item);
  }
  return got;
}

test("5.15: a head that drips, 103s without end, and a body that drips are bounded as a whole", async (t) => {
  const timeoutMs = 400;
  const head = await rawServer(t, (socket) => {
    socket.write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n");
    drip(socket, 50, () => `x-${Math.random()}: y\r\n`);
  });
  const early = await rawServer(t, (socket) => drip(socket, 50, () => "HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n"));
  // Head and body together: each alone is within the time.
  const both = await rawServer(t, (socket) => {
    setTimeout(() => socket.write("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n" + chunk('{"Balance":')), 250);
    setTimeout(() => drip(socket, 100, () => chunk(" ")), 350);
  });
  for (const { url } of [head, early, both]) await strikes(() => fastdokAt(url, { timeoutMs }).getBalance(), timeoutMs);
  const list = await rawServer(t, (socket) => {
    socket.write(CHUNKED + chunk(HEAD));
    let id = 0;
    drip(socket, 50, () => chunk(caseXml(++id)));
  });
  await strikes(() => drained(agencyAt(list.url, { timeoutMs }).cases(service)), timeoutMs);
  await strikes(() => agencyAt(list.url, { timeoutMs }).getCaseList(service), timeoutMs);
});

test("5.15: a refusal of a list whose body drips is bounded too, and so is a transport that knows no signal", async (t) => {
  const timeoutMs = 300;
  const { url } = await rawServer(t, (socket) => {
    socket.write("HTTP/1.1 500 no\r\ncontent-type: text/xml\r\ntransfer-encoding: chunked\r\n\r\n" + chunk("<"));
    drip(socket, 50, () => chunk("a"));
  });
  await strikes(() => drained(agencyAt(url, { timeoutMs }).cases(service)), timeoutMs);
  async function* endless() {
    for (;;) {
      await later(50);
      yield new Uint8Array(1);
    }
  }
  const transport = Object.assign(() => new Promise(() => {}), { stream: async () => ({ status: 200, headers: [], body: endless() }) });
  await strikes(() => fastdokAt("https://forms.example.se", { timeoutMs, transport }).getBalance(), timeoutMs);
  await strikes(() => drained(agencyAt("https://forms.example.se", { timeoutMs, transport }).cases(service)), timeoutMs);
});

test("5.14: a consumer that takes its time is not counted, however the list comes", async (t) => {
  const all = HEAD + Array.from({ length: 30 }, (_, n) => caseXml(n + 1)).join("") + TAIL;
  const whole = await rawServer(t, (socket) => socket.write(answer(200, all, { "content-type": "text/xml; charset=utf-8" })));
  const pieces = await rawServer(t, (socket) => {
    socket.write(CHUNKED + chunk(HEAD));
    for (let id = 1; id <= 30; id++) socket.write(chunk(caseXml(id)));
    socket.write(chunk(TAIL) + "0\r\n\r\n");
  });
  for (const { url } of [whole, pieces]) {
    const found = await drained(agencyAt(url, { timeoutMs: 2000 }).cases(service), () => later(100));
    assert.equal(found.length, 30);
  }
  const items = (from) => Array.from({ length: 5 }, (_, n) => ({ Id: `t${from + n}` }));
  const pages = await rawServer(t, (socket, { path }) => {
    const start = Number(/[?&]start=(\d+)/i.exec(path)?.[1] ?? 1);
    socket.write(json({ TotalCount: 20, Data: start > 20 ? [] : items(start) }));
  });
  const tasks = await drained(fastdokAt(pages.url, { timeoutMs: 2000 }).tasks({ max: 5 }), () => later(150));
  assert.equal(tasks.length, 20);
});

/** Blanks, packed so often; unpacked it is more than any bound. */
function bomb(pack, times, megabytes) {
  let packed = Buffer.alloc(megabytes * 1_000_000, " ");
  for (let n = 0; n < times; n++) packed = pack(packed);
  return packed;
}

test("5.16: an answer is bounded while it is unpacked", { timeout: 240_000 }, async (t) => {
  const bombs = {
    gzip: bomb(gzipSync, 1, 200),
    "gzip, gzip": bomb(gzipSync, 2, 200),
    "gzip, gzip, gzip": bomb(gzipSync, 3, 200),
    deflate: bomb(deflateSync, 1, 200),
    // As tight as its best, and twenty times faster.
    br: bomb((it) => brotliCompressSync(it, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }), 1, 200),
  };
  for (const [encoding, body] of Object.entries(bombs)) {
    const { url } = await rawServer(t, (socket) => {
      socket.write(`HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-encoding: ${encoding}\r\ncontent-length: ${body.length}\r\n\r\n`);
      socket.write(body);
    });
    // When memory is given back is the engine's: what is not bounded grows each time.
    let grown = Infinity;
    for (let tries = 0; tries < 4 && grown >= 100; tries++) {
      const before = process.memoryUsage().rss;
      const fastdok = fastdokAt(url, { maxAnswerBytes: 1_000_000 });
      const error = await rejection(fastdok.getBalance());
      assert.equal(error.code, "transport.too_large", `${encoding}: ${error.message}`);
      const streamed = await rejection(drained(fastdok.tasks()));
      assert.equal(streamed.code, "transport.too_large", encoding);
      grown = (process.memoryUsage().rss - before) / 1_000_000;
    }
    assert.ok(grown < 100, `${encoding}: ${grown} MB`);
  }
});

test("2.3: what the platform unpacks is read, and an encoding that it does not is named", async (t) => {
  const balance = Buffer.from('{"Balance":"7.00"}');
  for (const [encoding, pack] of [["gzip", gzipSync], ["x-gzip", gzipSync], ["GZIP", gzipSync], ["deflate", deflateSync], ["br", brotliCompressSync], ["identity", (it) => it]]) {
    const body = pack(balance);
    const { url } = await rawServer(t, (socket) => {
      socket.write(`HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-encoding: ${encoding}\r\ncontent-length: ${body.length}\r\n\r\n`);
      socket.write(body);
    });
    assert.equal((await fastdokAt(url).getBalance()).balance, "7.00", encoding);
  }
  for (const encoding of ["compress", "zstd", "exi", "pack200-gzip", "gzip, compress", "aes128gcm"]) {
    const packed = encoding === "zstd" ? Buffer.from("28b52ffd2012910000", "hex") : Buffer.from([1, 2, 3, 200]);
    const body = encoding.startsWith("gzip,") ? gzipSync(packed) : packed;
    const { url } = await rawServer(t, (socket) => {
      socket.write(`HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-encoding: ${encoding}\r\ncontent-length: ${body.length}\r\n\r\n`);
      socket.write(body);
    });
    const error = await rejection(fastdokAt(url).getBalance());
    assert.match(error.message, new RegExp(encoding.split(", ").at(-1)), `${encoding}: ${error.message}`);
    assert.match(error.message, /encoding/);
    const list = await rejection(drained(fastdokAt(url).tasks()));
    assert.match(list.message, /encoding/, `${encoding}: ${list.message}`);
  }
});
