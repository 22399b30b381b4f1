"""FastDok, blocking."""

# Made of `_async_fastdok.py` by `cargo xtask generate`: change it there.

from __future__ import annotations

from nordcase import _native
from nordcase._base import SETTLE
from nordcase._engine import fastdok_access
from nordcase._fastdok_operations import FastDokOperations
from nordcase._typing import TYPE_CHECKING, cast, overload
from nordcase.transports import MAX_BYTES, TIMEOUT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, Literal

    from nordcase._batch import BatchResult
    from nordcase._hooks import Approve, Claims, Save, Tell
    from nordcase._journal import Journal
    from nordcase.fastdok import ObjectEntry
    from nordcase.journeys import CancelReceipt, CompleteReceipt, PayReceipt, StartReceipt
    from nordcase.transports import Transport

PRODUCTION = "https://www.fastighetsagarnadokument.se/API/v1.0"
DEVELOPMENT = "https://fsab.bariumlive.com/API/v1.0"


class FastDok(FastDokOperations):
    """Calls FastDok: signs in when needed, keeps the ticket, and renews it once when the service refuses it.

    Args:
        base_url: The API root, as `FastDok.production`, or a server's address.
        api_key: The system vendor's key.
        username: The user's name at the customer's company.
        password: The user's password. A refused one is never tried again by this client, since accounts get locked.
        ticket: A ticket from elsewhere, instead of or beside the credentials.
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
        ServiceError: The service said no.
    """

    _service = "fastdok"

    production = PRODUCTION
    """The production service (verified)."""
    development = DEVELOPMENT
    """The development service (verified)."""

    def __init__(
        self,
        *,
        base_url: str,
        api_key: str | None = None,
        username: str | None = None,
        password: str | None = None,
        ticket: str | None = None,
        transport: Transport | None = None,
        timeout: float = TIMEOUT,
        settle: float = SETTLE,
        claims: Claims | None = None,
        max_answer_bytes: int = MAX_BYTES,
        allow_insecure: bool = False,
    ) -> None:
        access = fastdok_access(base_url, api_key, username, password, ticket, allow_insecure, max_answer_bytes)
        self._start(access, transport, timeout, max_answer_bytes, settle, claims)
        self._shown = f"{type(self).__name__}(base_url={base_url!r}, username={username!r})"
        self._address = base_url, allow_insecure

    def __repr__(self) -> str:
        return self._shown

    def task_link(self, task_id: str, web_ticket: str) -> str:
        """The web address of a task's page, for a browser. Nothing is sent.

        Args:
            task_id: The task.
            web_ticket: The ticket for web pages, from `authenticate(web_ticket=True)`. It logs the reader of the page in, so the address is a secret as it is.

        Raises:
            InputError: For an id or a ticket that cannot stand in an address.
        """
        return _native.task_link(*self._address, task_id, web_ticket)

    def start_case(
        self,
        *,
        entries: Sequence[ObjectEntry],
        save: Save | None = None,
        on_progress: Tell | None = None,
    ) -> StartReceipt:
        """Starts a case once: after a request with no answer it looks for the case instead of starting another.

        Args:
            entries: The objects that the case begins with, at least one.
            save: Where the journey is kept before each request: an entry of a `Journal`, or a function that takes its text. What it raises stops it.
            on_progress: Is told what the journey does.

        Raises:
            JourneyError: It ended without a case; `.report` has what is certain and what is safe to do next.
        """
        hooks = self._hooks(save=save, on_progress=on_progress)
        return cast("StartReceipt", self._journey("fastdok.start_case", {"entries": list(entries)}, hooks))

    def pay_case(
        self,
        *,
        case_id: str,
        approve: Approve,
        added_forms: bool = False,
        save: Save | None = None,
        on_progress: Tell | None = None,
    ) -> PayReceipt:
        """Pays a case once: shows the order and the balance first, and after a payment with no answer looks what became of it.

        Args:
            case_id: The case.
            approve: Is asked before money is spent, with the order and the balance. Only `True` spends, and `False` declines; anything else is an error.
            added_forms: Pay again for forms that were added to a paid case.
            save: Where the journey is kept before each request: an entry of a `Journal`, or a function that takes its text. What it raises stops it.
            on_progress: Is told what the journey does.

        Raises:
            JourneyError: It ended without a receipt; `.report` has what is certain and what is safe to do next.
        """
        hooks = self._hooks(approve=approve, save=save, on_progress=on_progress)
        params = {"caseId": case_id, "addedForms": added_forms}
        return cast("PayReceipt", self._journey("fastdok.pay_case", params, hooks))

    def cancel_payment(
        self,
        *,
        case_id: str,
        save: Save | None = None,
        on_progress: Tell | None = None,
    ) -> CancelReceipt:
        """Takes a case back from its payment task. Nothing is spent or returned.

        Raises:
            JourneyError: It ended without a receipt; `.report` has what is certain.
        """
        hooks = self._hooks(save=save, on_progress=on_progress)
        return cast("CancelReceipt", self._journey("fastdok.cancel_payment", {"caseId": case_id}, hooks))

    def complete_case(
        self,
        *,
        case_id: str,
        save: Save | None = None,
        on_progress: Tell | None = None,
    ) -> CompleteReceipt:
        """Completes a paid case, which archives it for ever.

        Raises:
            JourneyError: It ended without a receipt; `.report` has what is certain.
        """
        hooks = self._hooks(save=save, on_progress=on_progress)
        return cast("CompleteReceipt", self._journey("fastdok.complete_case", {"caseId": case_id}, hooks))

    @overload
    def resume(
        self,
        kind: Literal["fastdok.start_case"],
        stored: str,
        *,
        case_id: str | None = None,
        approve: Approve | None = None,
        save: Save | None = None,
        on_progress: Tell | None = None,
    ) -> StartReceipt: ...

    @overload
    def resume(
        self,
        kind: Literal["fastdok.pay_case"],
        stored: str,
        *,
        case_id: str | None = None,
        approve: Approve,
        save: Save | None = None,
        on_progress: Tell | None = None,
    ) -> PayReceipt: ...

    @overload
    def resume(
        self,
        kind: Literal["fastdok.cancel_payment"],
        stored: str,
        *,
        case_id: str | None = None,
        approve: Approve | None = None,
        save: Save | None = None,
        on_progress: Tell | None = None,
    ) -> CancelReceipt: ...

    @overload
    def resume(
        self,
        kind: Literal["fastdok.complete_case"],
        stored: str,
        *,
        case_id: str | None = None,
        approve: Approve | None = None,
        save: Save | None = None,
        on_progress: Tell | None = None,
    ) -> CompleteReceipt: ...

    @overload
    def resume(
        self,
        kind: str,
        stored: str,
        *,
        case_id: str | None = None,
        approve: Approve | None = None,
        save: Save | None = None,
        on_progress: Tell | None = None,
    ) -> Any: ...

    def resume(
        self,
        kind: str,
        stored: str,
        *,
        case_id: str | None = None,
        approve: Approve | None = None,
        save: Save | None = None,
        on_progress: Tell | None = None,
    ) -> Any:
        """Carries on a journey from its text, also in another process. Gives its receipt. Nothing is sent unless the text is what the caller says it is.

        Args:
            kind: The journey's name, as `fastdok.pay_case`; a `JournalEntry` has it.
            stored: The text that `save` was given last; a `JournalEntry` has it.
            case_id: The case that the journey must be about.
            approve: As for `pay_case`; a payment is not carried on without.
            save: As for the journey itself: the entry that the text is from.
            on_progress: Is told what the journey does.

        Raises:
            InputError: The text is no stored journey, of another kind (`input.journey_stored`), about another case (`input.journey_case`), or a payment
                without `approve`.
            JourneyError: It ended without a receipt.
        """
        hooks = self._hooks(approve=approve, save=save, on_progress=on_progress)
        return self._resume(kind, stored, case_id, hooks)

    def resume_all(
        self,
        journal: Journal,
        *,
        approve: Approve | None = None,
        on_progress: Tell | None = None,
    ) -> dict[str, BatchResult]:
        """Carries on all journeys of this service that a journal has unfinished, one after the other. Gives for each key its receipt or its error.

        A file that cannot be read is among them, with its problem. What one journey raises does not stop the others. Payments need `approve`.
        """
        hooks = {"approve": approve, "on_progress": on_progress}
        return self._resume_all(journal, **hooks)
