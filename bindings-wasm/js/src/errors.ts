/**
 * The one base of this package's errors. Kind, code, details and sentences come from the core, the same in every language.
 *
 * Node shows the line of code that an uncaught error comes from. In a bundle that is all one line this would be the whole bundle; Node leaves out a line with the
 * words that stand as a directive in the functions that make and throw errors, and once as a text, since not all minifiers keep directives.
 */
import type { FailureReport } from "./journeys.js";

/** What kind of error it is. */
export type ErrorKind = "input" | "transport" | "parse" | "service" | "transition" | "journey";

/** Whether the same call may be sent again: never; it is safe; or only after a look at the state. */
export type Retry = "never" | "safe" | "verify_first";

/** A value that can't be sent. */
export interface InputDetails {
  /** As `input.id_empty`. */
  readonly code: string;
  /** The field, as the API names it. */
  readonly field: string;
  /** The rule it breaks. Never contains the value. */
  readonly rule: string;
}

/** How a transport failed. */
export type TransportFailure = "timeout" | "network" | "cancelled" | "too_large";

/** No usable answer came. */
export interface TransportDetails {
  /** How it failed. */
  readonly failure: TransportFailure;
  /** Whether the request may have reached the service. */
  readonly mayHaveArrived: boolean;
  /** The transport's own words, without secrets. */
  readonly reason: string;
  /** Whether the call only reads: then it may be sent again, whatever arrived. */
  readonly reads?: boolean | undefined;
}

/** An answer that can't be read. */
export interface ParseDetails {
  /** As `parse.not_json`. */
  readonly code: string;
  /** A JSON pointer or a path of elements; empty for the whole. */
  readonly place: string;
  /** What was expected and what was found. */
  readonly reason: string;
  /** A few characters of the answer from there on, secrets masked. */
  readonly excerpt: string;
  /** The HTTP status. */
  readonly status: number;
}

/** A SOAP fault with the members of `AltinnFault`, if it has one. */
export interface SoapFault {
  /**
   * Local name of the fault code (`Client`, `Sender`, `ActionNotSupported`); the innermost subcode where there is
   * one.
   */
  readonly faultCode?: string | undefined;
  /**
   * `faultstring` or `Reason/Text`. Never decide by it: the service misspells it differently from fault to fault
   * (verified).
   */
  readonly reason?: string | undefined;
  /** Whether there was an `AltinnFault`. */
  readonly hasAltinnFault: boolean;
  /** `ErrorID`. */
  readonly errorId?: number | undefined;
  /** `AltinnErrorMessage`. */
  readonly errorMessage?: string | undefined;
  /** `AltinnExtendedErrorMessage`. */
  readonly extendedErrorMessage?: string | undefined;
  /** `AltinnLocalizedErrorMessage`. */
  readonly localizedErrorMessage?: string | undefined;
  /** `ErrorGuid`: what Altinn's support asks for, with the time and the system user's name. */
  readonly errorGuid?: string | undefined;
  /** `UserGuid`. */
  readonly userGuid?: string | undefined;
  /** `UserId`. */
  readonly userId?: string | undefined;
}

/** The service said no. */
export interface ServiceDetails {
  /** As `fastdok.refused` or `altinn.60014`. */
  readonly code: string;
  /** Which service said no. */
  readonly api: "fastdok" | "altinn";
  /** The HTTP status. */
  readonly status: number;
  /** The service's own words. */
  readonly message?: string | undefined;
  /** FastDok's `errorCode`. Inferred from the vendor's own client; its values are unknown. */
  readonly errorCode?: string | undefined;
  /** What the service's support asks for. */
  readonly supportId?: string | undefined;
  /** FastDok: the task named in the refusal. */
  readonly taskId?: string | undefined;
  /** Altinn: the fault as it came. */
  readonly fault?: SoapFault | undefined;
  /** The beginning of what came instead of the service's own format (an HTML page), secrets masked. */
  readonly excerpt?: string | undefined;
}

/** The workflow forbids it. */
export interface TransitionDetails {
  /** As `transition.not_allowed`. */
  readonly code: string;
  /** The state. */
  readonly state: string;
  /** The event. */
  readonly event: string;
  /** The events allowed in that state. */
  readonly allowed: readonly string[];
  /** What is in the way, in a sentence. */
  readonly reason: string;
}

/** The details of each kind. */
export interface DetailsOf {
  /** Which field, and which rule. */
  readonly input: InputDetails;
  /** How it failed, and whether the request may have arrived. */
  readonly transport: TransportDetails;
  /** Where, why, and a bounded excerpt. */
  readonly parse: ParseDetails;
  /** What the service said. */
  readonly service: ServiceDetails;
  /** State, event, and what is allowed. */
  readonly transition: TransitionDetails;
  /** What is certain, what is not, and what is safe to do. */
  readonly journey: FailureReport;
}

/** An error as plain data: what is left of one after `structuredClone`, a worker's message, or JSON. */
export interface ErrorData<K extends ErrorKind = ErrorKind> {
  /** What kind of error it is. */
  readonly kind: K;
  /** Stable, as `fastdok.refused` or `altinn.60014`. */
  readonly code: string;
  /** Whether the same call may be sent again. */
  readonly retry: Retry;
  /** A sentence for logs. It holds no secrets. */
  readonly message: string;
  /** What the code means, in English. */
  readonly explanation: string;
  /** What to do about it, in English. */
  readonly whatToDo: string;
  /** What there is to know besides, by kind. */
  readonly details: DetailsOf[K];
}

