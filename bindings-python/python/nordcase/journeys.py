"""What journeys ask, and how they end: questions, receipts, reports.

Marks in the descriptions: *verified* (a public document or a recording says it), *inferred* (from a sibling or a
client), *unknown*.
"""

# Made of the core's source by `cargo xtask generate`: change it there.

from __future__ import annotations

from nordcase._confidence import CreateConfidence
from nordcase._errors import Retry
from nordcase._record import OpenEnum, RawJson, Record
from nordcase._typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal

    from nordcase.fastdok import TaskKind


class Evidence(OpenEnum):
    """How the end of a journey is known."""

    REPLY = "reply"
    """The service's own reply to the call said so."""
    STATE = "state"
    """The reply was lost, and the state of the case shows it. Somebody else may have done the same at the same time."""


class StartConfidence(OpenEnum):
    """How sure it is that a case is the one that this journey started."""

    ONLY_NEW_CASE = "only_new_case"
    """It is the only new case; its contents could not be compared. (Older releases took such a case; this one reports
    that it cannot be told.)
    """
    SAME_OBJECTS = "same_objects"
    """It is the only new case that has the kinds and forms that were sent; no values were sent that could tell more."""
    ONE_OF = "one_of"
    """Several new cases have these contents, which is so when several jobs start the same at once: it is the first of
    them that no other job has claimed.
    """
    SAME_CONTENTS = "same_contents"
    """It is the only new case whose contents are all that this journey sent."""
    REPLY = "reply"
    """The service's reply named it."""


class PayOutcome(OpenEnum):
    """How the case came to be paid."""

    PAID = "paid"
    """This journey paid it. With `Evidence.STATE` its reply was lost and the case was then seen paid, for the first
    time; somebody else may have paid at the same moment.
    """
    ALREADY_PAID = "already_paid"
    """It was paid already, or somebody else paid it meanwhile; this journey debited nothing."""
    PAID_BY_UNKNOWN = "paid_by_unknown"
    """It is paid, for the first time, and this journey asked for that; but it also was refused, so that it cannot be
    told who paid. It was debited once.
    """
    MADE_SHARP = "made_sharp"
    """A licence customer's case: it is sharp now, and nothing was debited."""


class FailureCode(OpenEnum):
    """Why a journey ended without a receipt."""

    INPUT = "input"
    """A value cannot be sent; nothing was."""
    BAD_CREDENTIALS = "bad_credentials"
    """The service refused the credentials. Never repeat it: accounts get locked."""
    REFUSED = "refused"
    """The service refused the call, in its own words."""
    DECLINED = "declined"
    """The caller did not approve."""
    CANCELLED = "cancelled"
    """The caller cancelled."""
    GAVE_UP = "gave_up"
    """The service could not be read for too long."""
    OUTCOME_UNKNOWN = "outcome_unknown"
    """A changing call has an outcome that cannot be told."""
    NOT_POSSIBLE = "not_possible"
    """The case is in a state that the job cannot start from (archived, not paid, no task)."""
    UNKNOWN_TASK = "unknown_task"
    """The case has a task of a kind that this version does not know."""
    CHANGED_MEANWHILE = "changed_meanwhile"
    """Somebody else moved the case while the job was under way."""


class Certainty(OpenEnum):
    """What is certain about one thing."""

    NO = "no"
    """It has not happened by this journey's doing."""
    YES = "yes"
    """It has happened."""
    UNKNOWN = "unknown"
    """It cannot be told."""


class StartReceipt(Record):
    """The receipt of a started case."""

    case_id: str
    """The case."""
    task_id: str | None = None
    """Its first task. `None` if it could not be read."""
    name: str | None = None
    """Its name, as the reply gave it."""
    seen: Evidence = Evidence.STATE
    """How it is known."""
    certainty: StartConfidence = StartConfidence.REPLY
    """How sure it is that it is ours."""
    candidates: tuple[str, ...] = ()
    """With `StartConfidence.ONE_OF`: all cases that could be it, this one included."""
    twins: tuple[str, ...] = ()
    """Over a transport that may send a request twice: other new cases with the same contents, which nobody has claimed.
    Whether one was started by this request is for the caller to look at; nothing was deleted.
    """


class PaymentQuestion(Record):
    """What the caller is asked before money is spent."""

    case_id: str
    """The case."""
    task_id: str
    """The payment task."""
    order: RawJson | None = None
    """The order as the service gave it, whole. Its fields are documented nowhere (unknown), so none is named here.
    `None` if it could not be had.
    """
    order_problem: str | None = None
    """Why there is no order, in words."""
    balance: Decimal | None = None
    """The balance in SEK. All users of the company share it, so it may change at any time."""
    discount_factor: Decimal | None = None
    """The company's discount factor: the price is the form's base price times this, excluding VAT (verified). `None` if
    the company has none.
    """


