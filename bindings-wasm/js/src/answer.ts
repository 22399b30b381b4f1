/**
 * What a transport gave, in the form that crosses. A transport is anybody's function: what it gives besides is taken where the meaning is plain, and is otherwise an
 * answer that nobody saw.
 */
import { unpacks } from "./transport.js";
import type { Header, HttpResponse, StreamedResponse } from "./values.js";

/** An answer, each member of which is read once. Throws an error that says what is wrong with it. */
export function answerOf(gave: unknown): Omit<HttpResponse | StreamedResponse, "body"> & { readonly body: unknown } {
  if (typeof gave !== "object" || gave === null) throw new Error("the transport gave no answer { status, headers, body }");
  const { status, headers, body } = gave as Record<string, unknown>;
  if (!Number.isInteger(status) || (status as number) < 100 || (status as number) > 999) throw new Error("the transport gave a status that is no whole number of three digits");
  return { status: status as number, headers: headersOf(headers), body };
}

/** A list of `{ name, value }`; or pairs of any kind (a list, a `Map`, `fetch`'s own `Headers`), or an object of texts by name, as Node's. */
function headersOf(given: unknown): readonly Header[] {
  if (typeof given !== "object" || given === null) throw new Error("the transport gave no headers: a list of { name, value }");
  const pairs: unknown[] = Symbol.iterator in given ? [...(given as Iterable<unknown>)] : Object.entries(given);
  const headers = pairs.flatMap(headersIn);
  // `fetch` has unpacked the body, and its headers still tell of the packed one.
  const isOfFetch = Object.prototype.toString.call(given) === "[object Headers]";
  const isUnpacked = isOfFetch && headers.every((it) => it.name !== "content-encoding" || unpacks(it.value));
  return isUnpacked ? headers.filter((it) => !/^content-(encoding|length)$/.test(it.name)) : headers;
}

function headersIn(pair: unknown): Header[] {
  const [name, value] = (Array.isArray(pair) ? pair : [(pair as Header | null)?.name, (pair as Header | null)?.value]) as unknown[];
  // Node's object has a list where a name came more than once, and nothing where it did not come.
  const values = Array.isArray(value) ? (value as unknown[]) : value === undefined && Array.isArray(pair) ? [] : [value];
  return values.map((it) => {
    if (typeof name !== "string" || !["string", "number"].includes(typeof it)) throw new Error("the transport gave a header that is no { name, value } of texts");
    return { name, value: String(it) };
  });
}
