/** FAULTS 1.12, 1.13: a folder that journeys are stored in, and programs that use it and are killed. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { Worker } from "node:worker_threads";

import { CaseAgency, FastDok, isJourneyError, isNordcaseError } from "nordcase";
import { Journal } from "nordcase/journal";
import { Sandbox, standard } from "nordcase/sandbox";
import { later, rejection } from "./raw.js";

const here = import.meta.dirname;
const entries = [{ typeNamespace: "Huvudkontrakt", templateId: "12B.2" }];
const approve = () => true;

async function folder(t) {
  const path = await mkdtemp(join(tmpdir(), "nordcase-journal-"));
  t.after(() => rm(path, { recursive: true, force: true }));
  return path;
}

async function opened(t, path) {
  const journal = await Journal.open(path);
  t.after(() => journal.close());
  return journal;
}

/** A sandbox whose transport stops after so many requests, as if the process had died. */
function dying(sandbox, after) {
  let left = after;
  return Object.assign((request, options) => (left-- > 0 ? sandbox.transport(request, options) : new Promise(() => {})), { repeats: "never" });
}

test("1.12: a journey is stored, carried on, and its end is there", async (t) => {
  const path = await folder(t);
  const sandbox = new Sandbox();
  const first = await Journal.open(join(path, "new", "journal"));
  const fastdok = new FastDok({ ...standard.fastdok, settleMs: 50, transport: sandbox.transport });
  const { caseId } = await fastdok.startCase(entries, { save: first.entry("start") });
  const stop = new AbortController();
  let saves = 0;
  const entry = first.entry("pay/Åsa 🏠 ..");
  const halted = new FastDok({ ...standard.fastdok, settleMs: 50, transport: dying(sandbox, 4) });
  const paying = halted.payCase(caseId, { approve, save: Object.assign(async (text) => (saves++, entry(text)), {}), signal: stop.signal });
  paying.catch(() => undefined);
  while (saves < 4) await later(2);
  await later(20);
  await first.close();

  const second = await opened(t, join(path, "new", "journal"));
  const unfinished = await second.unfinished();
  assert.deepEqual(unfinished.map(({ key, kind, caseId }) => [key, kind, caseId]), [["pay/Åsa 🏠 ..", "fastdok.pay_case", caseId]]);
  const [it] = unfinished;
  assert.equal(JSON.parse(it.stored).journey, "fastdok.pay_case");
  const { outcome } = await fastdok.resume(it.kind, it.stored, { approve, save: it });
  assert.ok(["paid", "already_paid"].includes(outcome));
  assert.equal(sandbox.summary().debits, 1);
  assert.deepEqual(await second.unfinished(), []);
  assert.deepEqual((await second.ended()).map(({ key, ended }) => [key, ended]).sort(), [["pay/Åsa 🏠 ..", "done"], ["start", "done"]]);
  await second.remove("start");
  assert.deepEqual((await second.ended()).map(({ key }) => key), ["pay/Åsa 🏠 .."]);
  await assert.rejects(second.remove("start"), { code: "input.journal_key" });
  stop.abort();
});

test("1.12: a file holds the stored text and nothing else, and no secret", async (t) => {
  const path = await folder(t);
  const journal = await opened(t, path);
  let last;
  const save = journal.entry("a b");
  const sandbox = new Sandbox();
  const fastdok = new FastDok({ ...standard.fastdok, settleMs: 50, transport: sandbox.transport });
  await fastdok.startCase(entries, { save: Object.assign(async (text) => ((last = text), save(text)), {}) });
  const names = (await readdir(path)).filter((name) => name.endsWith(".json"));
  assert.deepEqual(names, ["a%20b.json"]);
  assert.equal(await readFile(join(path, names[0]), "utf8"), last);
  assert.ok(!last.includes(standard.fastdok.password));
  assert.deepEqual((await readdir(path)).filter((name) => /tmp|new/.test(name)), []);
});

