"""A forked process has connections of its own, and is held up by no lock of its parent's threads."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import ssl
import threading
from collections.abc import Callable
from typing import Any

import pytest
from nordcase import AsyncFastDok, FastDok, HttpRequest, SendFailed
from nordcase._base import AsyncGate
from nordcase._hooks import ClaimsInMemory
from nordcase.transports import AiohttpTransport, AsyncHttpxTransport, HttpxTransport, RequestsTransport
from raw import RawServer, Request, answer

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork"),
    pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning"),
]
ALL = [HttpxTransport, RequestsTransport, AsyncHttpxTransport, AiohttpTransport]


def in_child(work: Callable[[], object]) -> Callable[[], str]:
    """Works in a forked process; what is given back waits for what came of it."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            signal.alarm(30)  # a child that hangs ends
            said = repr(work())
        except BaseException as error:
            said = repr(error)
        os.write(writing, said.encode())
        os._exit(0)
    os.close(writing)

    def end() -> str:
        said = b""
        while piece := os.read(reading, 65_536):
            said += piece
        os.close(reading)
        os.waitpid(child, 0)
        return said.decode()

    return end


def echo(_server: RawServer, connection: socket.socket, request: Request, number: int) -> bool:
    connection.sendall(answer(f"{request.target} {number}".encode()))
    return True


class Sender:
    """A transport that is used as if it blocked, in one loop for each process."""

    def __init__(self, kind: Any, **options: Any) -> None:
        self.transport = kind(timeout=10, **options)
        self.awaits = kind.__name__.startswith("A")
        self._loop: Any = None
        self._process = 0

    def get(self, url: str) -> str:
        request = HttpRequest("GET", url, [], b"")
        if not self.awaits:
            return str(self.transport.send(request).body.decode())
        if self._process != os.getpid():
            self._loop, self._process = asyncio.new_event_loop(), os.getpid()
        return str(self._loop.run_until_complete(self.transport.send(request)).body.decode())

    def close(self) -> None:
        if not self.awaits:
            self.transport.close()
        elif self._loop is not None:
            self._loop.run_until_complete(self.transport.aclose())
            self._loop.close()


# aiohttp has read the certificates when it was imported.
@pytest.mark.parametrize(("kind", "secure"), [*((kind, False) for kind in ALL), *((kind, True) for kind in ALL[:3])])
def test_a_forked_process_has_connections_of_its_own(kind: Any, secure: bool, certificate: ssl.SSLContext) -> None:
    with RawServer(echo, tls=certificate if secure else None) as server:
        sender = Sender(kind)
        assert sender.get(f"{server.url}/before") == "/before 1"
        children = [
            in_child(lambda child=child: [sender.get(f"{server.url}/{child}-{nth}") for nth in range(10)])  # type: ignore[misc]
            for child in range(3)
        ]
        # The parent's goes on, whatever the children do.
        mine = [sender.get(f"{server.url}/mine{nth}") for nth in range(10)]
        said = [eval(end()) for end in children]  # their own repr
        mine.append(sender.get(f"{server.url}/after"))
        sender.close()
    assert mine == [*(f"/mine{nth} 1" for nth in range(10)), "/after 1"]
    numbers = set()
    for child, answers in enumerate(said):
        assert isinstance(answers, list), answers
        assert [text.split()[0] for text in answers] == [f"/{child}-{nth}" for nth in range(10)]
        numbers |= {text.split()[1] for text in answers}
    assert len(numbers) == 3 and "1" not in numbers


@pytest.mark.parametrize("kind", [HttpxTransport, AsyncHttpxTransport, AiohttpTransport])
def test_the_callers_client_that_has_spoken_is_refused_in_a_forked_process(kind: Any) -> None:
    import aiohttp
    import httpx

    loop = asyncio.new_event_loop()

    async def make() -> Any:
        return aiohttp.ClientSession() if kind is AiohttpTransport else httpx.AsyncClient()

    client = httpx.Client() if kind is HttpxTransport else loop.run_until_complete(make())
    with RawServer(echo) as server:
        transport = kind(client)
        request = HttpRequest("GET", server.url, [], b"")

        def get(own: asyncio.AbstractEventLoop | None = None) -> bytes:
            sent = transport.send(request)
            return bytes(sent.body if kind is HttpxTransport else (own or asyncio.new_event_loop()).run_until_complete(sent).body)

        def child() -> object:
            try:
                return get()
            except SendFailed as error:
                return error.failure, error.may_have_arrived, "fork" in error.reason

        assert get(loop) == b"/ 1"
        assert in_child(child)() == repr(("network", False, True))
        assert get(loop) == b"/ 1" and len(server.requests) == 2
        client.close() if kind is HttpxTransport else loop.run_until_complete(
            client.close() if kind is AiohttpTransport else client.aclose()
        )
    loop.close()


def test_locks_that_a_thread_of_the_parent_holds_do_not_hold_up_the_child() -> None:
    claims, blocking, waiting = ClaimsInMemory(), FastDok(base_url="http://127.0.0.1:1", ticket="t"), AsyncFastDok(base_url="http://127.0.0.1:1", ticket="t")
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with claims._lock, blocking._gate:
            held.set()
            done.wait(30)

    async def hold_gate() -> None:
        await waiting._gate.acquire()

    asyncio.run(hold_gate())
    thread = threading.Thread(target=hold)
    thread.start()
    held.wait(30)

    def child() -> object:
        took = blocking._gate.acquire(timeout=5)
        gate: AsyncGate = waiting._gate
        asyncio.run(asyncio.wait_for(gate.acquire(), 5))
        return took, claims.claim("a", ["1"], True)

    end = in_child(child)
    done.set()
    thread.join()
    assert end() == repr((True, ["1"]))


def test_who_forks_while_it_holds_the_gate_lets_it_go() -> None:
    fd = FastDok(base_url="http://127.0.0.1:1", ticket="t")

    def child() -> object:
        fd._gate.release()
        return fd._gate.acquire(timeout=5)

    with fd._gate:
        assert in_child(child)() == "True"
