/**
 * What the operations of CaseAgencySystem take, and what they give.
 *
 * Made of the core's source by `cargo xtask generate`: change it there.
 */
import type { ExternalCase, InstantiatedCase, NoticeToken, NotificationResult } from "./altinn-records.js";
import type { CaseOrService, LanguageId } from "./altinn-types.js";
import type { DateTimeText } from "./values.js";

/** What {@link CaseAgency.instantiateCollaboration} takes. */
export interface InstantiateCollaborationParams {
  /** `externalServiceCode`: letters and digits, as `2681`. */
  readonly externalServiceCode: string;
  /** `externalServiceEditionCode`: positive. */
  readonly externalServiceEditionCode: number;
  /** `reporteeNumber`: an organisasjonsnummer (9 digits), or a fødselsnummer or D-number (11). */
  readonly reporteeNumber: string;
  /**
   * `visibleDateTime`: when the case is to be seen; at once if left out (verified). Norwegian time unless it has an
   * offset.
   */
  readonly visibleDateTime?: DateTimeText | undefined;
  /** `dueDate`: when it is to be done. */
  readonly dueDate?: DateTimeText | undefined;
  /**
   * Whether the reportee number's form, check digits and birth date are checked before anything is sent. `true` unless
   * switched off, for numbers that do not follow the rules.
   */
  readonly checkReportee?: boolean | undefined;
}

/** What {@link CaseAgency.getCaseList} takes. */
export type GetCaseListParams = CaseOrService & {
  /**
   * `languageID`: the language of the states' friendly names (1033 English, 1044 Bokmål, 2068 Nynorsk); the service's
   * own if left out (verified).
   */
  readonly languageId?: LanguageId | undefined;
  /**
   * `reporteeNumber`: only this reportee's cases. The documentation wants it with a case as well, the WSDL does not:
   * without it the service may answer 60012 (inferred).
   */
  readonly reporteeNumber?: string | undefined;
  /**
   * Whether the reportee number's form, check digits and birth date are checked before anything is sent. `true` unless
   * switched off.
   */
  readonly checkReportee?: boolean | undefined;
};

/** What {@link CaseAgency.notifyEvent} takes. */
export type NotifyEventParams = CaseOrService & {
  /** `Event`: the agency's own, as `DeadlineExpired`, or a predefined one, as `3374:1:Submitted` (verified). */
  readonly event: string;
  /**
   * `ReporteeElementID`: the element that gave rise to the event, as a number. The service only writes it to its log
   * (verified).
   */
  readonly reporteeElementId?: number | undefined;
};

/** What {@link CaseAgency.setNotice} takes. */
export interface SetNoticeParams {
  /**
   * `reporteeElementID`: the digits of a CaseID or of an active element; `AR` and digits for an archived element, as
   * `AR5276128` (verified).
   */
  readonly reporteeElementId: string;
  /** `NoticeTemplateID`: a template defined on the case's service (verified; its format is unknown). */
  readonly noticeTemplateId: string;
  /** `NoticeTokens`: what to put in the place of the template's variables; may be empty. */
  readonly noticeTokens?: readonly NoticeToken[] | undefined;
}

/** Every operation of CaseAgencySystem: its parameters and its answer. */
export interface AltinnOperations {
  /**
   * `InstantiateCollaborationAgencySystem`: creates a case for a person or an organisation. Parameters, order and types
   * are verified for EC and EC2 (WSDL), inferred for Basic and WS.
   */
  instantiate_collaboration: [params: InstantiateCollaborationParams, output: InstantiatedCase];
  /**
   * `GetCaseListAgencySystem`: one case, or all running cases of a service. Parameters, order and types are verified
   * for EC and EC2 (WSDL), inferred for Basic and WS.
   */
  get_case_list: [params: GetCaseListParams, output: readonly ExternalCase[]];
  /**
   * `NotifyEventAgencySystem`: sends an event into the state machine of one case, or of all running cases of a service.
   * Parameters, order and types are verified for EC and EC2 (WSDL), inferred for Basic and WS.
   */
  notify_event: [params: NotifyEventParams, output: readonly NotificationResult[]];
  /**
   * `SetNoticeAgencySystem`: puts a notice (*merknad*) on a case, or on an element in it. Parameters, order and types
   * are verified for EC and EC2 (WSDL), inferred for Basic and WS.
   */
  set_notice: [params: SetNoticeParams, output: undefined];
  /** `Test`: asks whether the service answers. */
  test: [params: Record<never, never>, output: undefined];
}