test("1.12: a key is any text, once", async (t) => {
  const path = await folder(t);
  const journal = await opened(t, path);
  const keys = ["a", "A", "..", ".", "/", "\\", "a/b", "con", "NUL", "%41", "a%2Fb", "ä", "a\u0308", " ", "\u0000", "-", "*", "x".repeat(200), "lock", "claims", "🏠"];
  const fastdok = new FastDok({ baseUrl: standard.fastdok.baseUrl, ticket: "t", transport: dying(new Sandbox(), 0) });
  const stop = new AbortController();
  const running = keys.map((key) => fastdok.completeCase(`case-of-${createHash("sha1").update(key).digest("hex")}`, { save: journal.entry(key), signal: stop.signal }).catch((it) => it));
  for (let tries = 0; (await journal.unfinished()).length < keys.length && tries < 500; tries++) await later(10);
  assert.deepEqual((await journal.unfinished()).map((it) => it.key).sort(), [...keys].sort());
  for (const key of keys) assert.throws(() => journal.entry(key), { code: "input.journal_key" }, key);
  stop.abort();
  await Promise.all(running);
  for (const key of ["", "x".repeat(201), 5, undefined, null, {}]) assert.throws(() => journal.entry(key), { code: "input.journal_key" });
  // Handed out, and nothing was stored: it holds nothing. Of two that are handed out the first one to begin has the key.
  const payment = new FastDok({ ...standard.fastdok, transport: new Sandbox().transport });
  await assert.rejects(payment.payCase("c", { save: journal.entry("once") }), { code: "input.approve" });
  const [first, second] = [journal.entry("once"), journal.entry("once")];
  await Promise.all([payment.startCase(entries, { save: first }), assert.rejects(payment.startCase(entries, { save: second }), { code: "input.journal_key" })]);
  await assert.rejects(payment.startCase(entries, { save: second }), { code: "input.journal_key" });
  assert.equal((await journal.ended()).filter(({ key }) => key === "once").length, 1);
});

test("1.12: an entry cannot be removed before its end", async (t) => {
  const journal = await opened(t, await folder(t));
  const sandbox = new Sandbox();
  const stop = new AbortController();
  const going = new FastDok({ ...standard.fastdok, settleMs: 50, transport: dying(sandbox, 1) }).startCase(entries, { save: journal.entry("k"), signal: stop.signal });
  going.catch(() => undefined);
  for (let tries = 0; (await journal.unfinished()).length < 1 && tries < 500; tries++) await later(10);
  await assert.rejects(journal.remove("k"), (error) => isNordcaseError(error) && error.code === "input.journal_key");
  stop.abort();
  const cancelled = await rejection(going);
  assert.ok(isJourneyError(cancelled));
  assert.deepEqual((await journal.ended()).map(({ key, ended }) => [key, ended]), [["k", "failed"]]);
  await journal.remove("k");
});

test("1.12: what cannot be read is said, and stops nothing else", async (t) => {
  const path = await folder(t);
  const journal = await opened(t, path);
  const sandbox = new Sandbox();
  const stop = new AbortController();
  const going = new FastDok({ ...standard.fastdok, settleMs: 50, transport: dying(sandbox, 1) }).startCase(entries, { save: journal.entry("good"), signal: stop.signal });
  going.catch(() => undefined);
  for (let tries = 0; (await journal.unfinished()).length < 1 && tries < 500; tries++) await later(10);
  await writeFile(join(path, "empty.json"), "");
  await writeFile(join(path, "half.json"), '{"journey":"fastdok.pay_case","ver');
  await writeFile(join(path, "strange.json"), '{"journey":"fastdok.no_such"}');
  await mkdir(join(path, "folder.json"));
  await writeFile(join(path, "notes.txt"), "not ours");
  // As if this process had died.
  await journal.close();
  const next = await opened(t, path);
  const found = await next.unfinished();
  assert.deepEqual(found.map((it) => [it.key, it.problem === undefined]).sort(), [["empty", false], ["folder", false], ["good", true], ["half", false], ["strange", false]]);
  for (const { problem, key } of found) if (problem !== undefined) assert.ok(isNordcaseError(problem) && problem.message.includes(key), key);
  const fastdok = new FastDok({ ...standard.fastdok, settleMs: 50, transport: sandbox.transport });
  const results = await fastdok.resumeAll(next, { approve });
  assert.deepEqual(results.map(({ key, status }) => [key, status]).sort(), [["empty", "rejected"], ["folder", "rejected"], ["good", "fulfilled"], ["half", "rejected"], ["strange", "rejected"]]);
  assert.equal(sandbox.summary().started, 1);
  stop.abort();
});

