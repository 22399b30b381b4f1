// One service's view: the case with its diagram and its jobs, and below it the three places of a distributed system side by side.
//
// It knows nothing of either API. A job is a function that calls nordcase with the hooks it is given; what it returns is the sentence to show.

import { isJourneyError, isNordcaseError, type JourneyOptions, type Progress } from "nordcase";
import type { Diagram } from "./diagram.js";
import { h } from "./dom.js";
import { type Line, Log } from "./log.js";
import { Network } from "./network.js";

/** What a job ends with: said aloud and shown. */
export interface Outcome {
  look: "good" | "bad" | "wait";
  title: string;
  text: string;
}

export interface Job {
  title: string;
  /** The call that a broken network strikes: its operation, and which of the job's calls of it. */
  strikes: [operation: string, nth: number];
  /** From its start, or on from what was stored. */
  run(hooks: JourneyOptions, stored?: string): Promise<Outcome>;
}

export interface Parts {
  name: "fastdok" | "altinn";
  heading: HTMLElement;
  /** Beside the heading: who is signed in. */
  who: HTMLElement;
  diagram: Diagram;
  jobs: HTMLElement;
  service: HTMLElement[];
  /** Is told after each exchange and each job, to read the service's side anew. */
  refresh(): void;
  /** A killed program starts again: nothing in its memory is left. */
  restart(): void;
}

export class Stage {
  readonly network: Network;
  /** Where stored journeys are kept: a file or a database in a real program. */
  private stored = "";
  private job: Job | undefined;
  private stop: AbortController | undefined;
  private line: Line | undefined;
  private clock: ReturnType<typeof setInterval> | undefined;
  private readonly parts: Parts;
  private readonly log = new Log("Calls of your program", "Nothing has been sent yet.");
  private readonly outcome = h("div", { class: "outcome", role: "status", "aria-live": "polite" });
  private readonly json = h("pre", { tabindex: 0 });
  /** What a reader can do while no job runs. */
  private readonly controls: HTMLFieldSetElement[];

  constructor(root: HTMLElement, parts: Parts) {
    this.parts = parts;
    this.network = new Network(parts.name, parts.name === "fastdok");
    this.network.onExchange = (exchange) => {
      if ("status" in exchange) this.line?.end(String(exchange.status), exchange.status < 400 ? undefined : "bad");
      else this.trouble(exchange.lost, "No answer: it may have been done, or not. So: look, never repeat.");
      if ("status" in exchange && exchange.status >= 500)
        this.trouble("500", "An error page says nothing about what was done. So: look, never repeat.");
      if ("status" in exchange && exchange.status === 401)
        this.trouble("401", "The ticket was stale, and nothing was done: sign in once more.");
      parts.refresh();
    };
    this.network.onKilled = () => this.killed();
    const who = h("fieldset", {}, parts.who);
    const jobs = h("fieldset", { "aria-label": "Jobs" }, parts.jobs);
    this.controls = [who, jobs];
    root.append(
      h(
        "div",
        { class: "grid" },
        h(
          "section",
          { class: "panel case", "aria-label": "The case" },
          h("div", { class: "case-head" }, parts.heading, who),
          parts.diagram.element,
          jobs,
          this.outcome,
        ),
        h(
          "section",
          { class: "panel program", "aria-labelledby": `program-${parts.name}` },
          h("h2", { id: `program-${parts.name}` }, "Your program"),
          h("p", { class: "soft" }, "What it sends, in order."),
          this.log.element,
          h(
            "details",
            {},
            h("summary", {}, "What it has stored"),
            h("p", { class: "soft" }, "Before each request the journey is stored, without any secret in it."),
            this.json,
          ),
        ),
        this.network.element,
        h(
          "section",
          { class: "panel service", "aria-labelledby": `service-${parts.name}` },
          h("h2", { id: `service-${parts.name}` }, "The service"),
          h("p", { class: "soft" }, "What it wrote in its ledger. Your program never sees this."),
          ...parts.service,
        ),
      ),
    );
  }

