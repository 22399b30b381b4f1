// The page as a reader uses it, in Chromium: what it says, what the service's ledger says, and that the two agree.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { chromium, open, reader } from "./browser.js";

const skip = chromium ? false : "there is no Chromium here; set CHROMIUM to one";
let tab;
before(async () => {
  if (!skip) tab = await open();
});
after(() => tab?.close());

/** A fresh page, without pauses; anything that it complains about fails the test. */
async function fresh(t, { service = "fastdok", width = 1280, pace = "0" } = {}) {
  const page = await tab.browser.newPage();
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => ["error", "warn"].includes(message.type()) && complaints.push(message.text()));
  page.on(
    "request",
    (request) =>
      new URL(request.url()).origin === new URL(tab.url).origin ||
      request.url().startsWith("data:") ||
      complaints.push(`a request to ${request.url()}`),
  );
  t.after(async () => {
    await page.close();
    assert.deepEqual(complaints, []);
  });
  await page.setViewport({ width, height: 900 });
  await page.emulateMediaFeatures([{ name: "prefers-reduced-motion", value: "reduce" }]);
  await page.goto(`${tab.url}#${service}`);
  const user = reader(page);
  await user.choose(".pace select", pace);
  const figure = async (nth) => (await user.texts(".figures dd"))[nth];
  const approve = (answer) => page.locator(`dialog button[value=${answer}]`).click();
  return {
    page,
    user,
    figure,
    approve,
    ledger: () => user.texts(".service .log b"),
    sent: () => user.texts(".program .log .detail"),
  };
}

async function started(t, options) {
  const opened = await fresh(t, options);
  await opened.user.press("#start");
  await opened.user.until(/One case is started/);
  return opened;
}

test("a case is started, paid, added to, paid again and archived; the diagram follows", { skip }, async (t) => {
  const { page, user, figure, approve, ledger } = await started(t);
  assert.equal(await user.state(), "TaskCreate");

  await user.press("#pay");
  const dialog = await page.waitForSelector("dialog");
  const question = await dialog.evaluate((element) => element.innerText);
  assert.match(question, /12B\.2[^\n]*\s+200,00 kr/);
  assert.match(question, /Balance after\s+1.800,00 kr/);
  assert.equal(await figure(1), "0", "nothing is debited while it asks");
  assert.equal(await user.state(), "TaskPay");
  await approve("yes");
  await user.until(/Paid, once\..*\n.*The reply said so.*2.000,00 to 1.800,00 kr/s);
  assert.equal(await user.state(), "TaskPaid");

  await user.press("#pay");
  await user.until(/paid already/);
  await user.press("button::-p-text(add form 15A)");
  await user.press("#pay");
  await approve("yes");
  await user.until(/Paid, once/);
  assert.equal(await figure(1), "2");

  await user.press("#complete");
  await user.until(/The case is archived/);
  assert.equal(await user.state(), "Archived");
  assert.deepEqual(
    (await ledger()).filter((line) => line.startsWith("Debited")),
    ["Debited 200,00 kr", "Debited 48,40 kr"],
  );
});

for (const kind of ["answer_lost", "never_arrives", "error500_applied", "error500", "cut_body", "stale_ticket"]) {
  test(`a payment with ${kind} is paid once`, { skip }, async (t) => {
    const { user, figure, approve, ledger, page } = await started(t);
    await user.break(kind);
    await user.press("#pay");
    await approve("yes");
    const said = await user.until(/Paid, once/, 30_000);
    if (["answer_lost", "error500_applied", "cut_body"].includes(kind)) assert.match(said, /the case itself shows it/);
    if (["never_arrives", "error500"].includes(kind)) assert.match(said, /sent 2 times/);
    assert.equal(await figure(1), "1");
    assert.equal((await ledger()).filter((line) => line.startsWith("Debited")).length, 1);
    assert.equal(
      await page.$eval("section:not([hidden]) [role=switch]", (element) => element.getAttribute("aria-checked")),
      "false",
      "it strikes once",
    );
    if (kind !== "stale_ticket" && kind !== "cut_body")
      assert.ok(await page.$("section:not([hidden]) .program .trouble"), "the trouble is shown");
  });
}