class PayReceipt(Record):
    """The receipt of a payment."""

    case_id: str
    """The case."""
    outcome: PayOutcome
    """What happened."""
    seen: Evidence
    """How it is known."""
    task_id: str | None = None
    """The TaskPaid task to go on with; `None` if the case has none (archived meanwhile) or it could not be read."""
    archived_meanwhile: bool = False
    """Whether the case was archived by somebody else meanwhile."""
    order: RawJson | None = None
    """The order that was approved."""
    balance_before: Decimal | None = None
    """The balance before, in SEK. It is shared with the whole company: before minus after need not be the price."""
    balance_after: Decimal | None = None
    """The balance after, in SEK, shared likewise. `None` if it could not be read; that says nothing about the payment.
    """
    sent: int = 0
    """How often the payment was sent; more than once only to the same task, which was seen unpaid in between."""


class CancelReceipt(Record):
    """The receipt of a cancelled payment."""

    case_id: str
    """The case."""
    returned_to: TaskKind | None = None
    """Where it came back to: TaskCreate, or TaskPaid if it had been paid before (verified). `None` if it could not be
    read any more. With `Evidence.STATE` a case found at TaskPaid may also have been paid by somebody else at the same
    moment.
    """
    task_id: str | None = None
    """That task's id."""
    seen: Evidence = Evidence.STATE
    """How it is known."""


class CompleteReceipt(Record):
    """The receipt of a completed case."""

    case_id: str
    """The case."""
    already_archived: bool
    """Whether it was archived before this journey asked for it. Otherwise this journey archived it; with
    `Evidence.STATE` somebody else may have done so at the same time.
    """
    seen: Evidence
    """How it is known."""
    verified: bool
    """Whether the case was seen completed after the reply. `False` if it could not be read any more."""


class CreateReceipt(Record):
    """The receipt of a created case."""

    case_id: int
    """The case."""
    sure: CreateConfidence
    """How sure it is that it is ours."""
    sent: int
    """How often the creation was sent; more than once only after a look that found no new case."""
    twins: tuple[int, ...] = ()
    """Over a transport that may send a request twice: other new cases that could have been created by it, which nobody
    has claimed.
    """


class EventReceipt(Record):
    """The receipt of an event."""

    seen: Evidence
    """How it is known. With `Evidence.STATE` only moved cases are listed, and another event may have moved them."""
    cases: tuple[CaseMove, ...] = ()
    """What the event did to each case."""
    sent: int = 0
    """How often it was sent."""


class CaseMove(Record, came_from="from", went_to="to"):
    """What an event did to one case."""

    case_id: int
    """The case."""
    came_from: str | None = None
    """The name of its state before, if it was read."""
    went_to: str | None = None
    """The name of its state now."""
    changed: bool = False
    """Whether its state changed."""
    condition_name: str | None = None
    """The condition of the transition, if it has one."""
    condition_evaluation_result: bool | None = None
    """Its result; true as well when there is no condition (verified). `None` where the outcome was read from the state.
    """
    error_code: int | None = None
    """The code of a fault in the state machine, if there was one."""
    exception_detail: str | None = None
    """And its text."""


class NoticeReceipt(Record):
    """The receipt of a notice."""

    reportee_element_id: str
    """The element, as it was given."""
    seen: Evidence
    """How it is known. With `Evidence.STATE` the case shows the template; its tokens cannot be read."""
    sent: int
    """How often it was sent."""


class FailureReport(Record):
    """How a journey ended without a receipt. It always tells the truth, also where that is *cannot be told*."""

    code: FailureCode
    """Why."""
    facts: Facts
    """What is certain."""
    known: tuple[str, ...] = ()
    """What is known, in sentences."""
    unknown: tuple[str, ...] = ()
    """What is not known, in sentences."""
    safe_next: str = ""
    """What is safe to do next."""
    retry: Retry | None = None
    """Whether the job may be begun anew by a program: `Retry.NEVER` where that cannot help or does harm,
    `Retry.VERIFY_FIRST` where something cannot be told. `None` in what older releases stored.
    """
    error_code: str | None = None
    """The code of the error behind it, as `fastdok.refused`."""
    message: str | None = None
    """The service's own words, or the error's."""


class Facts(Record):
    """What is certain when a journey ends: each is about this journey's own doing."""

    debited: Certainty
    """Money was debited for the case. `Yes` also when it was seen paid and somebody else may have paid."""
    archived: Certainty
    """The case was archived."""
    created: Certainty
    """A case was created."""
    changed: Certainty
    """Anything else was changed: a task moved, an event registered, a notice set. `Yes` also when the change was seen
    and somebody else may have made it.
    """
