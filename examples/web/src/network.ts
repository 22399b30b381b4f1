// The network between the program and the service: it takes its time, so that one can watch, and breaks on order.
//
// It is a transport, as any program can hand one to nordcase. What goes wrong at the service's end (the reply is lost, HTTP 500) is ordered from the
// sandbox's fault plan; only killing the program is done here, since no service can do that.

import type { HttpRequest, HttpResponse, SendOptions, Transport } from "nordcase";
import type { Fault } from "nordcase/sandbox";
import { calm, h } from "./dom.js";
import { order, send } from "./world.js";

interface Break {
  id: Fault | "kill";
  name: string;
  about: string;
}

const BREAKS: Break[] = [
  { id: "answer_lost", name: "The reply is lost", about: "The service has done it. Nobody tells you." },
  { id: "never_arrives", name: "The request never arrives", about: "Nothing was done. From here it looks the same." },
  { id: "error500_applied", name: "HTTP 500, but done", about: "An error page after the work was done." },
  { id: "error500", name: "HTTP 500, not done", about: "The same page, and nothing was done." },
  { id: "cut_body", name: "The reply is cut in half", about: "Done, and unreadable." },
  { id: "stale_ticket", name: "The ticket is stale", about: "HTTP 401. It is renewed once." },
  { id: "kill", name: "Your program is killed", about: "While the request is out. Start it again." },
];

/** What became of one exchange, for the program's log. */
export type Exchange = { status: number } | { lost: string };

export class Network {
  readonly element: HTMLElement;
  /** Is told what became of each exchange. */
  onExchange: (exchange: Exchange) => void = () => {};
  /** Is told that the program is dead: nothing that it waits for will ever come. */
  onKilled: () => void = () => {};

  private readonly name: string;
  private readonly toggle: HTMLButtonElement;
  private readonly wire: HTMLElement;
  private readonly pace: HTMLSelectElement;
  /** What is ordered to break, and at which call. */
  private strike: { operation: string; left: number; id: Break["id"] } | undefined;
  private out = "";

  /** `name` tells the radio buttons of two networks apart; the ticket is a matter of FastDok. */
  constructor(name: string, hasTicket: boolean) {
    this.name = name;
    this.toggle = h(
      "button",
      { type: "button", role: "switch", "aria-checked": "false", class: "switch", onclick: () => this.set(!this.isOn) },
      "Break the network",
    );
    this.wire = h("div", { class: "wire", "aria-hidden": "true" }, h("span", {}, "program"), h("span", {}, "service"));
    const breaks = BREAKS.filter(({ id }) => hasTicket || id !== "stale_ticket");
    const radios = breaks.map(({ id, name: title, about }, n) =>
      h(
        "label",
        {},
        h("input", { type: "radio", name: `break-${name}`, value: id, checked: n === 0 }),
        h("span", {}, title),
        h("small", {}, about),
      ),
    );
    this.pace = h(
      "select",
      {},
      h("option", { value: "900" }, "slow, to watch"),
      h("option", { value: "300" }, "brisk"),
      h("option", { value: "0" }, "at once"),
    );
    this.element = h(
      "section",
      { class: "panel network", "aria-labelledby": `network-${name}` },
      h("h2", { id: `network-${name}` }, "The network"),
      this.wire,
      this.toggle,
      h(
        "fieldset",
        { class: "faults" },
        h("legend", {}, "Once, at the call of your next job that changes something:"),
        ...radios,
      ),
      h("label", { class: "field pace" }, "Pace", this.pace),
    );
  }

  get isOn(): boolean {
    return this.toggle.getAttribute("aria-checked") === "true";
  }

  private set(on: boolean): void {
    this.toggle.setAttribute("aria-checked", String(on));
    this.wire.classList.toggle("broken", on);
  }

  /** If the switch is on: breaks the `nth` call of this operation from now on. */
  arm(operation: string, nth: number): void {
    this.strike = undefined;
    order(undefined);
    if (!this.isOn) return;
    const id = this.element.querySelector<HTMLInputElement>(`input[name="break-${this.name}"]:checked`)
      ?.value as Break["id"];
    this.strike = { operation, left: nth, id };
    if (id !== "kill") order({ operation, nth, fault: id });
  }

  /** The operation that goes out next, as the journey told it. */
  announce(operation: string): void {
    this.out = operation;
  }

  /** The transport. No browser's network is below it, so none sends a request twice by itself. */
  readonly transport: Transport = Object.assign(
    async (request: HttpRequest, options: SendOptions): Promise<HttpResponse> => {
      const struck = this.struck();
      await this.packet(struck === "never_arrives" ? "lost-out" : "out", options.signal);
      try {
        const response = await send(request, options);
        if (struck === "kill") {
          this.onKilled();
          return await new Promise(() => {});
        }
        await this.packet(response.status < 400 ? "back" : "error", options.signal);
        this.onExchange({ status: response.status });
        return response;
      } catch (error) {
        if (options.signal.aborted) throw error;
        if (struck !== "never_arrives") await this.packet("lost-back", options.signal);
        this.onExchange({ lost: "no answer" });
        throw error;
      }
    },
    { repeats: "never" } as const,
  );

  /** What breaks this call, if anything. The switch goes off by itself then. */
  private struck(): Break["id"] | undefined {
    const { strike } = this;
    if (strike?.operation !== this.out || (strike.left -= 1) > 0) return undefined;
    this.strike = undefined;
    this.set(false);
    return strike.id;
  }

  /** Lets one packet run along the wire. */
  private async packet(way: "out" | "back" | "error" | "lost-out" | "lost-back", signal: AbortSignal): Promise<void> {
    const leg = Number(this.pace.value) / 2;
    if (leg === 0) return;
    const packet = h("div", { class: `packet ${way}`, style: `--leg: ${leg}ms` });
    if (!calm()) this.wire.append(packet);
    await pause(leg, signal);
    packet.remove();
  }
}

/** Some time, or less if the signal aborts. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", () => (clearTimeout(timer), done()), { once: true });
  });
}
