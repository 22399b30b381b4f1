"""CaseAgencySystem's operations for asyncio."""

# Made of the core's source by `cargo xtask generate`: change it there.

from __future__ import annotations

from nordcase._base import AsyncClient
from nordcase._engine import given
from nordcase._typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from nordcase.altinn import ExternalCase, InstantiatedCase, NoticeToken, NotificationResult


class AsyncCaseAgencyOperations(AsyncClient):
    """One method for each operation, named as the core names it."""

    async def instantiate_collaboration(
        self,
        *,
        external_service_code: str,
        external_service_edition_code: int,
        reportee_number: str,
        visible_date_time: date | None = None,
        due_date: date | None = None,
        check_reportee: bool = True,
    ) -> InstantiatedCase:
        """Creates a case.

        The service has no idempotency key, and allows several cases of one service for one reportee: sending this again
        after an answer that was lost makes a second case. List the cases before and after instead, as the journey
        `create_case` does.

        Source: `InstantiateCollaborationAgencySystem`: creates a case for a person or an organisation. Parameters,
        order and types are verified for EC and EC2 (WSDL), inferred for Basic and WS.

        Args:
            external_service_code: `externalServiceCode`: letters and digits, as `2681`.
            external_service_edition_code: `externalServiceEditionCode`: positive.
            reportee_number: `reporteeNumber`: an organisasjonsnummer (9 digits), or a fødselsnummer or D-number (11).
            visible_date_time: `visibleDateTime`: when the case is to be seen; at once if left out (verified). Norwegian
                time unless it has an offset.
            due_date: `dueDate`: when it is to be done.
            check_reportee: Whether the reportee number's form, check digits and birth date are checked before anything
                is sent. `True` unless switched off, for numbers that do not follow the rules.
        """
        params = given(
            externalServiceCode=external_service_code,
            externalServiceEditionCode=external_service_edition_code,
            reporteeNumber=reportee_number,
            visibleDateTime=visible_date_time,
            dueDate=due_date,
            checkReportee=check_reportee,
        )
        return cast("InstantiatedCase", await self._call("altinn.instantiate_collaboration", params))

    async def get_case_list(
        self,
        *,
        case_id: int | None = None,
        external_service_code: str | None = None,
        external_service_edition_code: int | None = None,
        language_id: int | None = None,
        reportee_number: str | None = None,
        check_reportee: bool = True,
    ) -> tuple[ExternalCase, ...]:
        """Lists cases: one by its `case_id`, or all running ones of a service and edition, of one reportee or of all.
        The list has no pages (verified).

        Whether archived cases are ever listed is unknown; asking for one by its id is refused with 60014 (archived) or
        60015 (deleted).

        Source: `GetCaseListAgencySystem`: one case, or all running cases of a service. Parameters, order and types are
        verified for EC and EC2 (WSDL), inferred for Basic and WS.

        Args:
            case_id: `caseID`: positive. Either this, or service and edition.
            external_service_code: `externalServiceCode`: letters and digits.
            external_service_edition_code: `externalServiceEditionCode`: positive.
            language_id: `languageID`: the language of the states' friendly names (1033 English, 1044 Bokmål, 2068
                Nynorsk); the service's own if left out (verified).
            reportee_number: `reporteeNumber`: only this reportee's cases. The documentation wants it with a case as
                well, the WSDL does not: without it the service may answer 60012 (inferred).
            check_reportee: Whether the reportee number's form, check digits and birth date are checked before anything
                is sent. `True` unless switched off.
        """
        params = given(
            caseId=case_id,
            externalServiceCode=external_service_code,
            externalServiceEditionCode=external_service_edition_code,
            languageId=language_id,
            reporteeNumber=reportee_number,
            checkReportee=check_reportee,
        )
        return cast("tuple[ExternalCase, ...]", await self._call("altinn.get_case_list", params))

    async def notify_event(
        self,
        *,
        event: str,
        case_id: int | None = None,
        external_service_code: str | None = None,
        external_service_edition_code: int | None = None,
        reportee_element_id: int | None = None,
    ) -> tuple[NotificationResult, ...]:
        """Sends an event: to one case by its `case_id`, or to all running cases of a service and edition.

        An event that does not fit a case's state is no error: its result says that the state has not changed.

        Source: `NotifyEventAgencySystem`: sends an event into the state machine of one case, or of all running cases of
        a service. Parameters, order and types are verified for EC and EC2 (WSDL), inferred for Basic and WS.

        Args:
            event: `Event`: the agency's own, as `DeadlineExpired`, or a predefined one, as `3374:1:Submitted`
                (verified).
            case_id: `CaseID`: positive. Either this, or service and edition.
            external_service_code: `ExternalServiceCode`: letters and digits.
            external_service_edition_code: `ExternalServiceEditionCode`: positive.
            reportee_element_id: `ReporteeElementID`: the element that gave rise to the event, as a number. The service
                only writes it to its log (verified).
        """
        params = given(
            event=event,
            caseId=case_id,
            externalServiceCode=external_service_code,
            externalServiceEditionCode=external_service_edition_code,
            reporteeElementId=reportee_element_id,
        )
        return cast("tuple[NotificationResult, ...]", await self._call("altinn.notify_event", params))

    async def set_notice(
        self, *, reportee_element_id: str, notice_template_id: str, notice_tokens: Sequence[NoticeToken] = ()
    ) -> None:
        """Puts a notice on a case or on an element in it. The text is a template of the service's, in which tokens are
        replaced.

        Source: `SetNoticeAgencySystem`: puts a notice (*merknad*) on a case, or on an element in it. Parameters, order
        and types are verified for EC and EC2 (WSDL), inferred for Basic and WS.

        Args:
            reportee_element_id: `reporteeElementID`: the digits of a CaseID or of an active element; `AR` and digits
                for an archived element, as `AR5276128` (verified).
            notice_template_id: `NoticeTemplateID`: a template defined on the case's service (verified; its format is
                unknown).
            notice_tokens: `NoticeTokens`: what to put in the place of the template's variables; may be empty.
        """
        params = given(
            reporteeElementId=reportee_element_id,
            noticeTemplateId=notice_template_id,
            noticeTokens=list(notice_tokens),
        )
        await self._call("altinn.set_notice", params)

    async def test(self) -> None:
        """Asks whether the service answers. Says nothing about the credentials over the Basic binding, which sends
        none.

        Source: `Test`: asks whether the service answers.
        """
        await self._call("altinn.test", {})