test("1.12: resumeAll carries on what is of its service, and a payment only with approve", async (t) => {
  const path = await folder(t);
  const dead = await Journal.open(path);
  const sandbox = new Sandbox();
  const whole = new FastDok({ ...standard.fastdok, settleMs: 50, transport: sandbox.transport });
  const { caseId } = await whole.startCase(entries);
  const stop = new AbortController();
  const halted = new FastDok({ ...standard.fastdok, settleMs: 50, transport: dying(sandbox, 3) });
  const agency = new CaseAgency({ ...standard.altinn, settleMs: 50, transport: dying(sandbox, 1) });
  const edition = { externalServiceCode: "2681", externalServiceEditionCode: 1 };
  for (const going of [
    halted.payCase(caseId, { approve, save: dead.entry("pay"), signal: stop.signal }),
    halted.startCase(entries, { save: dead.entry("start"), signal: stop.signal }),
    agency.createCase({ ...edition, reporteeNumber: "910453092" }, { save: dead.entry("create"), signal: stop.signal }),
  ])
    going.catch(() => undefined);
  for (let tries = 0; (await dead.unfinished()).length < 3 && tries < 500; tries++) await later(10);
  await later(50);
  await dead.close();
  const journal = await opened(t, path);
  const without = await whole.resumeAll(journal, {});
  assert.deepEqual(without.map(({ key, status, reason }) => [key, status, reason?.code]).sort(), [["pay", "rejected", "input.approve"], ["start", "fulfilled", undefined]]);
  assert.equal(sandbox.summary().debits, 0);
  const receipts = await whole.resumeAll(journal, { approve });
  assert.deepEqual(receipts.map(({ key, kind, status }) => [key, kind, status]), [["pay", "fastdok.pay_case", "fulfilled"]]);
  assert.equal(receipts[0].value.caseId, caseId);
  const created = await new CaseAgency({ ...standard.altinn, settleMs: 50, transport: sandbox.transport }).resumeAll(journal);
  assert.deepEqual(created.map(({ key, status }) => [key, status]), [["create", "fulfilled"]]);
  assert.deepEqual([sandbox.summary().debits, sandbox.summary().cases], [1, 1]);
  assert.deepEqual(await journal.unfinished(), []);
  stop.abort();
});

test("1.12: one owner at a time", async (t) => {
  const path = await folder(t);
  const mine = await Journal.open(path);
  const inUse = (error) => isNordcaseError(error) && error.code === "input.journal_in_use" && error.message.includes(String(process.pid));
  await assert.rejects(Journal.open(path), inUse);
  const { createRequire } = await import("node:module");
  const { Journal: ofCommonJs } = createRequire(import.meta.url)("nordcase/journal");
  await assert.rejects(ofCommonJs.open(path), inUse);
  const threads = await new Promise((done) => {
    const code = `import("nordcase/journal").then(({ Journal }) => Journal.open(process.argv[2])).then(() => "opened", (error) => error.code).then((it) => require("node:worker_threads").parentPort.postMessage(it));`;
    new Worker(code, { eval: true, argv: [path] }).on("message", done);
  });
  assert.equal(threads, "input.journal_in_use");
  assert.equal((await program(`await Journal.open(${JSON.stringify(path)}).then(() => "opened", (error) => error.code)`)).said, "input.journal_in_use");
  await mine.close();
  const again = await Journal.open(path);
  await mine.close(); // a second time does nothing
  await assert.rejects(Journal.open(path), inUse);
  await again.close();
  assert.equal((await program(`await Journal.open(${JSON.stringify(path)}).then(() => "opened", (error) => error.code)`)).said, "opened");
});

test("1.12: of many programs at once one gets the folder", { timeout: 240_000 }, async (t) => {
  const path = await folder(t);
  const code = `await Journal.open(${JSON.stringify(path)}).then(async () => { await new Promise((later) => setTimeout(later, 1500)); return "opened"; }, (error) => error.code)`;
  const all = (await Promise.all(Array.from({ length: 6 }, () => program(code)))).map((it) => it.said);
  // A slow machine may start the last one after the first has ended; never are there two at a time, which each of them would see.
  assert.ok(all.includes("opened"), all.join());
  for (const said of all) assert.ok(["opened", "input.journal_in_use"].includes(said), said);
});

