"""httpx's client with two things that it lacks: a bound on the whole exchange, and no proxy between this machine and itself.

It is made of what httpx and httpcore have for it: a transport of one's own, and a network backend of one's own.
"""

from __future__ import annotations

import socket
import ssl
import threading
from urllib.request import getproxies

import httpcore
import httpx

from nordcase import _forks
from nordcase._exchange import PIECE, proxy_of, seconds_left
from nordcase._typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Iterator
    from typing import Any

    from httpcore import SOCKET_OPTION

# What httpx has when nothing else is said: how many connections, how many of them idle, and for how many seconds.
LIMITS = {"max_connections": 100, "max_keepalive_connections": 20, "keepalive_expiry": 5.0}

ERRORS = (
    httpcore.ProxyError,
    httpcore.UnsupportedProtocol,
    httpcore.ProtocolError,
    httpcore.TimeoutException,
    httpcore.NetworkError,
)
"""The errors of httpcore, which has no one base for them."""


def _within(timeout: float | None, late: type[Exception]) -> float | None:
    """What is left for this step of the exchange."""
    left = seconds_left()
    if left is None:
        return timeout
    if left <= 0:
        raise late
    return left if timeout is None else min(left, timeout)


def _has_more(body: Any) -> bool:
    """Whether bytes were read behind the answer with this body, which h11 would take for the beginning of the next request's.

    What the service says of one request must never be said of another. httpcore does not look, and has no public way to: if it is not as it is known to be,
    the connection is not kept.
    """
    connection = getattr(getattr(body, "_stream", None), "_connection", None)
    try:
        return bool(connection._h11_state.trailing_data[0])  # type: ignore[union-attr]
    except AttributeError:
        return True


class _Spoilt:
    """Whether a connection may be used for another request."""

    spoilt = False

    def check(self) -> None:
        if self.spoilt:
            # Nothing of the request has left.
            raise httpcore.ConnectError("bytes came behind the last answer")


class _Stream(httpcore.NetworkStream, _Spoilt):
    """A connection, each of whose waits is bounded by what is left for the exchange that uses it."""

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream
        _forks.renew(self)

    def _forked(self) -> None:
        self._stream.close()

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _within(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.check()
        for start in range(0, len(buffer), PIECE):
            self._stream.write(buffer[start : start + PIECE], _within(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left = _within(timeout, httpcore.ConnectTimeout)
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, left))

    def get_extra_info(self, info: str) -> Any:
        if self.spoilt and info == "is_readable":
            # This is how httpcore sees that an idle connection is over.
            return True
        return self._stream.get_extra_info(info)


class _Backend(httpcore.NetworkBackend):
    """Makes such connections."""

    def __init__(self) -> None:
        self._backend = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise httpcore.ConnectError(type(error).__name__) from error
        # One after the other: together they have the time that is left, and not each of them.
        addresses = list(dict.fromkeys(str(address[4][0]) for address in found))
        for address in addresses:
            try:
                left = _within(timeout, httpcore.ConnectTimeout)
                return _Stream(self._backend.connect_tcp(address, port, left, local_address, socket_options))
            except httpcore.ConnectError:
                if address == addresses[-1]:
                    raise
        raise httpcore.ConnectError("the host has no address")

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[SOCKET_OPTION] | None = None
    ) -> httpcore.NetworkStream:
        left = _within(timeout, httpcore.ConnectTimeout)
        return _Stream(self._backend.connect_unix_socket(path, left, socket_options))


class _AsyncStream(httpcore.AsyncNetworkStream, _Spoilt):
    """The same, awaited."""

    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream = stream
        _forks.renew(self)

    def _forked(self) -> None:
        _forks.cut(self._stream.get_extra_info("socket"))
        _forks.leave(self._stream)

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return await self._stream.read(max_bytes, _within(timeout, httpcore.ReadTimeout))

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.check()
        for start in range(0, len(buffer), PIECE):
            await self._stream.write(buffer[start : start + PIECE], _within(timeout, httpcore.WriteTimeout))

    async def aclose(self) -> None:
        await self._stream.aclose()

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.AsyncNetworkStream:
        left = _within(timeout, httpcore.ConnectTimeout)
        try:
            return _AsyncStream(await self._stream.start_tls(ssl_context, server_hostname, left))
        except ssl.SSLError as error:
            # The first httpcore lets it through as it is.
            raise httpcore.ConnectError(type(error).__name__) from error

    def get_extra_info(self, info: str) -> Any:
        if self.spoilt and info == "is_readable":
            # This is how httpcore sees that an idle connection is over.
            return True
        return self._stream.get_extra_info(info)


