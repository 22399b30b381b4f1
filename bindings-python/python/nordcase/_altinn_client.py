"""Altinn's CaseAgencySystem, blocking."""

# Made of `_async_altinn.py` by `cargo xtask generate`: change it there.

from __future__ import annotations

from nordcase._altinn_operations import CaseAgencyOperations
from nordcase._base import SETTLE
from nordcase._engine import SHORT, altinn_access, given
from nordcase._typing import TYPE_CHECKING, cast, overload
from nordcase.transports import MAX_BYTES, TIMEOUT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date
    from typing import Any, Literal

    from nordcase._batch import BatchResult
    from nordcase._hooks import Claims, Save, Tell
    from nordcase._journal import Journal
    from nordcase.altinn import ExternalCase
    from nordcase.journeys import CreateReceipt, EventReceipt, NoticeReceipt
    from nordcase.transports import Transport

PRODUCTION = "https://www.altinn.no"


class CaseAgency(CaseAgencyOperations):
    """Calls Altinn II's CaseAgencySystem for an agency system. Nothing is ever sent twice by a plain call.

    Args:
        base_url: The service's root, as `CaseAgency.production`.
        system_user: The agency system's name or number.
        password: Its password. After a refusal nothing more is sent: repeating a wrong one locks the system user for about an hour (verified).
        binding: `basic` (SOAP 1.1), `ws` (WS-Security), `ec` or `ec2` (certificate).
        security_header: `ec` and `ec2`: makes the signed `wsse:Security` element of a call.
        namespace_date: The date in the service's namespace, if not the usual `2010/10`.
        transport: What sends, if not httpx; see `nordcase.transports`.
        timeout: Seconds for one exchange.
        settle: Seconds in which the service may still carry out a call whose outcome nobody saw. Before that, a journey neither sends again what
            could then be there twice, nor says that it did not happen.
        claims: Which journey has which case, if it is to be shared with more than this client; see `nordcase.Claims`.
        max_answer_bytes: The largest answer that is read.
        allow_insecure: Allow plain http to another host than this machine.

    Raises:
        InputError: A value cannot be sent. Nothing was.
        TransportError: No usable answer came; see `.retry`.
        ParseError: The answer cannot be read.
        ServiceError: The service said no, with a fault; `.details["fault"]` has it whole.
    """

    _service = "altinn"

    production = PRODUCTION
    """The production service (verified). It was closed in June 2026."""

    def __init__(
        self,
        *,
        base_url: str,
        system_user: str,
        password: str,
        binding: str = "basic",
        security_header: Callable[[], str] | None = None,
        namespace_date: str | None = None,
        transport: Transport | None = None,
        timeout: float = TIMEOUT,
        settle: float = SETTLE,
        claims: Claims | None = None,
        max_answer_bytes: int = MAX_BYTES,
        allow_insecure: bool = False,
    ) -> None:
        access = altinn_access(
            base_url,
            system_user,
            password,
            binding,
            security_header,
            namespace_date,
            allow_insecure,
            max_answer_bytes,
        )
        self._start(access, transport, timeout, max_answer_bytes, settle, claims)
        self._shown = f"{type(self).__name__}(base_url={base_url!r}, system_user={system_user!r})"

    def __repr__(self) -> str:
        return self._shown

    def create_case(
        self,
        *,
        service: tuple[str, int],
        reportee: str,
        due: date | None = None,
        visible: date | None = None,
        check_reportee: bool | None = None,
        save: Save | None = None,
        on_progress: Tell | None = None,
    ) -> CreateReceipt:
        """Creates a case exactly once, though the service has no key for that: it lists before, and after a request with no answer lists again.

        Args:
            service: The service code and its edition, as `("2681", 1)`.
            reportee: The national identity number (11 digits) or organisation number (9 digits) of whom the case is for.
            due: The due date, Norwegian time.
            visible: From when the case is visible, Norwegian time.
            check_reportee: False switches off the check of the number's digits.
            save: Where the journey is kept before each request: an entry of a `Journal`, or a function that takes its text. What it raises stops it.
            on_progress: Is told what the journey does.

        Raises:
            JourneyError: It ended without a case; `.report` has what is certain and what is safe to do next.
        """
        code, edition = service
        params = given(
            externalServiceCode=code,
            externalServiceEditionCode=edition,
            reporteeNumber=reportee,
            dueDate=due,
            visibleDateTime=visible,
            checkReportee=check_reportee,
        )
        hooks = self._hooks(save=save, on_progress=on_progress)
        return cast("CreateReceipt", self._journey("altinn.create_case", params, hooks))

    def send_event(
        self,
        *,
        event: str,
        case_id: int | None = None,
        service: tuple[str, int] | None = None,
        reportee_element_id: int | None = None,
        machine: Mapping[str, object] | None = None,
        save: Save | None = None,
        on_progress: Tell | None = None,
    ) -> EventReceipt:
        """Sends an event to a case, or to all running cases of a service and edition, and finds out what it did if no answer comes.

        Args:
            event: The event's name in the agency's state machine.
            case_id: The case; or
            service: the service code and its edition.
            reportee_element_id: The element that the event is about.
            machine: The agency's state machine (`StateMachine.definition`): an event that cannot fit is then refused before it is sent.
            save: Where the journey is kept before each request: an entry of a `Journal`, or a function that takes its text. What it raises stops it.
            on_progress: Is told what the journey does.

        Raises:
            JourneyError: It ended without a receipt; `.report` has what is certain and what is safe to do next.
        """
        code, edition = service or (None, None)
        params = given(
            caseId=case_id,
            externalServiceCode=code,
            externalServiceEditionCode=edition,
            event=event,
            reporteeElementId=reportee_element_id,
            machine=machine,
        )
        hooks = self._hooks(save=save, on_progress=on_progress)
        return cast("EventReceipt", self._journey("altinn.send_event", params, hooks))

    def place_notice(
        self,
        *,
        template: str,
        case_id: int | None = None,
        element_id: str | None = None,
        tokens: Mapping[str, str] | None = None,
        may_be_set_again: bool = False,
        save: Save | None = None,
        on_progress: Tell | None = None,
    ) -> NoticeReceipt:
        """Puts a notice on a case, or on an element in one.

        Args:
            template: The notice template's id.
            case_id: The case; or
            element_id: the element.
            tokens: The texts for the template's variables, by name.
            may_be_set_again: Allow a second sending where nobody can see what became of the first.
            save: Where the journey is kept before each request: an entry of a `Journal`, or a function that takes its text. What it raises stops it.
            on_progress: Is told what the journey does.

        Raises:
            JourneyError: It ended without a receipt; `.report` has what is certain and what is safe to do next.
        """
        params = given(
            caseId=case_id,
            reporteeElementId=element_id,
            noticeTemplateId=template,
            noticeTokens=[{"tokenKey": key, "tokenValue": value} for key, value in (tokens or {}).items()],
            mayBeSetAgain=may_be_set_again,
        )
        hooks = self._hooks(save=save, on_progress=on_progress)
        return cast("NoticeReceipt", self._journey("altinn.place_notice", params, hooks))

    @overload
    def resume(
        self,
        kind: Literal["altinn.create_case"],
        stored: str,
        *,
        case_id: int | None = None,
        save: Save | None = None,
        on_progress: Tell | None = None,
    ) -> CreateReceipt: ...

    @overload
    def resume(
        self,
        kind: Literal["altinn.send_event"],
        stored: str,
        *,
        case_id: int | None = None,
        save: Save | None = None,
        on_progress: Tell | None = None,
    ) -> EventReceipt: ...

    @overload
    def resume(
        self,
        kind: Literal["altinn.place_notice"],
        stored: str,
        *,
        case_id: int | None = None,
        save: Save | None = None,
        on_progress: Tell | None = None,
    ) -> NoticeReceipt: ...

    @overload
    def resume(
        self,
        kind: str,
        stored: str,
        *,
        case_id: int | None = None,
        save: Save | None = None,
        on_progress: Tell | None = None,
    ) -> Any: ...

    def resume(
        self,
        kind: str,
        stored: str,
        *,
        case_id: int | None = None,
        save: Save | None = None,
        on_progress: Tell | None = None,
    ) -> Any:
        """Carries on a journey from its text, also in another process. Gives its receipt. Nothing is sent unless the text is what the caller says it is.

        Args:
            kind: The journey's name, as `altinn.send_event`; a `JournalEntry` has it.
            stored: The text that `save` was given last; a `JournalEntry` has it.
            case_id: The case that the journey must be about.
            save: As for the journey itself: the entry that the text is from.
            on_progress: Is told what the journey does.

        Raises:
            InputError: The text is no stored journey, of another kind (`input.journey_stored`) or about another case (`input.journey_case`).
            JourneyError: It ended without a receipt.
        """
        hooks = self._hooks(save=save, on_progress=on_progress)
        return self._resume(kind, stored, case_id, hooks)

    def resume_all(
        self,
        journal: Journal,
        *,
        on_progress: Tell | None = None,
    ) -> dict[str, BatchResult]:
        """Carries on all journeys of this service that a journal has unfinished, one after the other. Gives for each key its receipt or its error.

        A file that cannot be read is among them, with its problem. What one journey raises does not stop the others.
        """
        hooks = {"on_progress": on_progress}
        return self._resume_all(journal, **hooks)

    def iter_cases(
        self,
        *,
        service: tuple[str, int],
        reportee: str | None = None,
        language: int | None = None,
        check_reportee: bool | None = None,
    ) -> Iterator[ExternalCase]:
        """All running cases of a service and edition, of one reportee or of all, one after the other while they arrive. The service has no paging (verified).

        An error in the middle says that the list is not whole. `get_case_list` is the plain operation: the whole list at once.

        Args:
            service: The service code and its edition.
            reportee: Only this reportee's cases.
            language: Of the states' friendly names: 1033 English, 1044 Bokmål, 2068 Nynorsk.
            check_reportee: `False` sends a number whose form, check digits or birth date are wrong.
        """
        code, edition = service
        params = given(
            externalServiceCode=code,
            externalServiceEditionCode=edition,
            reporteeNumber=reportee,
            languageId=language,
            checkReportee=check_reportee,
        )
        return self._rows("altinn.get_case_list", params, {}, SHORT)

    def case(
        self,
        *,
        case_id: int,
        reportee: str | None = None,
        language: int | None = None,
        check_reportee: bool | None = None,
    ) -> ExternalCase:
        """One case. An archived or deleted one is refused (`altinn.60014`, `altinn.60015`).

        Args:
            case_id: The case.
            reportee: Whose case it must be.
            language: Of the state's friendly name: 1033 English, 1044 Bokmål, 2068 Nynorsk.
            check_reportee: `False` sends a number whose form, check digits or birth date are wrong.

        Raises:
            LookupError: The service answered with an empty list.
        """
        params = given(caseId=case_id, reporteeNumber=reportee, languageId=language, checkReportee=check_reportee)
        found = self._call("altinn.get_case_list", params, SHORT)
        if not found:
            raise LookupError(f"the service lists no case {case_id}")
        return cast("ExternalCase", found[0])
