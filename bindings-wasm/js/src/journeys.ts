/**
 * Journeys: jobs of several calls that end in a known state, whatever breaks on the way.
 *
 * A journey that spends money asks first. After a reply that nobody saw it reads, and never sends the same call again.
 */
import type { NordcaseError, Retry } from "./errors.js";
import type { Amount, RawJson, Signal } from "./values.js";

/** How the end is known: from the reply, or from the state of the case after the reply was lost. */
export type Evidence = "reply" | "state";

/** What is certain about one thing. */
export type Certainty = "no" | "yes" | "unknown";

/** What is certain when a journey ends; each is about this journey's own doing. */
export interface Facts {
  /** Whether money was debited for the case; `yes` also when it was seen paid and somebody else may have paid. */
  readonly debited: Certainty;
  /** Whether the case was archived. */
  readonly archived: Certainty;
  /** Whether a case was created. */
  readonly created: Certainty;
  /**
   * Whether anything else was changed: a task moved, an event registered, a notice set. `yes` also when the change
   * was seen and somebody else may have made it.
   */
  readonly changed: Certainty;
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
  /** Whether a program may begin the job anew. `undefined` in what an older release has stored. */
  readonly retry?: Retry | undefined;
  /** The code of the error behind it, as `fastdok.refused`. */
  readonly errorCode?: string | undefined;
  /** The service's own words, or the error's. */
  readonly message?: string | undefined;
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

/**
 * Which journey has taken which case for its own: so that two jobs that start the same at once, and lose their replies, never take the same case.
 *
 * Each client has a set of its own in memory, which all of its journeys ask. A `Journal` is one on disk, and is asked besides by the journeys that it stores. One
 * that many processes share is yours to bring: a table with a unique key does, and is asked by all journeys of the client.
 */
export interface Claims {
  /**
   * A case is free if nobody has claimed it, or this same owner has. With `take`, the first free one of these is this owner's from now on, all at once, and is the
   * answer; without, all that are free are the answer, and nothing is noted. Empty if all are others'.
   */
  claim(owner: string, caseIds: readonly string[], take: boolean): readonly string[] | Promise<readonly string[]>;
}

/** What a `save` may give once the text is stored. */
export type SaveResult = void | null | true | number | bigint | string;

/** Stores a journey: any function that does, or an entry of a `Journal`. */
export interface Save {
  /**
   * Stores this text in place of the one before. What it returns is awaited; if it fails, nothing is sent. It gives nothing, or what writing functions give: a
   * number, a text, `true`. Anything else counts as not stored: a generator or a function has not even begun, and `false` or an error say no.
   */
  (stored: string): SaveResult | Promise<SaveResult>;
  /** A set that this journey asks besides those of its client. */
  readonly claims?: Claims | undefined;
  /**
   * Is called when a journey begins to be stored here, before anything is sent, with the text that is carried on (`undefined` for a new one), and gives what is
   * called when it stops. It throws if another one is stored here, or if that text is not the newest.
   */
  readonly take?: ((carried: string | undefined) => (() => void) | Promise<() => void>) | undefined;
}

/** What every journey takes. An option that is not among these is refused. */
export interface JourneyOptions {
  /**
   * Is told before each request and each pause, and awaited. What it throws, or its promise rejects with, ends the journey there, and is what the journey rejects
   * with: that request is not sent, and what was saved last can be carried on. Catch what must not stop a job.
   */
  readonly onProgress?: ((progress: Progress) => unknown) | undefined;
  /**
   * Cancels the journey: it stops at once, says what is certain, and has ended, also where it is stored. (A `save` that is under way is waited for, two seconds at
   * most.) A program that only shuts down does not cancel: it ends, and what was saved last is carried on.
   */
  readonly signal?: Signal | undefined;
  /** Milliseconds for each request, in place of the client's. */
  readonly timeoutMs?: number | undefined;
  /**
   * Stores the journey (JSON without secrets; it holds ids and form data). It is called before each request, which is not sent if this fails, and with the
   * end. (If only the end cannot be stored, the journey still gives what it ended with; carried on from what was stored last, it looks, and ends alike.) Without
   * it a process that dies during a payment leaves no trace of it. `nordcase/journal` is a folder for these texts.
   */
  readonly save?: Save | undefined;
}

/** Answers whether to pay. Only `true` pays, at once or awaited; only `false` declines; with anything else nothing is sent, and the error says so. */
export type Approve = (question: PaymentQuestion) => boolean | Promise<boolean>;

/** What is asked before money is spent. */
export interface PaymentQuestion {
  /** The case. */
  readonly caseId: string;
  /** The payment task. */
  readonly taskId: string;
  /** The order as the service gave it, whole. Its fields are documented nowhere (unknown), so none is named here. */
  readonly order: RawJson | undefined;
  /** Why there is no order, in words; `undefined` if there is one. */
  readonly orderProblem: string | undefined;
  /** In SEK. The whole company shares it, so it may change at any time. */
  readonly balance: Amount | undefined;
  /** The price is the form's base price times this, without VAT (verified). */
  readonly discountFactor: Amount | undefined;
}

/** Options of {@link FastDok.payCase}. */
export interface PayOptions extends JourneyOptions {
  /** Whether to pay; asked with the order and the balance in hand. Without it nothing is ever paid. */
  readonly approve: Approve;
  /** Pay for forms that were added to a case that has been paid before. */
  readonly addedForms?: boolean | undefined;
}

/** Options of `resume`: those of the journey itself, and a check of what the text is about. */
export interface ResumeOptions extends JourneyOptions {
  /** The case that the text must be about. */
  readonly caseId?: string | undefined;
  /** Whether to pay. Only a payment asks, and is not carried on without. */
  readonly approve?: Approve | undefined;
}

/** Options of `resume` for a payment. */
export interface ResumePayOptions extends ResumeOptions {
  /** Whether to pay. */
  readonly approve: Approve;
}

/** FastDok's journeys by name, with their receipts. */
export interface FastDokJourneys {
  /** {@link FastDok.startCase} */
  readonly "fastdok.start_case": StartReceipt;
  /** {@link FastDok.payCase} */
  readonly "fastdok.pay_case": PayReceipt;
  /** {@link FastDok.cancelPayment} */
  readonly "fastdok.cancel_payment": CancelReceipt;
  /** {@link FastDok.completeCase} */
  readonly "fastdok.complete_case": CompleteReceipt;
}

/** Altinn's journeys by name, with their receipts. */
export interface AltinnJourneys {
  /** {@link CaseAgency.createCase} */
  readonly "altinn.create_case": CreateReceipt;
  /** {@link CaseAgency.sendEvent} */
  readonly "altinn.send_event": EventReceipt;
  /** {@link CaseAgency.placeNotice} */
  readonly "altinn.place_notice": NoticeReceipt;
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
  readonly seen: Evidence;
  /**
   * How sure it is that the case is the one that was started. `one_of`: several jobs started the same at once, and it is the first of these cases that no other
   * has claimed. (`only_new_case` is only in what older releases have stored.)
   */
  readonly certainty: "only_new_case" | "same_objects" | "one_of" | "same_contents" | "reply";
  /** With `one_of`: all cases that could be it, this one included; otherwise empty. */
  readonly candidates: readonly string[];
  /**
   * Over a transport that may send a request twice: other new cases with the same contents, which nobody has claimed. Look at them; nothing was deleted.
   */
  readonly twins: readonly string[];
}

/** The receipt of a payment. */
export interface PayReceipt {
  /** The case. */
  readonly caseId: string;
  /**
   * `already_paid`, `made_sharp` (a licence customer): nothing was debited by this journey. `paid_by_unknown`: it was debited once, and it cannot be told by whom,
   * since this journey asked for it and was refused as well.
   */
  readonly outcome: "paid" | "already_paid" | "paid_by_unknown" | "made_sharp";
  /** How it is known. */
  readonly seen: Evidence;
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
  /** How often the payment was asked for; more than once only to the same task, which was seen unpaid in between. */
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
  readonly seen: Evidence;
}

/** The receipt of a completed case. */
export interface CompleteReceipt {
  /** The case. */
  readonly caseId: string;
  /** Whether it was archived before this journey did anything. */
  readonly alreadyArchived: boolean;
  /** How it is known. */
  readonly seen: Evidence;
  /** Whether the case was seen completed after the reply. */
  readonly verified: boolean;
}

/** How sure it is that a case is the one that was created. */
export type CreateConfidence =
  | {
      /** The service's reply named it. */
      readonly is: "reply";
    }
  | {
      /** The reply was lost; it is the only new case of this edition and reportee, and its dates do not say otherwise. */
      readonly is: "onlyNewCase";
    }
  | {
      /** The reply was lost, and of several new cases it is the only one with the dates that were sent. */
      readonly is: "onlyOneWithTheseDates";
      /** The other new cases. */
      readonly others: readonly number[];
    }
  | {
      /** The reply was lost, and several new cases could be it; it is the first of them that no other job has claimed. */
      readonly is: "oneOf";
      /** All that could be it, this one included. */
      readonly candidates: readonly number[];
    };

/** The receipt of a created case. */
export interface CreateReceipt {
  /** The case. */
  readonly caseId: number;
  /** How sure it is that it is ours. */
  readonly sure: CreateConfidence;
  /** More than once only after a look that found no new case. */
  readonly sent: number;
  /** Over a transport that may send a request twice: other new cases that it could have created, which nobody has claimed. */
  readonly twins: readonly number[];
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
  readonly seen: Evidence;
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
  readonly seen: Evidence;
  /** How often it was sent. */
  readonly sent: number;
}

/** The name of a journey. */
export type JourneyKind = keyof FastDokJourneys | keyof AltinnJourneys;

/** A place in a `Journal` for one journey: it is what the option `save` takes. */
export interface JournalEntry extends Save {
  /** What it is called. */
  readonly key: string;
  /** The journal. */
  readonly claims: Claims;
}

/** A journey that has not ended. It is what the option `save` takes, to carry it on. */
export interface UnfinishedJourney extends JournalEntry {
  /** Its kind. */
  readonly kind: JourneyKind;
  /** The case that it is about; `undefined` if it is to make one, or is for many. */
  readonly caseId: string | undefined;
  /** Its stored text, as it was when the journal was asked. Once it has been carried on from here it is old, and refused: ask the journal again. */
  readonly stored: string;
  /** Takes it in hand, with its newest text; gives nothing if it is in hand already, or has ended. `resumeAll` begins with this where there is one. */
  readonly inHand?: (() => Promise<InHand | undefined>) | undefined;
  /** It can be read. */
  readonly problem?: undefined;
}

/** A journey that `resumeAll` has in hand. */
export interface InHand {
  /** Its newest text. */
  readonly stored: string;
  /** Where it is stored. */
  readonly save: Save;
  /** Gives it out of hand. */
  readonly leave: () => void;
}

/** A file of a journal that cannot be read. */
export interface UnreadableJourney {
  /** What it is called. */
  readonly key: string;
  /** Not known. */
  readonly kind?: undefined;
  /** Why it cannot be read. */
  readonly problem: NordcaseError;
}

/** What a journal has besides journeys that have ended. */
export type Unfinished = UnfinishedJourney | UnreadableJourney;

/** Where unfinished journeys are found: a `Journal`, or a place of your own. */
export interface UnfinishedJourneys {
  /** All that have not ended, and all that cannot be read. */
  unfinished(): Promise<readonly Unfinished[]>;
}