test("1.12: a dead owner loses it, also one whose number another process has now", async (t) => {
  const path = await folder(t);
  const { child } = program(`(await Journal.open(${JSON.stringify(path)}), setInterval(() => {}, 1000), console.log("open"), await new Promise(() => {}))`, { wait: false });
  await new Promise((said) => child.stdout.once("data", said));
  await assert.rejects(Journal.open(path), { code: "input.journal_in_use" });
  child.kill("SIGKILL");
  await new Promise((gone) => child.on("close", gone));
  const journal = await Journal.open(path);
  const [name] = await readdir(join(path, "lock"));
  const owner = JSON.parse(await readFile(join(path, "lock", name), "utf8"));
  await journal.close();
  assert.deepEqual(await readdir(join(path, "lock")), []);
  if (owner.began === undefined) return; // Only Linux tells when a process began.
  // One that has died, and that its parent does not ask about.
  const code = `import("nordcase/journal").then(({ Journal }) => Journal.open(process.argv[1])).then(() => console.log("open"), console.log); setInterval(() => {}, 1000)`;
  const parent = spawn("sh", ["-c", '"$0" --eval "$1" "$2" & echo $!; exec sleep 600', process.execPath, code, path], { cwd: here, stdio: ["ignore", "pipe", "inherit"] });
  t.after(() => parent.kill());
  let told = "";
  parent.stdout.setEncoding("utf8").on("data", (text) => (told += text));
  while (!told.includes("open")) await later(10);
  await assert.rejects(Journal.open(path), { code: "input.journal_in_use" });
  process.kill(Number.parseInt(told, 10), "SIGKILL");
  for (let tries = 0; tries < 500 && !/\) [ZX] /.test(await readFile(`/proc/${Number.parseInt(told, 10)}/stat`, "utf8")); tries++) await later(10);
  await (await Journal.open(path)).close();
  await writeFile(join(path, "lock", "other.owner"), JSON.stringify({ ...owner, pid: process.ppid }));
  await (await Journal.open(path)).close();
  // A process that cannot be seen from here shows that it lives by touching its file.
  await writeFile(join(path, "lock", "far.owner"), JSON.stringify({ ...owner, place: "another machine" }));
  await assert.rejects(Journal.open(path), (error) => error.code === "input.journal_in_use" && error.message.includes("another machine"));
  await utimes(join(path, "lock", "far.owner"), new Date(0), new Date(0));
  await (await Journal.open(path)).close();
});

test("1.12: a journal that was taken away stores nothing more", async (t) => {
  const path = await folder(t);
  const journal = await Journal.open(path);
  const save = journal.entry("k");
  await rm(join(path, "lock"), { recursive: true });
  const sandbox = new Sandbox();
  let sent = 0;
  sandbox.onExchange(() => sent++);
  const error = await rejection(new FastDok({ ...standard.fastdok, settleMs: 50, transport: sandbox.transport }).startCase(entries, { save }));
  assert.deepEqual([error.code, sent], ["input.journey_not_stored", 0]);
  await journal.close();
  const closed = await opened(t, path);
  const late = closed.entry("late");
  await closed.close();
  assert.equal((await rejection(new FastDok({ ...standard.fastdok, settleMs: 50, transport: sandbox.transport }).startCase(entries, { save: late }))).code, "input.journey_not_stored");
});

test("1.12: what the disk does not take stops before anything is sent", async (t) => {
  const path = await folder(t);
  const journal = await opened(t, path);
  await mkdir(join(path, "k.json%new"));
  const sandbox = new Sandbox();
  let sent = 0;
  sandbox.onExchange(() => sent++);
  const error = await rejection(new FastDok({ ...standard.fastdok, transport: sandbox.transport }).startCase(entries, { save: journal.entry("k") }));
  assert.deepEqual([error.code, sent], ["input.journey_not_stored", 0]);
});

test("1.12: a folder of another language's package is refused in words", async (t) => {
  const path = await folder(t);
  await writeFile(join(path, "lock"), "");
  await assert.rejects(Journal.open(path), (error) => error.code === "input.journal_in_use" && error.message.includes("another language"));
});

