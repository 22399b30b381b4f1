"""What bounds an exchange: its time, its size, what a header may hold. Each transport against servers that are nothing but sockets."""

from __future__ import annotations

import asyncio
import gc
import gzip
import socket
import ssl
import time
import tracemalloc
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from nordcase import AsyncFastDok, FastDok, HttpRequest, HttpResponse, ParseError, SendFailed, TransportError
from nordcase.transports import AiohttpTransport, AsyncHttpxTransport, HttpxTransport, RequestsTransport
from raw import Answer, RawServer, Request, always, answer, run

ALL = [HttpxTransport, RequestsTransport, AsyncHttpxTransport, AiohttpTransport]
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


def send(kind: Any, request: HttpRequest, **options: Any) -> HttpResponse:
    answered: HttpResponse = run(kind, lambda transport: transport.send(request), **options)
    return answered


def get(url: str) -> HttpRequest:
    return HttpRequest("GET", url, [("Accept", "application/json")], b"")


def dripping(first: bytes, piece: bytes) -> Answer:
    def script(server: RawServer, connection: socket.socket, _request: Request, _number: int) -> bool:
        connection.sendall(first)
        return server.drip(connection, piece)

    return script


DRIPS = {
    "the line": (b"HTTP/1.1 200 ", b"O"),
    "a header": (HEAD + b"X-Long: ", b"x"),
    "headers": (HEAD, b"X-More: 1\r\n"),
    "103s": (b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"),
    "100s": (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "the body": (HEAD + b"Content-Length: 100000\r\n\r\n", b" "),
    "a body without a length": (HEAD + b"Connection: close\r\n\r\n", b" "),
    "chunks": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
    "the line of a chunk": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n1;", b"x"),
}


def second(kind: Any, url: str, timeout: float) -> HttpResponse:
    """Sends a first request, so that all is made and loaded, and then the one that counts."""

    def work(transport: Any) -> Any:
        transport.send(get(f"{url}/first"))
        return transport.send(get(url))

    async def work_async(transport: Any) -> Any:
        await transport.send(get(f"{url}/first"))
        return await transport.send(get(url))

    answered: HttpResponse = run(kind, work_async if kind.__name__.startswith("A") else work, timeout=timeout)
    return answered


@pytest.mark.parametrize("kind", ALL)
@pytest.mark.parametrize("drip", DRIPS)
def test_fault_5_15_one_bound_on_the_whole_exchange(kind: Any, drip: str) -> None:
    first, piece = DRIPS[drip]

    def script(server: RawServer, connection: socket.socket, request: Request, _number: int) -> bool:
        if request.target == "/first":
            connection.sendall(answer())
            return True
        connection.sendall(first)
        return server.drip(connection, piece)

    with RawServer(script) as server:
        began = time.monotonic()
        with pytest.raises(SendFailed) as caught:
            second(kind, server.url, 0.7)
        assert time.monotonic() - began < 6
        assert (caught.value.failure, caught.value.may_have_arrived) == ("timeout", True)
        assert len(server.requests) == 2


@contextmanager
def still_closing() -> Iterator[None]:
    """The end of asyncio's loop finds a connection of aiohttp's still closing: with bytes that nobody reads, or a goodbye of TLS."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        yield
        gc.collect()


def of_the_caller(kind: Any) -> Any:
    """A client or session that the caller made, as it comes."""
    import aiohttp
    import httpx
    import requests

    made = {
        HttpxTransport: httpx.Client,
        AsyncHttpxTransport: httpx.AsyncClient,
        RequestsTransport: requests.Session,
        AiohttpTransport: aiohttp.ClientSession,
    }
    return made[kind]()


@pytest.mark.parametrize(
    ("kind", "drip"),
    [
        (kind, drip)
        for kind in ALL
        for drip in DRIPS
        if kind is not HttpxTransport or drip in ("the body", "a body without a length", "chunks")
    ],
)
def test_fault_5_15_a_client_of_the_caller_s(kind: Any, drip: str) -> None:
    """The same, but for one thing that the documents say: where httpx blocks, a head that drips is bounded wait by wait."""
    with RawServer(dripping(*DRIPS[drip])) as server:
        began = time.monotonic()
        with pytest.raises(SendFailed) as caught:
            if not kind.__name__.startswith("A"):
                with of_the_caller(kind) as client:
                    kind(client, timeout=0.7).send(get(server.url))

            async def story() -> None:
                async with of_the_caller(kind) as client:
                    await kind(client, timeout=0.7).send(get(server.url))

            asyncio.run(story())
        assert time.monotonic() - began < 6 and caught.value.failure == "timeout"


@pytest.mark.parametrize("kind", ALL)
def test_fault_5_15_a_server_that_does_not_read(kind: Any) -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
    began = time.monotonic()
    with listener, still_closing(), pytest.raises(SendFailed) as caught:
        send(kind, HttpRequest("POST", url, [], bytes(30_000_000)), timeout=1.5)
    assert time.monotonic() - began < 6
    assert (caught.value.failure, caught.value.may_have_arrived) == ("timeout", True)


@pytest.mark.parametrize("kind", ALL)
def test_fault_5_15_a_handshake_without_end(kind: Any) -> None:
    def script(server: RawServer, connection: socket.socket, _request: Request, _number: int) -> bool:
        raise AssertionError("a TLS client does not send a request in clear")

    with RawServer(script) as server:
        began = time.monotonic()
        with pytest.raises(SendFailed) as caught:
            send(kind, get(server.url.replace("http:", "https:")), timeout=0.7)
        assert time.monotonic() - began < 6
        assert caught.value.failure == "timeout"


@pytest.mark.parametrize("kind", [HttpxTransport, RequestsTransport])
def test_fault_5_15_nobody_accepts(kind: Any) -> None:
    """The queue of connections that nobody accepts is full: a further one is never made."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(0)
    queued = [socket.socket() for _ in range(4)]
    for waiting in queued:
        waiting.setblocking(False)
        waiting.connect_ex(listener.getsockname())
    began = time.monotonic()
    with pytest.raises(SendFailed) as caught:
        send(kind, get(f"http://127.0.0.1:{listener.getsockname()[1]}/"), timeout=0.7)
    for one in [listener, *queued]:
        one.close()
    assert time.monotonic() - began < 6
    assert (caught.value.failure, caught.value.may_have_arrived) == ("timeout", False)


@pytest.mark.parametrize("asynchronous", [False, True])
def test_fault_5_15_a_dripping_list_ends_too(asynchronous: bool) -> None:
    """What a stream waits for the network counts: a list that drips without end is no reason to wait for ever."""
    with RawServer(dripping(HEAD + b"Content-Length: 100000\r\n\r\n[", b" ")) as server:
        began = time.monotonic()
        with pytest.raises(TransportError) as caught:
            tasks(server.url, asynchronous, 0.7, 0)
        assert time.monotonic() - began < 6 and caught.value.code == "transport.timeout"


def tasks(url: str, asynchronous: bool, timeout: float, pause: float) -> list[str]:
    ids = []
    if not asynchronous:
        with FastDok(base_url=url, ticket="t", timeout=timeout) as fd:
            for task in fd.iter_tasks(max=10):
                ids.append(task.id)
                time.sleep(pause)
        return ids

    async def story() -> None:
        async with AsyncFastDok(base_url=url, ticket="t", timeout=timeout) as fd:
            async for task in fd.iter_tasks(max=10):
                ids.append(task.id)
                await asyncio.sleep(pause)

    asyncio.run(story())
    return ids


@pytest.mark.parametrize("asynchronous", [False, True])
def test_fault_5_14_a_slow_consumer_is_no_slow_network(asynchronous: bool) -> None:
    # Larger than what sockets hold for a reader who is slow.
    rows = b",".join(b'{"Id":"%d","Name":"%s"}' % (number, b"x" * 900_000) for number in range(9))
    with RawServer(always(answer(b"[" + rows + b"]"))) as server:
        assert tasks(server.url, asynchronous, 2.0, 0.35) == [str(number) for number in range(9)]


def layers(body: bytes, *codings: str) -> bytes:
    for coding in codings:
        body = gzip.compress(body) if "gzip" in coding else zlib.compress(body)
    return body


PACKED = {
    "gzip": layers(b'{"Balance":1}', "gzip"),
    "x-gzip": layers(b'{"Balance":1}', "gzip"),
    "GZip": layers(b'{"Balance":1}', "gzip"),
    "deflate": layers(b'{"Balance":1}', "deflate"),
    "identity": b'{"Balance":1}',
    "gzip, gzip": layers(b'{"Balance":1}', "gzip", "gzip"),
    "deflate, gzip": layers(b'{"Balance":1}', "deflate", "gzip"),
}


@pytest.mark.parametrize("kind", ALL)
@pytest.mark.parametrize("coding", PACKED)
def test_fault_5_16_what_is_understood_is_unpacked(kind: Any, coding: str) -> None:
    headers = b"Content-Encoding: %s\r\n" % coding.encode()
    with RawServer(always(answer(PACKED[coding], headers=headers))) as server:
        came = send(kind, get(server.url))
    assert came.body == b'{"Balance":1}'
    # What is said of the body as it was packed would no longer be true.
    assert not {"content-encoding", "content-length"} & {name.lower() for name, _ in came.headers} or coding == "identity"


@pytest.mark.parametrize("kind", ALL)
def test_fault_5_16_two_members_and_raw_deflate(kind: Any) -> None:
    raw = zlib.compressobj(wbits=-15)
    for coding, body in [
        (b"gzip", gzip.compress(b'{"Bal') + gzip.compress(b'ance":1}')),
        (b"deflate", raw.compress(b'{"Balance":1}') + raw.flush()),
        (b"gzip", b""),
    ]:
        with RawServer(always(answer(body, headers=b"Content-Encoding: %s\r\n" % coding))) as server:
            assert send(kind, get(server.url)).body == (b'{"Balance":1}' if body else b"")


@pytest.mark.parametrize("kind", ALL)
@pytest.mark.parametrize("codings", [("gzip",), ("gzip", "gzip"), ("deflate", "gzip")])
def test_fault_5_16_unpacking_is_bounded(kind: Any, codings: tuple[str, ...]) -> None:
    bomb = layers(bytes(96_000_000), *codings)
    headers = b"Content-Encoding: %s\r\n" % ", ".join(codings).encode()
    with RawServer(always(answer(bomb, headers=headers))) as server:
        tracemalloc.start()
        try:
            with pytest.raises(SendFailed) as caught:
                send(kind, get(server.url), max_bytes=1_000_000)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert caught.value.failure == "too_large"
    # The server's own copy of the bomb is smaller than this, and so is all else but what is unpacked.
    assert peak < 16_000_000


@pytest.mark.parametrize("kind", ALL)
@pytest.mark.parametrize("coding", ["br", "zstd", "gzip, br", "snappy", ", ".join(["gzip"] * 40)])
def test_fault_5_16_an_encoding_that_is_not_understood_is_named(kind: Any, coding: str) -> None:
    headers = b"Content-Encoding: %s\r\n" % coding.encode()
    with RawServer(always(answer(b"\x8b\x02\x80", headers=headers))) as server:

        def read(transport: Any) -> Any:
            client = AsyncFastDok if kind.__name__.startswith("A") else FastDok
            return client(base_url=server.url, ticket="t", transport=transport).get_balance()

        with pytest.raises(ParseError) as caught:
            run(kind, read)
    assert caught.value.code == "parse.content_encoding"
    assert coding[:9] in str(caught.value) and len(str(caught.value)) < 300


@pytest.mark.parametrize("kind", ALL)
@pytest.mark.parametrize("damage", ["cut", "changed", "one byte"])
def test_fault_5_16_what_cannot_be_unpacked_is_no_answer(kind: Any, damage: str) -> None:
    whole = gzip.compress(b'{"Balance":1}' * 100)
    body = {"cut": whole[:-9], "changed": whole[:20] + b"\xff\xff" + whole[22:], "one byte": whole[:1]}[damage]
    with RawServer(always(answer(body, headers=b"Content-Encoding: gzip\r\n"))) as server:
        with pytest.raises(SendFailed) as caught:
            send(kind, get(server.url))
    assert caught.value.failure == "network" and "gzip" in caught.value.reason


@pytest.mark.parametrize("kind", ALL)
def test_fault_5_16_what_is_only_called_packed(kind: Any) -> None:
    with RawServer(always(answer(b'{"Balance":1}', headers=b"Content-Encoding: gzip\r\n"))) as server:
        assert send(kind, get(server.url)).body == b'{"Balance":1}'


@pytest.mark.parametrize("kind", ALL)
def test_fault_5_16_what_is_asked_for_is_what_is_understood(kind: Any) -> None:
    with RawServer(always(answer())) as server:
        send(kind, get(server.url))
        assert server.requests[0].headers["accept-encoding"] == "gzip"


HEADERS = {
    "latin-1": ("Åland".encode("latin-1"), "Åland"),
    "utf-8": ("Åland".encode(), "Åland"),
    "neither": (b"a\xff\xfe\x85z", "aÿþ\x85z"),
}


@pytest.mark.parametrize("kind", ALL)
@pytest.mark.parametrize("written", HEADERS)
def test_fault_2_5_headers_in_any_bytes(kind: Any, written: str) -> None:
    raw, text = HEADERS[written]
    headers = b"X-Server: %s\r\nX-Twice: 1\r\nX-Twice: 2\r\n" % raw
    with RawServer(always(answer(headers=headers))) as server:
        came = send(kind, get(server.url))
    assert [value for name, value in came.headers if name.lower() == "x-server"] == [text]
    assert [value for name, value in came.headers if name.lower() == "x-twice"] == ["1", "2"]


@pytest.mark.parametrize("kind", ALL)
@pytest.mark.parametrize("encoding", ["latin-1", "utf-8"])
def test_fault_2_5_a_file_with_a_name_of_any_bytes(kind: Any, encoding: str) -> None:
    name = 'inline; filename="Hyresavtal Åsa.pdf"'.encode(encoding)
    pdf = answer(b"%PDF-1.7", headers=b"Content-Type: application/pdf\r\nContent-Disposition: %s\r\n" % name)
    with RawServer(always(pdf)) as server:

        def read(transport: Any) -> Any:
            client = AsyncFastDok if kind.__name__.startswith("A") else FastDok
            return client(base_url=server.url, ticket="t", transport=transport).get_object_pdf(object_id="7")

        assert run(kind, read).file_name == "Hyresavtal Åsa.pdf"


@pytest.mark.parametrize("kind", ALL)
def test_an_informational_answer_is_not_the_answer(kind: Any) -> None:
    """What comes after a 103 belongs to the same request, and nothing of it to the next one."""

    def script(_server: RawServer, connection: socket.socket, request: Request, _number: int) -> bool:
        hints = b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n"
        connection.sendall(hints + answer(request.target.encode()))
        return True

    with RawServer(script) as server:

        def work(transport: Any) -> Any:
            return [transport.send(get(server.url + path)) for path in ("/a", "/b")]

        async def work_async(transport: Any) -> Any:
            return [await transport.send(get(server.url + path)) for path in ("/a", "/b")]

        came = run(kind, work_async if kind.__name__.startswith("A") else work)
    assert [(one.status, one.body) for one in came] == [(200, b"/a"), (200, b"/b")]


@pytest.mark.parametrize("kind", [HttpxTransport, RequestsTransport])
def test_a_socket_of_another_use_is_not_bounded(kind: Any) -> None:
    """The bound is an exchange's, not a connection's: a second one on the same connection has its own."""

    def script(server: RawServer, connection: socket.socket, request: Request, _number: int) -> bool:
        server.stopped.wait(0.4)
        connection.sendall(answer(request.target.encode()))
        return True

    with RawServer(script) as server:
        bodies = run(kind, lambda transport: [transport.send(get(server.url)).body for _ in range(3)], timeout=1.0)
    assert bodies == [b"/"] * 3 and server.connections == 1


@pytest.mark.parametrize("kind", [HttpxTransport, RequestsTransport, AsyncHttpxTransport])
def test_over_tls(kind: Any, certificate: ssl.SSLContext) -> None:
    large = b"[" + b" " * 300_000 + b"]"

    def script(server: RawServer, connection: socket.socket, request: Request, _number: int) -> bool:
        if request.target == "/first":
            connection.sendall(answer(large))
            return True
        connection.sendall(HEAD)
        return server.drip(connection, b"X-More: 1\r\n")

    with RawServer(script, tls=certificate) as server, still_closing():
        url = server.url
        assert send(kind, HttpRequest("POST", f"{url}/first", [], b"x" * 200_000)).body == large
        assert len(server.requests[0].body) == 200_000
        began = time.monotonic()
        with pytest.raises(SendFailed) as caught:
            second(kind, url, 1.0)
        assert time.monotonic() - began < 8 and caught.value.failure == "timeout"
        assert [request.target for request in server.requests] == ["/first", "/first", "/"]


@pytest.mark.parametrize("kind", ALL)
def test_a_certificate_that_nobody_trusts(kind: Any, certificate: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"):
        monkeypatch.delenv(name)
    with RawServer(always(answer()), tls=certificate) as server, still_closing():
        with pytest.raises(SendFailed) as caught:
            send(kind, get(server.url))
        assert caught.value.failure == "network" and server.requests == []
        assert not caught.value.may_have_arrived
