"""Transports: what sends a request. Any object with a `send` like these does.

A transport sends exactly what it is given, once; follows no redirect (a ticket must not travel); and gives back the whole answer as it came, only
unpacked if it was compressed. When no answer comes it raises `SendFailed`; a `TimeoutError` or another `OSError` is understood as well, and taken as
*the request may have arrived*. A transport may also have `time()` (seconds since 1970) and `sleep(seconds)`, which then replace the system's.

A transport may also have `stream(request)` (a coroutine in an asynchronous one), which gives the answer as soon as its head is there: an object with `status`,
`headers`, the body's pieces as an iterator, and `close()` or `aclose()`. The iterators of the clients then hand out items while the answer arrives.

One that may send a request twice by itself says so: `repeats = "maybe"`. Journeys then reckon with it. Without the attribute it is `never`.

What the ones here do, each with the HTTP library's oldest and newest release that the package declares:

- **One bound on the whole exchange**, `timeout`: connecting, TLS, sending, a head or a body that drips, informational answers. For a list that is handed
  out while it arrives, only the time counts in which the network is waited for. What cannot be bounded is the system's own look-up of a name where it
  blocks.
- **A bound on the answer**, `max_bytes`, also while it is unpacked. They ask for gzip, and unpack gzip and deflate; any other encoding is an error that names it.
- **No proxy to this machine**: `localhost`, `127.…` and `::1` are spoken to directly. To others, httpx and requests go through the proxies that the
  environment names; aiohttp never does.
- **Nothing said of one request is taken for another's**: a connection with bytes behind a complete answer is not used again.
- Headers are read as UTF-8 where they are that, else as Latin-1.

A client or session **of your own** keeps its own ways: its certificates, its hooks, and its proxies, also to this machine with httpx and with aiohttp's
`trust_env` (give it `NO_PROXY`, or none). An httpx client is bounded too, but where it blocks, a head that drips is bounded wait by wait only; and what
came behind an answer it takes for the next one's, so behind a gateway that does that leave the client to us. A requests session is used with our own
connections, unless it has adapters of its own; one whose adapter has `max_retries` counts as `repeats = "maybe"`. Of an httpx client whose transport
repeats, say it: `HttpxTransport(client, repeats="maybe")`. An aiohttp session sends a DELETE or a GET again by itself when its connection dies; ours does
not. After a fork our own connections are made anew in the child; a client of yours that has spoken is refused there.

This module imports no HTTP client until a transport of its kind is made.
"""

from __future__ import annotations

from nordcase import _forks
from nordcase._exchange import ACCEPTED, LATE, PIECE, Body, Budget, SendFailed, header_text, is_at_home, is_loopback, read_headers
from nordcase._native import HttpRequest, HttpResponse
from nordcase._typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from typing import Any, Literal, TypeVar

    import aiohttp
    import httpx
    import requests

    Repeats = Literal["never", "maybe"]
    T = TypeVar("T")

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


def _httpx_request(httpx: Any, request: HttpRequest, timeout: float) -> Any:
    # Not `client.request`, which would add headers of its own.
    extensions = {"timeout": httpx.Timeout(max(timeout, 0.001)).as_dict()}
    headers = [*request.headers, ACCEPTED]
    return httpx.Request(
        request.method, request.url, headers=headers, content=request.body or None, extensions=extensions
    )


# Nothing of the request has left: there is no connection, or no tunnel through a proxy.
_NOT_SENT = ("ConnectError", "ConnectTimeout", "PoolTimeout", "UnsupportedProtocol", "ProxyError", "LocalProtocolError")


def _httpx_failure(error: Exception, budget: Budget) -> SendFailed:
    # Those of httpx and those of httpcore have the same names.
    name = type(error).__name__
    failure = "timeout" if name.endswith("Timeout") or budget.left() <= 0 else "network"
    # The message of an httpx error names the host at most; a proxy's may hold more, so only the kind is kept.
    return SendFailed(failure, name, may_have_arrived=name not in _NOT_SENT)