test("a killed program goes on from what it had stored, without a secret in it, and pays once", { skip }, async (t) => {
  const { user, figure, approve } = await started(t);
  await user.break("kill");
  await user.press("#pay");
  await approve("yes");
  await user.until(/Your program was killed/);
  await user.press(".program summary");
  const stored = await user.text(".program pre");
  assert.match(stored, /"journey": "fastdok.pay_case"/);
  assert.doesNotMatch(stored, /Björk&Löv|7b1f6a52/);
  assert.equal(await figure(1), "1", "the service did it");
  await user.press("button::-p-text(Start it again)");
  await user.until(/Paid, once\.[\s\S]*the case itself shows it/);
  assert.equal(await figure(1), "1");
});

test("no is no, and so is Escape; the payment can be cancelled", { skip }, async (t) => {
  const { page, user, figure, approve } = await started(t);
  await user.press("#pay");
  await approve("no");
  await user.until(/declined/);
  await user.press("#pay");
  await page.waitForSelector("dialog");
  await page.keyboard.press("Escape");
  await user.until(/declined/);
  assert.equal(await figure(1), "0");
  await user.press("#cancel");
  await user.until(/payment is cancelled[\s\S]*TaskCreate/);
});

test("a job can be cancelled while it runs", { skip }, async (t) => {
  const { page, user } = await fresh(t, { pace: "900" });
  await user.press("#start");
  await user.press("button::-p-text(Cancel):not(#cancel)");
  await user.until(/cancelled/);
  assert.equal(await page.$eval("#start", (element) => element.matches(":disabled")), false);
});

test(
  "too little balance is refused in the service's words, and a licence customer pays nothing",
  { skip },
  async (t) => {
    const { user, figure, approve } = await fresh(t);
    await user.choose(".case-head select", "Fastighets AB Tomma Kassan");
    await user.press("#start");
    await user.until(/One case is started/);
    await user.press("#pay");
    await approve("yes");
    await user.until(/refused[\s\S]*The service says[\s\S]*No payment was made/);
    assert.equal(await figure(1), "0");

    await user.choose(".case-head select", "Hyresfastigheter Ångström AB");
    await user.press("#start");
    await user.until(/One case is started/);
    await user.press("#pay");
    await user.until(/The case is sharp/);
    assert.equal(await user.state(), "TaskPaid");
  },
);

test("Altinn: a case is created once, whatever is lost, and goes through its machine", { skip }, async (t) => {
  const { user, figure, ledger } = await fresh(t, { service: "altinn" });
  await user.break("answer_lost");
  await user.press("#create");
  await user.until(/One case is created[\s\S]*only new one/);
  assert.equal(await figure(0), "1");
  assert.equal(await user.state(), "Opprettet");

  await user.press("button::-p-text(3374:1:Instantiated)");
  await user.until(/moved once, to UnderArbeid[\s\S]*The reply said so/);
  await user.break("answer_lost");
  await user.press("button::-p-text(3374:1:Submitted)");
  await user.until(/moved once, to TilBehandling[\s\S]*the case itself shows it/);
  assert.equal(await user.text("h2"), "Konkursbo 100001: Til behandling hos etaten");
  await user.choose(".case-head select", "1033");
  assert.equal(await user.text("h2"), "Konkursbo 100001: The agency is at work");

  await user.press("#notice");
  await user.until(/notice is set/);
  assert.match(await user.text(".case-head"), /Fristen for Ærlig & Sønn AS er 1\. mars 2027\./);
  await user.press("button::-p-text(Approved)");
  await user.until(/to Avsluttet/);
  assert.equal(await figure(1), "3");
  assert.equal((await ledger()).filter((line) => line.endsWith("created")).length, 1);

  await user.press("button::-p-text(archive the case)");
  await user.press("#notice");
  await user.until(/altinn\.60014|refused/);
});

