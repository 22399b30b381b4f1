"""What the caller's functions give that is of no use: it is refused in words, before anything is sent."""

from __future__ import annotations

import asyncio
import concurrent.futures
from collections.abc import Callable
from typing import Any

import pytest
from nordcase import AsyncFastDok, FastDok, HttpRequest, HttpResponse, InputError, SendFailed, TransportError
from nordcase.fastdok import ObjectEntry
from nordcase.sandbox import API_KEY, HOST, USERS, Sandbox

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


async def later() -> Any:
    return None


CLAIMS: dict[str, Callable[..., Any]] = {
    "None": lambda *_: None,
    "a text": lambda *_: "abc",
    "a number": lambda *_: 5,
    "a dict": lambda *_: {"a": 1},
    "a generator": lambda _owner, ids, _take: (one for one in ids),
    "numbers": lambda *_: [1],
    "a case that was not asked for": lambda *_: ["x"],
    "more than one": lambda _owner, ids, _take: ids * 2,
    "a future": lambda *_: future(""),
    "a coroutine": lambda *_: later(),
}


@pytest.mark.parametrize("how", ["blocking", "asyncio"])
@pytest.mark.parametrize("gives", CLAIMS)
def test_claims_that_give_no_list_of_cases(nordcase_sandbox: Sandbox, how: str, gives: str) -> None:
    class Own:
        def claim(self, owner: str, case_ids: list[str], take: bool) -> Any:
            return CLAIMS[gives](owner, case_ids, take)

    user = "asa.oberg@bjorken.example"
    access: dict[str, Any] = {"base_url": f"{HOST}/API/v1.0", "api_key": API_KEY, "username": user, "password": USERS[user], "claims": Own()}
    with pytest.raises(InputError) as caught:
        if how == "blocking":
            FastDok(transport=nordcase_sandbox.transport, **access).start_case(entries=ENTRIES)
        else:
            asyncio.run(AsyncFastDok(transport=nordcase_sandbox.async_transport, **access).start_case(entries=ENTRIES))
    assert caught.value.code == "input.params" and caught.value.details["field"] == "claims"


def raising(error: BaseException) -> Callable[[HttpResponse], Any]:
    def give(_: HttpResponse) -> Any:
        raise error

    return give


SHAPES: dict[str, Callable[[HttpResponse], Any]] = {
    "None": lambda _: None,
    "a tuple": lambda _: (200, [], b""),
    "a failure's own form": lambda _: ("network", False, "x"),
    "a word": lambda _: "woke",
    "True": lambda _: True,
    "a list": lambda _: ["x"],
    "a text for a body": lambda r: HttpResponse(200, r.headers, r.body.decode()),  # type: ignore[arg-type]
    "a text for a status": lambda r: HttpResponse("200", r.headers, r.body),  # type: ignore[arg-type]
    "a large status": lambda r: HttpResponse(10**9, r.headers, r.body),
    "a dict of headers": lambda r: HttpResponse(200, dict(r.headers), r.body),  # type: ignore[arg-type]
    "half a character": lambda r: HttpResponse(200, [("x", "\ud800")], r.body),
    "an unknown failure": raising(SendFailed("weird", "x")),
    "half a character for a reason": raising(SendFailed("network", "\ud800")),
    "no reason": raising(SendFailed("network", None)),  # type: ignore[arg-type]
    "a text for whether it may have arrived": raising(SendFailed("network", "x", may_have_arrived="no")),  # type: ignore[arg-type]
    "ValueError": raising(ValueError("x")),
    "EOFError": raising(EOFError()),
}


class Odd:
    """Answers one payment with something of no use."""

    def __init__(self, sandbox: Sandbox, shape: str) -> None:
        self.sandbox, self.shape, self.odd = sandbox, shape, False

    def time(self) -> float:
        return self.sandbox.now

    def sleep(self, seconds: float) -> None:
        self.sandbox.advance(seconds)

    def send(self, request: HttpRequest) -> Any:
        answer = self.sandbox.transport.send(request)
        if self.odd and request.url.endswith("actioncomplete"):
            self.odd = False
            return SHAPES[self.shape](answer)
        return answer


class AsyncOdd(Odd):
    async def send(self, request: HttpRequest) -> Any:
        return super().send(request)


@pytest.mark.parametrize("how", ["blocking", "asyncio"])
@pytest.mark.parametrize("shape", SHAPES)
def test_what_is_no_answer_is_an_answer_not_seen(nordcase_sandbox: Sandbox, how: str, shape: str) -> None:
    case_id = nordcase_sandbox.fastdok().start_case(entries=ENTRIES).case_id
    user = "asa.oberg@bjorken.example"
    access: dict[str, Any] = {"base_url": f"{HOST}/API/v1.0", "api_key": API_KEY, "username": user, "password": USERS[user]}
    transport: Any = (Odd if how == "blocking" else AsyncOdd)(nordcase_sandbox, shape)
    transport.odd = True
    if how == "blocking":
        receipt = FastDok(transport=transport, **access).pay_case(case_id=case_id, approve=lambda _: True)
    else:
        receipt = asyncio.run(AsyncFastDok(transport=transport, **access).pay_case(case_id=case_id, approve=lambda _: True))
    assert (receipt.outcome, receipt.seen) == ("paid", "state") and len(nordcase_sandbox.debits) == 1


class Streams(Odd):
    """Streams something of no use."""

    def __init__(self, sandbox: Sandbox, give: Callable[[Any], Any]) -> None:
        super().__init__(sandbox, "")
        self.give = give

    def stream(self, request: HttpRequest) -> Any:
        return self.give(self.sandbox.transport.stream(request))


class Pieces:
    def __init__(self, status: Any, headers: Any, *pieces: Any) -> None:
        self.status, self.headers, self._pieces = status, headers, iter(pieces)

    def __next__(self) -> Any:
        return next(self._pieces)

    def close(self) -> None: ...


STREAMS: dict[str, Callable[[Any], Any]] = {
    "None": lambda _: None,
    "a tuple": lambda _: (200, [], b""),
    "no status": lambda r: Pieces("200", r.headers),
    "no headers": lambda _: Pieces(200, None),
    "a text": lambda r: Pieces(200, r.headers, "[]"),
    "a tuple for a piece": lambda r: Pieces(200, r.headers, b"[", ("network", True)),
}


@pytest.mark.parametrize("shape", STREAMS)
def test_what_is_no_stream_is_an_answer_not_seen(nordcase_sandbox: Sandbox, shape: str) -> None:
    transport: Any = Streams(nordcase_sandbox, STREAMS[shape])
    fd = FastDok(base_url=f"{HOST}/API/v1.0", ticket="t", transport=transport)
    with pytest.raises(TransportError) as caught:
        list(fd.iter_tasks())
    assert caught.value.code == "transport.network"
