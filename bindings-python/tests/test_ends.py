"""A client that is closed, and one that is used in another event loop than its own: an error that says so, and nobody waits for ever."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest
from nordcase import AsyncFastDok, FastDok, HttpRequest, InputError, JourneyError, NordcaseError, SendFailed
from nordcase.fastdok import ObjectEntry
from nordcase.sandbox import API_KEY, HOST, USERS, Sandbox
from nordcase.transports import AiohttpTransport, AsyncHttpxTransport, HttpxTransport, RequestsTransport
from raw import RawServer, always, answer

BLOCKING = [HttpxTransport, RequestsTransport]
AWAITED = [AsyncHttpxTransport, AiohttpTransport]
ENTRIES = (ObjectEntry("Blankett", template_id="12B.2"),)
USER = "asa.oberg@bjorken.example"
ACCESS: dict[str, Any] = {"api_key": API_KEY, "username": USER, "password": USERS[USER]}
TASKS = always(answer(b"[]"))


def client_error(caught: Any, word: str) -> bool:
    error = caught.value
    return error.code == "input.params" and error.details["field"] == "client" and word in str(error)


@pytest.mark.parametrize("kind", [None, *BLOCKING])
@pytest.mark.parametrize("what", ["client", "transport"])
def test_a_closed_client(kind: Any, what: str) -> None:
    with RawServer(TASKS) as server:
        transport = kind() if kind else None
        fd = FastDok(base_url=server.url, ticket="t", transport=transport)
        assert list(fd.iter_tasks()) == []
        (fd if what == "client" else fd._transport).close()  # type: ignore[attr-defined]
        for call in (fd.list_tasks, lambda: list(fd.iter_tasks()), lambda: fd.pay_case(case_id="7", approve=lambda _: True)):
            with pytest.raises(InputError) as caught:
                call()
            assert client_error(caught, "closed")
        if transport is not None:
            transport.close()
        assert len(server.requests) == 1


@pytest.mark.parametrize("kind", [None, *AWAITED])
@pytest.mark.parametrize("what", ["client", "transport"])
def test_a_closed_client_of_asyncio(kind: Any, what: str) -> None:
    async def story(url: str) -> None:
        transport = kind() if kind else None
        fd = AsyncFastDok(base_url=url, ticket="t", transport=transport)
        assert [task async for task in fd.iter_tasks()] == []
        await (fd if what == "client" else fd._transport).aclose()  # type: ignore[attr-defined]
        with pytest.raises(InputError) as caught:
            await fd.list_tasks()
        assert client_error(caught, "closed")
        with pytest.raises(InputError) as caught:
            [task async for task in fd.iter_tasks()]
        assert client_error(caught, "closed")
        with pytest.raises(InputError) as caught:
            await fd.pay_case(case_id="7", approve=lambda _: True)
        assert client_error(caught, "closed")
        if transport is not None:
            await transport.aclose()

    with RawServer(TASKS) as server:
        asyncio.run(story(server.url))
        assert len(server.requests) == 1


@pytest.mark.parametrize("kind", [*BLOCKING, *AWAITED])
def test_a_closed_transport_sends_nothing(kind: Any) -> None:
    request = HttpRequest("GET", "http://127.0.0.1:1/", [], b"")

    async def story(transport: Any) -> None:
        await transport.aclose()
        await transport.send(request)

    with pytest.raises(SendFailed) as caught:
        if kind in AWAITED:
            asyncio.run(story(kind()))
        else:
            transport = kind()
            transport.close()
            transport.send(request)
    assert (caught.value.failure, caught.value.may_have_arrived) == ("cancelled", False)


@pytest.mark.parametrize("how", ["client", "session"])
def test_a_callers_client_that_is_closed(how: str) -> None:
    import aiohttp
    import httpx

    own = httpx.Client()
    own.close()
    if how == "client":
        with pytest.raises(InputError):
            FastDok(base_url=HOST, ticket="t", transport=HttpxTransport(own)).list_tasks()
        return

    async def story() -> None:
        session = aiohttp.ClientSession()
        await session.close()
        with pytest.raises(InputError):
            await AsyncFastDok(base_url=HOST, ticket="t", transport=AiohttpTransport(session)).list_tasks()

    asyncio.run(story())


class Closing:
    """A sandbox that is closed with the payment: before it is sent, or after it was carried out."""

    def __init__(self, sandbox: Sandbox, when: str) -> None:
        self.sandbox, self.when, self.closed = sandbox, when, False

    def time(self) -> float:
        return self.sandbox.now

    def sleep(self, seconds: float) -> None:
        self.sandbox.advance(seconds)

    def send(self, request: HttpRequest) -> Any:
        pays = request.url.endswith("actioncomplete")
        if self.closed or (pays and self.when == "before"):
            raise SendFailed("cancelled", "the transport is closed", may_have_arrived=False)
        came = self.sandbox.transport.send(request)
        if pays:
            self.closed = True
            raise SendFailed("network", "ReadError")
        return came


@pytest.mark.parametrize(("when", "debited"), [("before", "no"), ("after", "unknown")])
def test_closed_while_a_payment_is_out(nordcase_sandbox: Sandbox, when: str, debited: str) -> None:
    case_id = nordcase_sandbox.fastdok().start_case(entries=ENTRIES).case_id
    fd = FastDok(base_url=f"{HOST}/API/v1.0", transport=Closing(nordcase_sandbox, when), **ACCESS)
    with pytest.raises(JourneyError) as caught:
        fd.pay_case(case_id=case_id, approve=lambda _: True)
    assert caught.value.report.facts.debited == debited
    assert len(nordcase_sandbox.debits) == (1 if when == "after" else 0)


@pytest.mark.parametrize("kind", [None, *AWAITED])
def test_a_second_event_loop(kind: Any) -> None:
    with RawServer(TASKS) as server:
        fd = AsyncFastDok(base_url=server.url, ticket="t", transport=kind() if kind else None)
        home = asyncio.new_event_loop()
        home.run_until_complete(fd.list_tasks())
        for _ in range(2):
            with pytest.raises(InputError) as caught:
                asyncio.run(fd.list_tasks())
            assert client_error(caught, "event loop")
            with pytest.raises(InputError) as caught:
                asyncio.run(fd.pay_case(case_id="7", approve=lambda _: True))
            assert client_error(caught, "event loop")
        home.run_until_complete(fd.list_tasks())
        # Another client over its transport is no way around.
        if kind:
            with pytest.raises(NordcaseError, match="event loop"):
                asyncio.run(AsyncFastDok(base_url=server.url, ticket="t", transport=fd._transport).delete_instance(instance_id="7"))
        home.run_until_complete(fd._transport.aclose())  # type: ignore[attr-defined]
        home.close()
        assert len(server.requests) == 2


def test_a_loop_after_one_that_has_ended_in_memory(nordcase_sandbox: Sandbox) -> None:
    fd = nordcase_sandbox.async_fastdok()
    assert asyncio.run(fd.get_balance()) == asyncio.run(fd.get_balance())


@pytest.mark.parametrize("kind", [None, *AWAITED])
def test_loops_in_several_threads(kind: Any, server: str) -> None:
    fd = AsyncFastDok(base_url=server, transport=kind() if kind else None, timeout=20, **ACCESS)
    begin, said = threading.Barrier(4), list[str]()

    def work() -> None:
        async def story() -> None:
            begin.wait(30)
            try:
                for _ in range(3):
                    await fd.get_balance()
                said.append("balance")
                await fd._transport.aclose()  # type: ignore[attr-defined]
            except InputError as error:
                said.append(error.code)

        asyncio.run(story())

    threads = [threading.Thread(target=work, daemon=True) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(said) == ["balance", *["input.params"] * 3]
