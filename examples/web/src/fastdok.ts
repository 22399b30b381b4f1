// FastDok: start a form case, pay it, complete it. Everything that the program itself does is in `client` and in the four jobs.

import { FastDok, type PayReceipt } from "nordcase";
import { approve } from "./approve.js";
import { Diagram, type Graph } from "./diagram.js";
import { h, money, term } from "./dom.js";
import { Log } from "./log.js";
import { type Job, type Outcome, Stage } from "./stage.js";
import type { LedgerEntry } from "nordcase/sandbox";
import { accounts, addForm, type Company, type FormCase, ledger, overview } from "./world.js";

/** The sandbox's public test users; a real program has its own in its configuration. */
const USERS: Record<string, { username: string; password: string; about: string }> = {
  "Bostads AB Björken": {
    username: "asa.oberg@bjorken.example",
    password: "Björk&Löv+2026",
    about: "pays from its balance",
  },
  "Fastighets AB Tomma Kassan": {
    username: "per@tommakassan.example",
    password: "Tre-Kronor-3",
    about: "too little balance",
  },
  "Hyresfastigheter Ångström AB": {
    username: "eva@angstrom.example",
    password: "Våglängd-550",
    about: "licence customer",
  },
};

const BEFORE = "Press “Start a case”. Then switch “Break the network” on, and pay.";

