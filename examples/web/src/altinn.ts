// Altinn II: create a case, send events into its state machine, put a notice on it. What the program itself does is in `agency` and in the three jobs.
//
// The machine is the agency's own, written down as JSON. nordcase uses it to say which events fit, and to refuse one that does not before it is sent.

import { CaseAgency, StateMachine, type EventReceipt, type MachineDefinition, type CreateReceipt } from "nordcase";
import { Diagram, type Graph } from "./diagram.js";
import { h, term } from "./dom.js";
import konkursbo from "./konkursbo.json";
import { Log } from "./log.js";
import { type Job, type Outcome, Stage } from "./stage.js";
import type { LedgerEntry } from "nordcase/sandbox";
import { accounts, type AgencyCase, closeCase, ledger, overview, portalEvent, setCondition } from "./world.js";

const CONDITION = "AlleVedleggMottatt";
const LANGUAGES = { "1044": "nb", "2068": "nn", "1033": "en" } as const;
/** The events that this page offers: the agency's own, and those that Altinn sends when the reportee does something with a form. */
const EVENTS = ["3374:1:Instantiated", "3374:1:Submitted", "3375:1:Opened", ...konkursbo.events];
const BEFORE = "Press “Create a case”. Then switch “Break the network” on, and send it an event.";

export function altinn(root: HTMLElement): void {
  const definition: MachineDefinition = konkursbo;
  const machine = new StateMachine(definition);
  let caseId: number | undefined;
  let shown = 0;

  const current = (): AgencyCase | undefined => overview().altinn.cases.find(({ id }) => id === caseId);

  let program: CaseAgency | undefined;
  const agency = (): CaseAgency =>
    (program ??= new CaseAgency({
      ...accounts.altinn,
      transport: stage.network.transport,
      // This service does at once what it is asked for, and nobody likes to wait in front of a page. Leave it out for the real one.
      settleMs: 4_000,
    }));

  const reportee = h("input", { value: "910453092", inputmode: "numeric", size: 11 });
  const due = h("input", { type: "date", value: "2027-03-01" });
  const event = h("input", { list: "events", placeholder: "Approved", size: 14, "aria-label": "Another event" });

  const create = (): Job => ({
    title: "Create a case",
    strikes: ["altinn.instantiate_collaboration", 1],
    run: async (hooks, stored) => {
      const wanted = {
        externalServiceCode: definition.serviceCode,
        externalServiceEditionCode: definition.serviceEdition,
        reporteeNumber: reportee.value,
        ...(due.value ? { dueDate: `${due.value}T00:00:00` } : {}),
      };
      const receipt = await (stored === undefined
        ? agency().createCase(wanted, hooks)
        : agency().resume("altinn.create_case", stored, hooks));
      caseId = receipt.caseId;
      diagram.forget();
      return { look: "good", title: `One case is created: ${receipt.caseId}.`, text: sure(receipt) };
    },
  });

  const send = (id: number, text: string): Job => ({
    title: `Send ${text}`,
    strikes: ["altinn.notify_event", 1],
    run: async (hooks, stored) =>
      moved(
        text,
        await (stored === undefined
          ? agency().sendEvent({ caseId: id, event: text, machine: definition }, hooks)
          : agency().resume("altinn.send_event", stored, { ...hooks, caseId: String(id) })),
      ),
  });

  const notice = (id: number): Job => ({
    title: "Place a notice",
    strikes: ["altinn.set_notice", 1],
    run: async (hooks, stored) => {
      const noticeTokens = [
        { tokenKey: "navn", tokenValue: "Ærlig & Sønn AS" },
        { tokenKey: "frist", tokenValue: "1. mars 2027" },
      ];
      const receipt = await (stored === undefined
        ? agency().placeNotice({ caseId: id, noticeTemplateId: "12", noticeTokens }, hooks)
        : agency().resume("altinn.place_notice", stored, { ...hooks, caseId: String(id) }));
      return {
        look: "good",
        title: "The notice is set.",
        text: receipt.seen === "reply" ? "The reply said so." : "The reply was lost; the case shows the template.",
      };
    },
  });

  // The case.
  const heading = h("h2", {}, "No case yet");
  const language = h(
    "select",
    {},
    h("option", { value: "1044" }, "Bokmål"),
    h("option", { value: "2068" }, "Nynorsk"),
    h("option", { value: "1033" }, "English"),
  );
  const diagram = new Diagram(graph);
  const fitting = h("div", { class: "row" });
  const withCase = (make: (id: number) => void) => () => {
    if (caseId !== undefined) make(caseId);
  };
  const createButton = h(
    "button",
    { type: "button", id: "create", onclick: () => void stage.run(create()) },
    "Create a case ",
    term("nb", "opprett sak"),
  );
  const other = h(
    "button",
    { type: "button", id: "send", onclick: withCase((id) => void stage.run(send(id, event.value || "Approved"))) },
    "Send ",
    term("nb", "hendelse"),
  );
  const noticeButton = h(
    "button",
    { type: "button", id: "notice", onclick: withCase((id) => void stage.run(notice(id))) },
    "Place notice 12 ",
    term("nb", "merknad"),
  );
  const portal = (label: string, done: string, act: (id: number) => void) =>
    h(
      "button",
      {
        type: "button",
        class: "small",
        onclick: withCase((id) => {
          try {
            act(id);
            stage.say({ look: "wait", title: done, text: "Your program does not know of it yet." });
          } catch (error) {
            stage.say({
              look: "bad",
              title: "The portal refuses.",
              text: error instanceof Error ? error.message : String(error),
            });
          }
          refresh();
        }),
      },
      label,
    );
  const reporteeDoes = [
    portal("submit the form", "The reportee submitted the form.", (id) => portalEvent(id, "3374:1:Submitted")),
    portal("archive the case", "The reportee archived the case.", (id) => closeCase(id, "archived")),
  ];

  // The service.
  const created = h("dd", {});
  const moves = h("dd", {});
  const createdFigure = h("div", {}, h("dt", {}, "Cases created ", term("nb", "saker")), created);
  const entries = new Log("Ledger of Altinn", "Nothing has been written down yet.");
  const counts = { created: 0, moves: 0 };
  const attachments = h("input", {
    type: "checkbox",
    checked: true,
    onchange: () => void setCondition(CONDITION, attachments.checked),
  });

  function refresh(): void {
    const found = current();
    const over = found === undefined || found.archived || found.deleted;
    const state = definition.states.find(({ name }) => name === found?.state);
    const friendly = state?.friendlyNames?.[language.value];
    heading.replaceChildren(
      ...(found
        ? [
            `Konkursbo ${found.id}: `,
            h("span", { lang: LANGUAGES[language.value as keyof typeof LANGUAGES] }, friendly ?? found.state),
            found.archived ? " (archived)" : "",
          ]
        : ["No case yet"]),
    );
    heading.title = found?.notice?.text ?? "";
    noticeText.replaceChildren(...(found?.notice ? ["Notice ", term("nb", found.notice.text)] : []));
    diagram.show(found?.state);

    // What fits now is asked of the machine, not of this page.
    const fits = over
      ? []
      : EVENTS.filter((text) => {
          try {
            return machine.apply(found.state, text).step !== "stays";
          } catch {
            return false;
          }
        });
    // Only when it changed, so that the focus stays where it is.
    if (fits.join() !== fitting.dataset.fits) {
      fitting.dataset.fits = fits.join();
      fitting.replaceChildren(
        ...fits.map((text, n) =>
          h(
            "button",
            { type: "button", class: n === 0 ? "go" : "", onclick: withCase((id) => void stage.run(send(id, text))) },
            text,
          ),
        ),
      );
    }
    createButton.classList.toggle("go", over || fits.length === 0);
    for (const button of [other, noticeButton, ...reporteeDoes]) button.disabled = found === undefined;

    for (const entry of ledger(shown)) {
      shown = entry.number;
      if (entry.what === "case_created") counts.created += 1;
      if (entry.what === "event_registered" && entry.changed) counts.moves += 1;
      const line = describe(entry);
      if (line) entries.add(...line);
    }
    created.textContent = String(counts.created);
    moves.textContent = String(counts.moves);
    createdFigure.className = counts.created === 1 ? "once" : "";
  }

  const noticeText = h("p", { class: "soft" });
  const stage: Stage = new Stage(root, {
    name: "altinn",
    heading: h("div", {}, heading, noticeText),
    who: h("label", { class: "field" }, h("span", {}, "Name of the state in ", term("nb", "målform")), language),
    diagram,
    jobs: h(
      "div",
      { class: "stack" },
      h(
        "div",
        { class: "row" },
        h("label", { class: "field" }, h("span", {}, "Reportee ", term("nb", "avgiver")), reportee),
        h("label", { class: "field" }, h("span", {}, "Due ", term("nb", "frist")), due),
        createButton,
      ),
      h("div", { class: "row" }, h("span", { class: "soft" }, "Events that fit now:"), fitting),
      h(
        "div",
        { class: "row" },
        h("span", { class: "soft" }, "Any other:"),
        event,
        other,
        noticeButton,
        h("datalist", { id: "events" }, ...EVENTS.map((text) => h("option", { value: text }))),
      ),
      h(
        "div",
        { class: "row second" },
        "The reportee, in the portal, can ",
        ...reporteeDoes,
        h("label", { class: "check" }, attachments, " all attachments are there ", h("code", {}, CONDITION)),
      ),
    ),
    service: [
      h(
        "dl",
        { class: "figures" },
        createdFigure,
        h("div", {}, h("dt", {}, "Moves ", term("nb", "tilstandsendringer")), moves),
      ),
      entries.element,
    ],
    refresh,
    restart: () => (program = undefined),
  });
  language.addEventListener("change", refresh);
  refresh();
  stage.say({ look: "wait", title: "Try it:", text: BEFORE });
}

