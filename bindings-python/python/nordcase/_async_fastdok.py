"""FastDok for asyncio. `_fastdok_client.py` is made of this file by `tools/unasync.py`."""

from __future__ import annotations

from nordcase import _native
from nordcase._async_fastdok_operations import AsyncFastDokOperations
from nordcase._engine import fastdok_access, given
from nordcase._typing import TYPE_CHECKING, cast
from nordcase.transports import MAX_BYTES, TIMEOUT

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
    from typing import Any, Union

    from nordcase._engine import Progress
    from nordcase.fastdok import App, Field, Instance, InstanceStatus, Object, ObjectEntry, Task, TaskStatus
    from nordcase.journeys import CancelReceipt, CompleteReceipt, PaymentQuestion, PayReceipt, StartReceipt
    from nordcase.transports import AsyncTransport

    Approval = Union[bool, Awaitable[bool]]

PRODUCTION = "https://www.fastighetsagarnadokument.se/API/v1.0"
DEVELOPMENT = "https://fsab.bariumlive.com/API/v1.0"


class AsyncFastDok(AsyncFastDokOperations):
    """Calls FastDok: signs in when needed, keeps the ticket, and renews it once when the service refuses it.

    Args:
        base_url: The API root, as `AsyncFastDok.production`, or a server's address.
        api_key: The system vendor's key.
        username: The user's name at the customer's company.
        password: The user's password. A refused one is never tried again by this client, since accounts get locked.
        ticket: A ticket from elsewhere, instead of or beside the credentials.
        transport: What sends, if not httpx; see `nordcase.transports`.
        timeout: Seconds for one exchange.
        max_answer_bytes: The largest answer that is read.
        allow_insecure: Allow plain http to another host than this machine.

    Raises:
        InputError: A value cannot be sent. Nothing was.
        TransportError: No usable answer came; see `.retry`.
        ParseError: The answer cannot be read.
        ServiceError: The service said no.
    """

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
        transport: AsyncTransport | None = None,
        timeout: float = TIMEOUT,
        max_answer_bytes: int = MAX_BYTES,
        allow_insecure: bool = False,
    ) -> None:
        access = fastdok_access(base_url, api_key, username, password, ticket, allow_insecure, max_answer_bytes)
        self._start(access, transport, timeout, max_answer_bytes)
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

    async def start_case(
        self,
        *,
        entries: Sequence[ObjectEntry],
        save: Callable[[str], object] | None = None,
        on_progress: Callable[[Progress], object] | None = None,
    ) -> StartReceipt:
        """Starts a case once: after a request with no answer it looks for the case instead of starting another.

        Args:
            entries: The objects that the case begins with, at least one.
            save: Is given the journey as JSON text before each request; hand it to `resume` in case the process stops.
            on_progress: Is told what the journey does.

        Raises:
            JourneyError: It ended without a case; `.report` has what is certain and what is safe to do next.
        """
        stored = self._engine.begin("fastdok.start_case", {"entries": list(entries)})
        return cast("StartReceipt", await self._journey(stored, save, on_progress))

    async def pay_case(
        self,
        *,
        case_id: str,
        approve: Callable[[PaymentQuestion], Approval],
        added_forms: bool = False,
        save: Callable[[str], object] | None = None,
        on_progress: Callable[[Progress], object] | None = None,
    ) -> PayReceipt:
        """Pays a case once: shows the order and the balance first, and after a payment with no answer looks what became of it.

        Args:
            case_id: The case.
            approve: Is asked before money is spent, with the order and the balance; no money is spent unless it says True.
            added_forms: Pay again for forms that were added to a paid case.
            save: Is given the journey as JSON text before each request; hand it to `resume` in case the process stops.
            on_progress: Is told what the journey does.

        Raises:
            JourneyError: It ended without a receipt; `.report` has what is certain and what is safe to do next.
        """
        stored = self._engine.begin("fastdok.pay_case", {"caseId": case_id, "addedForms": added_forms})
        return cast("PayReceipt", await self._journey(stored, save, on_progress, approve))

    async def cancel_payment(
        self,
        *,
        case_id: str,
        save: Callable[[str], object] | None = None,
        on_progress: Callable[[Progress], object] | None = None,
    ) -> CancelReceipt:
        """Takes a case back from its payment task. Nothing is spent or returned.

        Raises:
            JourneyError: It ended without a receipt; `.report` has what is certain.
        """
        stored = self._engine.begin("fastdok.cancel_payment", {"caseId": case_id})
        return cast("CancelReceipt", await self._journey(stored, save, on_progress))

    async def complete_case(
        self,
        *,
        case_id: str,
        save: Callable[[str], object] | None = None,
        on_progress: Callable[[Progress], object] | None = None,
    ) -> CompleteReceipt:
        """Completes a paid case, which archives it for ever.

        Raises:
            JourneyError: It ended without a receipt; `.report` has what is certain.
        """
        stored = self._engine.begin("fastdok.complete_case", {"caseId": case_id})
        return cast("CompleteReceipt", await self._journey(stored, save, on_progress))

    async def resume(
        self,
        stored: str,
        *,
        approve: Callable[[PaymentQuestion], Approval] | None = None,
        save: Callable[[str], object] | None = None,
        on_progress: Callable[[Progress], object] | None = None,
    ) -> Any:
        """Carries on a journey from the text that `save` was given last, also in another process. Gives its receipt.

        Raises:
            InputError: The text is no stored journey of a version that this release reads.
            JourneyError: It ended without a receipt.
        """
        return await self._journey(stored, save, on_progress, approve)

    def iter_apps(self, *, max: int | None = None) -> AsyncIterator[App]:
        """All of `list_apps`, page by page as they are read; `max` is the size of a page."""
        return self._pages("fastdok.list_apps", given(max=max))

    def iter_app_instances(
        self, *, app_id: str, max: int | None = None, status: InstanceStatus | str | None = None
    ) -> AsyncIterator[Instance]:
        """All of `list_app_instances`, page by page as they are read; `max` is the size of a page."""
        return self._pages("fastdok.list_app_instances", given(appId=app_id, max=max, status=status))

    def iter_instances(
        self, *, max: int | None = None, status: InstanceStatus | str | None = None
    ) -> AsyncIterator[Instance]:
        """All of `list_instances`, page by page as they are read; `max` is the size of a page."""
        return self._pages("fastdok.list_instances", given(max=max, status=status))

    def iter_instance_tasks(
        self, *, instance_id: str, max: int | None = None, status: TaskStatus | str | None = None
    ) -> AsyncIterator[Task]:
        """All of `list_instance_tasks`, page by page as they are read; `max` is the size of a page."""
        return self._pages("fastdok.list_instance_tasks", given(instanceId=instance_id, max=max, status=status))

    def iter_instance_objects(self, *, instance_id: str, max: int | None = None) -> AsyncIterator[Object]:
        """All of `list_instance_objects`, page by page as they are read; `max` is the size of a page."""
        return self._pages("fastdok.list_instance_objects", given(instanceId=instance_id, max=max))

    def iter_tasks(self, *, max: int | None = None, status: TaskStatus | str | None = None) -> AsyncIterator[Task]:
        """All of `list_tasks`, page by page as they are read; `max` is the size of a page."""
        return self._pages("fastdok.list_tasks", given(max=max, status=status))

    def iter_task_objects(self, *, task_id: str, max: int | None = None) -> AsyncIterator[Object]:
        """All of `list_task_objects`, page by page as they are read; `max` is the size of a page."""
        return self._pages("fastdok.list_task_objects", given(taskId=task_id, max=max))

    def iter_object_children(
        self, *, object_id: str, version_id: str | None = None, max: int | None = None
    ) -> AsyncIterator[Object]:
        """All of `list_object_children`, page by page as they are read; `max` is the size of a page."""
        return self._pages("fastdok.list_object_children", given(objectId=object_id, versionId=version_id, max=max))

    def iter_object_fields(
        self, *, object_id: str, version_id: str | None = None, max: int | None = None
    ) -> AsyncIterator[Field]:
        """All of `get_object_fields`, page by page as they are read; `max` is the size of a page."""
        return self._pages("fastdok.get_object_fields", given(objectId=object_id, versionId=version_id, max=max))
