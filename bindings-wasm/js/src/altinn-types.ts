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
      readonly caseId: number;
      readonly externalServiceCode?: undefined;
      readonly externalServiceEditionCode?: undefined;
    }
  | {
      readonly caseId?: undefined;
      readonly externalServiceCode: string;
      readonly externalServiceEditionCode: number;
    };

/** Which cases to list. */
export type GetCaseListParams = CaseOrService & {
  readonly languageId?: LanguageId | undefined;
  /** Only this reportee's cases. */
  readonly reporteeNumber?: string | undefined;
  readonly checkReportee?: boolean | undefined;
};

/** A case. All members but its id may be missing. */
export interface ExternalCase {
  readonly caseId: number;
  readonly caseName?: string | undefined;
  readonly currentStateFriendlyName?: string | undefined;
  readonly currentStateId?: number | undefined;
  readonly currentStateName?: string | undefined;
  /** Norwegian time without an offset. */
  readonly dueDate?: DateTimeText | undefined;
  readonly isArchived?: boolean | undefined;
  readonly noticeTemplateId?: string | undefined;
  /** Norwegian time without an offset. */
  readonly visibleDateTime?: DateTimeText | undefined;
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
  readonly caseId: number;
  readonly conditionEvaluationResult?: boolean | undefined;
  readonly conditionName?: string | undefined;
  readonly currentStateFriendlyName?: string | undefined;
  readonly currentStateId?: number | undefined;
  readonly currentStateName?: string | undefined;
  readonly errorCode?: number | undefined;
  readonly exceptionDetail?: string | undefined;
  readonly hasException: boolean;
  readonly isStateChanged: boolean;
  readonly other: Other;
}

/** What to put in the place of one variable of a notice. */
export interface NoticeToken {
  /** Without the `$$` around it; upper and lower case are the same. */
  readonly tokenKey: string;
  readonly tokenValue: string;
}

/** A notice to set. */
export interface SetNoticeParams {
  /** The digits of a case or of an active element; `AR` and digits for an archived one. */
  readonly reporteeElementId: string;
  readonly noticeTemplateId: string;
  readonly noticeTokens?: readonly NoticeToken[] | undefined;
}

/** Where a case is in its life. */
export type CaseState = "active" | "archived" | "deleted";
/** What happens to a case. */
export type CaseEvent = "getCaseList" | "notifyEvent" | "setNotice" | "archive" | "delete";

/** An event of a case's life that is allowed. */
export interface CaseTransition {
  readonly to: CaseState;
  readonly allowed: readonly CaseEvent[];
  readonly mark: Mark;
}

/** Every operation of CaseAgencySystem: its parameters and its answer. */
export interface AltinnOperations {
  instantiate_collaboration: [params: InstantiateCollaborationParams, output: { readonly caseId: number }];
  get_case_list: [params: GetCaseListParams, output: readonly ExternalCase[]];
  notify_event: [params: NotifyEventParams, output: readonly NotificationResult[]];
  set_notice: [params: SetNoticeParams, output: undefined];
  test: [params: Record<never, never>, output: undefined];
}

/** An event for the journey: the agency's machine, if given, refuses one that cannot fit before it is sent. */
export type SendEventParams = NotifyEventParams & { readonly machine?: MachineDefinition | undefined };

/** A notice for the journey: on a case, which can be looked at, or on an element. */
export type PlaceNoticeParams = (
  | { readonly caseId: number; readonly reporteeElementId?: undefined }
  | { readonly caseId?: undefined; readonly reporteeElementId: string }
) & {
  readonly noticeTemplateId: string;
  readonly noticeTokens?: readonly NoticeToken[] | undefined;
  /** Setting it twice does no harm: then it may be sent again after a lost reply. */
  readonly mayBeSetAgain?: boolean | undefined;
};

/** One state of a machine. */
export interface MachineState {
  readonly name: string;
  /** By language id. */
  readonly friendlyNames?: Readonly<Record<string, string>> | undefined;
  readonly mayArchive?: boolean | undefined;
  readonly mayDelete?: boolean | undefined;
}

/** One transition of a machine. */
export interface MachineTransition {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  /** The regular expression that the event must fit. */
  readonly event: string;
  readonly condition?: string | undefined;
}

/** An agency's own state machine, as it is written down. */
export interface MachineDefinition {
  readonly serviceCode: string;
  readonly serviceEdition: number;
  /** The state of a new case. */
  readonly start: string;
  readonly states: readonly MachineState[];
  readonly transitions: readonly MachineTransition[];
  /** The free-text events that the agency sends. */
  readonly events?: readonly string[] | undefined;
}

/** Something wrong with a machine. */
export interface Finding {
  /** Stable: `machine.unreachable`, `machine.dead_end`, ... */
  readonly code: string;
  readonly severity: "error" | "warning";
  /** The place in the definition, as `transitions[2].event`. */
  readonly place: string;
  readonly message: string;
}

/** What an event does to a case. */
export type MachineStep =
  | { readonly step: "moves"; readonly transition: string; readonly to: string }
  | { readonly step: "stays"; readonly conditions: readonly string[] }
  | { readonly step: "mayMove"; readonly transitions: readonly string[]; readonly conditions: readonly string[] };