function sure({ sure, sent }: CreateReceipt): string {
  switch (sure.is) {
    case "reply":
      return sent > 1
        ? `It was sent ${sent} times, the later only after a look that found no new case.`
        : "The reply named it.";
    case "onlyNewCase":
      return "The reply was lost; the journey listed the cases before and after, and this is the only new one.";
    case "onlyOneWithTheseDates":
      return "The reply was lost, and there are other new cases; this is the only one with the dates that were sent.";
    case "oneOf":
      return `The reply was lost, and it could be any of ${sure.candidates.join(", ")}. Look at them.`;
  }
}

function moved(event: string, { cases, seen }: EventReceipt): Outcome {
  const [move] = cases;
  const known =
    seen === "reply" ? "The reply said so." : "The reply was lost; the journey looked, and the case itself shows it.";
  if (move?.errorCode !== undefined)
    return {
      look: "bad",
      title: `The service's own state machine broke down (${move.errorCode}).`,
      text: move.exceptionDetail ?? "",
    };
  if (move?.changed)
    return { look: "good", title: `The case moved once, to ${move.to ?? "another state"}.`, text: known };
  const why =
    move?.conditionName && move.conditionEvaluationResult === false
      ? `The condition ${move.conditionName} is not met.`
      : `${event} leads nowhere from here.`;
  return { look: "wait", title: "The case stayed where it was.", text: `${why} That is an answer, not an error.` };
}