/**
 * What every function of this package throws; a journey that ends without a receipt throws its subclass {@link JourneyError}.
 *
 * `structuredClone` keeps only name, message and stack of an error, so {@link NordcaseError.data} is what to send to a
 * worker or a log, and {@link NordcaseError.from} makes an error of it again. The type guards work across both module
 * systems, where `instanceof` may not.
 */
export class NordcaseError<K extends ErrorKind = ErrorKind> extends Error implements ErrorData<K> {
  /** How the type guards know it, whichever copy of the package made it, and what it is called in a stack, also where a bundler has renamed its class. */
  declare readonly name: "NordcaseError" | "JourneyError";
  /** What kind of error it is. */
  readonly kind: K;
  readonly code: string;
  /** Whether the same call may be sent again. */
  readonly retry: Retry;
  readonly explanation: string;
  readonly whatToDo: string;
  /** What there is to know besides, by kind. */
  readonly details: DetailsOf[K];

  /** For Node: see the head of this file. */
  protected static readonly unshown: string = "node-do-not-add-exception-line";

  constructor(data: ErrorData<K>, options?: { readonly cause?: unknown }) {
    super(data.message, options);
    this.kind = data.kind;
    this.code = data.code;
    this.retry = data.retry;
    this.explanation = data.explanation;
    this.whatToDo = data.whatToDo;
    this.details = data.details;
  }

  /** The error as plain data. */
  get data(): ErrorData<K> {
    const { kind, code, retry, message, explanation, whatToDo, details } = this;
    return { kind, code, retry, message, explanation, whatToDo, details };
  }

  /** The same for `JSON.stringify`. */
  toJSON(): ErrorData<K> {
    return this.data;
  }

  /** An error of its plain data. */
  static from<K extends ErrorKind>(data: ErrorData<K>, cause?: unknown): NordcaseError<K> {
    return made(data, cause);
  }
}

/** An error of its plain data, with one line less in its stack. */
export function made<K extends ErrorKind>(data: ErrorData<K>, cause?: unknown): NordcaseError<K> {
  "node-do-not-add-exception-line";
  if (data.kind === "journey") return new JourneyError(data.details as FailureReport) as NordcaseError<ErrorKind> as NordcaseError<K>;
  const options = cause === undefined ? undefined : { cause };
  return new NordcaseError(data, options);
}

/** What a journey rejects with when it ends without a receipt. */
export class JourneyError extends NordcaseError<"journey"> {
  /** How {@link isJourneyError} knows it, whichever copy of the package made it. */
  declare readonly name: "JourneyError";

  constructor(report: FailureReport) {
    super({
      kind: "journey",
      code: report.errorCode ?? `journey.${report.code}`,
      // Only what an older release has stored has none.
      retry: report.retry ?? "verify_first",
      message: [report.message, ...report.known, report.safeNext].filter(Boolean).join(" "),
      explanation: [...report.known, ...report.unknown].join(" ") || `The journey ended without a receipt (${report.code}).`,
      whatToDo: report.safeNext,
      details: report,
    });
  }

  /** What is certain, what is not, and what is safe to do: the error's details. */
  get report(): FailureReport {
    return this.details;
  }
}

// On the prototypes, since a stack begins with the name that an error has when it is made.
for (const [made, name] of [[NordcaseError, "NordcaseError"], [JourneyError, "JourneyError"]] as const) {
  Object.defineProperty(made.prototype, "name", { value: name, configurable: true, writable: true });
}

/** Whether this is an error of this package, whichever copy of it made it. */
export function isNordcaseError(error: unknown): error is NordcaseError {
  try {
    if (typeof error !== "object" || error === null || !("name" in error && "kind" in error && "code" in error)) return false;
    return error.name === "NordcaseError" || error.name === "JourneyError";
  } catch {
    return false; // Whatever it is, it does not let itself be looked at.
  }
}

function isOf<K extends ErrorKind>(error: unknown, kind: K): error is NordcaseError<K> {
  return isNordcaseError(error) && error.kind === kind;
}

/** Whether the caller's value can't be sent. */
export function isInputError(error: unknown): error is NordcaseError<"input"> {
  return isOf(error, "input");
}

/** Whether no usable answer came. */
export function isTransportError(error: unknown): error is NordcaseError<"transport"> {
  return isOf(error, "transport");
}

/** Whether the answer can't be read. */
export function isParseError(error: unknown): error is NordcaseError<"parse"> {
  return isOf(error, "parse");
}

/** Whether the service said no. */
export function isServiceError(error: unknown): error is NordcaseError<"service"> {
  return isOf(error, "service");
}

/** Whether the workflow forbids it. */
export function isTransitionError(error: unknown): error is NordcaseError<"transition"> {
  return isOf(error, "transition");
}

/** Whether this is the end of a journey without a receipt, whichever copy of the package made it. */
export function isJourneyError(error: unknown): error is JourneyError {
  return isOf(error, "journey");
}

/** What an error says, whatever was thrown; `undefined` where that is no text. */
export function messageOf(error: unknown): string | undefined {
  try {
    const { message } = error as { readonly message?: unknown };
    return typeof message === "string" ? message : undefined;
  } catch {
    return undefined;
  }
}
