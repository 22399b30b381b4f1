/**
 * Altinn II CaseAgencySystem: its client, its journeys, and agencies' own state machines. The operations' methods are in
 * `altinn-operations.ts`.
 */
import { call, rows } from "./caller.js";
import { core } from "./core.js";
import { CaseAgencyMethods } from "./altinn-operations.js";
import type { AltinnOperations, GetCaseListParams, InstantiateCollaborationParams, NotifyEventParams } from "./altinn-params.js";
import type { ExternalCase, NoticeToken } from "./altinn-records.js";
import type { Finding, MachineDefinition, MachineStep, MachineTransition } from "./altinn-types.js";
import { Host, clientOptions } from "./host.js";
import type {
  AltinnJourneys,
  CreateReceipt,
  EventReceipt,
  JourneyOptions,
  NoticeReceipt,
  ResumeOptions,
  UnfinishedJourneys,
} from "./journeys.js";
import { journeyOptions } from "./options.js";
import { resume, resumeAll, type ResumeAllOptions, type ResumeResult } from "./resume.js";
import { begun, carryOut } from "./run.js";
import type { CallOptions, ClientOptions } from "./values.js";

/** Options of {@link CaseAgency}. */
export type CaseAgencyOptions = ClientOptions & {
  /** The server, as `https://www.altinn.no`, or its service root. */
  readonly baseUrl: string;
  /** The agency's system user. */
  readonly systemUserName: string;
  /** A secret: it travels with each call, and is never stored or logged. */
  readonly systemPassword: string;
  /** The date in the service's namespace, if it is not the documented one. */
  readonly namespaceDate?: string | undefined;
} & (
    | {
        /** Credentials in the body (`basic`, the default), or in a WS-Security header (`ws`). */
        readonly binding?: "basic" | "ws" | undefined;
        /** Not with these bindings. */
        readonly securityHeader?: undefined;
      }
    | {
        /** A certificate signs each call. */
        readonly binding: "ec" | "ec2";
        /** The signed `wsse:Security` element. Signing it is outside of this package. */
        readonly securityHeader: string;
      }
  );

/** An event for the journey: the agency's machine, if given, refuses one that cannot fit before it is sent. */
export type SendEventParams = NotifyEventParams & {
  /** The agency's own machine; it is not sent. */
  readonly machine?: MachineDefinition | undefined;
};

/** A notice for the journey: on a case, which can be looked at, or on an element. */
export type PlaceNoticeParams = (
  | {
      /** The case. */
      readonly caseId: number;
      /** Not with a case. */
      readonly reporteeElementId?: undefined;
    }
  | {
      /** Not with an element. */
      readonly caseId?: undefined;
      /** The digits of an active element; `AR` and digits for an archived one. */
      readonly reporteeElementId: string;
    }
) & {
  /** The id of the notice's template. */
  readonly noticeTemplateId: string;
  /** What to put in the place of the template's variables. */
  readonly noticeTokens?: readonly NoticeToken[] | undefined;
  /** Setting it twice does no harm: then it may be sent again after a lost reply. */
  readonly mayBeSetAgain?: boolean | undefined;
};

const KINDS: readonly (keyof AltinnJourneys)[] = ["altinn.create_case", "altinn.send_event", "altinn.place_notice"];

/**
 * A client of CaseAgencySystem. Once the service has refused the credentials, nothing more is sent: Altinn locks a system
 * user for about an hour. Make a new client when they are mended.
 *
 * Operations reject with a {@link NordcaseError}, journeys also with a {@link JourneyError}; both come from the core, and
 * {@link errorCodes} lists all codes.
 */
export class CaseAgency extends CaseAgencyMethods {
  readonly #host: Host;

  constructor(options: CaseAgencyOptions) {
    super();
    const { baseUrl, systemUserName, systemPassword, binding = "basic", securityHeader, namespaceDate } = clientOptions(options);
    this.#host = new Host(options, { baseUrl, systemUserName, systemPassword, binding, securityHeader, namespaceDate });
  }

