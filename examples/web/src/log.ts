// A list of what happens, newest last: what the program does on one side, what the service writes down on the other.

import { h } from "./dom.js";

export type Kind = "plain" | "change" | "money" | "trouble" | "rest" | "rule";

/** One line; its right end and its second line can still change, while an answer is awaited. */
export interface Line {
  end(text: string, look?: "bad" | "plain"): void;
  trouble(detail: string): void;
}

export class Log {
  readonly element: HTMLOListElement;

  constructor(label: string, empty: string) {
    this.element = h("ol", { class: "log", "aria-label": label, "data-empty": empty, tabindex: 0 });
  }

  add(kind: Kind, title: string, detail = ""): Line {
    const more = h("span", { class: "detail" }, detail);
    const chip = h("span", { class: "chip", hidden: true });
    const item = h("li", { class: `${kind} fresh` }, h("div", {}, h("b", {}, title), more), chip);
    this.element.append(item);
    this.element.scrollTop = this.element.scrollHeight;
    return {
      end: (text, look) => {
        chip.textContent = text;
        chip.hidden = false;
        chip.className = `chip ${look ?? ""}`;
      },
      trouble: (text) => {
        item.classList.add("trouble");
        more.textContent = text;
        this.element.scrollTop = this.element.scrollHeight;
      },
    };
  }

  clear(): void {
    this.element.replaceChildren();
  }
}
