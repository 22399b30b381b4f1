// The question before money is spent, with the order and the balance in hand.
//
// No source documents the fields of FastDok's order, so nordcase hands it over as the JSON it is. The rows read here are the sandbox's invention; an order
// of any other shape is shown whole.

import { h, money, term } from "./dom.js";

export interface Question {
  order?: string | undefined;
  balance?: string | undefined;
}

interface Order {
  rows: { name: string; price: string }[];
  total: string;
}

function rowsOf(text: string | undefined): Order | undefined {
  if (text === undefined) return undefined;
  try {
    // Prices stay text: a float is no place for money.
    const order: unknown = JSON.parse(text.replace(/("(?:Price|Total)"\s*:\s*)(-?[\d.]+)/g, '$1"$2"'));
    const { Rows, Total } = order as { Rows: { Name: string; Price: string }[]; Total: string };
    return { rows: Rows.map((row) => ({ name: row.Name, price: row.Price })), total: Total };
  } catch {
    return undefined;
  }
}

/** Cents, to compare and subtract amounts exactly. */
const cents = (decimal: string): bigint => {
  const [whole = "0", rest = ""] = decimal.split(".");
  return BigInt(whole + rest.padEnd(2, "0").slice(0, 2));
};
const text = (n: bigint): string =>
  `${n < 0n ? "-" : ""}${(n < 0n ? -n : n) / 100n}.${String((n < 0n ? -n : n) % 100n).padStart(2, "0")}`;

/** Shows the dialog; `true` if the reader pays. Escape is *no*. */
export function approve(question: Question): Promise<boolean> {
  const order = rowsOf(question.order);
  const row = (name: string | Node, amount: string, kind = "") =>
    h("tr", { class: kind }, h("th", { scope: "row" }, name), h("td", {}, money(amount), " kr"));
  const { balance } = question;
  const left = balance !== undefined && order ? cents(balance) - cents(order.total) : undefined;
  const rows = [
    ...(order?.rows.map(({ name, price }) => row(name, price)) ?? []),
    order && row(h("span", {}, "To pay ", term("sv", "att betala")), order.total, "sum"),
    balance !== undefined && row(h("span", {}, "Balance now ", term("sv", "saldo")), balance),
    left !== undefined && row("Balance after", text(left)),
  ];
  const dialog = h(
    "dialog",
    { "aria-labelledby": "approve-title" },
    h("h2", { id: "approve-title" }, "Pay from the balance? ", term("sv", "Betala från saldot?")),
    h("p", { class: "soft" }, "The journey stops here and asks. Nothing has been debited."),
    h("table", {}, h("tbody", {}, ...rows)),
    !order && h("pre", {}, question.order ?? "The service had no order."),
    left !== undefined &&
      left < 0n &&
      h("p", {}, "The balance does not cover it. Pay all the same, and the service will refuse."),
    h(
      "form",
      { method: "dialog", class: "row" },
      h("button", { value: "no" }, "Not now ", term("sv", "avbryt")),
      h("button", { value: "yes", class: "go" }, "Pay ", term("sv", "betala")),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((done) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      done(dialog.returnValue === "yes");
    });
  });
}
