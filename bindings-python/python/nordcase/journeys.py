"""What journeys ask, and how they end: questions, receipts, reports.

Marks in the descriptions: *verified* (a public document or a recording says it), *inferred* (from a sibling or a client), *unknown*.
"""

from __future__ import annotations

from nordcase._errors import Retry
from nordcase._record import OpenEnum, Record
from nordcase._typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal

    from nordcase._record import RawJson
    from nordcase.fastdok import TaskKind


class Evidence(OpenEnum):
    """How an outcome is known."""

    REPLY = "reply"
    STATE = "state"


class Certainty(OpenEnum):
    """Whether something happened by the journey's doing."""

    NO = "no"
    YES = "yes"
    UNKNOWN = "unknown"


class FailureCode(OpenEnum):
    """Why a journey ended without a receipt."""

    INPUT = "input"
    BAD_CREDENTIALS = "bad_credentials"
    REFUSED = "refused"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    GAVE_UP = "gave_up"
    OUTCOME_UNKNOWN = "outcome_unknown"
    NOT_POSSIBLE = "not_possible"
    UNKNOWN_TASK = "unknown_task"
    CHANGED_MEANWHILE = "changed_meanwhile"


class PayOutcome(OpenEnum):
    """How a payment ended."""

    PAID = "paid"
    """This journey paid it. With `Evidence.STATE` its reply was lost and the case was then seen paid, for the first time."""
    ALREADY_PAID = "already_paid"
    """It was paid already, or somebody else paid it meanwhile; this journey debited nothing."""
    PAID_BY_UNKNOWN = "paid_by_unknown"
    """It is paid, for the first time; whether by this journey cannot be told. It was debited once."""
    MADE_SHARP = "made_sharp"
    """A licence customer's case: it is sharp now, and nothing was debited."""


class StartConfidence(OpenEnum):
    """How sure it is that a started case is the journey's own."""

    ONLY_NEW_CASE = "only_new_case"
    SAME_OBJECTS = "same_objects"
    ONE_OF = "one_of"
    """Several new cases have these contents: it is the first of them that no other job has claimed."""
    SAME_CONTENTS = "same_contents"
    REPLY = "reply"


class CreateConfidence(Record, how="is"):
    """How sure it is that a created case is the journey's own."""

    how: str
    """`reply`, `onlyNewCase`, `onlyOneWithTheseDates` or `oneOf`."""
    others: tuple[int, ...] = ()
    """Other new cases that were seen, with other dates."""
    candidates: tuple[int, ...] = ()
    """The new cases that it can be; nobody can tell which is the journey's own."""


class Facts(Record):
    """What is certain when a journey ends: each is about this journey's own doing."""

    debited: Certainty
    """Money was debited for the case. `Yes` also when it was seen paid and somebody else may have paid."""
    archived: Certainty
    """The case was archived."""
    created: Certainty
    """A case was created."""
    changed: Certainty
    """Anything else was changed: a task moved, an event registered, a notice set. `Yes` also when the change was
    seen and somebody else may have made it.
    """


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
    """Whether the job may be begun anew by a program. `None` in what older releases stored."""
    error_code: str | None = None
    """The code of the error behind it, as `fastdok.refused`."""
    message: str | None = None
    """The service's own words, or the error's."""


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
    """The company's discount factor: the price is the form's base price times this, excluding VAT (verified). `None`
    if the company has none.
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
    """The balance after, in SEK, shared likewise. `None` if it could not be read; that says nothing about the
    payment.
    """
    sent: int = 0
    """How often the payment was sent; more than once only to the same task, which was seen unpaid in between."""


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
    """Over a transport that may send a request twice: other new cases with the same contents, which nobody has claimed. Whether one was started by this
    request is for the caller to look at; nothing was deleted.
    """


class CancelReceipt(Record):
    """The receipt of a cancelled payment."""

    case_id: str
    """The case."""
    returned_to: TaskKind | None = None
    """Where it came back to: TaskCreate, or TaskPaid if it had been paid before (verified). `None` if it could not
    be read any more.  With `Evidence.State`, a case found at TaskPaid may also have been paid by somebody else at the
    same moment.
    """
    task_id: str | None = None
    """That task's id."""
    seen: Evidence = Evidence.STATE
    """How it is known."""


class CompleteReceipt(Record):
    """The receipt of a completed case."""

    case_id: str
    """The case."""
    already_archived: bool | None
    """Whether it was archived before this journey did anything. `None` if it cannot be told."""
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
    """Over a transport that may send a request twice: other new cases that could have been created by it, which nobody has claimed."""


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
    """Its result; true as well when there is no condition (verified). `None` where the outcome was read from the
    state.
    """
    error_code: int | None = None
    """The code of a fault in the state machine, if there was one."""
    exception_detail: str | None = None
    """And its text."""


class EventReceipt(Record):
    """The receipt of an event."""

    seen: Evidence
    """How it is known. With `Evidence.State` only moved cases are listed, and another event may have moved them."""
    cases: tuple[CaseMove, ...] = ()
    """What the event did to each case."""
    sent: int = 0
    """How often it was sent."""


class NoticeReceipt(Record):
    """The receipt of a notice."""

    reportee_element_id: str
    """The element, as it was given."""
    seen: Evidence
    """How it is known. With `Evidence.State` the case shows the template; its tokens cannot be read."""
    sent: int
    """How often it was sent."""