class _AsyncBackend(httpcore.AsyncNetworkBackend):
    """The same with anyio, for asyncio and trio. It tries a host's addresses by itself."""

    def __init__(self) -> None:
        self._backend: Any = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        left = _within(timeout, httpcore.ConnectTimeout)
        return _AsyncStream(await self._backend.connect_tcp(host, port, left, local_address, socket_options))

    async def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[SOCKET_OPTION] | None = None
    ) -> httpcore.AsyncNetworkStream:
        left = _within(timeout, httpcore.ConnectTimeout)
        return _AsyncStream(await self._backend.connect_unix_socket(path, left, socket_options))

    async def sleep(self, seconds: float) -> None:
        await self._backend.sleep(seconds)


class _Body(httpx.SyncByteStream):
    """The body of httpcore's answer."""

    def __init__(self, stream: Any, connection: Any) -> None:
        self._stream = stream
        self._connection = connection

    def __iter__(self) -> Iterator[bytes]:
        yield from self._stream

    def close(self) -> None:
        if _has_more(self._stream):
            self._connection.spoilt = True
        self._stream.close()


class _AsyncBody(httpx.AsyncByteStream):
    """The same, awaited."""

    def __init__(self, stream: Any, connection: Any) -> None:
        self._stream = stream
        self._connection = connection

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for piece in self._stream:
            yield piece

    async def aclose(self) -> None:
        if _has_more(self._stream):
            self._connection.spoilt = True
        await self._stream.aclose()


class _Proxies:
    """The connections: direct, and through the proxies that the environment names."""

    # Direct, through HTTP, through SOCKS.
    kinds: tuple[Any, Any, Any]
    backend: Any

    def __init__(self) -> None:
        self._environment = getproxies()
        self._lock = threading.Lock()
        # Made here: reading the certificates takes a while, which is no exchange's.
        self._context = httpx.create_ssl_context()
        self._pools: dict[str | None, Any] = {None: self._open(None)}
        _forks.renew(self)

    def _forked(self) -> None:
        _forks.leave(self._pools)
        self._lock = threading.Lock()
        self._pools = {None: self._open(None)}

    def pool(self, url: httpx.URL) -> Any:
        proxy = proxy_of(url.scheme, url.host, self._environment)
        with self._lock:
            if proxy not in self._pools:
                self._pools[proxy] = self._open(proxy)
            return self._pools[proxy]

    def _open(self, proxy: str | None) -> Any:
        options = {"ssl_context": self._context, "network_backend": self.backend(), **LIMITS}
        direct, http, socks = self.kinds
        if proxy is None:
            return direct(**options)
        through = httpx.Proxy(proxy)
        kind = socks if through.url.scheme.startswith("socks") else http
        return kind(proxy_url=_url(through.url), proxy_auth=through.raw_auth, **options)


def _url(url: httpx.URL) -> httpcore.URL:
    return httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)


def _request(request: httpx.Request) -> httpcore.Request:
    return httpcore.Request(
        request.method,
        _url(request.url),
        headers=request.headers.raw,
        content=request.stream,
        extensions=request.extensions,
    )


class Pools(httpx.BaseTransport, _Proxies):
    """What `httpx.Client` sends over."""

    kinds = (httpcore.ConnectionPool, httpcore.HTTPProxy, httpcore.SOCKSProxy)
    backend = _Backend

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = self.pool(request.url).handle_request(_request(request))
        body = _Body(answer.stream, answer.extensions["network_stream"])
        return httpx.Response(answer.status, headers=answer.headers, stream=body, extensions=answer.extensions)

    def close(self) -> None:
        for pool in self._pools.values():
            pool.close()


class AsyncPools(httpx.AsyncBaseTransport, _Proxies):
    """What `httpx.AsyncClient` sends over."""

    kinds = (httpcore.AsyncConnectionPool, httpcore.AsyncHTTPProxy, httpcore.AsyncSOCKSProxy)
    backend = _AsyncBackend

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        answer = await self.pool(request.url).handle_async_request(_request(request))
        body = _AsyncBody(answer.stream, answer.extensions["network_stream"])
        return httpx.Response(answer.status, headers=answer.headers, stream=body, extensions=answer.extensions)

    async def aclose(self) -> None:
        for pool in self._pools.values():
            await pool.aclose()
