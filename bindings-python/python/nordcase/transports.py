"""Transports: what sends a request. Any object with a `send` like these does.

A transport sends exactly what it is given, once; follows no redirect (a ticket must not travel); and gives back the whole answer as it came, only
unpacked if it was compressed. When no answer comes it raises `SendFailed`; a `TimeoutError` or another `OSError` is understood as well, and taken as
*the request may have arrived*. A transport may also have `time()` (seconds since 1970) and `sleep(seconds)`, which then replace the system's.

A transport may also have `stream(request)` (a coroutine in an asynchronous one), which gives the answer as soon as its head is there: an object with `status`,
`headers`, the body's pieces as an iterator, and `close()` or `aclose()`. The iterators of the clients then hand out items while the answer arrives.

This module imports no HTTP client until a transport of its kind is made.
"""

from __future__ import annotations

import time

from nordcase._native import HttpRequest, HttpResponse
from nordcase._typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from typing import Any

    import aiohttp
    import httpx
    import requests

__all__ = [
    "AiohttpTransport",
    "AsyncHttpxTransport",
    "AsyncTransport",
    "HttpxTransport",
    "RequestsTransport",
    "SendFailed",
    "Transport",
]

TIMEOUT = 120.0
"""Seconds for a whole exchange; the services' own bound is not known."""

MAX_BYTES = 64 * 1024 * 1024
"""The largest answer that is read, unpacked."""


class SendFailed(Exception):
    """No usable answer came: `failure` is `timeout`, `network`, `cancelled` or `too_large`."""

    def __init__(self, failure: str, reason: str, *, may_have_arrived: bool = True) -> None:
        super().__init__(reason)
        self.failure = failure
        self.reason = reason
        self.may_have_arrived = may_have_arrived


class Transport(Protocol):
    """Sends a request and waits for the whole answer."""

    def send(self, request: HttpRequest) -> HttpResponse:
        """The answer, whatever its status. Raises `SendFailed` when there is none."""
        ...


class AsyncTransport(Protocol):
    """The same for asyncio. Cancelling the call must end the exchange."""

    async def send(self, request: HttpRequest) -> HttpResponse:
        """The answer, whatever its status. Raises `SendFailed` when there is none."""
        ...


class _Body:
    """Collects a body within bounds of size and time."""

    def __init__(self, max_bytes: int, timeout: float) -> None:
        self._pieces: list[bytes] = []
        self._left = max_bytes
        self._end = time.monotonic() + timeout

    def check(self, piece: bytes) -> bytes:
        """The piece, if all is still within the bounds."""
        self._left -= len(piece)
        if self._left < 0:
            raise SendFailed("too_large", "the answer is larger than the limit")
        if time.monotonic() > self._end:
            raise SendFailed("timeout", "the answer did not end in time")
        return piece

    def add(self, piece: bytes) -> None:
        self._pieces.append(self.check(piece))

    def response(self, status: int, headers: list[tuple[str, str]]) -> HttpResponse:
        return HttpResponse(status, headers, b"".join(self._pieces))


def _httpx_request(httpx: Any, request: HttpRequest, timeout: float) -> Any:
    # Not `client.request`, which would add headers of its own.
    extensions = {"timeout": httpx.Timeout(timeout).as_dict()}
    return httpx.Request(
        request.method, request.url, headers=request.headers, content=request.body or None, extensions=extensions
    )


def _httpx_failure(httpx: Any, error: Exception) -> SendFailed:
    not_sent = isinstance(error, (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol))
    failure = "timeout" if isinstance(error, httpx.TimeoutException) else "network"
    # The message of an httpx error names the host at most; a proxy's may hold more, so only the kind is kept.
    return SendFailed(failure, type(error).__name__, may_have_arrived=not not_sent)


class HttpxStream:
    """An answer of httpx while it arrives: its status and headers, and as an iterator its body. To be closed."""

    def __init__(self, httpx: Any, answer: httpx.Response, bounds: _Body) -> None:
        self.status = answer.status_code
        self.headers = answer.headers.multi_items()
        self._httpx = httpx
        self._answer = answer
        self._bounds = bounds
        self._pieces = answer.iter_bytes()

    def __iter__(self) -> HttpxStream:
        return self

    def __next__(self) -> bytes:
        try:
            return self._bounds.check(next(self._pieces))
        except self._httpx.HTTPError as error:
            raise _httpx_failure(self._httpx, error) from error

    def close(self) -> None:
        """Ends the exchange."""
        self._answer.close()


class AsyncHttpxStream:
    """The same for asyncio."""

    def __init__(self, httpx: Any, answer: httpx.Response, bounds: _Body) -> None:
        self.status = answer.status_code
        self.headers = answer.headers.multi_items()
        self._httpx = httpx
        self._answer = answer
        self._bounds = bounds
        self._pieces = answer.aiter_bytes()

    def __aiter__(self) -> AsyncHttpxStream:
        return self

    async def __anext__(self) -> bytes:
        try:
            return self._bounds.check(await self._pieces.__anext__())
        except self._httpx.HTTPError as error:
            raise _httpx_failure(self._httpx, error) from error

    async def aclose(self) -> None:
        """Ends the exchange."""
        await self._answer.aclose()


