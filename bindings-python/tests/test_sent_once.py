"""A request is sent once, whatever becomes of its connection; and never through a proxy to this machine."""

from __future__ import annotations

import asyncio
import socket
import time
from typing import Any

import pytest
from nordcase import AsyncFastDok, FastDok, HttpRequest, SendFailed, TransportError
from nordcase.transports import AiohttpTransport, AsyncHttpxTransport, HttpxTransport, RequestsTransport
from raw import RawServer, Request, always, answer, closing, run

ALL = [HttpxTransport, RequestsTransport, AsyncHttpxTransport, AiohttpTransport]
METHODS = ["POST", "DELETE", "GET"]


def exchange(kind: Any, *requests: HttpRequest, pause: float = 0, blocked: bool = False) -> list[Any]:
    """What comes of these requests, one after the other over one transport: a status, or a failure."""
    seen: list[Any] = []

    def work(transport: Any) -> None:
        for request in requests:
            try:
                seen.append(transport.send(request).status)
            except SendFailed as error:
                seen.append((error.failure, error.may_have_arrived))
            time.sleep(pause)

    async def work_async(transport: Any) -> None:
        for request in requests:
            try:
                seen.append((await transport.send(request)).status)
            except SendFailed as error:
                seen.append((error.failure, error.may_have_arrived))
            # An event loop that is held up meanwhile does not see that a connection is closed.
            time.sleep(pause) if blocked else await asyncio.sleep(pause)

    run(kind, work_async if kind.__name__.startswith("A") else work, timeout=10)
    return seen


def request(method: str, url: str) -> HttpRequest:
    return HttpRequest(method, url, [("Ticket", "t")], b"x=1" if method == "POST" else b"")


@pytest.mark.parametrize("kind", ALL)
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("how", ["closed", "reset", "half an answer"])
def test_fault_5_17_a_kept_connection_dies_after_the_request_was_read(kind: Any, method: str, how: str) -> None:
    def script(_server: RawServer, connection: socket.socket, came: Request, _number: int) -> bool:
        if came.target == "/first":
            connection.sendall(answer())
            return True
        if how == "half an answer":
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Le")
        return closing(connection, how)

    with RawServer(script) as server:
        first, second = request("GET", f"{server.url}/first"), request(method, f"{server.url}/second")
        assert exchange(kind, first, second) == [200, ("network", True)]
        assert [came.target for came in server.requests] == ["/first", "/second"]


@pytest.mark.parametrize("kind", ALL)
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("blocked", [False, True])
def test_fault_5_17_an_idle_connection_that_was_closed_is_not_used(kind: Any, method: str, blocked: bool) -> None:
    def script(_server: RawServer, connection: socket.socket, _came: Request, _number: int) -> bool:
        connection.sendall(answer())
        return False

    with RawServer(script) as server:
        sent = [request(method, server.url) for _ in range(3)]
        assert exchange(kind, *sent, pause=0.2, blocked=blocked) == [200] * 3
        assert len(server.requests) == 3


ODD = {
    "503": (b"Retry-After: 0\r\n", "503 Service Unavailable"),
    "408": (b"Connection: close\r\n", "408 Request Timeout"),
    "421": (b"", "421 Misdirected Request"),
    "429": (b"Retry-After: 0\r\n", "429 Too Many Requests"),
    "413": (b"Retry-After: 0\r\n", "413 Content Too Large"),
    "301": (b"Location: /elsewhere\r\n", "301 Moved Permanently"),
    "307": (b"Location: /elsewhere\r\n", "307 Temporary Redirect"),
    "308": (b"Location: /elsewhere\r\n", "308 Permanent Redirect"),
    "401": (b'WWW-Authenticate: Digest realm="x", nonce="y", qop="auth"\r\n', "401 Unauthorized"),
    "407": (b'Proxy-Authenticate: Basic realm="x"\r\n', "407 Proxy Authentication Required"),
}


@pytest.mark.parametrize("kind", ALL)
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("status", ODD)
def test_fault_5_17_no_status_has_it_sent_again(kind: Any, method: str, status: str) -> None:
    headers, line = ODD[status]
    with RawServer(always(answer(status=line, headers=headers))) as server:
        assert exchange(kind, request(method, server.url)) == [int(status)]
        assert len(server.requests) == 1