test("1.12: files of the user's in the folder stay, whatever they are called", async (t) => {
  const path = await folder(t);
  await mkdir(join(path, "claims"), { recursive: true });
  await mkdir(join(path, "lock"));
  const names = ["notes.tmp", "a.json.tmp", "x.json%new.tmp", ".tmp", "a.new", "a.json.bak", "claims/notes.tmp", "lock/notes.tmp", "lock/notes.new"];
  for (const name of names) await writeFile(join(path, name), "mine");
  // What a journal that died in the middle of a save has left is no journey, and in nobody's way.
  await writeFile(join(path, "k.json%new"), '{"journey":"fastdok.pay_c');
  const journal = await opened(t, path);
  const fastdok = new FastDok({ ...standard.fastdok, settleMs: 50, transport: new Sandbox().transport });
  await fastdok.startCase(entries, { save: journal.entry("k") });
  assert.deepEqual([await journal.unfinished(), (await journal.ended()).map(({ key }) => key)], [[], ["k"]]);
  await journal.remove("k");
  await journal.close();
  await (await Journal.open(path)).close();
  for (const name of names) assert.equal(await readFile(join(path, name), "utf8"), "mine", name);
});

test("1.12: a file of somebody else's hides no journey", async (t) => {
  const path = await folder(t);
  const journal = await opened(t, path);
  const fastdok = new FastDok({ ...standard.fastdok, settleMs: 50, transport: new Sandbox().transport });
  const save = async (text) => (await journal.entry("é")(text), Promise.reject(new Error("the process ends")));
  await rejection(fastdok.startCase(entries, { save }));
  const text = await readFile(join(path, "%C3%A9.json"), "utf8");
  await writeFile(join(path, "é.json"), text);
  const found = await journal.unfinished();
  assert.deepEqual(found.map(({ key, problem }) => [key, problem === undefined]).sort(), [["é", true], ["é.json", false]]);
  await fastdok.resumeAll(journal);
  assert.deepEqual((await journal.ended()).map(({ key }) => key), ["é"]);
  assert.equal(await readFile(join(path, "é.json"), "utf8"), text);
});

test("1.7: a journal is where cases are claimed, also for its next owner", async (t) => {
  const path = await folder(t);
  const journal = await Journal.open(path);
  const take = (owner, ...ids) => journal.claim(owner, ids, true);
  assert.deepEqual(await journal.claim("one", ["a/b", "c"], false), ["a/b", "c"], "it only asked");
  assert.deepEqual(await take("one", "a/b", "c"), ["a/b"]);
  assert.deepEqual(await journal.claim("two", ["a/b", "c"], false), ["c"]);
  assert.deepEqual(await take("two", "a/b", "c"), ["c"]);
  assert.deepEqual(await take("one", "a/b", "c"), ["a/b"]);
  assert.deepEqual(await take("three", "a/b", "c"), []);
  const many = await Promise.all(Array.from({ length: 20 }, (_, n) => take(`of ${n}`, "x", "y", "z")));
  assert.deepEqual(many.flat().sort(), ["x", "y", "z"]);
  await journal.close();
  await assert.rejects(take("late", "d"), { code: "input.journal_in_use" });
  const next = await opened(t, path);
  assert.deepEqual(await next.claim("three", ["a/b", "c", "d"], true), ["d"]);
  assert.deepEqual(await next.claim("one", ["d", "a/b"], true), ["a/b"]);
});

test("1.7: a program that is killed behind its claim has the case, and starts no other", async () => {
  const reportee = { externalServiceCode: "2681", externalServiceEditionCode: 1, reporteeNumber: "910453092" };
  for (const [Client, access, kind, start] of [
    [FastDok, standard.fastdok, "fastdok.start_case", (client, options) => client.startCase(entries, options)],
    [CaseAgency, standard.altinn, "altinn.create_case", (client, options) => client.createCase(reportee, options)],
  ]) {
    const sandbox = new Sandbox();
    const owners = new Map();
    let dies = true;
    const claims = {
      claim(owner, caseIds, take) {
        const free = caseIds.filter((it) => (owners.get(it) ?? owner) === owner);
        if (take && free.length > 0) owners.set(free[0], owner);
        if (dies) throw new Error("killed");
        return take ? free.slice(0, 1) : free;
      },
    };
    let stored;
    const client = new Client({ ...access, settleMs: 50, transport: sandbox.transport, claims });
    await rejection(start(client, { save: (text) => void (stored = text) }));
    assert.equal(owners.size, 1);
    dies = false;
    const { caseId, certainty, sure } = await client.resume(kind, stored);
    assert.deepEqual([...owners.keys()], [String(caseId)]);
    assert.equal(certainty ?? sure.is, "reply");
    assert.equal(sandbox.summary().started + sandbox.summary().cases, 1);
  }
});

