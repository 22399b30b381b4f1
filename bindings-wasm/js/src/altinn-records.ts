/**
 * The values of CaseAgencySystem, under the names that its API gives them.
 *
 * Made of the core's source by `cargo xtask generate`: change it there.
 */
import type { Other } from "./altinn-types.js";
import type { DateTimeText } from "./values.js";

/** The case that was created. */
export interface InstantiatedCase {
  /** Its `CaseID`, which is positive. */
  readonly caseId: number;
}

/** A case (`ExternalCaseBE`). All members but `CaseID` may be nil or missing. */
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
  /** `DueDate`, in Norwegian time without an offset. In the WSDL (verified), not in the documentation. */
  readonly dueDate?: DateTimeText | undefined;
  /** `IsArchived`. In the WSDL (verified), not in the documentation. */
  readonly isArchived?: boolean | undefined;
  /** `NoticeTemplateID`: of the notice on the case, if there is one. A text (verified). */
  readonly noticeTemplateId?: string | undefined;
  /** `VisibleDateTime`, in Norwegian time without an offset. In the WSDL (verified), not in the documentation. */
  readonly visibleDateTime?: DateTimeText | undefined;
  /** Members that this version has no field for: name and text, `undefined` for nil or for one with elements in it. */
  readonly other: Other;
}

/**
 * What became of an event in one case (`StateMachineNotificationResultBE`). All members but `CaseID` may be nil or
 * missing.
 */
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
   * `ErrorCode`: of trouble in the state machine; probably one of 60026 to 60031 (inferred). 0 or `undefined` without.
   */
  readonly errorCode?: number | undefined;
  /** `ExceptionDetail`: what the trouble was. */
  readonly exceptionDetail?: string | undefined;
  /**
   * `HasException`: whether there was trouble in the state machine. Left out means false, as in all of the service's
   * contracts (verified).
   */
  readonly hasException: boolean;
  /** `IsStateChanged`: whether the event changed the state. Left out means false. */
  readonly isStateChanged: boolean;
  /** Members that this version has no field for: name and text, `undefined` for nil or for one with elements in it. */
  readonly other: Other;
}

/** What to put in the place of one variable (`NoticeTokenBE`). */
export interface NoticeToken {
  /** `TokenKey`: the variable's name, without the `$$` around it. Upper and lower case are the same (verified). */
  readonly tokenKey: string;
  /** `TokenValue`: its text. */
  readonly tokenValue: string;
}