  /** Carries out the operation of this name, once. */
  call<Name extends keyof AltinnOperations>(
    name: Name,
    params: AltinnOperations[Name][0],
    options?: CallOptions,
  ): Promise<AltinnOperations[Name][1]> {
    return call(this.#host, `altinn.${name}`, params, options) as Promise<AltinnOperations[Name][1]>;
  }

  // Journeys.

  /** Creates a case exactly once, though the service has no idempotency key: it lists before, and again after a lost reply. */
  async createCase(params: InstantiateCollaborationParams, options?: JourneyOptions): Promise<CreateReceipt> {
    const checked = journeyOptions(options);
    return (await carryOut(this.#host, begun(this.#host, "altinn.create_case", params), checked)) as CreateReceipt;
  }

  /** Sends an event, and tells what it did from the reply or from the state. */
  async sendEvent(params: SendEventParams, options?: JourneyOptions): Promise<EventReceipt> {
    const checked = journeyOptions(options);
    return (await carryOut(this.#host, begun(this.#host, "altinn.send_event", params), checked)) as EventReceipt;
  }

  /** Puts a notice on a case or on an element in it. */
  async placeNotice(params: PlaceNoticeParams, options?: JourneyOptions): Promise<NoticeReceipt> {
    const checked = journeyOptions(options);
    return (await carryOut(this.#host, begun(this.#host, "altinn.place_notice", params), checked)) as NoticeReceipt;
  }

  /**
   * Carries a stored journey on: what `save` was given last. It looks first at what has become of the request that was out.
   *
   * A text of another kind, or of another case than `caseId`, is refused before anything is sent.
   */
  resume<Kind extends keyof AltinnJourneys>(kind: Kind, stored: string, options?: ResumeOptions): Promise<AltinnJourneys[Kind]> {
    return resume(this.#host, KINDS, kind, stored, options) as Promise<AltinnJourneys[Kind]>;
  }

  /** Carries on all of Altinn's journeys that a journal has unfinished, and gives for each its receipt or its error. An error of one does not stop the others. */
  resumeAll(journal: UnfinishedJourneys, options?: ResumeAllOptions): Promise<ResumeResult<AltinnJourneys[keyof AltinnJourneys]>[]> {
    return resumeAll(this.#host, KINDS, journal, options);
  }

  /**
   * The cases of {@link CaseAgency.getCaseList}, each as soon as it is read, while the others still arrive:
   * `for await (const it of agency.cases({...}))`. Memory does not grow with the list; `maxAnswerBytes` bounds it all the
   * same. Leaving the loop ends the exchange. A list that breaks off rejects after the cases that came: they were valid,
   * but they are not all.
   */
  async *cases(params: GetCaseListParams, options?: CallOptions): AsyncGenerator<ExternalCase, void, undefined> {
    for await (const come of rows(this.#host, "altinn.get_case_list", params, {}, options)) yield* come as readonly ExternalCase[];
  }
}

/**
 * An agency's own state machine: checked when it is made, and then asked what an event would do, before it is sent.
 */
export class StateMachine {
  readonly #text: string;

  /** Throws an input error if the definition is none. What is merely suspicious is in {@link StateMachine.check}. */
  constructor(definition: MachineDefinition | string) {
    this.#text = typeof definition === "string" ? definition : JSON.stringify(definition);
    core().machine(this.#text, "check", []);
  }

  /** What is wrong with it: states that cannot be reached, dead ends, transitions that both match, ... */
  check(): readonly Finding[] {
    return core().machine(this.#text, "check", []) as Finding[];
  }

  /** The transitions that lead from a state. */
  allowed(state: string): readonly MachineTransition[] {
    return core().machine(this.#text, "allowed", [state]) as MachineTransition[];
  }

  /**
   * What an event does in a state. Conditions that are not given are taken as not known. Throws an error of kind `transition`
   * for an event that fits no transition, and for a state that the machine does not have.
   */
  apply(state: string, event: string, conditions: Readonly<Record<string, boolean>> = {}): MachineStep {
    return core().machine(this.#text, "apply", [state, event, JSON.stringify(conditions)]) as MachineStep;
  }

  /** The same in a sentence. */
  explain(state: string, event: string): string {
    return core().machine(this.#text, "explain", [state, event]) as string;
  }

  /** The events that the portal itself sends to cases of this service. */
  predefinedEvents(): readonly string[] {
    return core().machine(this.#text, "predefinedEvents", []) as string[];
  }

  /** It as a Mermaid state diagram. */
  toMermaid(): string {
    return core().machine(this.#text, "mermaid", []) as string;
  }

  /** It in Graphviz's language. */
  toGraphviz(): string {
    return core().machine(this.#text, "graphviz", []) as string;
  }
}