test("1.12: credentials that are refused at a restart leave the journey unfinished; with the right ones it goes on", async (t) => {
  const path = await folder(t);
  const sandbox = new Sandbox();
  const fastdok = new FastDok({ ...standard.fastdok, settleMs: 50, transport: sandbox.transport });
  const { caseId } = await fastdok.startCase(entries);
  const stop = new AbortController();
  let asked = 0;
  const cut = Object.assign(async (request, options) => {
    const answer = await sandbox.transport(request, options);
    return sandbox.summary().debits === 0 ? answer : new Promise(() => {});
  }, { repeats: "never" });
  const first = await Journal.open(path);
  const dead = new FastDok({ ...standard.fastdok, settleMs: 50, transport: cut });
  dead.payCase(caseId, { approve, save: first.entry("pay"), signal: stop.signal }).catch(() => undefined);
  while (sandbox.summary().debits === 0) await later(2);
  await first.close();
  const second = await opened(t, path);
  for (const [fault, password] of [[undefined, "wrong"], ["html_page", undefined]]) {
    if (fault) sandbox.addFault("fastdok.authenticate", fault);
    const refused = new FastDok({ ...standard.fastdok, ...(password && { password }), settleMs: 50, transport: sandbox.transport });
    const [{ reason }] = await refused.resumeAll(second, { approve: () => (asked++, true) });
    assert.equal(reason.report.code, "bad_credentials");
    assert.deepEqual((await second.unfinished()).map((it) => it.key), ["pay"]);
  }
  const [{ value }] = await fastdok.resumeAll(second, { approve: () => (asked++, true) });
  assert.equal(value.outcome, "paid");
  assert.deepEqual([sandbox.summary().debits, asked], [1, 0]);
  assert.deepEqual(await second.unfinished(), []);
  stop.abort();
});

test("1.7: journeys that start the same, and lose their replies, never take one case", async (t) => {
  const journal = await opened(t, await folder(t));
  for (const save of [(n) => journal.entry(`start ${n}`), () => undefined]) {
    const sandbox = new Sandbox();
    const fastdok = new FastDok({ ...standard.fastdok, settleMs: 50, transport: sandbox.transport });
    for (let nth = 1; nth <= 6; nth++) sandbox.addFault("fastdok.start_case", "answer_lost", { nth });
    const settled = await Promise.allSettled(Array.from({ length: 6 }, (_, n) => fastdok.startCase(entries, { save: save(n) })));
    const taken = settled.flatMap((it) => (it.status === "fulfilled" ? [it.value.caseId] : []));
    assert.equal(new Set(taken).size, taken.length, JSON.stringify(settled));
    for (const { reason } of settled.filter((it) => it.status === "rejected")) assert.equal(reason.report?.facts.created, "unknown", reason.message);
    assert.ok(sandbox.summary().started <= 6);
  }
});

test("1.12: a journey that this process carries out is not carried out twice", async (t) => {
  const journal = await opened(t, await folder(t));
  const stop = new AbortController();
  const transport = dying(new Sandbox(), 1);
  const going = new FastDok({ ...standard.fastdok, settleMs: 50, transport }).startCase(entries, { save: journal.entry("k"), signal: stop.signal });
  going.catch(() => undefined);
  for (let tries = 0; (await journal.unfinished()).length < 1 && tries < 500; tries++) await later(10);
  const sandbox = new Sandbox();
  const other = new FastDok({ ...standard.fastdok, settleMs: 50, transport: sandbox.transport });
  assert.deepEqual(await other.resumeAll(journal), [], "what is in hand is left out");
  const [it] = await journal.unfinished();
  assert.equal((await rejection(other.resume(it.kind, it.stored, { save: it }))).code, "input.journal_key");
  assert.equal(sandbox.summary().started, 0);
  stop.abort();
  await rejection(going);
});

