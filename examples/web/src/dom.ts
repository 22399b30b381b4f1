// Two helpers that make elements. Text is always set as text, never as HTML.

type Child = Node | string | number | false | null | undefined;
type Props = Record<string, string | number | boolean | null | undefined | EventListener>;

function fill<E extends Element>(element: E, props: Props, children: Child[]): E {
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, String(value));
  }
  element.append(
    ...children
      .filter((child) => child !== false && child != null)
      .map((child) => (child instanceof Node ? child : String(child))),
  );
  return element;
}

/** An HTML element. A property that is a function is a listener: `onclick`. */
export const h = <K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] => fill(document.createElement(tag), props, children);

/** An SVG element. */
export const svg = <K extends keyof SVGElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: Child[]
): SVGElementTagNameMap[K] => fill(document.createElementNS("http://www.w3.org/2000/svg", tag), props, children);

/** A term in the service's own language, so that a screen reader pronounces it as such. */
export const term = (lang: "sv" | "nb", text: string): HTMLElement => h("i", { lang, class: "term" }, text);

/** Whether the reader asked for less movement. */
export const calm = (): boolean => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Decimal text as people in Sweden and Norway write it, without ever going through a float. */
export function money(decimal: string): string {
  const [whole = "0", cents = ""] = decimal.split(".");
  return `${whole.replace(/\B(?=(\d{3})+$)/g, "\u202f")},${cents.padEnd(2, "0")}`;
}
