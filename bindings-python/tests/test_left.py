"""Callers who leave while a sign-in is out: nobody hears whether it was refused, so these are counted, and no more of them go out than accounts bear."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from nordcase import AsyncCaseAgency, AsyncFastDok, CaseAgency, FastDok, NordcaseError
from nordcase.fastdok import ObjectEntry
from nordcase.sandbox import API_KEY, HOST, SYSTEMS, USERS, Sandbox

ENTRIES = (ObjectEntry("Blankett", template_id="12B.2"),)
USER = "asa.oberg@bjorken.example"
MOST = 4
"""Both services lock an account at five wrong passwords."""


class Left:
    """Carries requests to the sandbox, and leaves before the answer is there, as Ctrl-C does."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox, self.sent, self.leaves = sandbox, 0, True

    def time(self) -> float:
        return self.sandbox.now

    def sleep(self, seconds: float) -> None:
        self.sandbox.advance(seconds)

    def send(self, request: Any) -> Any:
        self.sent += 1
        answer = self.sandbox._send(request)
        if self.leaves:
            raise KeyboardInterrupt
        return answer


class AsyncLeft(Left):
    """The same, cancelled while it waits for the answer."""

    async def send(self, request: Any) -> Any:
        self.sent += 1
        answer = self.sandbox._send(request)
        if self.leaves:
            await asyncio.Event().wait()
        return answer


def client(transport: Any, how: str, service: str, wrong: bool) -> Any:
    if service == "fastdok":
        kind: Any = FastDok if how == "blocking" else AsyncFastDok
        return kind(base_url=f"{HOST}/API/v1.0", api_key=API_KEY, username=USER, password="wrong" if wrong else USERS[USER], transport=transport)
    kind = CaseAgency if how == "blocking" else AsyncCaseAgency
    return kind(base_url=HOST, system_user="SKDEN", password="wrong" if wrong else SYSTEMS["SKDEN"], transport=transport)


async def listed(items: Any) -> Any:
    return [item async for item in items]


def jobs(one: Any, how: str, service: str) -> dict[str, Callable[[], Any]]:
    """A call, a list and a journey."""
    rows: Any = list if how == "blocking" else listed
    if service == "fastdok":
        return {"call": one.list_tasks, "list": lambda: rows(one.iter_tasks()), "journey": lambda: one.start_case(entries=ENTRIES)}
    edition = ("2681", 1)
    return {
        "call": lambda: one.get_case_list(external_service_code="2681", external_service_edition_code=1),
        "list": lambda: rows(one.iter_cases(service=edition)),
        "journey": lambda: one.create_case(service=edition, reportee="910453092"),
    }


async def leave(job: Callable[[], Any], transport: Any) -> None:
    before = transport.sent
    task = asyncio.ensure_future(job())
    # Nothing is sent where it is held back.
    while transport.sent == before and not task.done():
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises((asyncio.CancelledError, NordcaseError)):
        await task


def leave_all(one: Any, transport: Any, how: str, service: str, what: str, times: int) -> None:
    async def story() -> None:
        for _ in range(times):
            await leave(jobs(one, how, service)[what], transport)

    if how == "asyncio":
        asyncio.run(story())
        return
    for _ in range(times):
        with pytest.raises((KeyboardInterrupt, NordcaseError)):
            jobs(one, how, service)[what]()


@pytest.mark.parametrize("how", ["blocking", "asyncio"])
@pytest.mark.parametrize("service", ["fastdok", "altinn"])
@pytest.mark.parametrize("what", ["call", "list", "journey"])
def test_what_carries_a_wrong_password_and_is_left_does_not_lock_the_account(nordcase_sandbox: Sandbox, how: str, service: str, what: str) -> None:
    transport: Any = (Left if how == "blocking" else AsyncLeft)(nordcase_sandbox)
    leave_all(client(transport, how, service, wrong=True), transport, how, service, what, 9)
    assert transport.sent <= MOST
    right = client(nordcase_sandbox.transport, "blocking", service, wrong=False)
    jobs(right, "blocking", service)[what]()


@pytest.mark.parametrize("how", ["blocking", "asyncio"])
@pytest.mark.parametrize("service", ["fastdok", "altinn"])
@pytest.mark.parametrize("what", ["call", "list", "journey"])
def test_a_client_that_was_left_a_few_times_can_still_be_used(nordcase_sandbox: Sandbox, how: str, service: str, what: str) -> None:
    """Each is counted once."""
    transport: Any = (Left if how == "blocking" else AsyncLeft)(nordcase_sandbox)
    one = client(transport, how, service, wrong=False)
    leave_all(one, transport, how, service, what, MOST - 1)
    assert transport.sent == MOST - 1
    transport.leaves = False
    if how == "asyncio":
        asyncio.run(jobs(one, how, service)[what]())
    else:
        jobs(one, how, service)[what]()
