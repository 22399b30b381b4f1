/**
 * The compiled core, once it is there: `.` puts it in place on import, `./slim` when it is loaded.
 */
import type { ErrorData } from "./errors.js";
import { NordcaseError } from "./errors.js";
import type { HttpRequest } from "./values.js";

/** The functions that the WebAssembly module exports (bindings-wasm/src). Plain data is JSON text, what is handed out is objects. */
export interface Glue {
  registry(): unknown;
  addresses(): unknown;
  errorCodes(): unknown;
  transportError(failure: string, mayHaveArrived: boolean, reason: string): unknown;
  encode(name: string, params: Uint8Array, access: string): unknown;
  decode(name: string, params: Uint8Array, access: string, status: number, headers: string[], body: Uint8Array): unknown;
  nextStart(name: string, params: Uint8Array, items: number, totalCount: number | undefined, asked: number): number | undefined;
  callBegin(
    name: string,
    params: Uint8Array,
    access: string,
    session: string,
    state: string | undefined,
    now: number,
    random: Uint8Array,
  ): unknown;
  callEnd(
    name: string,
    params: Uint8Array,
    access: string,
    session: string,
    state: string,
    status: number,
    headers: string[],
    body: Uint8Array,
    now: number,
    random: Uint8Array,
  ): unknown;
  callFailed(
    name: string,
    params: Uint8Array,
    access: string,
    session: string,
    state: string,
    failure: string,
    now: number,
    random: Uint8Array,
  ): unknown;
  journeyBegin(name: string, params: Uint8Array, seed: number): string;
  journeyLoad(name: string, stored: string): string;
  journeyNotStored(reason: string): unknown;
  journeyNext(stored: string, access: string, session: string, now: number, random: Uint8Array): unknown;
  journeyResume(stored: string, access: string, session: string, input: string, now: number, random: Uint8Array): unknown;
  journeyResponse(
    stored: string,
    access: string,
    session: string,
    status: number,
    headers: string[],
    body: Uint8Array,
    now: number,
    random: Uint8Array,
  ): unknown;
  workflowAllowed(machine: string, state: string): unknown;
  workflowApply(machine: string, state: string, event: string): unknown;
  workflowExplain(machine: string, state: string, event: string): string;
  workflowDiagram(machine: string, language: string): string;
  machine(definition: string, question: string, args: string[]): unknown;
}

/** A row of the table of error codes. */
export interface ErrorCode {
  readonly code: string;
  readonly kind: ErrorData["kind"];
  /** For transport failures: when the request may have arrived. */
  readonly retry: ErrorData["retry"];
  readonly explanation: string;
  readonly whatToDo: string;
  /** Altinn's name of the code. */
  readonly name?: string | undefined;
  /** What it means, in Bokmål. */
  readonly bokmal?: string | undefined;
  /** What it means, in Nynorsk. */
  readonly nynorsk?: string | undefined;
}

/** What is known of an operation. */
export interface OperationInfo {
  /** As `fastdok.get_task`. */
  readonly name: string;
  readonly api: "fastdok" | "altinn";
  /** Whether it can change anything. */
  readonly changes: boolean;
}

let glue: Glue | undefined;

/** Puts the compiled core in place. */
export function setGlue(compiled: Glue): void {
  glue = compiled;
}

/** Calls the core; what it throws is plain data, which becomes a {@link NordcaseError}. */
export function ask<T>(question: (glue: Glue) => unknown): T {
  if (glue === undefined) throw new Error("nordcase/slim: call and await load() first");
  try {
    return question(glue) as T;
  } catch (error) {
    if (error !== null && typeof error === "object" && "kind" in error && "code" in error) {
      throw NordcaseError.from(error as ErrorData);
    }
    throw error;
  }
}

