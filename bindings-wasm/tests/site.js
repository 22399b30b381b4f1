/** A site on loopback, and the browsers of this machine to open it with. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { extname, join, sep } from "node:path";

/** The pinned tools. They are not beside the tests: nothing but the package is installed there. */
export const tools = createRequire(join(process.env.NORDCASE_TOOLS, "package.json"));

export const CHROMIUM = { browser: "chrome", executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] };
export const FIREFOX = { browser: "firefox", executablePath: "/usr/bin/firefox-esr" };

/** Why a browser's tests are skipped; `false` if it is there. */
export const missing = ({ executablePath }) => !existsSync(executablePath) && `${executablePath} is not installed`;

const TYPES = { ".js": "text/javascript", ".html": "text/html", ".wasm": "application/wasm", ".json": "application/json" };

/** Serves a folder, and pages that are made: path to type and content. The address of a site that ends with the test. */
export async function serve(t, folder, { made = {}, headers = {} } = {}) {
  const site = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    if (pathname.startsWith("/redirect")) return response.writeHead(302, { location: "/elsewhere" }).end();
    const file = join(folder, pathname === "/" ? "index.html" : pathname);
    const [type, content] =
      made[pathname] ??
      (file.startsWith(folder + sep) && existsSync(file) ? [TYPES[extname(file)] ?? "text/plain", await readFile(file)] : []);
    if (content === undefined) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": type, ...headers }).end(content);
  });
  await new Promise((ready) => site.listen(0, "127.0.0.1", ready));
  t.after(() => (site.closeAllConnections(), site.close()));
  return `http://127.0.0.1:${site.address().port}/`;
}

/** Opens an address in a browser that ends with the test, and waits until the page's module has set `window.run`. */
export async function open(t, options, url) {
  const browser = await tools("puppeteer-core").launch({ ...options, headless: true });
  t.after(() => browser.close());
  const page = await browser.newPage();
  const said = [];
  page.on("console", (message) => said.push(message.text()));
  page.on("pageerror", (error) => said.push(String(error)));
  await page.goto(url);
  for (let tries = 0; !(await page.evaluate(() => window.run !== undefined)); tries++) {
    assert.ok(tries < 300, `the page's module did not load: ${said.join("\n")}`);
    await new Promise((later) => setTimeout(later, 100));
  }
  return page;
}