export function fastdok(root: HTMLElement): void {
  let caseId: string | undefined;
  let shown = 0;
  let company = "Bostads AB Björken";

  const here = (): Company | undefined => overview().fastdok.domains.find(({ name }) => name === company);
  const current = (): FormCase | undefined => overview().fastdok.cases.find(({ id }) => id === caseId);
  const at = (found = current()): string | undefined => (found?.archived ? "Archived" : found?.task?.kind);

  const client = (): FastDok => {
    const { username, password } = USERS[company] as (typeof USERS)[string];
    return new FastDok({
      // With a real account: FastDok.production, the vendor's key, and no transport; then `fetch` is used.
      baseUrl: accounts.fastdok.baseUrl,
      apiKey: accounts.fastdok.apiKey,
      username,
      password,
      transport: stage.network.transport,
      // This service does at once what it is asked for, and nobody likes to wait in front of a page. Leave it out for the real one.
      settleMs: 4_000,
    });
  };
  let program: FastDok | undefined;
  /** The program's client; a killed program starts with a new one, and signs in anew. */
  const fd = (): FastDok => (program ??= client());

  const template = h(
    "select",
    { "aria-label": "Form" },
    h("option", { value: "12B.2", lang: "sv" }, "12B.2 Hyreskontrakt för lokal"),
    h("option", { value: "7B", lang: "sv" }, "7B Hyreskontrakt för bostad"),
  );

  const start = (): Job => ({
    title: "Start a case",
    strikes: ["fastdok.start_case", 1],
    run: async (hooks, stored) => {
      const entries = [
        { typeNamespace: "Hyresvard", properties: { Namn: company } },
        { typeNamespace: "Kund", properties: { Namn: "Åsa Öberg & Söner" } },
        { typeNamespace: "Huvudkontrakt", templateId: template.value },
      ];
      const receipt = await (stored === undefined
        ? fd().startCase(entries, hooks)
        : fd().resume("fastdok.start_case", stored, hooks));
      caseId = receipt.caseId;
      diagram.forget();
      const text =
        receipt.seen === "reply"
          ? "The reply named it."
          : "The reply was lost; the journey listed the cases before and after, and knows its own by what is in it.";
      return { look: "good", title: "One case is started.", text };
    },
  });

  const pay = (id: string): Job => {
    const found = current();
    const direct = at(found) === "TaskPay" || here()?.licence;
    // A paid case is left alone, unless a colleague added a form since.
    const addedForms = at(found) === "TaskPaid" && found?.forms.some(({ paid }) => !paid);
    return {
      title: "Pay",
      strikes: ["fastdok.perform_action", direct ? 1 : 2],
      run: async (hooks, stored) => {
        const receipt = await (stored === undefined
          ? fd().payCase(id, { ...hooks, addedForms, approve })
          : fd().resume("fastdok.pay_case", stored, { ...hooks, caseId: id, approve }));
        return paid(receipt);
      },
    };
  };

  const cancel = (id: string): Job => ({
    title: "Cancel the payment",
    strikes: ["fastdok.perform_action", 1],
    run: async (hooks, stored) => {
      const receipt = await (stored === undefined
        ? fd().cancelPayment(id, hooks)
        : fd().resume("fastdok.cancel_payment", stored, { ...hooks, caseId: id }));
      return {
        look: "good",
        title: "The payment is cancelled.",
        text: `The case is back at ${receipt.returnedTo ?? "a task that could not be read"}.`,
      };
    },
  });

  const complete = (id: string): Job => ({
    title: "Complete and archive",
    strikes: ["fastdok.perform_action", 1],
    run: async (hooks, stored) => {
      const receipt = await (stored === undefined
        ? fd().completeCase(id, hooks)
        : fd().resume("fastdok.complete_case", stored, { ...hooks, caseId: id }));
      const text =
        receipt.seen === "reply"
          ? "For ever: nothing in it can be changed again."
          : "The reply was lost; the case itself shows it.";
      return {
        look: "good",
        title: receipt.alreadyArchived ? "It was archived already." : "The case is archived.",
        text,
      };
    },
  });

  // The case.
  const heading = h("h2", {}, "No case yet");
  const chooser = h(
    "select",
    {},
    ...Object.entries(USERS).map(([name, { about }]) => h("option", { value: name }, `${name} (${about})`)),
  );
  const diagram = new Diagram(() => graph(here()?.licence ?? false));
  const ofCase = (make: (id: string) => Job) => () => {
    if (caseId !== undefined) void stage.run(make(caseId));
  };
  const jobs = {
    start: h(
      "button",
      { type: "button", id: "start", onclick: () => void stage.run(start()) },
      "Start a case ",
      term("sv", "starta"),
    ),
    pay: h("button", { type: "button", id: "pay", onclick: ofCase(pay) }, "Pay ", term("sv", "betala")),
    cancel: h(
      "button",
      { type: "button", id: "cancel", onclick: ofCase(cancel) },
      "Cancel payment ",
      term("sv", "avbryt"),
    ),
    complete: h(
      "button",
      { type: "button", id: "complete", onclick: ofCase(complete) },
      "Archive ",
      term("sv", "arkivera"),
    ),
    add: h(
      "button",
      {
        type: "button",
        class: "small",
        onclick: () => {
          if (caseId !== undefined) addForm(caseId, "15A");
          refresh();
          stage.say({
            look: "wait",
            title: "A colleague added the form 15A Brandskyddsklausul.",
            text: "It is a draft until it is paid. Pay asks for this form alone.",
          });
        },
      },
      "add form 15A",
    ),
  };

  // The service.
  const balance = h("dd", {});
  const debits = h("dd", {});
  const figure = h("div", {}, h("dt", {}, "Debits of this case ", term("sv", "debiteringar")), debits);
  const entries = new Log("Ledger of FastDok", "Nothing has been written down yet.");
  let all: LedgerEntry[] = [];

  function refresh(): void {
    const found = current();
    const state = at(found);
    heading.textContent = found ? found.name : "No case yet";
    diagram.show(state);
    const next =
      state === undefined || state === "Archived"
        ? jobs.start
        : state === "TaskPaid" && found?.forms.every(({ paid }) => paid)
          ? jobs.complete
          : jobs.pay;
    for (const button of Object.values(jobs)) button.classList.toggle("go", button === next);
    jobs.pay.disabled = jobs.cancel.disabled = jobs.complete.disabled = found === undefined;
    jobs.add.disabled = found === undefined || found.archived;

    balance.replaceChildren(money(here()?.balance ?? "0"), " ", h("small", {}, "kr"));
    for (const entry of ledger(shown)) {
      shown = entry.number;
      all.push(entry);
      const line = describe(entry);
      if (line) entries.add(...line);
    }
    const count = all.filter((entry) => entry.what === "debited" && entry.case === caseId).length;
    debits.textContent = String(count);
    figure.className = count === 1 ? "once" : "";
  }

  const stage: Stage = new Stage(root, {
    name: "fastdok",
    heading,
    who: h("label", { class: "field" }, h("span", {}, "Company ", term("sv", "företag")), chooser),
    diagram,
    jobs: h(
      "div",
      {},
      h("div", { class: "row" }, template, jobs.start, jobs.pay, jobs.cancel, jobs.complete),
      h("div", { class: "row second" }, "A colleague in the service's own pages: ", jobs.add),
    ),
    service: [
      h("dl", { class: "figures" }, h("div", {}, h("dt", {}, "Balance ", term("sv", "saldo")), balance), figure),
      entries.element,
    ],
    refresh,
    restart: () => (program = undefined),
  });
  chooser.addEventListener("change", () => {
    [company, caseId, program, all] = [chooser.value, undefined, undefined, []];
    diagram.forget();
    stage.clear();
    entries.clear();
    refresh();
    stage.say({ look: "wait", title: `${company}: no case yet.`, text: BEFORE });
  });
  refresh();
  stage.say({ look: "wait", title: "Try it:", text: BEFORE });
}