/** The few functions of the core that need no session. */
export function core() {
  return {
    addresses: () =>
      ask<{ fastdokProduction: string; fastdokDevelopment: string; altinnProduction: string }>((it) => it.addresses()),
    nextStart: (name: string, params: object, items: number, total: number | undefined, asked: number) =>
      ask<number | undefined>((it) => it.nextStart(name, paramsOf(params), items, total, asked)),
    workflowAllowed: (machine: string, state: unknown) =>
      ask<unknown>((it) => it.workflowAllowed(machine, JSON.stringify(state))),
    workflowApply: (machine: string, state: unknown, event: string) =>
      ask<unknown>((it) => it.workflowApply(machine, JSON.stringify(state), JSON.stringify(event))),
    workflowExplain: (machine: string, state: unknown, event: string) =>
      ask<string>((it) => it.workflowExplain(machine, JSON.stringify(state), JSON.stringify(event))),
    workflowDiagram: (machine: string, language: string) => ask<string>((it) => it.workflowDiagram(machine, language)),
    machine: (definition: string, question: string, args: string[]) =>
      ask<unknown>((it) => it.machine(definition, question, args)),
  };
}

/** The table of all error codes, with their explanations. */
export function errorCodes(): readonly ErrorCode[] {
  return ask((it) => it.errorCodes());
}

/** All operations and journeys by name. */
export function registry(): { readonly operations: readonly OperationInfo[]; readonly journeys: readonly string[] } {
  return ask((it) => it.registry());
}

/**
 * The complete request of an operation, without any client: for HTTP clients that want to do all of the rest.
 *
 * `access` is what the clients are given, as plain data: `{ baseUrl, ticket }`, or `{ baseUrl, binding, systemUserName, systemPassword }`.
 */
export function encode(name: string, params: object, access: object): HttpRequest {
  return ask((it) => it.encode(name, paramsOf(params), JSON.stringify(access)));
}

/** What the response to that request says. */
export function decode(
  name: string,
  params: object,
  access: object,
  response: { readonly status: number; readonly headers: HttpRequest["headers"]; readonly body: Uint8Array },
): unknown {
  const { status, headers, body } = response;
  return ask((it) => it.decode(name, paramsOf(params), JSON.stringify(access), status, flat(headers), body));
}

/** Headers in the form that crosses. */
export function flat(headers: HttpRequest["headers"]): string[] {
  return headers.flatMap(({ name, value }) => [name, value]);
}

const utf8 = new TextEncoder();
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Parameters in the form that crosses: JSON, in which a member that is bytes (a file to upload) stands as it is, between
 * quotes, with only quotes and backslashes escaped.
 */
export function paramsOf(params: object): Uint8Array {
  const [name, bytes] = Object.entries(params).find(([, value]) => value instanceof Uint8Array) ?? [];
  if (name === undefined) return utf8.encode(JSON.stringify(params));
  const rest = JSON.stringify({ ...params, [name]: undefined }).slice(0, -1);
  const head = utf8.encode(`${rest}${rest.length > 1 ? "," : ""}${JSON.stringify(name)}:"`);
  const file = bytes as Uint8Array;
  let escaped = 0;
  for (const byte of file) if (byte === QUOTE || byte === BACKSLASH) escaped++;
  const all = new Uint8Array(head.length + file.length + escaped + 2);
  all.set(head);
  let at = head.length;
  for (const byte of file) {
    if (byte === QUOTE || byte === BACKSLASH) all[at++] = BACKSLASH;
    all[at++] = byte;
  }
  all.set([QUOTE, 0x7d], at);
  return all;
}

/** What came of a journey's step, for {@link journeyDriver}. */
export type JourneyInput =
  | { readonly input: "woke" | "cancelled" }
  | { readonly input: "decision"; readonly value: { readonly approved: boolean } };

/** Journeys by hand, for hosts that cannot leave the loop to the clients. Stored texts hold no secrets, sessions do. */
export const journeyDriver = {
  /** Begins a journey: its stored text. */
  begin: (name: string, params: object, seed: number): string => ask((it) => it.journeyBegin(name, paramsOf(params), seed)),
  /** Loads a stored journey of this name, and gives its text as this release writes it. */
  load: (name: string, stored: string): string => ask((it) => it.journeyLoad(name, stored)),
  /** Takes what came of a step; gives the new stored text and the new session, as JSON. */
  resume: (
    stored: string,
    access: object,
    session: string,
    input: JourneyInput,
    now: number,
  ): { readonly stored: string; readonly session: string } =>
    ask((it) =>
      it.journeyResume(stored, JSON.stringify(access), session, JSON.stringify(input), now, new Uint8Array(16)),
    ),
};