class _Ours:
    """What a transport knows of the client or session that it sends with: whether it is its own, and whether a parent speaks over it."""

    _own: bool
    _spoken = False
    _shared = False
    _ended = False

    @property
    def closed(self) -> bool:
        """Whether it can send nothing more."""
        return self._ended

    def _begin(self) -> None:
        """Before each request."""
        self._still_open(may_have_arrived=False)
        if self._shared:
            reason = "this client of yours was used before the process was forked, and shares its connections: make one after the fork"
            raise SendFailed("network", reason, may_have_arrived=False)
        self._spoken = True

    def _still_open(self, *, may_have_arrived: bool) -> None:
        if self.closed:
            raise SendFailed("cancelled", "the transport is closed", may_have_arrived=may_have_arrived)

    def _forked(self) -> None:
        """Our own connections are made anew; those of the caller's client cannot be."""
        self._shared = self._shared or (self._spoken and not self._own)


class OfOneLoop(_Ours):
    """The same of a transport whose connections belong to an event loop."""

    def _begin(self) -> None:
        if not is_at_home(self):
            reason = "this transport belongs to the event loop in which it was first used: make one for each"
            raise SendFailed("network", reason, may_have_arrived=False)
        super()._begin()

    def _forked(self) -> None:
        super()._forked()
        # The loop is the parent's too.
        self.__dict__.pop("_loop", None)


class HttpxStream:
    """An answer of httpx while it arrives: its status and headers, and as an iterator its body. To be closed."""

    def __init__(self, answer: httpx.Response, body: Body, budget: Budget, errors: tuple[type[Exception], ...]) -> None:
        self.status = answer.status_code
        self.headers = body.headers
        self._answer = answer
        self._budget = budget
        self._errors = errors
        self._pieces = self._unpacked(answer.iter_raw(), body)

    def __iter__(self) -> HttpxStream:
        return self

    def __next__(self) -> bytes:
        with self._budget:
            try:
                piece = next(self._pieces)
            except self._errors as error:
                raise _httpx_failure(error, self._budget) from error
            self._budget.check()
            return piece

    def _unpacked(self, raw: Iterator[bytes], body: Body) -> Iterator[bytes]:
        for piece in raw:
            self._budget.check()
            yield from body.feed(piece)
        body.finish()

    def close(self) -> None:
        """Ends the exchange."""
        self._answer.close()


class AsyncHttpxStream:
    """The same, awaited."""

    def __init__(self, answer: httpx.Response, body: Body, within: _Within) -> None:
        self.status = answer.status_code
        self.headers = body.headers
        self._answer = answer
        self._within = within
        self._raw = answer.aiter_raw()
        self._body = body
        self._pieces: Iterator[bytes] | None = iter(())

    def __aiter__(self) -> AsyncHttpxStream:
        return self

    async def __anext__(self) -> bytes:
        return await self._within.run(self._next)

    async def _next(self) -> bytes:
        while self._pieces is not None:
            for piece in self._pieces:
                return piece
            try:
                self._pieces = self._body.feed(await self._raw.__anext__())
                self._within.check()
            except StopAsyncIteration:
                self._pieces = None
                self._body.finish()
        raise StopAsyncIteration

    async def aclose(self) -> None:
        """Ends the exchange."""
        await self._answer.aclose()


