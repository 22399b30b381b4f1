// Serves the built page on loopback, and opens it in the Chromium of this machine.

import { existsSync } from "node:fs";
import puppeteer from "puppeteer-core";
import { preview } from "vite";

const PLACES = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Where Chromium is; `undefined` if there is none. */
export const chromium = PLACES.find((place) => place && existsSync(place));

/** The page's address and a browser; `close` ends both. */
export async function open() {
  const server = await preview({ preview: { host: "127.0.0.1", port: 0 }, logLevel: "warn" });
  const browser = await puppeteer.launch({
    executablePath: chromium,
    headless: true,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  return {
    browser,
    url: `http://127.0.0.1:${server.httpServer.address().port}/`,
    close: async () => {
      await browser.close();
      await server.close();
    },
  };
}

/** What a reader does on the page, in the tab that is shown. */
export function reader(page) {
  const shown = (selector) => `section[role=tabpanel]:not([hidden]) ${selector}`;
  const outcome = () => page.$eval(shown(".outcome"), (element) => element.innerText);
  return {
    outcome,
    text: (selector) => page.$eval(shown(selector), (element) => element.innerText),
    texts: (selector) => page.$$eval(shown(selector), (elements) => elements.map((element) => element.innerText)),
    state: () => page.$eval(shown(".diagram svg"), (element) => element.getAttribute("aria-label").split(" at ")[1]),
    /** The state's node, the debits: what the service shows. */
    press: (selector) => page.locator(shown(selector)).click(),
    choose: (selector, value) => page.select(shown(selector), value),
    /** Puts the network's switch on, for this kind of break. */
    async break(kind) {
      await page.locator(shown(`input[value="${kind}"]`)).click();
      await page.locator(shown("[role=switch]")).click();
    },
    /** Waits until the outcome says something of this. */
    async until(words, timeout = 15_000) {
      const end = Date.now() + timeout;
      for (;;) {
        const text = await outcome();
        if (words.test(text)) return text;
        if (Date.now() > end) throw new Error(`waited for ${words}, and it says: ${text}`);
        await new Promise((done) => setTimeout(done, 40));
      }
    },
  };
}
