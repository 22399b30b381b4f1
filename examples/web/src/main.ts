// The page: one tab for each service.

import { altinn } from "./altinn.js";
import { fastdok } from "./fastdok.js";

const tabs = [...document.querySelectorAll<HTMLButtonElement>("[role=tab]")];
const panel = (tab: HTMLButtonElement): HTMLElement =>
  document.getElementById(tab.getAttribute("aria-controls") ?? "") as HTMLElement;

function choose(tab: HTMLButtonElement): void {
  for (const other of tabs) {
    other.setAttribute("aria-selected", String(other === tab));
    other.tabIndex = other === tab ? 0 : -1;
    panel(other).hidden = other !== tab;
  }
  history.replaceState(null, "", `#${panel(tab).id}`);
}

tabs.forEach((tab, n) => {
  tab.addEventListener("click", () => choose(tab));
  tab.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const next = step && tabs[(n + step + tabs.length) % tabs.length];
    if (!next) return;
    choose(next);
    next.focus();
  });
});

fastdok(document.getElementById("fastdok") as HTMLElement);
altinn(document.getElementById("altinn") as HTMLElement);
const asked = tabs.find((tab) => `#${panel(tab).id}` === location.hash);
if (asked) choose(asked);
