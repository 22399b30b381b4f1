"""The values of CaseAgencySystem, under the names that its API gives them.

Marks in the descriptions: *verified* (a public document or a recording says it), *inferred* (from a sibling or a
client), *unknown*.
"""

# Made of the core's source by `cargo xtask generate`: change it there.

from __future__ import annotations

from nordcase._record import FrozenDict, Record
from nordcase._typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


class InstantiatedCase(Record):
    """The case that was created."""

    case_id: int
    """Its `CaseID`, which is positive."""


class ExternalCase(Record):
    """A case (`ExternalCaseBE`). All members but `CaseID` may be nil or missing."""

    case_id: int
    """`CaseID`."""
    case_name: str | None = None
    """`CaseName`: the service's name."""
    current_state_friendly_name: str | None = None
    """`CurrentStateFriendlyName`: the state's name for people, in the language asked for."""
    current_state_id: int | None = None
    """`CurrentStateID`."""
    current_state_name: str | None = None
    """`CurrentStateName`."""
    due_date: datetime | None = None
    """`DueDate`, in Norwegian time without an offset. In the WSDL (verified), not in the documentation."""
    is_archived: bool | None = None
    """`IsArchived`. In the WSDL (verified), not in the documentation."""
    notice_template_id: str | None = None
    """`NoticeTemplateID`: of the notice on the case, if there is one. A text (verified)."""
    visible_date_time: datetime | None = None
    """`VisibleDateTime`, in Norwegian time without an offset. In the WSDL (verified), not in the documentation."""
    other: Mapping[str, str | None] = FrozenDict()
    """Members that this version has no field for: name and text, `None` for nil or for one with elements in it."""


class NotificationResult(Record):
    """What became of an event in one case (`StateMachineNotificationResultBE`). All members but `CaseID` may be nil or
    missing.
    """

    case_id: int
    """`CaseID`."""
    condition_evaluation_result: bool | None = None
    """`ConditionEvaluationResult`: what the transition's condition said; true if it has none. `None` when the service
    left it out.
    """
    condition_name: str | None = None
    """`ConditionName`: of the transition's condition, if it has one."""
    current_state_friendly_name: str | None = None
    """`CurrentStateFriendlyName`: of the state after the event. In the WSDL (verified), not in the documentation."""
    current_state_id: int | None = None
    """`CurrentStateID`: of the state after the event. In the WSDL (verified), not in the documentation."""
    current_state_name: str | None = None
    """`CurrentStateName`: of the state after the event (verified)."""
    error_code: int | None = None
    """`ErrorCode`: of trouble in the state machine; probably one of 60026 to 60031 (inferred). 0 or `None` without."""
    exception_detail: str | None = None
    """`ExceptionDetail`: what the trouble was."""
    has_exception: bool = False
    """`HasException`: whether there was trouble in the state machine. Left out means false, as in all of the service's
    contracts (verified).
    """
    is_state_changed: bool = False
    """`IsStateChanged`: whether the event changed the state. Left out means false."""
    other: Mapping[str, str | None] = FrozenDict()
    """Members that this version has no field for: name and text, `None` for nil or for one with elements in it."""


class NoticeToken(Record):
    """What to put in the place of one variable (`NoticeTokenBE`)."""

    token_key: str
    """`TokenKey`: the variable's name, without the `$$` around it. Upper and lower case are the same (verified)."""
    token_value: str
    """`TokenValue`: its text."""