function paid(receipt: PayReceipt): Outcome {
  const { outcome, seen, sent, balanceBefore, balanceAfter } = receipt;
  if (outcome === "made_sharp")
    return {
      look: "good",
      title: "The case is sharp.",
      text: "A licence customer (avtalskund) pays nothing for it: no money was debited.",
    };
  if (outcome === "already_paid")
    return { look: "good", title: "It was paid already.", text: "The journey looked first, and debited nothing." };
  const change =
    balanceBefore !== undefined && balanceAfter !== undefined
      ? ` The balance went from ${money(balanceBefore)} to ${money(balanceAfter)} kr.`
      : "";
  const known =
    seen === "reply" ? "The reply said so." : "No usable reply came; the journey looked, and the case itself shows it.";
  const times = sent > 1 ? ` It was sent ${sent} times, the later only after the case was seen unpaid.` : "";
  return { look: "good", title: "Paid, once.", text: `${known}${times}${change}` };
}

/** The workflow as FastDok documents it; a licence customer never meets TaskPay. */
function graph(licence: boolean): Graph {
  return {
    across: [304, 130],
    down: [150, 122],
    nodes: [
      { id: "TaskCreate", note: "utkast · draft", x: 0, y: 0 },
      { id: "TaskPay", note: "betala · to be paid", x: 1, y: 0 },
      { id: "TaskPaid", note: "skarpt · sharp", x: 2, y: 0 },
      { id: "Archived", note: "arkiverat · for ever", x: 3, y: 0 },
    ],
    edges: [
      { from: "TaskCreate", to: "TaskPay", label: "ActionPay", bend: 26, bendDown: -104, closed: licence },
      { from: "TaskPay", to: "TaskCreate", label: "ActionCancel", bend: 26, bendDown: -104, closed: licence },
      { from: "TaskPay", to: "TaskPaid", label: "ActionComplete", bend: 26, bendDown: -104, closed: licence },
      { from: "TaskPaid", to: "TaskPay", label: "ActionPay", bend: 26, bendDown: -104, closed: licence },
      { from: "TaskPaid", to: "Archived", label: "ActionComplete" },
      {
        from: "TaskCreate",
        to: "TaskPaid",
        label: "ActionPay\nlicence · avtalskund",
        bend: 136,
        bendDown: -300,
        closed: !licence,
      },
    ],
  };
}

/** A line of the ledger in words; `undefined` for what belongs to the other service or is of no interest here. */
function describe(entry: LedgerEntry): Parameters<Log["add"]> | undefined {
  const text = (member: string): string => String(entry[member] ?? "");
  switch (entry.what) {
    case "signed_in":
      return ["plain", entry.ok ? "Signed in" : "Sign-in refused", text("user")];
    case "case_started":
      return ["change", "Case started", `${text("case").slice(0, 8)}…`];
    case "action_done":
      return ["change", text("action"), `${text("from")} → ${text("to") || "archived"}`];
    case "debited":
      return ["money", `Debited ${money(text("amount"))} kr`, `${money(text("balance_after"))} kr left`];
    case "payment_refused":
      return ["trouble", `Payment of ${money(text("amount"))} kr refused`, `there was ${money(text("balance"))} kr`];
    case "case_archived":
      return ["change", "Case archived", "for ever"];
    default:
      return undefined;
  }
}
