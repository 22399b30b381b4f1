"""What the caller's functions give that is of no use: it is refused in words, before anything is sent."""

from __future__ import annotations

import asyncio
import concurrent.futures
from collections.abc import Callable
from typing import Any

import pytest
from nordcase import InputError
from nordcase.fastdok import ObjectEntry
from nordcase.sandbox import Sandbox

ENTRIES = (ObjectEntry("Blankett", template_id="12B.2"),)


def generator(text: str) -> Any:
    yield text


async def async_generator(text: str) -> Any:
    yield text


def future(_text: str) -> Any:
    failed: concurrent.futures.Future[None] = concurrent.futures.Future()
    failed.set_exception(OSError("disk full"))
    return failed


NOT_STORED: dict[str, Callable[[str], Any]] = {
    "a generator function": generator,
    "an asynchronous generator function": async_generator,
    "a future": future,
    "False": lambda _: False,
    "a function": lambda _: lambda: None,
    "an exception": lambda _: OSError("disk full"),
    "a type": lambda _: OSError,
    "a list": lambda _: [],
    "an object": lambda _: object(),
    "a float": lambda _: 1.5,
}


def pay(sandbox: Sandbox, how: str, case_id: str, save: Any) -> Any:
    if how == "blocking":
        return sandbox.fastdok().pay_case(case_id=case_id, approve=lambda _: True, save=save)

    async def asynchronous(text: str) -> Any:
        return save(text)

    async def story() -> Any:
        given = asynchronous if how == "awaited" else save
        return await sandbox.async_fastdok().pay_case(case_id=case_id, approve=lambda _: True, save=given)

    return asyncio.run(story())


@pytest.mark.parametrize("how", ["blocking", "asyncio", "awaited"])
@pytest.mark.parametrize("gives", NOT_STORED)
def test_what_says_that_nothing_is_stored_sends_nothing(nordcase_sandbox: Sandbox, how: str, gives: str) -> None:
    case_id = nordcase_sandbox.fastdok().start_case(entries=ENTRIES).case_id
    before = len(nordcase_sandbox.ledger)
    with pytest.raises(InputError) as caught:
        pay(nordcase_sandbox, how, case_id, NOT_STORED[gives])
    assert caught.value.code == "input.journey_not_stored" and str(caught.value).startswith("save: ")
    assert nordcase_sandbox.debits == [] and len(nordcase_sandbox.ledger) == before


@pytest.mark.parametrize("how", ["blocking", "asyncio", "awaited"])
@pytest.mark.parametrize("value", [None, 0, 7, True, "OK", b""])
def test_what_storing_gives(nordcase_sandbox: Sandbox, how: str, value: object) -> None:
    case_id = nordcase_sandbox.fastdok().start_case(entries=ENTRIES).case_id
    assert pay(nordcase_sandbox, how, case_id, lambda _: value).outcome == "paid"


def test_what_is_awaited_and_gives_something_to_be_awaited_is_refused(nordcase_sandbox: Sandbox) -> None:
    case_id = nordcase_sandbox.fastdok().start_case(entries=ENTRIES).case_id

    async def store() -> None: ...

    with pytest.raises(InputError):
        pay(nordcase_sandbox, "awaited", case_id, lambda _: store())
    assert nordcase_sandbox.debits == []