class HttpxTransport(_Ours):
    """Sends over [httpx](https://www.python-httpx.org), the default.

    `client` is one of your own, with its proxies and certificates; it is left open. `timeout` is in seconds.
    """

    def __init__(
        self,
        client: httpx.Client | None = None,
        *,
        timeout: float = TIMEOUT,
        max_bytes: int = MAX_BYTES,
        repeats: Repeats = "never",
    ) -> None:
        import httpx

        from nordcase import _httpx_pools

        self.repeats: Repeats = repeats
        self._httpx = httpx
        self._errors = (httpx.HTTPError, httpx.InvalidURL, *_httpx_pools.ERRORS)
        self._own = client is None
        self._client = client or httpx.Client(transport=_httpx_pools.Pools())
        self._timeout = timeout
        self._max_bytes = max_bytes
        _forks.renew(self)

    def send(self, request: HttpRequest) -> HttpResponse:
        answer = self.stream(request)
        try:
            return HttpResponse(answer.status, answer.headers, b"".join(answer))
        finally:
            answer.close()

    def stream(self, request: HttpRequest) -> HttpxStream:
        """The answer while it arrives."""
        self._begin()
        budget = Budget(self._timeout)
        with budget:
            try:
                answer = self._client.send(
                    _httpx_request(self._httpx, request, self._timeout), stream=True, auth=None, follow_redirects=False
                )
            except self._errors as error:
                raise _httpx_failure(error, budget) from error
            except RuntimeError:
                self._still_open(may_have_arrived=True)
                raise
        try:
            body = Body(read_headers(answer.headers.raw), self._max_bytes)
        except SendFailed:
            answer.close()
            raise
        return HttpxStream(answer, body, budget, self._errors)

    @property
    def closed(self) -> bool:
        """Whether it, or its client, is closed."""
        return self._ended or self._client.is_closed

    def close(self) -> None:
        """Closes the connections, if the client is its own."""
        self._ended = True
        if self._own:
            self._client.close()


class _Within:
    """Awaits within what is left of an exchange's time."""

    def __init__(self, seconds: float, errors: tuple[type[Exception], ...], *, bounded: bool) -> None:
        self._budget = Budget(seconds)
        self._errors = errors
        self._bounded = bounded

    def check(self) -> None:
        self._budget.check()

    async def run(self, work: Callable[[], Awaitable[T]]) -> T:
        budget = self._budget
        try:
            with budget:
                if self._bounded:
                    return await work()
                # A client of the caller's bounds each wait by itself, and this the whole.
                import anyio

                with anyio.fail_after(max(budget.left(), 0)):
                    return await work()
        except TimeoutError as error:
            raise SendFailed("timeout", LATE) from error
        except self._errors as error:
            raise _httpx_failure(error, budget) from error


class AsyncHttpxTransport(OfOneLoop):
    """The same for asyncio, and for trio."""

    def __init__(
        self,
        client: httpx.AsyncClient | None = None,
        *,
        timeout: float = TIMEOUT,
        max_bytes: int = MAX_BYTES,
        repeats: Repeats = "never",
    ) -> None:
        import httpx

        from nordcase import _httpx_pools

        self.repeats: Repeats = repeats
        self._httpx = httpx
        self._errors = (httpx.HTTPError, httpx.InvalidURL, *_httpx_pools.ERRORS)
        self._own = client is None
        self._client = client or httpx.AsyncClient(transport=_httpx_pools.AsyncPools())
        self._timeout = timeout
        self._max_bytes = max_bytes
        _forks.renew(self)

    async def send(self, request: HttpRequest) -> HttpResponse:
        answer = await self.stream(request)
        try:
            return HttpResponse(answer.status, answer.headers, b"".join([piece async for piece in answer]))
        finally:
            await answer.aclose()

    async def stream(self, request: HttpRequest) -> AsyncHttpxStream:
        """The answer while it arrives."""
        self._begin()
        within = _Within(self._timeout, self._errors, bounded=self._own)
        sent = _httpx_request(self._httpx, request, self._timeout)
        try:
            answer = await within.run(lambda: self._client.send(sent, stream=True, auth=None, follow_redirects=False))
        except RuntimeError:
            self._still_open(may_have_arrived=True)
            raise
        try:
            body = Body(read_headers(answer.headers.raw), self._max_bytes)
        except SendFailed:
            await answer.aclose()
            raise
        return AsyncHttpxStream(answer, body, within)

    @property
    def closed(self) -> bool:
        """Whether it, or its client, is closed."""
        return self._ended or self._client.is_closed

    async def aclose(self) -> None:
        """Closes the connections, if the client is its own."""
        self._ended = True
        if self._own:
            await self._client.aclose()