test(
  "Altinn: an event that cannot fit is refused before it is sent, and one whose condition is not met moves nothing",
  { skip },
  async (t) => {
    const { page, user, figure, sent } = await fresh(t, { service: "altinn" });
    await user.press("#create");
    await user.until(/One case is created/);
    await page.type("section:not([hidden]) input[list]", "Approved");
    await user.press("#send");
    await user.until(/transition\.not_allowed|not_possible|cannot|refused/);
    assert.ok(!(await sent()).includes("altinn.notify_event"));

    await user.press("button::-p-text(3374:1:Instantiated)");
    await user.until(/UnderArbeid/);
    await user.press(".check input");
    await user.press("button::-p-text(3374:1:Submitted)");
    await user.until(/stayed where it was[\s\S]*AlleVedleggMottatt/);
    assert.equal(await figure(1), "1");
  },
);

test("Altinn: a killed program creates no second case", { skip }, async (t) => {
  const { user, figure } = await fresh(t, { service: "altinn" });
  await user.break("kill");
  await user.press("#create");
  await user.until(/killed/);
  await user.press("button::-p-text(Start it again)");
  await user.until(/One case is created/);
  assert.equal(await figure(0), "1");
});

test("everything can be reached and done with the keyboard", { skip }, async (t) => {
  const { page, user } = await fresh(t);
  await page.focus("#tab-fastdok");
  await page.keyboard.press("ArrowRight");
  assert.equal(await page.evaluate(() => document.activeElement.id), "tab-altinn");
  assert.equal(await page.$eval("#fastdok", (element) => element.hidden), true);
  await page.keyboard.press("ArrowLeft");
  await page.focus("#start");
  await page.keyboard.press("Enter");
  await user.until(/One case is started/);
  assert.equal(await page.evaluate(() => document.activeElement.id), "start", "the focus stays");
  await page.focus("section:not([hidden]) [role=switch]");
  await page.keyboard.press("Space");
  await page.focus("#pay");
  await page.keyboard.press("Enter");
  await page.waitForSelector("dialog");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await user.until(/Paid, once/);
});

for (const width of [1280, 768, 390]) {
  for (const scheme of ["light", "dark"]) {
    test(`nothing is cut off, unnamed or hard to read at ${width} px, ${scheme}`, { skip }, async (t) => {
      const { page } = await started(t, { width });
      await page.emulateMediaFeatures([
        { name: "prefers-color-scheme", value: scheme },
        { name: "prefers-reduced-motion", value: "reduce" },
      ]);
      const faults = await page.evaluate(inspect);
      assert.deepEqual(faults, []);
      await page.click("#tab-altinn");
      assert.deepEqual(await page.evaluate(inspect), []);
    });
  }
}

/** Runs in the page: what a reader could stumble over. */
function inspect() {
  const faults = [];
  if (document.documentElement.scrollWidth > innerWidth) faults.push("the page is wider than the screen");
  const visible = (element) => element.checkVisibility() && element.getClientRects().length > 0;
  for (const control of document.querySelectorAll("button, input, select")) {
    const name =
      control.getAttribute("aria-label") ??
      ([...(control.labels ?? [])].map((label) => label.innerText).join("") || control.innerText);
    if (visible(control) && !name.trim()) faults.push(`no name: ${control.outerHTML.slice(0, 80)}`);
  }
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (color) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = ([r, g, b]) =>
    [r, g, b]
      .map((n) => (n / 255 <= 0.03928 ? n / 255 / 12.92 : ((n / 255 + 0.055) / 1.055) ** 2.4))
      .reduce((sum, n, at) => sum + n * [0.2126, 0.7152, 0.0722][at], 0);
  for (const element of document.querySelectorAll(
    "h1, h2, p, b, span, button, label, summary, small, dt, dd, legend, code",
  )) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!own || !visible(element) || element.closest(":disabled, [aria-hidden=true], .skip")) continue;
    let under = element;
    while (under && rgba(getComputedStyle(under).backgroundColor)[3] < 255) under = under.parentElement;
    const [a, b] = [
      light(rgba(getComputedStyle(element).color)),
      light(rgba(under ? getComputedStyle(under).backgroundColor : "white")),
    ];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (contrast < 4.5) faults.push(`contrast ${contrast.toFixed(2)}: ${element.textContent.slice(0, 40)}`);
  }
  return faults;
}
