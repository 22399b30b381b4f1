"""Altinn's CaseAgencySystem, blocking. Made of `_async_altinn.py` by `tools/unasync.py`."""

from __future__ import annotations

from nordcase._base import Client
from nordcase._engine import altinn_access, given
from nordcase._typing import TYPE_CHECKING, cast
from nordcase.transports import MAX_BYTES, TIMEOUT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date
    from typing import Any

    from nordcase._engine import Progress
    from nordcase.altinn import ExternalCase, InstantiatedCase, NotificationResult, NoticeToken
    from nordcase.journeys import CreateReceipt, EventReceipt, NoticeReceipt
    from nordcase.transports import Transport

PRODUCTION = "https://www.altinn.no"


class CaseAgency(Client):
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
        max_answer_bytes: The largest answer that is read.
        allow_insecure: Allow plain http to another host than this machine.

    Raises:
        InputError: A value cannot be sent. Nothing was.
        TransportError: No usable answer came; see `.retry`.
        ParseError: The answer cannot be read.
        ServiceError: The service said no, with a fault; `.details["fault"]` has it whole.
    """

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
        self._start(access, transport, timeout, max_answer_bytes)
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
        save: Callable[[str], object] | None = None,
        on_progress: Callable[[Progress], object] | None = None,
    ) -> CreateReceipt:
        """Creates a case exactly once, though the service has no key for that: it lists before, and after a request with no answer lists again.

        Args:
            service: The service code and its edition, as `("2681", 1)`.
            reportee: The national identity number (11 digits) or organisation number (9 digits) of whom the case is for.
            due: The due date, Norwegian time.
            visible: From when the case is visible, Norwegian time.
            check_reportee: False switches off the check of the number's digits.
            save: Is given the journey as JSON text before each request; hand it to `resume` in case the process stops.
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
        stored = self._engine.begin("altinn.create_case", params)
        return cast("CreateReceipt", self._journey(stored, save, on_progress))

    def send_event(
        self,
        *,
        event: str,
        case_id: int | None = None,
        service: tuple[str, int] | None = None,
        reportee_element_id: int | None = None,
        machine: Mapping[str, object] | None = None,
        save: Callable[[str], object] | None = None,
        on_progress: Callable[[Progress], object] | None = None,
    ) -> EventReceipt:
        """Sends an event to a case, or to all running cases of a service and edition, and finds out what it did if no answer comes.

        Args:
            event: The event's name in the agency's state machine.
            case_id: The case; or
            service: the service code and its edition.
            reportee_element_id: The element that the event is about.
            machine: The agency's state machine (`StateMachine.definition`): an event that cannot fit is then refused before it is sent.
            save: Is given the journey as JSON text before each request; hand it to `resume` in case the process stops.
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
        return cast(
            "EventReceipt", self._journey(self._engine.begin("altinn.send_event", params), save, on_progress)
        )

    def place_notice(
        self,
        *,
        template: str,
        case_id: int | None = None,
        element_id: str | None = None,
        tokens: Mapping[str, str] | None = None,
        may_be_set_again: bool = False,
        save: Callable[[str], object] | None = None,
        on_progress: Callable[[Progress], object] | None = None,
    ) -> NoticeReceipt:
        """Puts a notice on a case, or on an element in one.

        Args:
            template: The notice template's id.
            case_id: The case; or
            element_id: the element.
            tokens: The texts for the template's variables, by name.
            may_be_set_again: Allow a second sending where nobody can see what became of the first.
            save: Is given the journey as JSON text before each request; hand it to `resume` in case the process stops.
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
        return cast(
            "NoticeReceipt", self._journey(self._engine.begin("altinn.place_notice", params), save, on_progress)
        )

    def resume(
        self,
        stored: str,
        *,
        save: Callable[[str], object] | None = None,
        on_progress: Callable[[Progress], object] | None = None,
    ) -> Any:
        """Carries on a journey from the text that `save` was given last, also in another process. Gives its receipt.

        Raises:
            InputError: The text is no stored journey of a version that this release reads.
            JourneyError: It ended without a receipt.
        """
        return self._journey(stored, save, on_progress)

    def cases(
        self, *, service: tuple[str, int], reportee: str | None = None, language: int | None = None
    ) -> tuple[ExternalCase, ...]:
        """All running cases of a service and edition, of one reportee or of all. The service has no paging (verified).

        Args:
            service: The service code and its edition.
            reportee: Only this reportee's cases.
            language: Of the states' friendly names: 1033 English, 1044 Bokmål, 2068 Nynorsk.
        """
        code, edition = service
        params = given(
            externalServiceCode=code,
            externalServiceEditionCode=edition,
            reporteeNumber=reportee,
            languageId=language,
        )
        return cast("tuple[ExternalCase, ...]", self._call("altinn.get_case_list", params))

    def iter_cases(
        self, *, service: tuple[str, int], reportee: str | None = None, language: int | None = None
    ) -> Iterator[ExternalCase]:
        """`cases`, one after the other while they arrive. An error in the middle says that the list is not whole."""
        code, edition = service
        params = given(
            externalServiceCode=code,
            externalServiceEditionCode=edition,
            reporteeNumber=reportee,
            languageId=language,
        )
        return self._rows("altinn.get_case_list", params, {})

    def case(self, *, case_id: int, language: int | None = None) -> ExternalCase:
        """One case. An archived or deleted one is refused (`altinn.60014`, `altinn.60015`).

        Args:
            case_id: The case.
            language: Of the state's friendly name: 1033 English, 1044 Bokmål, 2068 Nynorsk.

        Raises:
            LookupError: The service answered with an empty list.
        """
        found = self._call("altinn.get_case_list", given(caseId=case_id, languageId=language))
        if not found:
            raise LookupError(f"the service lists no case {case_id}")
        return cast("ExternalCase", found[0])

    def instantiate_collaboration(
        self,
        *,
        external_service_code: str,
        external_service_edition_code: int,
        reportee_number: str,
        visible_date_time: date | None = None,
        due_date: date | None = None,
    ) -> InstantiatedCase:
        """Creates a case by one plain request. `create_case` is safer: it finds out whether a request with no answer created one.

        Source: `InstantiateCollaborationAgencySystem`.
        """
        params = given(
            externalServiceCode=external_service_code,
            externalServiceEditionCode=external_service_edition_code,
            reporteeNumber=reportee_number,
            visibleDateTime=visible_date_time,
            dueDate=due_date,
        )
        return cast("InstantiatedCase", self._call("altinn.instantiate_collaboration", params))

    def notify_event(
        self,
        *,
        event: str,
        case_id: int | None = None,
        external_service_code: str | None = None,
        external_service_edition_code: int | None = None,
        reportee_element_id: int | None = None,
    ) -> tuple[NotificationResult, ...]:
        """Sends an event by one plain request: what became of it in each case.

        Source: `NotifyEventAgencySystem`.
        """
        params = given(
            event=event,
            caseId=case_id,
            externalServiceCode=external_service_code,
            externalServiceEditionCode=external_service_edition_code,
            reporteeElementId=reportee_element_id,
        )
        return cast("tuple[NotificationResult, ...]", self._call("altinn.notify_event", params))

    def set_notice(
        self, *, reportee_element_id: str, notice_template_id: str, notice_tokens: Sequence[NoticeToken] = ()
    ) -> None:
        """Puts a notice on a case or an element by one plain request.

        Source: `SetNoticeAgencySystem`.
        """
        params = given(
            reporteeElementId=reportee_element_id,
            noticeTemplateId=notice_template_id,
            noticeTokens=list(notice_tokens),
        )
        self._call("altinn.set_notice", params)

    def test(self) -> None:
        """Asks whether the service answers.

        Source: `Test`.
        """
        self._call("altinn.test", {})
