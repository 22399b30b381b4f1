// Small helpers. Everything that comes from the server goes into the page as text nodes and attributes, never as markup.

const SVG = 'http://www.w3.org/2000/svg';

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return element;
}

export const h = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);
export const svg = (tag, attributes, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);
export const byId = (id) => document.getElementById(id);

/** Replaces what an element holds, only if the data it shows has changed: keeps focus, selection and animations alive. */
export function show(element, data, build) {
  const key = JSON.stringify(data);
  if (element.dataset.shown === key) return;
  const focused = element.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
  element.dataset.shown = key;
  element.replaceChildren(...[build()].flat(Infinity).filter(Boolean));
  if (focused) element.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
}

let hiding;
export function toast(text) {
  const box = byId('toast');
  box.textContent = text;
  box.hidden = false;
  clearTimeout(hiding);
  hiding = setTimeout(() => { box.hidden = true; }, 6000);
}

async function ask(path, options) {
  const response = await fetch(path, options);
  const text = await response.text();
  const value = text ? JSON.parse(text) : null;
  if (!response.ok) throw new Error(value?.message ?? `HTTP ${response.status}`);
  return value;
}

export const read = (path) => ask(path);
export const post = (path, value) => ask(path, {
  method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(value),
});

/** Sends a control command; a refusal is shown, and answers undefined. */
export async function command(value, done) {
  try {
    const result = await post('/_sandbox/control', value);
    if (done) toast(done);
    return result;
  } catch (error) {
    toast(error.message);
    return undefined;
  }
}

const two = (n) => String(n).padStart(2, '0');
/** Milliseconds as UTC time of day, the form both the ledger and the traffic use. */
export function time(ms) {
  const at = new Date(ms);
  return `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())}`;
}
export const dateTime = (ms) => `${new Date(ms).toISOString().slice(0, 10)} ${time(ms)} UTC`;

/** `2000.00` as `2 000.00`; text in, text out, so that no digit is lost. */
export function money(text) {
  const [whole, part] = String(text).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, '\u202f');
  return part === undefined ? grouped : `${grouped}.${part}`;
}

export const short = (id) => (String(id).length > 13 ? `${String(id).slice(0, 8)}…` : String(id));