@pytest.mark.parametrize("kind", ALL)
@pytest.mark.parametrize("method", METHODS)
def test_fault_5_17_a_new_connection_that_dies(kind: Any, method: str) -> None:
    with RawServer(lambda _server, connection, _came, _number: closing(connection, "closed")) as server:
        assert exchange(kind, request(method, server.url)) == [("network", True)]
        assert len(server.requests) == 1


def test_fault_5_17_a_session_that_repeats_says_so() -> None:
    import requests
    from requests.adapters import HTTPAdapter

    assert RequestsTransport().repeats == "never"
    session = requests.Session()
    assert RequestsTransport(session).repeats == "never"
    session.mount("https://", HTTPAdapter(max_retries=3))
    assert RequestsTransport(session).repeats == "maybe"


PROXIES = ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy", "HTTPS_PROXY"]


@pytest.fixture
def through(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A proxy that the environment names."""
    with RawServer(always(answer(status="299 By the proxy"))) as proxy:
        for name in [*PROXIES, "NO_PROXY", "no_proxy"]:
            monkeypatch.delenv(name, raising=False)
        for name in PROXIES:
            monkeypatch.setenv(name, proxy.url)
        yield proxy


@pytest.mark.parametrize("kind", ALL)
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "LOCALHOST", "127.9.9.9", "[::1]", "[0:0:0:0:0:0:0:1]"])
def test_fault_5_12_loopback_goes_through_no_proxy(kind: Any, host: str, through: RawServer) -> None:
    listens = {"127.9.9.9": "127.9.9.9", "[": "::1"}.get(host if host[0] != "[" else "[", "127.0.0.1")
    with RawServer(always(answer()), host=listens) as server:
        assert exchange(kind, request("POST", f"http://{host}:{server.port}/")) == [200]
        assert len(server.requests) == 1
    assert through.requests == []


@pytest.mark.parametrize("kind", [HttpxTransport, RequestsTransport, AsyncHttpxTransport])
def test_fault_5_12_other_hosts_go_through_it(kind: Any, through: RawServer, monkeypatch: pytest.MonkeyPatch) -> None:
    away = request("POST", "http://forms.example.se/API")
    assert exchange(kind, away) == [299]
    assert through.requests[0].target == "http://forms.example.se/API"
    monkeypatch.setenv("NO_PROXY", "example.se")
    monkeypatch.setenv("no_proxy", "example.se")
    assert exchange(kind, away) == [("network", False)]
    assert len(through.requests) == 1


@pytest.mark.parametrize("kind", [HttpxTransport, RequestsTransport, AsyncHttpxTransport])
def test_fault_5_12_a_proxy_that_refuses_the_tunnel(kind: Any, through: RawServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the request has left: the proxy was asked for a tunnel, and gave none."""
    with RawServer(always(answer(status="502 Bad Gateway"))) as proxy:
        for name in PROXIES:
            monkeypatch.setenv(name, proxy.url)
        assert exchange(kind, request("POST", "https://forms.example.se/API")) == [("network", False)]
        assert [(came.method, came.body) for came in proxy.requests] == [("CONNECT", b"")]
    assert through.requests == []


def test_fault_5_12_a_sign_in_stays_on_this_machine(through: RawServer) -> None:
    import requests

    credentials = {"api_key": "k", "username": "u", "password": "S3CRET"}
    with RawServer(always(answer(b'{"success":false}'))) as server:
        for transport in [None, RequestsTransport(requests.Session())]:
            with FastDok(base_url=server.url, transport=transport, **credentials) as fd:
                with pytest.raises(Exception, match="sign_in_failed"):
                    fd.get_balance()

        async def story() -> None:
            async with AsyncFastDok(base_url=server.url, **credentials) as fd:
                await fd.get_balance()

        with pytest.raises(Exception, match="sign_in_failed"):
            asyncio.run(story())
        assert len(server.requests) == 3
    assert through.requests == []


@pytest.mark.parametrize("asynchronous", [False, True])
def test_fault_3_3_a_lost_changing_call_is_sent_once_by_the_client(asynchronous: bool) -> None:
    with RawServer(lambda _server, connection, _came, _number: closing(connection, "reset")) as server:

        async def story() -> None:
            async with AsyncFastDok(base_url=server.url, ticket="t") as fd:
                await fd.delete_instance(instance_id="7")

        with pytest.raises(TransportError) as caught:
            asyncio.run(story()) if asynchronous else FastDok(base_url=server.url, ticket="t").delete_instance(instance_id="7")
        assert caught.value.retry == "verify_first" and len(server.requests) == 1
