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
  /** Whether money was debited for the case; `yes` also when it was seen paid and somebody else may have paid. */
  readonly debited: Known;
  /** Whether the case was archived. */
  readonly archived: Known;
  /** Whether a case was created. */
  readonly created: Known;
  /**
   * Whether anything else was changed: a task moved, an event registered, a notice set. `yes` also when the change
   * was seen and somebody else may have made it.
   */
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
  /** Why. */
  readonly code: FailureCode;
  /** What is certain. */
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
  /** How {@link isJourneyError} knows it, whichever copy of the package made it. */
  override readonly name = "JourneyError";
  /** What is certain, what is not, and what is safe to do. */
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
  | {
      /** A request is about to be sent. */
      readonly step: "send";
      /** As `fastdok.perform_action`. */
      readonly operation: string;
      /** What it is for, in English. */
      readonly label: string;
      /** Whether it can change anything at the service. */
      readonly changes: boolean;
    }
  | {
      /** A pause begins. */
      readonly step: "wait";
      /** How long it is. */
      readonly millis: number;
      /** What it is for, in English. */
      readonly reason: string;
    };

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
  /** The case. */
  readonly caseId: string;
  /** The payment task. */
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
  /** The case. */
  readonly caseId: string;
  /** Its first task; `undefined` if it could not be read. */
  readonly taskId: string | undefined;
  /** Its name, as the reply gave it. */
  readonly name: string | undefined;
  /** How it is known. */
  readonly seen: Seen;
  /** How sure it is that the case is the one that was started. */
  readonly certainty: "only_new_case" | "same_objects" | "same_contents" | "reply";
}

/** The receipt of a payment. */
export interface PayReceipt {
  /** The case. */
  readonly caseId: string;
  /** `already_paid`, `made_sharp` (a licence customer): nothing was debited. */
  readonly outcome: "paid" | "already_paid" | "made_sharp";
  /** How it is known. */
  readonly seen: Seen;
  /** The TaskPaid task to go on with. */
  readonly taskId: string | undefined;
  /** Whether the case was archived by somebody else meanwhile. */
  readonly archivedMeanwhile: boolean;
  /** The order that was approved. */
  readonly order: RawJson | undefined;
  /** In SEK, shared with the whole company: before minus after need not be the price. */
  readonly balanceBefore: Amount | undefined;
  /** The balance after, in SEK. `undefined` if it could not be read, which says nothing about the payment. */
  readonly balanceAfter: Amount | undefined;
  /** How often the payment was sent; more than once only to a task that was seen unpaid in between. */
  readonly sent: number;
}

/** The receipt of a cancelled payment. */
export interface CancelReceipt {
  /** The case. */
  readonly caseId: string;
  /** `TaskCreate`, or `TaskPaid` if it had been paid before (verified). */
  readonly returnedTo: string | undefined;
  /** The id of that task. */
  readonly taskId: string | undefined;
  /** How it is known. */
  readonly seen: Seen;
}

/** The receipt of a completed case. */
export interface CompleteReceipt {
  /** The case. */
  readonly caseId: string;
  /** Whether it was archived before this journey did anything. */
  readonly alreadyArchived: boolean;
  /** How it is known. */
  readonly seen: Seen;
  /** Whether the case was seen completed after the reply. */
  readonly verified: boolean;
}

/** How sure it is that a case is the one that was created. */
export type Sure =
  | {
      /** The service's reply named it. */
      readonly is: "reply";
    }
  | {
      /** The reply was lost; it is the only new case of this edition and reportee. */
      readonly is: "onlyNewCase";
    }
  | {
      /** The reply was lost, and of several new cases it is the only one with the dates that were sent. */
      readonly is: "onlyOneWithTheseDates";
      /** The other new cases. */
      readonly others: readonly number[];
    }
  | {
      /** The reply was lost, and several new cases could be it; the first of them was taken. */
      readonly is: "oneOf";
      /** All that could be it, this one included. */
      readonly candidates: readonly number[];
    };

/** The receipt of a created case. */
export interface CreateReceipt {
  /** The case. */
  readonly caseId: number;
  /** How sure it is that it is ours. */
  readonly sure: Sure;
  /** More than once only after a look that found no new case. */
  readonly sent: number;
}

/** What an event did to one case. */
export interface CaseMove {
  /** The case. */
  readonly caseId: number;
  /** The name of its state before, if it was read. */
  readonly from: string | undefined;
  /** The name of its state now. */
  readonly to: string | undefined;
  /** Whether its state changed. */
  readonly changed: boolean;
  /** The condition of the transition, if it has one. */
  readonly conditionName: string | undefined;
  /**
   * The condition's result; true as well when there is no condition (verified). `undefined` where the outcome was
   * read from the state.
   */
  readonly conditionEvaluationResult: boolean | undefined;
  /** The code of a fault in the state machine, if there was one. */
  readonly errorCode: number | undefined;
  /** The fault's text. */
  readonly exceptionDetail: string | undefined;
}

/** The receipt of an event. */
export interface EventReceipt {
  /** With `state` only moved cases are listed, and another event may have moved them. */
  readonly seen: Seen;
  /** What the event did to each case. */
  readonly cases: readonly CaseMove[];
  /** How often it was sent. */
  readonly sent: number;
}

/** The receipt of a notice. */
export interface NoticeReceipt {
  /** The element, as it was given. */
  readonly reporteeElementId: string;
  /** How it is known. With `state` the case shows the template; its tokens cannot be read. */
  readonly seen: Seen;
  /** How often it was sent. */
  readonly sent: number;
}