  /** Says something under the diagram. */
  say({ look, title, text }: Outcome, ...buttons: HTMLElement[]): void {
    this.outcome.className = `outcome ${look}`;
    this.outcome.replaceChildren(
      h("b", {}, title),
      h("span", {}, text),
      h("div", { class: "row", hidden: buttons.length === 0 }, ...buttons),
    );
  }

  clear(): void {
    this.log.clear();
    this.json.textContent = "";
  }

  /** Runs a job; one at a time. With a stored journey it goes on with that. */
  async run(job: Job, stored?: string): Promise<void> {
    if (this.stop) return;
    const focus = document.activeElement;
    const stop = new AbortController();
    [this.job, this.stop] = [job, stop];
    this.enable(false);
    this.log.add("rule", stored === undefined ? job.title : `${job.title}, started again`);
    if (stored === undefined) this.network.arm(...job.strikes);
    this.say(
      { look: "wait", title: `${job.title} …`, text: "" },
      h("button", { type: "button", class: "small", onclick: () => stop.abort() }, "Cancel"),
    );
    const hooks: JourneyOptions = {
      signal: stop.signal,
      // A program that was killed stores and tells nothing more.
      save: (text) => void (this.stop === stop && this.save(text)),
      onProgress: (progress) => void (this.stop === stop && this.progress(progress)),
    };
    const outcome = await job.run(hooks, stored).catch(failed);
    if (this.stop !== stop) return;
    this.end();
    this.say(outcome);
    if (focus instanceof HTMLElement && focus.isConnected && document.activeElement === document.body) focus.focus();
  }

  private end(): void {
    [this.stop, this.line] = [undefined, undefined];
    clearInterval(this.clock);
    this.enable(true);
    this.parts.refresh();
  }

  private enable(on: boolean): void {
    for (const controls of this.controls) controls.disabled = !on;
  }

  private save(stored: string): void {
    this.stored = stored;
    this.json.textContent = JSON.stringify(JSON.parse(stored), null, 2);
  }

  private progress(progress: Progress): void {
    if (progress.step === "send") {
      this.network.announce(progress.operation);
      this.line = this.log.add(progress.changes ? "change" : "plain", progress.label, progress.operation);
      return;
    }
    if (progress.millis > 0) this.wait(progress.millis, progress.reason);
  }

  /** Counts a pause down, so that nobody takes the program for stuck. */
  private wait(millis: number, reason: string): void {
    clearInterval(this.clock);
    const line = this.log.add("rest", "Wait", reason);
    const until = Date.now() + millis;
    const tick = () => {
      const left = Math.max(0, until - Date.now());
      line.end(`${((left || millis) / 1000).toFixed(1)} s`, "plain");
      if (left === 0) clearInterval(this.clock);
    };
    tick();
    this.clock = setInterval(tick, 100);
  }

  private trouble(chip: string, text: string): void {
    this.line?.end(chip, "bad");
    this.line?.trouble(text);
  }

  /** The program is dead: only what it stored is left. */
  private killed(): void {
    const { job, stored, stop } = this;
    this.trouble("killed", "The program died while this was out.");
    this.end();
    stop?.abort();
    if (!job) return;
    // A program that is dead starts no other job.
    this.enable(false);
    const again = h(
      "button",
      {
        type: "button",
        class: "go",
        onclick: () => {
          this.parts.restart();
          void this.run(job, stored);
        },
      },
      "Start it again",
    );
    this.say(
      {
        look: "bad",
        title: "Your program was killed.",
        text: "All that is left of it is the journey it had stored before the request went out.",
      },
      again,
    );
    again.focus();
  }
}

/** What went wrong, in the words of the report or the error. */
function failed(error: unknown): Outcome {
  if (isJourneyError(error)) {
    const { message, known, unknown, safeNext, code } = error.report;
    const text = [
      message && `The service says: “${message}”`,
      ...known,
      ...unknown.map((what) => `Not known: ${what}`),
      safeNext,
    ]
      .filter(Boolean)
      .join(" ");
    return { look: "bad", title: `The journey ended without a receipt (${code}).`, text };
  }
  if (isNordcaseError(error)) return { look: "bad", title: `${error.code}: ${error.message}`, text: error.whatToDo };
  throw error;
}