class RequestsTransport(_Ours):
    """Sends over [requests](https://requests.readthedocs.io). `session` is one of your own; it is left open."""

    def __init__(
        self, session: requests.Session | None = None, *, timeout: float = TIMEOUT, max_bytes: int = MAX_BYTES
    ) -> None:
        import requests

        from nordcase import _requests_pools

        self._requests = requests
        self._own = session is None
        self._session = session or requests.Session()
        self._adapter = _requests_pools.Adapter()
        self._timeout = timeout
        self._max_bytes = max_bytes
        _forks.renew(self)

    @property
    def repeats(self) -> Repeats:
        """`maybe` if an adapter of the session has retries, whatever they are for."""
        from nordcase._requests_pools import retries

        return "maybe" if retries(self._session) else "never"

    def send(self, request: HttpRequest) -> HttpResponse:
        import urllib3.exceptions
        import urllib3.util

        requests, budget = self._requests, Budget(self._timeout)
        prepared = requests.Request(request.method, request.url, data=request.body or None).prepare()
        # Exactly these headers: requests would add its own, and take a login from ~/.netrc.
        prepared.headers.clear()
        prepared.headers["User-Agent"] = urllib3.util.SKIP_HEADER
        prepared.headers.update(dict([*request.headers, ACCEPTED]))
        if request.body or request.method == "POST":
            prepared.headers["Content-Length"] = str(len(request.body))
        settings = self._session.merge_environment_settings(request.url, {}, True, None, None)
        if is_loopback(urllib3.util.parse_url(request.url).host or ""):
            settings["proxies"] = {}
        adapter = self._adapter.instead_of(self._session.get_adapter(request.url))
        self._still_open(may_have_arrived=False)
        if adapter is not self._adapter:
            self._begin()
        with budget:
            try:
                # Not by the session, which prepares to follow a redirect and reads its body for that.
                answer = adapter.send(prepared, timeout=self._timeout, **settings)
                with answer:
                    return self._read(answer, budget)
            except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
                late = isinstance(error, (requests.Timeout, urllib3.exceptions.TimeoutError)) or budget.left() <= 0
                arrived = not _never_connected(error)
                name = type(error).__name__
                raise SendFailed("timeout" if late else "network", name, may_have_arrived=arrived) from error

    def _read(self, answer: requests.Response, budget: Budget) -> HttpResponse:
        # http.client has read them as Latin-1, which keeps every byte.
        raw = [(name, header_text(value.encode("latin-1"))) for name, value in answer.raw.headers.items()]
        if 100 <= answer.status_code < 200:
            # The answer that follows would be taken for that of the next request.
            self._session.close()
            raise SendFailed("network", "only an informational answer came")
        body, pieces, came = Body(raw, self._max_bytes), list[bytes](), 0
        # urllib3 would make its own unpackers of what it says, though it is not to unpack.
        answer.raw.headers.pop("content-encoding", None)
        for piece in answer.raw.stream(65_536, decode_content=False):
            budget.check()
            came += len(piece)
            pieces.extend(body.feed(piece))
        promised = answer.raw.headers.get("content-length", "")
        if promised.isdigit() and not answer.raw.headers.get("transfer-encoding") and came < int(promised):
            # The older urllib3 does not look.
            raise SendFailed("network", "the connection ended in the middle of the answer")
        body.finish()
        return HttpResponse(answer.status_code, body.headers, b"".join(pieces))

    def _forked(self) -> None:
        from nordcase import _requests_pools

        super()._forked()
        _forks.leave(self._adapter)
        self._adapter = _requests_pools.Adapter()

    def close(self) -> None:
        """Closes the connections; those of a session that is its own too."""
        self._ended = True
        self._adapter.close()
        if self._own:
            self._session.close()


