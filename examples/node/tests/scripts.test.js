// Runs both scripts against the sandbox in memory, and over real HTTP if NORDCASE_SANDBOX names a server.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const script = (name) => fileURLToPath(new URL(`../${name}.js`, import.meta.url));
const run = (name, args, options) => promisify(execFile)(process.execPath, [script(name), ...args], options);
const server = process.env.NORDCASE_SANDBOX;
const ways = [
  ["in memory", ["--sandbox"], false],
  ["over HTTP", [], server ? false : "NORDCASE_SANDBOX names no server"],
];

for (const [way, args, skip] of ways) {
  test(`fastdok, ${way}: paid once, archived, and no stored journey left`, { skip }, async () => {
    const cwd = await mkdtemp(join(tmpdir(), "nordcase-"));
    try {
      const { stdout, stderr } = await run("fastdok", args, { cwd });
      assert.equal(stderr, "");
      assert.match(stdout, /It is paid, as known by reply\nCase \S+ is archived\n/);
      const [before, after] = [/has (\d+)(?:\.\d+)? SEK\n/, /has (\d+)(?:\.\d+)? SEK left/].map((pattern) =>
        Number(pattern.exec(stdout)?.[1]),
      );
      assert.equal(before - after, 200);
      assert.deepEqual((await readdir(join(cwd, "journal"))).filter((name) => name.endsWith(".json")), []);
    } finally {
      await rm(cwd, { recursive: true });
    }
  });

  test(`altinn, ${way}: created, moved, noticed, listed, and a refusal explained`, { skip }, async () => {
    const { stdout, stderr } = await run("altinn", args);
    assert.equal(stderr, "");
    const [, id] = /^Case (\d+) is created\n/.exec(stdout) ?? assert.fail(stdout);
    assert.ok(stdout.includes(`Case ${id}: changed true, now UnderArbeid\n`), stdout);
    assert.ok(
      stdout.includes(`${id} Bankruptcy estate: The trustee is at work, due 2027-03-01T00:00:00, notice 12\n`),
      stdout,
    );
    assert.match(stdout, /^altinn\.60014: /m);
  });
}

test("without a service the scripts say what to do", async () => {
  const env = { ...process.env };
  delete env.NORDCASE_SANDBOX;
  for (const name of ["fastdok", "altinn"]) {
    const failed = await run(name, [], { env }).then(
      () => assert.fail("it ran"),
      (error) => error,
    );
    assert.equal(failed.code, 2);
    assert.match(failed.stderr, /--sandbox/);
  }
});
