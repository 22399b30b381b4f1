// Writes the pictures of the READMEs: `npm run screenshots`, after a build.

import { fileURLToPath } from "node:url";
import { open, reader } from "./browser.js";

const IMAGES = fileURLToPath(new URL("../../../docs/images/", import.meta.url));
const { browser, url, close } = await open();

async function page(width, height, scheme) {
  const opened = await browser.newPage();
  // A phone as sharp as phones are; a whole wide page small enough for a README.
  await opened.setViewport({ width, height, deviceScaleFactor: width < 500 ? 2 : 0.7 });
  await opened.emulateMediaFeatures([
    { name: "prefers-color-scheme", value: scheme },
    { name: "prefers-reduced-motion", value: "reduce" },
  ]);
  await opened.goto(url);
  return opened;
}

/** Pays while the reply is lost. */
async function pay(opened) {
  const user = reader(opened);
  await user.choose(".pace select", "0");
  await user.press("#start");
  await user.until(/One case is started/);
  await user.break("answer_lost");
  await user.press("#pay");
  await opened.locator("dialog button[value=yes]").click();
  await user.until(/Paid, once/);
}

const wide = await page(1280, 1000, "light");
await pay(wide);
await wide.screenshot({ path: `${IMAGES}web-fastdok.png`, fullPage: true });

const phone = await page(390, 844, "dark");
await pay(phone);
await (await phone.$("#fastdok .case")).screenshot({ path: `${IMAGES}web-phone.png` });

const altinn = await page(1280, 1000, "dark");
await altinn.click("#tab-altinn");
const user = reader(altinn);
await user.choose(".pace select", "0");
await user.press("#create");
await user.until(/One case is created/);
await user.press("button::-p-text(3374:1:Instantiated)");
await user.until(/UnderArbeid/);
await user.press("#notice");
await user.until(/notice is set/);
await user.break("answer_lost");
await user.press("button::-p-text(3374:1:Submitted)");
await user.until(/moved once, to TilBehandling/);
await altinn.screenshot({ path: `${IMAGES}web-altinn.png`, fullPage: true });

await close();