class HttpxTransport:
    """Sends over [httpx](https://www.python-httpx.org), the default.

    `client` is one of your own, with its proxies and certificates; it is left open. `timeout` is in seconds.
    """

    def __init__(
        self, client: httpx.Client | None = None, *, timeout: float = TIMEOUT, max_bytes: int = MAX_BYTES
    ) -> None:
        import httpx

        self._httpx = httpx
        self._own = client is None
        self._client = client or httpx.Client()
        self._timeout = timeout
        self._max_bytes = max_bytes

    def send(self, request: HttpRequest) -> HttpResponse:
        answer = self.stream(request)
        try:
            return HttpResponse(answer.status, answer.headers, b"".join(answer))
        finally:
            answer.close()

    def stream(self, request: HttpRequest) -> HttpxStream:
        """The answer while it arrives."""
        try:
            answer = self._client.send(
                _httpx_request(self._httpx, request, self._timeout), stream=True, auth=None, follow_redirects=False
            )
        except (self._httpx.HTTPError, self._httpx.InvalidURL) as error:
            raise _httpx_failure(self._httpx, error) from error
        return HttpxStream(self._httpx, answer, _Body(self._max_bytes, self._timeout))

    def close(self) -> None:
        """Closes the connections, if the client is its own."""
        if self._own:
            self._client.close()


class AsyncHttpxTransport:
    """The same for asyncio."""

    def __init__(
        self, client: httpx.AsyncClient | None = None, *, timeout: float = TIMEOUT, max_bytes: int = MAX_BYTES
    ) -> None:
        import httpx

        self._httpx = httpx
        self._own = client is None
        self._client = client or httpx.AsyncClient()
        self._timeout = timeout
        self._max_bytes = max_bytes

    async def send(self, request: HttpRequest) -> HttpResponse:
        answer = await self.stream(request)
        try:
            return HttpResponse(answer.status, answer.headers, b"".join([piece async for piece in answer]))
        finally:
            await answer.aclose()

    async def stream(self, request: HttpRequest) -> AsyncHttpxStream:
        """The answer while it arrives."""
        try:
            answer = await self._client.send(
                _httpx_request(self._httpx, request, self._timeout), stream=True, auth=None, follow_redirects=False
            )
        except (self._httpx.HTTPError, self._httpx.InvalidURL) as error:
            raise _httpx_failure(self._httpx, error) from error
        return AsyncHttpxStream(self._httpx, answer, _Body(self._max_bytes, self._timeout))

    async def aclose(self) -> None:
        """Closes the connections, if the client is its own."""
        if self._own:
            await self._client.aclose()


class RequestsTransport:
    """Sends over [requests](https://requests.readthedocs.io). `session` is one of your own; it is left open."""

    def __init__(
        self, session: requests.Session | None = None, *, timeout: float = TIMEOUT, max_bytes: int = MAX_BYTES
    ) -> None:
        import requests

        self._requests = requests
        self._own = session is None
        self._session = session or requests.Session()
        self._timeout = timeout
        self._max_bytes = max_bytes

    def send(self, request: HttpRequest) -> HttpResponse:
        import urllib3.util

        requests, body = self._requests, _Body(self._max_bytes, self._timeout)
        prepared = requests.Request(request.method, request.url, data=request.body or None).prepare()
        # Exactly these headers: requests would add its own, and take a login from ~/.netrc.
        prepared.headers.clear()
        prepared.headers.update({name: urllib3.util.SKIP_HEADER for name in ("User-Agent", "Accept-Encoding")})
        prepared.headers.update(dict(request.headers))
        if request.body or request.method == "POST":
            prepared.headers["Content-Length"] = str(len(request.body))
        settings = self._session.merge_environment_settings(request.url, {}, True, None, None)
        try:
            answer = self._session.send(prepared, timeout=self._timeout, allow_redirects=False, **settings)
            with answer:
                for piece in answer.iter_content(65_536):
                    body.add(piece)
        except requests.RequestException as error:
            not_sent = isinstance(error, requests.ConnectTimeout) or "NewConnectionError" in repr(error)
            failure = "timeout" if isinstance(error, requests.Timeout) else "network"
            raise SendFailed(failure, type(error).__name__, may_have_arrived=not not_sent) from error
        return body.response(answer.status_code, list(answer.headers.items()))

    def close(self) -> None:
        """Closes the connections, if the session is its own."""
        if self._own:
            self._session.close()


class AiohttpTransport:
    """Sends over [aiohttp](https://docs.aiohttp.org), for asyncio. `session` is one of your own; it is left open."""

    def __init__(
        self, session: aiohttp.ClientSession | None = None, *, timeout: float = TIMEOUT, max_bytes: int = MAX_BYTES
    ) -> None:
        import aiohttp

        self._aiohttp = aiohttp
        self._own = session is None
        self._session = session
        self._timeout = timeout
        self._max_bytes = max_bytes

    async def send(self, request: HttpRequest) -> HttpResponse:
        import asyncio

        from yarl import URL

        aiohttp, body = self._aiohttp, _Body(self._max_bytes, self._timeout)
        if self._session is None:
            # Made here: a session belongs to the loop that runs.
            self._session = aiohttp.ClientSession()
        try:
            async with self._session.request(
                request.method,
                URL(request.url, encoded=True),
                headers=request.headers,
                data=request.body or None,
                allow_redirects=False,
                skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding", "Content-Type"),
                timeout=aiohttp.ClientTimeout(total=self._timeout),
            ) as answer:
                async for piece in answer.content.iter_any():
                    body.add(piece)
                return body.response(answer.status, list(answer.headers.items()))
        except asyncio.TimeoutError as error:
            sent = not isinstance(error, aiohttp.ConnectionTimeoutError)
            raise SendFailed("timeout", type(error).__name__, may_have_arrived=sent) from error
        except aiohttp.ClientError as error:
            sent = not isinstance(error, (aiohttp.ClientConnectorError, aiohttp.InvalidURL))
            raise SendFailed("network", type(error).__name__, may_have_arrived=sent) from error

    async def aclose(self) -> None:
        """Closes the connections, if the session is its own."""
        if self._own and self._session is not None:
            await self._session.close()
