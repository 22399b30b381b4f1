/**
 * What Altinn (II, CaseAgencySystem) has besides its operations' own values, which are in `altinn-params.ts` and `altinn-records.ts`.
 */
import type { Mark } from "./values.js";

/** The language of friendly names: English 1033, Bokmål 1044, Nynorsk 2068. */
export type LanguageId = 1033 | 1044 | 2068;

/** Members that this version has no field for: name and text, `undefined` for nil. */
export type Other = Readonly<Record<string, string | undefined>>;

/** Either one case, or a service code and its edition. */
export type CaseOrService =
  | {
      /** The case: a positive 32-bit number. */
      readonly caseId: number;
      /** Not with a case. */
      readonly externalServiceCode?: undefined;
      /** Not with a case. */
      readonly externalServiceEditionCode?: undefined;
    }
  | {
      /** Not with a service. */
      readonly caseId?: undefined;
      /** Letters and digits, as `2681`. */
      readonly externalServiceCode: string;
      /** The edition of the service: a positive 32-bit number. */
      readonly externalServiceEditionCode: number;
    };

/** Where a case is in its life. */
export type CaseState = "active" | "archived" | "deleted";
/** What happens to a case. */
export type CaseEvent = "getCaseList" | "notifyEvent" | "setNotice" | "archive" | "delete";

/** An event of a case's life that is allowed. */
export interface CaseTransition {
  /** The state after it. */
  readonly to: CaseState;
  /** The events allowed after it. */
  readonly allowed: readonly CaseEvent[];
  /** How well it is known. */
  readonly mark: Mark;
}

/** One state of a machine. */
export interface MachineState {
  /** Its name, as the service gives it in `CurrentStateName`. */
  readonly name: string;
  /** By language id. */
  readonly friendlyNames?: Readonly<Record<string, string>> | undefined;
  /** Whether the reportee may archive a case in this state. */
  readonly mayArchive?: boolean | undefined;
  /** Whether the reportee may delete a case in this state. */
  readonly mayDelete?: boolean | undefined;
}

/** One transition of a machine. */
export interface MachineTransition {
  /** Its name in TUL. */
  readonly name: string;
  /** The state that it leads from. */
  readonly from: string;
  /** The state that it leads to. */
  readonly to: string;
  /** The regular expression that the event must fit. */
  readonly event: string;
  /** The condition that must be true, if it has one. */
  readonly condition?: string | undefined;
}

/** An agency's own state machine, as it is written down. */
export interface MachineDefinition {
  /** The service's code, as `2681`. */
  readonly serviceCode: string;
  /** The service's edition. */
  readonly serviceEdition: number;
  /** The state of a new case. */
  readonly start: string;
  /** All its states. */
  readonly states: readonly MachineState[];
  /** All its transitions. */
  readonly transitions: readonly MachineTransition[];
  /** The free-text events that the agency sends. */
  readonly events?: readonly string[] | undefined;
}

/** Something wrong with a machine. */
export interface Finding {
  /** Stable: `machine.unreachable`, `machine.dead_end`, ... */
  readonly code: string;
  /** How bad it is. */
  readonly severity: "error" | "warning";
  /** The place in the definition, as `transitions[2].event`. */
  readonly place: string;
  /** What is wrong, in a sentence. */
  readonly message: string;
}

/** What an event does to a case. */
export type MachineStep =
  | {
      /** The case moves. */
      readonly step: "moves";
      /** The name of the transition that fits. */
      readonly transition: string;
      /** The state after it; the same as before for a transition that leads back. */
      readonly to: string;
    }
  | {
      /** The event fits, but no condition is true: the case stays, and the result says `isStateChanged` false. */
      readonly step: "stays";
      /** The names of the conditions that are false. */
      readonly conditions: readonly string[];
    }
  | {
      /** It cannot be told here: a condition is not known, or an expression cannot be judged as .NET does. */
      readonly step: "mayMove";
      /** The names of the transitions that may fit. */
      readonly transitions: readonly string[];
      /** The names of the conditions that would have to be known. */
      readonly conditions: readonly string[];
    };