/** Names that a service may give a case, and that are no files' names. */
const NO_FILES = [".", "..", "...", "x".repeat(300), "x".repeat(250), "x".repeat(251), "å".repeat(60), "a/b", "../a", "a\\b", "a\u0000b", "CON", "a.new", "a", "a%new", "half \ud800", "%2e", " "];

test("1.7: a case is claimed whatever it is called", async (t) => {
  const path = await folder(t);
  const journal = await opened(t, path);
  for (const caseId of NO_FILES) {
    const name = JSON.stringify(caseId).slice(0, 20);
    assert.deepEqual(await journal.claim(`of ${name}`, [caseId], true), [caseId], name);
    assert.deepEqual(await journal.claim("another", [caseId], true), [], name);
    assert.deepEqual(await journal.claim(`of ${name}`, [caseId], false), [caseId], name);
  }
  assert.equal((await readdir(join(path, "claims"))).length, NO_FILES.length);
  assert.deepEqual((await readdir(path)).sort(), ["claims", "lock"]);
});

test("1.7: a start in a journal ends well, whatever the service calls the case", async (t) => {
  for (const caseId of NO_FILES.filter((it) => !/\ud800/.test(it))) {
    const sandbox = new Sandbox();
    const journal = await opened(t, await folder(t));
    const transport = async (request, options) => {
      const answer = await sandbox.transport(request, options);
      if (!request.url.includes("/apps/form")) return answer;
      const said = JSON.parse(new TextDecoder().decode(answer.body));
      for (const name of Object.keys(said).filter((it) => /^instanceid$/i.test(it))) said[name] = caseId;
      for (const item of said.Items) if (item.ObjectClass === "process.instance") item.Id = item.ReferenceId = caseId;
      return { ...answer, body: new TextEncoder().encode(JSON.stringify(said)) };
    };
    const fastdok = new FastDok({ ...standard.fastdok, settleMs: 50, transport: Object.assign(transport, { repeats: "never" }) });
    assert.equal((await fastdok.startCase(entries, { save: journal.entry("k") })).caseId, caseId);
    assert.equal(sandbox.summary().started, 1);
    await journal.close();
  }
});

test("1.12: a key is a file's name, or refused with a typed error before anything is sent", async (t) => {
  const path = await folder(t);
  const journal = await opened(t, path);
  const sandbox = new Sandbox();
  const fastdok = new FastDok({ ...standard.fastdok, settleMs: 50, transport: sandbox.transport });
  const good = NO_FILES.filter((it) => it.length <= 200 && !/\ud800|å/.test(it));
  for (const key of good) await fastdok.startCase(entries, { save: journal.entry(key) });
  assert.deepEqual((await journal.ended()).map((it) => it.key).sort(), [...good].sort());
  for (const key of good) await journal.remove(key);
  for (const key of NO_FILES.filter((it) => !good.includes(it))) {
    assert.throws(() => journal.entry(key), { code: "input.journal_key" });
    await assert.rejects(journal.remove(key), { code: "input.journal_key" });
  }
  assert.deepEqual((await readdir(path)).sort(), ["claims", "lock"]);
});

/** What is in the journal as a dead process leaves it: starts that were stored, and not sent. */
async function leftUnsent(sandbox, journal, keys) {
  const fastdok = new FastDok({ ...standard.fastdok, settleMs: 50, transport: sandbox.transport });
  const dies = () => {
    throw new Error("it dies");
  };
  for (const key of keys) await rejection(fastdok.startCase(entries, { save: journal.entry(key), onProgress: dies }));
  assert.equal(sandbox.summary().started, 0);
  return fastdok;
}

const old = (error) => isNordcaseError(error) && error.code === "input.journal_key" && error.message.includes("nothing was sent");