def _never_connected(error: BaseException | None) -> bool:
    """Whether this came of a connection that was never made."""
    import ssl

    import urllib3.exceptions

    never = (
        urllib3.exceptions.NewConnectionError,
        urllib3.exceptions.ConnectTimeoutError,
        ssl.SSLCertVerificationError,
    )
    seen = 0
    while error is not None and seen < 10:
        if isinstance(error, never):
            return True
        if "Tunnel connection failed" in str(error):
            return True
        inner = getattr(error, "reason", None) or next(iter(error.args), None)
        error, seen = (inner if isinstance(inner, BaseException) else error.__cause__ or error.__context__), seen + 1
    return False


def _idle(connector: Any) -> list[Any]:
    """The connections that an aiohttp connector keeps. It has no public way to look at them."""
    return [kept for line in getattr(connector, "_conns", {}).values() for kept, *_ in line]


class AiohttpTransport(OfOneLoop):
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
        _forks.renew(self)

    async def send(self, request: HttpRequest) -> HttpResponse:
        import asyncio
        import io

        from yarl import URL

        try:
            asyncio.get_running_loop()
        except RuntimeError:
            reason = "aiohttp needs asyncio: with trio, leave the transport out, so that httpx sends"
            raise SendFailed("network", reason, may_have_arrived=False) from None
        self._begin()
        aiohttp = self._aiohttp
        if self._session is None:
            # Made here: a session belongs to the loop that runs.
            kept = aiohttp.TCPConnector()
            if not hasattr(kept, "_conns"):
                # Its idle connections cannot be looked at, so none is kept.
                kept = aiohttp.TCPConnector(force_close=True)
            self._session = aiohttp.ClientSession(connector=kept)
            # It would send a DELETE or a GET again by itself when the connection dies. The first releases do not have that.
            if hasattr(self._session, "_retry_connection"):
                self._session._retry_connection = False
        # Bytes that are large it would write without letting others in.
        body: Any = request.body if len(request.body) < PIECE else io.BytesIO(request.body)
        # A loop that was held up has not yet heard that an idle connection was closed.
        for _ in range(3):
            await asyncio.sleep(0)
        for idle in _idle(self._session.connector):
            if idle.should_close:
                # Something came over it that nobody asked for. aiohttp would take it for the next request's answer.
                idle.close()
        try:
            async with self._session.request(
                request.method,
                URL(request.url, encoded=True),
                headers=[*request.headers, ACCEPTED],
                data=body or None,
                allow_redirects=False,
                skip_auto_headers=("User-Agent", "Accept", "Content-Type"),
                auto_decompress=False,
                timeout=aiohttp.ClientTimeout(total=self._timeout),
            ) as answer:
                return await self._read(answer)
        except asyncio.TimeoutError as error:
            # The older ones have no such class.
            connecting = getattr(aiohttp, "ConnectionTimeoutError", ())
            raise SendFailed("timeout", type(error).__name__, may_have_arrived=not isinstance(error, connecting)) from error
        except RuntimeError:
            self._still_open(may_have_arrived=True)
            raise
        except aiohttp.ClientError as error:
            sent = not isinstance(error, (aiohttp.ClientConnectorError, aiohttp.InvalidURL))
            raise SendFailed("network", type(error).__name__, may_have_arrived=sent) from error

    async def _read(self, answer: aiohttp.ClientResponse) -> HttpResponse:
        body, pieces = Body(read_headers(answer.raw_headers), self._max_bytes), list[bytes]()
        async for piece in answer.content.iter_any():
            pieces.extend(body.feed(piece))
        body.finish()
        return HttpResponse(answer.status, body.headers, b"".join(pieces))

    def _forked(self) -> None:
        super()._forked()
        if self._own and self._session is not None:
            connector = self._session.connector
            for protocol in (*_idle(connector), *getattr(connector, "_acquired", ())):
                transport = getattr(protocol, "transport", None)
                _forks.cut(None if transport is None else transport.get_extra_info("socket"))
            _forks.leave(self._session)
            self._session = None

    @property
    def closed(self) -> bool:
        """Whether it, or its session, is closed."""
        return self._ended or (self._session is not None and self._session.closed)

    async def aclose(self) -> None:
        """Closes the connections, if the session is its own."""
        self._ended = True
        if self._own and self._session is not None:
            await self._session.close()
