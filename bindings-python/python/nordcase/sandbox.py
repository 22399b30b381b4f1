"""Both services in memory: to try things, to test your own code, to show it, without a network.

>>> from nordcase.sandbox import Sandbox
>>> sandbox = Sandbox()
>>> agency = sandbox.case_agency()
>>> receipt = agency.create_case(service=("2681", 1), reportee="910453092")
>>> [case.case_id == receipt.case_id for case in agency.iter_cases(service=("2681", 1)) if case.case_id > 100_000]
[True]

`docs/sandbox.md` of the project lists the standard data: companies, users, forms, agency systems, services and their editions.
"""

from __future__ import annotations

from nordcase import _native
from nordcase._altinn_client import CaseAgency
from nordcase._async_altinn import AsyncCaseAgency
from nordcase._async_fastdok import AsyncFastDok
from nordcase._fastdok_client import FastDok
from nordcase._native import HttpResponse
from nordcase._typing import TYPE_CHECKING
from nordcase.transports import SendFailed

if TYPE_CHECKING:
    from typing import Any

    from nordcase._native import HttpRequest

__all__ = ["Sandbox"]

API_KEY = "7b1f6a52-0c3e-4f8b-9d21-5a60c1e2d3f4"
USERS = {
    "asa.oberg@bjorken.example": "Björk&Löv+2026",
    "nils.ek@bjorken.example": "Ek-och-Alm-7",
    "revisor@bjorken.example": "Bara-Läsa-1",
    "eva@angstrom.example": "Våglängd-550",
    "per@tommakassan.example": "Tre-Kronor-3",
}
SYSTEMS = {"SKDEN": "sandkasse-2681", "TDIREN": "sandkasse-4500"}
HOST = "https://sandbox.example"


class Sandbox:
    """Both services with their standard data, a fault plan, a ledger and a clock that stands still until it is moved.

    The same seed and the same requests at the same times give the same answers. A time-out takes no time: a slow answer and a pause of a journey
    move the clock.
    """

    def __init__(self, *, seed: int = 1, now: float = 1_772_359_200.0, timeout: float = 120.0) -> None:
        self._native = _native.Sandbox(seed)
        self.now = now
        """Seconds since 1970. Set it, or call `advance`."""
        self.timeout = timeout
        """After how many seconds a transport of this sandbox gives up."""
        self.transport = SandboxTransport(self)
        """For `FastDok` and `CaseAgency`."""
        self.async_transport = AsyncSandboxTransport(self)
        """For `AsyncFastDok` and `AsyncCaseAgency`."""

    def advance(self, seconds: float) -> None:
        """Moves the clock."""
        self.now += seconds

    def control(self, command: str, **members: object) -> Any:
        """A control command, as `control("set_balance", domain="Bostads AB Björken", amount="10.00")`.

        Raises:
            TypeError, ValueError: There is no such command, or it cannot be carried out.
        """
        return self._native.control({"command": command, **members}, int(self.now * 1000))

    def fault(self, operation: str, fault: str, *, nth: int = 1, ms: int | None = None) -> None:
        """Orders that the nth call of an operation from now on goes wrong.

        `fault` is `never_arrives`, `answer_lost`, `error500`, `error500_applied`, `html_page`, `html_page_applied`, `applied_late`,
        `html_page_applied_late`, `old_answer` or `slow` (these four with `ms`), `repeated`, `cut_body`, `stale_ticket`, `locked_account`, `plain_words`,
        `sign_in_page`, `json_message`, `empty_answer`, `status400`, `status401`, `status403`, `status429`, `redirect` or `unreadable989`.
        """
        more: dict[str, object] = {} if ms is None else {"ms": ms}
        self.control("add_fault", operation=operation, fault=fault, nth=nth, **more)

    @property
    def ledger(self) -> list[dict[str, Any]]:
        """Every debit and state change, in order."""
        return list(self.control("ledger"))

    @property
    def debits(self) -> list[dict[str, Any]]:
        """The ledger's debits: a test can say *paid once*."""
        return [entry for entry in self.ledger if "debited" in (entry.get("what"), entry.get("kind"), entry.get("entry"))]

    def fastdok(self, user: str = "asa.oberg@bjorken.example", *, password: str | None = None) -> FastDok:
        """A client of the sandbox's FastDok, signed in as one of its users."""
        secret = USERS.get(user, "") if password is None else password
        return FastDok(
            base_url=f"{HOST}/API/v1.0", api_key=API_KEY, username=user, password=secret, transport=self.transport
        )

    def async_fastdok(self, user: str = "asa.oberg@bjorken.example", *, password: str | None = None) -> AsyncFastDok:
        """The same for asyncio."""
        secret = USERS.get(user, "") if password is None else password
        return AsyncFastDok(
            base_url=f"{HOST}/API/v1.0", api_key=API_KEY, username=user, password=secret, transport=self.async_transport
        )

    def case_agency(
        self, system_user: str = "SKDEN", *, password: str | None = None, binding: str = "basic"
    ) -> CaseAgency:
        """A client of the sandbox's CaseAgencySystem, as one of its agency systems."""
        secret = SYSTEMS.get(system_user, "") if password is None else password
        return CaseAgency(
            base_url=HOST, system_user=system_user, password=secret, binding=binding, transport=self.transport
        )

    def async_case_agency(
        self, system_user: str = "SKDEN", *, password: str | None = None, binding: str = "basic"
    ) -> AsyncCaseAgency:
        """The same for asyncio."""
        secret = SYSTEMS.get(system_user, "") if password is None else password
        return AsyncCaseAgency(
            base_url=HOST, system_user=system_user, password=secret, binding=binding, transport=self.async_transport
        )

    def _send(self, request: HttpRequest) -> HttpResponse:
        answer = self._stream(request)
        return HttpResponse(answer.status, answer.headers, b"".join(answer))

    def _stream(self, request: HttpRequest) -> SandboxStream:
        arrived, response, cut_after, delay_ms = self._native.handle(request, int(self.now * 1000))
        seconds = delay_ms / 1000
        if response is None or seconds > self.timeout:
            self.now += self.timeout
            raise SendFailed("timeout", f"no answer in {self.timeout:g} s", may_have_arrived=True)
        self.now += seconds
        return SandboxStream(response, cut_after, arrived)


