/**
 * Journeys: jobs of several calls that end in a known state, whatever breaks on the way.
 *
 * A journey that spends money asks first. After a reply that nobody saw it reads, and never sends the same call again.
 */
import type { Amount, RawJson, Signal } from "./values.js";

/** How the end is known: from the reply, or from the state of the case after the reply was lost. */
export type Seen = "reply" | "state";

/** What is certain about one thing. */
export type Known = "no" | "yes" | "unknown";

/** What is certain when a journey ends; each is about this journey's own doing. */
export interface Facts {
  readonly debited: Known;
  readonly archived: Known;
  readonly created: Known;
  readonly changed: Known;
}

/** Why a journey ended without a receipt. */
export type FailureCode =
  | "input"
  | "bad_credentials"
  | "refused"
  | "declined"
  | "cancelled"
  | "gave_up"
  | "outcome_unknown"
  | "not_possible"
  | "unknown_task"
  | "changed_meanwhile";

/** How a journey ended without a receipt. It tells the truth, also where that is *cannot be told*. */
export interface FailureReport {
  readonly code: FailureCode;
  readonly facts: Facts;
  /** What is known, in sentences. */
  readonly known: readonly string[];
  /** What is not known, in sentences. */
  readonly unknown: readonly string[];
  /** What is safe to do next. */
  readonly safeNext: string;
  /** The code of the error behind it, as `fastdok.refused`. */
  readonly errorCode?: string | undefined;
  /** The service's own words, or the error's. */
  readonly message?: string | undefined;
}

/** What a journey rejects with when it ends without a receipt. */
export class JourneyError extends Error {
  override readonly name = "JourneyError";
  readonly report: FailureReport;

  constructor(report: FailureReport) {
    super([report.message, ...report.known, report.safeNext].filter(Boolean).join(" "));
    this.report = report;
  }
}

/** Whether this is the end of a journey without a receipt, whichever copy of the package made it. */
export function isJourneyError(error: unknown): error is JourneyError {
  return error instanceof Error && error.name === "JourneyError" && "report" in error;
}

/** What a journey tells as it goes. */
export type Progress =
  | { readonly step: "send"; readonly operation: string; readonly label: string; readonly changes: boolean }
  | { readonly step: "wait"; readonly millis: number; readonly reason: string };

/** What every journey takes. */
export interface JourneyOptions {
  /** Is told before each request and each pause. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Cancels the journey: it stops at once and says what is certain. */
  readonly signal?: Signal | undefined;
  /** Milliseconds for each request, in place of the client's. */
  readonly timeoutMs?: number | undefined;
  /**
   * Stores the journey (JSON without secrets; it holds ids and form data). It is called before each request, which is not sent
   * if this fails. Without it a process that dies during a payment leaves no trace of it.
   */
  readonly save?: ((stored: string) => void | Promise<void>) | undefined;
  /** Goes on with a stored journey in place of beginning one; it looks first at what has become of the last request. */
  readonly resume?: string | undefined;
}

/** What is asked before money is spent. */
export interface PaymentQuestion {
  readonly caseId: string;
  readonly taskId: string;
  /** The order as the service gave it, whole. Its fields are documented nowhere (unknown), so none is named here. */
  readonly order: RawJson | undefined;
  /** In SEK. The whole company shares it, so it may change at any time. */
  readonly balance: Amount | undefined;
  /** The price is the form's base price times this, without VAT (verified). */
  readonly discountFactor: Amount | undefined;
}

/** Options of {@link FastDok.payCase}. */
export interface PayOptions extends JourneyOptions {
  /** Whether to pay; asked with the order and the balance in hand. Without it nothing is ever paid. */
  readonly approve: (question: PaymentQuestion) => boolean | Promise<boolean>;
  /** Pay for forms that were added to a case that has been paid before. */
  readonly addedForms?: boolean | undefined;
}

/** The receipt of a started case. */
export interface StartReceipt {
  readonly caseId: string;
  /** Its first task; `undefined` if it could not be read. */
  readonly taskId: string | undefined;
  readonly name: string | undefined;
  readonly seen: Seen;
  /** How sure it is that the case is the one that was started. */
  readonly certainty: "only_new_case" | "same_objects" | "same_contents" | "reply";
}

/** The receipt of a payment. */
export interface PayReceipt {
  readonly caseId: string;
  /** `already_paid`, `made_sharp` (a licence customer): nothing was debited. */
  readonly outcome: "paid" | "already_paid" | "made_sharp";
  readonly seen: Seen;
  /** The TaskPaid task to go on with. */
  readonly taskId: string | undefined;
  readonly archivedMeanwhile: boolean;
  readonly order: RawJson | undefined;
  /** In SEK, shared with the whole company: before minus after need not be the price. */
  readonly balanceBefore: Amount | undefined;
  readonly balanceAfter: Amount | undefined;
  /** How often the payment was sent; more than once only to a task that was seen unpaid in between. */
  readonly sent: number;
}

/** The receipt of a cancelled payment. */
export interface CancelReceipt {
  readonly caseId: string;
  /** `TaskCreate`, or `TaskPaid` if it had been paid before (verified). */
  readonly returnedTo: string | undefined;
  readonly taskId: string | undefined;
  readonly seen: Seen;
}

/** The receipt of a completed case. */
export interface CompleteReceipt {
  readonly caseId: string;
  readonly alreadyArchived: boolean;
  readonly seen: Seen;
  /** Whether the case was seen completed after the reply. */
  readonly verified: boolean;
}

/** How sure it is that a case is the one that was created. */
export type Sure =
  | { readonly is: "reply" }
  | { readonly is: "onlyNewCase" }
  | { readonly is: "onlyOneWithTheseDates"; readonly others: readonly number[] }
  | { readonly is: "oneOf"; readonly candidates: readonly number[] };

/** The receipt of a created case. */
export interface CreateReceipt {
  readonly caseId: number;
  readonly sure: Sure;
  /** More than once only after a look that found no new case. */
  readonly sent: number;
}

/** What an event did to one case. */
export interface CaseMove {
  readonly caseId: number;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly changed: boolean;
  readonly conditionName: string | undefined;
  readonly conditionEvaluationResult: boolean | undefined;
  readonly errorCode: number | undefined;
  readonly exceptionDetail: string | undefined;
}

/** The receipt of an event. */
export interface EventReceipt {
  /** With `state` only moved cases are listed, and another event may have moved them. */
  readonly seen: Seen;
  readonly cases: readonly CaseMove[];
  readonly sent: number;
}

/** The receipt of a notice. */
export interface NoticeReceipt {
  readonly reporteeElementId: string;
  readonly seen: Seen;
  readonly sent: number;
}
