"""A connection that holds bytes behind a complete answer is not used again: they would be taken for the next request's answer."""

from __future__ import annotations

import asyncio
import socket
import time
from typing import Any

import pytest
from nordcase import HttpRequest
from nordcase.transports import AiohttpTransport, AsyncHttpxTransport, HttpxTransport, RequestsTransport
from raw import RawServer, Request, answer, run

ALL = [HttpxTransport, RequestsTransport, AsyncHttpxTransport, AiohttpTransport]
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nown\r\n0\r\n\r\n"
STRANGE = answer(b"strange")
BEHIND = {
    "an answer": (answer(b"own"), STRANGE),
    "an answer behind chunks": (CHUNKED, STRANGE),
    "an answer behind no body": (b"HTTP/1.1 204 No Content\r\n\r\n", STRANGE),
    "the first bytes of an answer": (answer(b"own"), STRANGE[:20]),
    "an informational answer": (answer(b"own"), b"HTTP/1.1 100 Continue\r\n\r\n"),
    "a line": (answer(b"own"), b"\r\n"),
}


def exchange(kind: Any, url: str, times: int, pause: float = 0) -> list[bytes]:
    request = HttpRequest("POST", url, [], b"x")

    def work(transport: Any) -> list[bytes]:
        came = []
        for _ in range(times):
            came.append(transport.send(request).body)
            time.sleep(pause)
        return came

    async def work_async(transport: Any) -> list[bytes]:
        came = []
        for _ in range(times):
            came.append((await transport.send(request)).body)
            await asyncio.sleep(pause)
        return came

    bodies: list[bytes] = run(kind, work_async if kind.__name__.startswith("A") else work, timeout=10)
    return bodies


@pytest.mark.parametrize("kind", ALL)
@pytest.mark.parametrize("behind", BEHIND)
def test_bytes_behind_an_answer_are_no_answer(kind: Any, behind: str) -> None:
    first, rest = BEHIND[behind]

    def script(server: RawServer, connection: socket.socket, _request: Request, number: int) -> bool:
        connection.sendall(first + rest if len(server.requests) == 1 else answer(b"%d" % number))
        return True

    with RawServer(script) as server:
        bodies = exchange(kind, server.url, 4)
    own = b"" if b"204" in first else b"own"
    # aiohttp forgets what is no whole message, and goes on.
    second = b"1" if kind is AiohttpTransport and rest in (b"\r\n", STRANGE[:20]) else b"2"
    assert bodies == [own, *[second] * 3] and len(server.requests) == 4


@pytest.mark.parametrize("kind", ALL)
@pytest.mark.parametrize("reply", [answer(b"own"), CHUNKED, b"HTTP/1.1 204 No Content\r\n\r\n"])
def test_a_connection_with_nothing_behind_is_kept(kind: Any, reply: bytes) -> None:
    def script(_server: RawServer, connection: socket.socket, _request: Request, _number: int) -> bool:
        connection.sendall(reply)
        return True

    with RawServer(script) as server:
        assert len(exchange(kind, server.url, 5)) == 5
        assert server.connections == 1


@pytest.mark.parametrize("kind", ALL)
def test_an_answer_that_comes_while_nothing_is_asked_is_no_answer(kind: Any) -> None:
    def script(server: RawServer, connection: socket.socket, _request: Request, number: int) -> bool:
        connection.sendall(answer(b"%d" % number))
        if len(server.requests) == 1:
            server.stopped.wait(0.2)
            connection.sendall(STRANGE)
        return True

    with RawServer(script) as server:
        assert exchange(kind, server.url, 3, pause=1.0) == [b"1", b"2", b"2"]