/** The machine's states in two rows, so that no way crosses another. */
function graph(): Graph {
  const place: Record<string, [x: number, y: number]> = {
    Opprettet: [0, 0],
    UnderArbeid: [1, 0],
    TilBehandling: [2, 0],
    Avsluttet: [3, 0],
    FristUtlopt: [1, 1],
    Avvist: [3, 1],
  };
  // How far a way there and a way back swing apart: across, and downwards.
  const bends: Record<string, [across: number, down: number]> = {
    "UnderArbeid>TilBehandling": [40, -120],
    "TilBehandling>UnderArbeid": [30, -96],
    "UnderArbeid>FristUtlopt": [104, -52],
    "FristUtlopt>UnderArbeid": [104, -52],
  };
  const flags = ({ mayArchive, mayDelete }: { mayArchive?: boolean; mayDelete?: boolean }) => {
    const may = [mayArchive && "arkiveres", mayDelete && "slettes"].filter(Boolean);
    return may.length > 0 ? `kan ${may.join(", ")}` : "";
  };
  return {
    across: [304, 138],
    down: [226, 124],
    nodes: konkursbo.states.map((state) => {
      const [x, y] = place[state.name] ?? [0, 2];
      return { id: state.name, note: flags(state), x, y };
    }),
    edges: konkursbo.transitions.map(({ from, to, name, condition }) => {
      const [bend, bendDown] = bends[`${from}>${to}`] ?? [0, 0];
      return {
        from,
        to,
        label: condition ? `${name}\n[${condition}]` : name,
        bend,
        bendDown,
        ...(from === "Opprettet" ? { at: 0.4 } : {}),
      };
    }),
  };
}

/** A line of the ledger in words; `undefined` for what belongs to the other service. */
function describe(entry: LedgerEntry): Parameters<Log["add"]> | undefined {
  const text = (member: string): string => String(entry[member] ?? "");
  switch (entry.what) {
    case "case_created":
      return [
        "change",
        `Case ${text("case_id")} created`,
        `${text("service")}:${text("edition")} for ${text("reportee")}`,
      ];
    case "event_registered":
      return [
        entry.changed ? "change" : "plain",
        text("event"),
        entry.changed ? `${text("from")} → ${text("to")}` : `${text("from")}, nothing moved`,
      ];
    case "notice_set":
      return ["change", `Notice ${text("template")} set`, `on ${text("element")}`];
    case "case_closed":
      return ["change", `Case ${text("how")}`, "by the reportee, in the portal"];
    case "system_refused":
      return ["trouble", "System refused", text("system")];
    default:
      return undefined;
  }
}
