/** Servers that speak HTTP by hand, so that they can do what no HTTP library lets a server do; and small helpers around them. */
import assert from "node:assert/strict";
import net from "node:net";

/** A whole answer over HTTP/1.1. */
export function answer(status, body = "", headers = {}) {
  const lines = Object.entries({ "content-length": Buffer.byteLength(body), ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} said\r\n${lines.join("")}\r\n${body}`;
}

export const json = (value, status = 200) => answer(status, JSON.stringify(value), { "content-type": "application/json" });

/**
 * A server on loopback that ends with the test. It reads each request whole (with a length or in chunks) and then lets `behave` do what it likes with the
 * socket. `requests` are those that arrived, in order.
 */
export async function rawServer(t, behave) {
  const requests = [];
  const sockets = new Set();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket)).on("error", () => {});
    let buffer = Buffer.alloc(0);
    let onThisSocket = 0;
    socket.on("data", (data) => {
      buffer = Buffer.concat([buffer, data]);
      for (;;) {
        const end = buffer.indexOf("\r\n\r\n");
        if (end < 0) return;
        const head = buffer.subarray(0, end).toString("latin1");
        const chunked = /^transfer-encoding: *chunked/im.test(head);
        const length = /^content-length: *(\d+)/im.exec(head)?.[1];
        const last = chunked ? buffer.indexOf("0\r\n\r\n", end + 4) : end + 4 + Number(length ?? 0) - 5;
        if (last < 0 || buffer.length < last + 5) return;
        const [line] = head.split("\r\n");
        const [method, path] = line.split(" ");
        const request = { method, path, head, chunked, length, body: buffer.subarray(end + 4, last + 5).toString("utf8") };
        buffer = buffer.subarray(last + 5);
        requests.push(request);
        behave(socket, { ...request, onThisSocket: ++onThisSocket }, requests.length);
      }
    });
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const changes = () => requests.filter((it) => it.method !== "GET");
  return { url: `http://127.0.0.1:${server.address().port}`, requests, changes };
}

/** What a promise rejects with. */
export async function rejection(promise) {
  return promise.then(
    (value) => assert.fail(`it was fulfilled: ${JSON.stringify(value)}`),
    (error) => error,
  );
}

export const later = (millis) => new Promise((done) => setTimeout(done, millis));
