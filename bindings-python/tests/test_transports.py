"""Real HTTP: each transport against the sandbox's server, and against a server that misbehaves."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from nordcase import AsyncCaseAgency, AsyncFastDok, CaseAgency, FastDok, HttpRequest, HttpResponse, SendFailed
from nordcase.sandbox import API_KEY, SYSTEMS, USERS
from nordcase.transports import AiohttpTransport, AsyncHttpxTransport, HttpxTransport, RequestsTransport

ALL = [HttpxTransport, RequestsTransport, AsyncHttpxTransport, AiohttpTransport]


class Awkward(BaseHTTPRequestHandler):
    seen: list[tuple[str, str, dict[str, str], bytes]] = []
    first_seen = threading.Event()

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.seen.append((self.command, self.path, dict(self.headers), body))
        if self.path.startswith("/drip"):
            self.drip()
            return
        if self.path.startswith("/slow"):
            threading.Event().wait(3)
        if self.path == "/redirect":
            self.send_response(302)
            self.send_header("Location", "/elsewhere")
            self.end_headers()
            return
        size = 1_000_000 if self.path == "/large" else 2
        self.send_response(200)
        self.send_header("Content-Length", str(size))
        self.end_headers()
        self.wfile.write(b"x" * (1 if self.path == "/cut" else size))

    do_POST = do_GET

    def drip(self) -> None:
        """One task, and the second when the client has seen the first."""
        tasks = [b'[{"Id":"1"},', b'{"Id":"2"}]']
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(sum(map(len, tasks))))
        self.end_headers()
        self.wfile.write(tasks[0])
        self.wfile.flush()
        if self.first_seen.wait(5):
            self.wfile.write(tasks[1])

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def awkward() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Awkward)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    server.daemon_threads = True
    Awkward.seen = []
    Awkward.first_seen.clear()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def send(kind: Any, request: HttpRequest, **options: Any) -> HttpResponse:
    if not kind.__name__.startswith("A"):
        transport = kind(**options)
        try:
            answer: HttpResponse = transport.send(request)
            return answer
        finally:
            transport.close()

    async def once() -> HttpResponse:
        transport = kind(**options)
        try:
            answer: HttpResponse = await transport.send(request)
            return answer
        finally:
            await transport.aclose()

    return asyncio.run(once())


def get(url: str) -> HttpRequest:
    return HttpRequest("GET", url, [("Ticket", "t-1"), ("Accept", "application/json")], b"")


@pytest.mark.parametrize("kind", ALL)
def test_sends_exactly_the_request(kind: Any, awkward: str) -> None:
    post = HttpRequest("POST", f"{awkward}/a%2Fb?x=%C3%85+1", [("Content-Type", "text/xml; charset=utf-8")], "Å".encode())
    assert send(kind, post).body == b"xx"
    assert send(kind, get(f"{awkward}/")).status == 200
    (method, path, headers, body), (_, _, ticket, _) = Awkward.seen
    assert (method, path, body) == ("POST", "/a%2Fb?x=%C3%85+1", "Å".encode())
    assert headers["Content-Type"] == "text/xml; charset=utf-8"
    hop = {"Host", "Content-Length", "Connection", "Accept-Encoding"}
    assert {name.title() for name in headers} - hop == {"Content-Type"}
    assert {name.title() for name in ticket} - hop == {"Ticket", "Accept"}


@pytest.mark.parametrize("kind", ALL)
def test_follows_no_redirect(kind: Any, awkward: str) -> None:
    assert send(kind, get(f"{awkward}/redirect")).status == 302
    assert len(Awkward.seen) == 1


@pytest.mark.parametrize("kind", ALL)
@pytest.mark.parametrize(
    ("path", "options", "failure"),
    [
        ("/slow", {"timeout": 0.3}, "timeout"),
        ("/large", {"max_bytes": 1000}, "too_large"),
        ("/cut", {"timeout": 5}, "network"),
    ],
)
def test_failures(kind: Any, awkward: str, path: str, options: dict[str, Any], failure: str) -> None:
    with pytest.raises(SendFailed) as caught:
        send(kind, get(awkward + path), **options)
    assert (caught.value.failure, caught.value.may_have_arrived) == (failure, True)


@pytest.mark.parametrize("kind", ALL)
def test_nobody_there(kind: Any) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(SendFailed) as caught:
        send(kind, get(f"http://127.0.0.1:{port}/"))
    assert (caught.value.failure, caught.value.may_have_arrived) == ("network", False)


def test_items_come_while_the_answer_arrives(awkward: str) -> None:
    with FastDok(base_url=f"{awkward}/drip", ticket="t", timeout=10) as fd:
        ids = []
        for task in fd.iter_tasks():
            ids.append(task.id)
            Awkward.first_seen.set()
    assert ids == ["1", "2"]


def test_items_come_while_the_answer_arrives_for_asyncio(awkward: str) -> None:
    async def story() -> list[str]:
        async with AsyncFastDok(base_url=f"{awkward}/drip", ticket="t", timeout=10) as fd:
            ids = []
            async for task in fd.iter_tasks():
                ids.append(task.id)
                Awkward.first_seen.set()
            return ids

    assert asyncio.run(story()) == ["1", "2"]


def test_a_list_can_be_left_in_the_middle(awkward: str) -> None:
    with FastDok(base_url=f"{awkward}/drip", ticket="t", timeout=10) as fd:
        assert next(fd.iter_tasks()).id == "1"


def test_cancelling_ends_the_exchange(awkward: str) -> None:
    async def cancelled() -> None:
        async with AsyncCaseAgency(base_url=f"{awkward}/slow", system_user="S", password="p") as agency:
            call = asyncio.ensure_future(agency.test())
            await asyncio.sleep(0.2)
            call.cancel()
            with pytest.raises(asyncio.CancelledError):
                await call

    asyncio.run(cancelled())


@pytest.mark.parametrize("kind", [None, RequestsTransport, HttpxTransport])
def test_the_services(kind: Any, server: str) -> None:
    transport = kind() if kind else None
    with FastDok(
        base_url=server,
        api_key=API_KEY,
        username="asa.oberg@bjorken.example",
        password=USERS["asa.oberg@bjorken.example"],
        transport=transport,
    ) as fd:
        assert fd.get_current_domain().name == "Bostads AB Björken"
    with CaseAgency(base_url=server, system_user="SKDEN", password=SYSTEMS["SKDEN"], transport=transport) as agency:
        agency.test()
        assert agency.case(case_id=1001).case_id == 1001
    if transport:
        transport.close()


@pytest.mark.parametrize("kind", [None, AiohttpTransport])
def test_the_services_for_asyncio(kind: Any, server: str) -> None:
    async def story() -> None:
        transport = kind() if kind else None
        async with AsyncCaseAgency(
            base_url=server, system_user="SKDEN", password=SYSTEMS["SKDEN"], binding="ws", transport=transport
        ) as agency:
            assert (await agency.case(case_id=1001)).case_id == 1001
        if transport:
            await transport.aclose()

    asyncio.run(story())