test("1.12: resumeAll twice at once carries each journey on once, whoever comes first", async (t) => {
  const keys = ["a", "b", "c", "d", "e", "f"];
  for (const bounds of [[1, 6], [6, 1], [1, 1], [4, 4], [2, 3, 1]]) {
    const sandbox = new Sandbox();
    const journal = await opened(t, await folder(t));
    const fastdok = await leftUnsent(sandbox, journal, keys);
    const all = (await Promise.all(bounds.map((atOnce) => fastdok.resumeAll(journal, { atOnce })))).flat();
    assert.deepEqual(all.map(({ key, status }) => [key, status]).sort(), keys.map((key) => [key, "fulfilled"]), bounds.join());
    assert.equal(new Set(all.map((it) => it.value.caseId)).size, keys.length);
    assert.equal(sandbox.summary().started, keys.length, bounds.join());
    assert.deepEqual(await fastdok.resumeAll(journal), []);
  }
});

test("1.12: a text that is not the newest any more is refused before anything is sent", async (t) => {
  const sandbox = new Sandbox();
  const journal = await opened(t, await folder(t));
  const fastdok = await leftUnsent(sandbox, journal, ["k"]);
  const [it] = await journal.unfinished();
  const [beside] = await journal.unfinished();
  const { caseId } = await fastdok.resume(it.kind, it.stored, { save: it });
  const sent = [];
  sandbox.onExchange(({ url }) => sent.push(url));
  for (const save of [it, beside]) await assert.rejects(fastdok.resume(it.kind, it.stored, { save }), old);
  // Also by hand, where the journal does not see the text that is carried on.
  for (const save of [(text) => it(text), (text) => beside(text)]) {
    const error = await rejection(fastdok.resume(it.kind, it.stored, { save }));
    assert.deepEqual([error.code, error.cause.code], ["input.journey_not_stored", "input.journal_key"]);
  }
  assert.deepEqual(sent, []);
  const [ended] = await journal.ended();
  assert.equal((await fastdok.resume(ended.kind, ended.stored)).caseId, caseId, "its end is what is stored");
  await journal.remove("k");
  await assert.rejects(fastdok.resume(it.kind, it.stored, { save: it }), old);
  assert.deepEqual([sent, sandbox.summary().started], [[], 1]);
});

test("1.12: two that carry on one text at once, by hand: one of them sends", async (t) => {
  const sandbox = new Sandbox();
  const journal = await opened(t, await folder(t));
  const fastdok = await leftUnsent(sandbox, journal, ["k"]);
  const places = [...(await journal.unfinished()), ...(await journal.unfinished()), ...(await journal.unfinished())];
  const settled = await Promise.allSettled(places.map((it) => fastdok.resume(it.kind, it.stored, { save: (text) => it(text) })));
  assert.deepEqual(settled.map((it) => it.reason?.code ?? "well").sort(), ["input.journey_not_stored", "input.journey_not_stored", "well"]);
  assert.equal(sandbox.summary().started, 1);
});

test("1.12: a place is for one journey: used again, it overwrites none", async (t) => {
  const sandbox = new Sandbox();
  sandbox.addFault("fastdok.start_case", "answer_lost");
  const journal = await opened(t, await folder(t));
  const fastdok = new FastDok({ ...standard.fastdok, settleMs: 50, transport: sandbox.transport });
  const save = journal.entry("contract 12");
  const broken = ({ step }) => {
    if (step === "wait") throw new Error("the progress bar");
  };
  assert.equal((await rejection(fastdok.startCase(entries, { save, onProgress: broken }))).message, "the progress bar");
  assert.equal(sandbox.summary().started, 1);
  await assert.rejects(fastdok.startCase(entries, { save }), old);
  const [{ key, status }] = await fastdok.resumeAll(journal);
  assert.deepEqual([key, status, sandbox.summary().started], ["contract 12", "fulfilled", 1]);
  await assert.rejects(fastdok.startCase(entries, { save }), old);
  assert.equal(sandbox.summary().started, 1);
});

/** Runs an expression with a journal in another process. */
function program(expression, { wait = true } = {}) {
  const code = `import { Journal } from "nordcase/journal"; const said = ${expression}; console.log(said); process.exit(0);`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", code], { cwd: here, stdio: ["ignore", "pipe", "inherit"] });
  if (!wait) return { child };
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text) => (said += text));
  return new Promise((ended) => child.on("close", () => ended({ said: said.trim() })));
}

/** Pays many cases from a journal, over real HTTP to a sandbox in the process of the test. */
