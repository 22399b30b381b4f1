/**
 * Altinn's values (II, CaseAgencySystem), under the names its contract gives them.
 */
import type { DateTimeText, Mark } from "./values.js";

/** The language of friendly names: English 1033, Bokmål 1044, Nynorsk 2068. */
export type LanguageId = 1033 | 1044 | 2068;

/** Members that this version has no field for: name and text, `undefined` for nil. */
export type Other = Readonly<Record<string, string | undefined>>;

/** A case to create. */
export interface InstantiateCollaborationParams {
  /** Letters and digits, as `2681`. */
  readonly externalServiceCode: string;
  /** The edition of the service: a positive 32-bit number. */
  readonly externalServiceEditionCode: number;
  /** An organisasjonsnummer (9 digits), or a fødselsnummer or D-number (11). */
  readonly reporteeNumber: string;
  /** When the case is to be seen; at once if left out. Norwegian time unless it has an offset. */
  readonly visibleDateTime?: DateTimeText | undefined;
  /** When it is to be done: `2027-03-01T00:00:00`. */
  readonly dueDate?: DateTimeText | undefined;
  /** `false` switches the check of the number off. */
  readonly checkReportee?: boolean | undefined;
}

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

/** The case that was created. */
export interface InstantiatedCase {
  /** Its id: a positive 32-bit number. */
  readonly caseId: number;
}

/** Which cases to list. */
export type GetCaseListParams = CaseOrService & {
  /** The language of the friendly names. */
  readonly languageId?: LanguageId | undefined;
  /** Only this reportee's cases. */
  readonly reporteeNumber?: string | undefined;
  /** `false` switches the check of the number off. */
  readonly checkReportee?: boolean | undefined;
};

/** A case. All members but its id may be missing. */
export interface ExternalCase {
  /** `CaseID`. */
  readonly caseId: number;
  /** `CaseName`: the service's name. */
  readonly caseName?: string | undefined;
  /** `CurrentStateFriendlyName`: the state's name for people, in the language asked for. */
  readonly currentStateFriendlyName?: string | undefined;
  /** `CurrentStateID`. */
  readonly currentStateId?: number | undefined;
  /** `CurrentStateName`. */
  readonly currentStateName?: string | undefined;
  /** Norwegian time without an offset. */
  readonly dueDate?: DateTimeText | undefined;
  /** `IsArchived`. In the WSDL (verified), not in the documentation. */
  readonly isArchived?: boolean | undefined;
  /** `NoticeTemplateID`: of the notice on the case, if there is one. A text (verified). */
  readonly noticeTemplateId?: string | undefined;
  /** Norwegian time without an offset. */
  readonly visibleDateTime?: DateTimeText | undefined;
  /** Members that this version has no field for: name and text, `undefined` for nil or for one with elements in it. */
  readonly other: Other;
}

/** An event to send. */
export type NotifyEventParams = CaseOrService & {
  /** The agency's own, as `DeadlineExpired`, or a predefined one, as `3374:1:Submitted`. */
  readonly event: string;
  /** The element that gave rise to it; the service only writes it to its log. */
  readonly reporteeElementId?: number | undefined;
};

/** What became of an event in one case. An event that does not fit is no error. */
export interface NotificationResult {
  /** `CaseID`. */
  readonly caseId: number;
  /**
   * `ConditionEvaluationResult`: what the transition's condition said; true if it has none. `undefined` when the
   * service left it out.
   */
  readonly conditionEvaluationResult?: boolean | undefined;
  /** `ConditionName`: of the transition's condition, if it has one. */
  readonly conditionName?: string | undefined;
  /** `CurrentStateFriendlyName`: of the state after the event. In the WSDL (verified), not in the documentation. */
  readonly currentStateFriendlyName?: string | undefined;
  /** `CurrentStateID`: of the state after the event. In the WSDL (verified), not in the documentation. */
  readonly currentStateId?: number | undefined;
  /** `CurrentStateName`: of the state after the event (verified). */
  readonly currentStateName?: string | undefined;
  /**
   * `ErrorCode`: of trouble in the state machine; probably one of 60026 to 60031 (inferred). 0 or `undefined`
   * without.
   */
  readonly errorCode?: number | undefined;
  /** `ExceptionDetail`: what the trouble was. */
  readonly exceptionDetail?: string | undefined;
  /**
   * `HasException`: whether there was trouble in the state machine. Left out means false, as in all of the
   * service's contracts (verified).
   */
  readonly hasException: boolean;
  /** `IsStateChanged`: whether the event changed the state. Left out means false. */
  readonly isStateChanged: boolean;
  /** Members that this version has no field for: name and text, `undefined` for nil or for one with elements in it. */
  readonly other: Other;
}

/** What to put in the place of one variable of a notice. */
export interface NoticeToken {
  /** Without the `$$` around it; upper and lower case are the same. */
  readonly tokenKey: string;
  /** `TokenValue`: its text. */
  readonly tokenValue: string;
}

/** A notice to set. */
export interface SetNoticeParams {
  /** The digits of a case or of an active element; `AR` and digits for an archived one. */
  readonly reporteeElementId: string;
  /** The id of the notice's template. */
  readonly noticeTemplateId: string;
  /** What to put in the place of the template's variables. */
  readonly noticeTokens?: readonly NoticeToken[] | undefined;
}

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

/** Every operation of CaseAgencySystem: its parameters and its answer. */
export interface AltinnOperations {
  /**
   * `InstantiateCollaborationAgencySystem`: creates a case for a person or an organisation. Over EC and EC2 the
   * parameters are verified, over Basic and WS inferred.
   */
  instantiate_collaboration: [params: InstantiateCollaborationParams, output: InstantiatedCase];
  /**
   * `GetCaseListAgencySystem`: one case, or all running cases of a service. Over EC and EC2 the parameters are
   * verified, over Basic and WS inferred.
   */
  get_case_list: [params: GetCaseListParams, output: readonly ExternalCase[]];
  /**
   * `NotifyEventAgencySystem`: sends an event into the state machine of one case, or of all running cases of a
   * service. Over EC and EC2 the parameters are verified, over Basic and WS inferred.
   */
  notify_event: [params: NotifyEventParams, output: readonly NotificationResult[]];
  /**
   * `SetNoticeAgencySystem`: puts a notice (*merknad*) on a case, or on an element in it. Over EC and EC2 the
   * parameters are verified, over Basic and WS inferred.
   */
  set_notice: [params: SetNoticeParams, output: undefined];
  /** `Test`: asks whether the service answers. */
  test: [params: Record<never, never>, output: undefined];
}

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