class SandboxStream:
    """An answer of a sandbox in pieces, for both kinds of clients."""

    PIECE = 4096

    def __init__(self, response: HttpResponse, cut_after: int | None, arrived: bool) -> None:
        self.status = response.status
        self.headers = response.headers
        self._body = response.body[:cut_after]
        self._broken = SendFailed("network", "the connection broke in the middle of the answer", may_have_arrived=arrived)
        self._is_broken = cut_after is not None

    def __iter__(self) -> SandboxStream:
        return self

    def __next__(self) -> bytes:
        piece, self._body = self._body[: self.PIECE], self._body[self.PIECE :]
        if piece:
            return piece
        if self._is_broken:
            raise self._broken
        raise StopIteration

    async def __anext__(self) -> bytes:
        for piece in self:
            return piece
        raise StopAsyncIteration

    def close(self) -> None:
        """There is nothing to close."""

    async def aclose(self) -> None:
        """There is nothing to close."""


class SandboxTransport:
    """Sends into a sandbox."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def send(self, request: HttpRequest) -> HttpResponse:
        return self._sandbox._send(request)

    def stream(self, request: HttpRequest) -> SandboxStream:
        return self._sandbox._stream(request)

    def time(self) -> float:
        return self._sandbox.now

    def sleep(self, seconds: float) -> None:
        self._sandbox.advance(seconds)


class AsyncSandboxTransport:
    """The same for asyncio."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    async def send(self, request: HttpRequest) -> HttpResponse:
        return self._sandbox._send(request)

    async def stream(self, request: HttpRequest) -> SandboxStream:
        return self._sandbox._stream(request)

    def time(self) -> float:
        return self._sandbox.now

    def sleep(self, seconds: float) -> None:
        self._sandbox.advance(seconds)
