"""What bounds an exchange, whatever sends it: its time, the size of its answer unpacked; and how headers are read."""

from __future__ import annotations

import sys
import time
from contextvars import ContextVar

from nordcase._typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    Headers = list[tuple[str, str]]

ACCEPTED = ("Accept-Encoding", "gzip")
"""What every transport asks for: what it can unpack, and not what its HTTP library could."""

PIECE = 65_536
"""The most that is unpacked at once, and the most that is written at once."""

CODINGS = 3
"""The most codings one around the other. Nobody means more."""


class SendFailed(Exception):
    """No usable answer came: `failure` is `timeout`, `network`, `cancelled` or `too_large`."""

    def __init__(self, failure: str, reason: str, *, may_have_arrived: bool = True) -> None:
        super().__init__(reason)
        self.failure = failure
        self.reason = reason
        self.may_have_arrived = may_have_arrived

    def __reduce__(self) -> tuple[Any, ...]:
        return (_failed, (self.failure, self.reason, self.may_have_arrived))


def _failed(failure: str, reason: str, may_have_arrived: bool) -> SendFailed:
    return SendFailed(failure, reason, may_have_arrived=may_have_arrived)


LATE = "the exchange did not end in time"

_under_way: ContextVar[Budget | None] = ContextVar("budget", default=None)


class Budget:
    """How long an exchange may wait for the network. It is spent only while it is entered: what the caller does between two pieces costs nothing.

    An exchange happens in the thread or the task that entered, so the connections find their bound with `seconds_left`.
    """

    def __init__(self, seconds: float) -> None:
        self._left = seconds
        self._since: float | None = None

    def __enter__(self) -> Budget:
        self._since = time.monotonic()
        self._before = _under_way.set(self)
        return self

    def __exit__(self, *_: object) -> None:
        self._left, self._since = self.left(), None
        _under_way.reset(self._before)

    def left(self) -> float:
        """Seconds, negative when it is spent."""
        return self._left if self._since is None else self._left - (time.monotonic() - self._since)

    def check(self) -> None:
        """Raises when it is spent."""
        if self.left() <= 0:
            raise SendFailed("timeout", LATE)


def seconds_left() -> float | None:
    """How long the exchange that is under way here may still wait; None when there is none."""
    budget = _under_way.get()
    return None if budget is None else budget.left()


def event_loop() -> object:
    """The event loop that runs here, of asyncio or trio; None if there is none."""
    asyncio: Any = sys.modules.get("asyncio")
    trio: Any = sys.modules.get("trio")
    for running in (asyncio and asyncio.get_running_loop, trio and trio.lowlevel.current_trio_token):
        if running is not None:
            try:
                return running()
            except RuntimeError:
                continue
    return None


def is_at_home(thing: Any) -> bool:
    """Whether the event loop that runs here is the one in which this was first used. It keeps connections and locks, which are of that loop."""
    # One step, so that two threads with a loop each cannot both be the first.
    here = event_loop()
    return bool(thing.__dict__.setdefault("_loop", here) is here)


class Body:
    """Unpacks a body piece by piece, within the bound of its size. What it is packed in is said by the headers."""

    def __init__(self, headers: Headers, max_bytes: int) -> None:
        said = ",".join(value for name, value in headers if name.lower() == "content-encoding")
        codings = [coding for part in said.split(",") if (coding := part.strip().lower()) not in ("", "identity")]
        if len(codings) > CODINGS or not all(coding in _OPENED for coding in codings):
            # It is handed on as it came: the core names the encoding.
            codings = []
        # What a small body is packed in may be a little larger than the body.
        packed = max_bytes + PIECE if codings else max_bytes
        self._came = _Bound(packed)
        self._layers = [_Layer(coding, packed) for coding in codings[:0:-1]]
        self._layers += [_Layer(coding, max_bytes) for coding in codings[:1]]
        self.headers = headers
        """Those of the answer, without what is true of the packed body only."""
        if codings:
            self.headers = [pair for pair in headers if pair[0].lower() not in ("content-encoding", "content-length")]

    def feed(self, piece: bytes) -> Iterator[bytes]:
        """The body's next pieces, unpacked."""
        self._came.take(len(piece))
        pieces: Iterable[bytes] = (piece,)
        for layer in self._layers:
            pieces = layer.feed_all(pieces)
        yield from pieces

    def finish(self) -> None:
        """The body has ended. Raises when it was not whole."""
        for layer in self._layers:
            layer.finish()


class _Bound:
    """So many bytes and no more."""

    def __init__(self, max_bytes: int) -> None:
        self._left = max_bytes

    def take(self, count: int) -> None:
        self._left -= count
        if self._left < 0:
            raise SendFailed("too_large", "the answer is larger than the limit")


# The argument of zlib: gzip; zlib as the standard has it for deflate, or raw as some servers send it.
_GZIP, _ZLIB, _RAW = 31, 15, -15
_OPENED = {"gzip": _GZIP, "x-gzip": _GZIP, "deflate": _ZLIB}


class _AsItIs:
    """What is not packed, in the place of zlib."""

    unconsumed_tail = b""
    eof = False

    def decompress(self, piece: bytes, _most: int) -> bytes:
        return piece


class _Layer:
    """One coding of a body."""

    def __init__(self, coding: str, max_bytes: int) -> None:
        self._bound = _Bound(max_bytes)
        self._coding = coding
        self._unpacker: Any = None
        self._held = b""
        self._done = False

    def feed_all(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        import zlib

        try:
            for piece in pieces:
                for unpacked in self._feed(piece):
                    self._bound.take(len(unpacked))
                    yield unpacked
        except zlib.error as error:
            raise self._broken() from error

    def _feed(self, packed: bytes) -> Iterator[bytes]:
        packed, self._held = self._held + packed, b""
        while packed:
            if self._unpacker is None and not self._begin(packed):
                return
            unpacker: Any = self._unpacker
            full = True
            while full or packed:
                unpacked = unpacker.decompress(packed, PIECE)
                packed, full = unpacker.unconsumed_tail, len(unpacked) == PIECE
                if unpacked:
                    yield unpacked
                if unpacker.eof:
                    packed, self._unpacker, self._done = unpacker.unused_data, None, True
                    break

    def _begin(self, packed: bytes) -> bool:
        """Begins to unpack, if these bytes begin something."""
        import zlib

        wbits = _OPENED[self._coding]
        if self._done:
            # A file of gzip may have several members, and zeros at its end.
            if wbits != _GZIP or not packed.strip(b"\0"):
                return False
        elif len(packed) < 2:
            self._held = packed
            return False
        elif wbits == _GZIP and packed[:2] != b"\x1f\x8b":
            # Called so, and not so: some servers say it of what they did not pack.
            self._unpacker = _AsItIs()
            return True
        elif wbits == _ZLIB:
            is_zlib = packed[0] & 15 == 8 and (packed[0] * 256 + packed[1]) % 31 == 0
            wbits = _ZLIB if is_zlib else _RAW
        self._unpacker = zlib.decompressobj(wbits)
        return True

    def finish(self) -> None:
        if (self._unpacker is not None and not isinstance(self._unpacker, _AsItIs)) or self._held:
            raise self._broken()

    def _broken(self) -> SendFailed:
        return SendFailed("network", f"the answer's {self._coding} is damaged or not whole")


def read_headers(raw: Iterable[tuple[bytes, bytes]]) -> Headers:
    """Headers as text, whatever bytes they hold: each as UTF-8 if it is that, else as Latin-1, which RFC 9110 came from."""
    return [(name.decode("latin-1"), header_text(value)) for name, value in raw]


def header_text(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")


def is_loopback(host: str) -> bool:
    """Whether this names this machine. What is sent there never goes through a proxy."""
    host = host.strip("[]").rstrip(".").lower()
    if host == "localhost" or host.endswith(".localhost"):
        return True
    if not (host[:1].isdigit() or ":" in host):
        return False
    from ipaddress import ip_address

    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return address.is_loopback or bool(mapped is not None and mapped.is_loopback)


def proxy_of(scheme: str, host: str, environment: dict[str, str]) -> str | None:
    """The proxy for this host among those of the environment (`urllib.request.getproxies()`)."""
    if is_loopback(host):
        return None
    proxy = environment.get(scheme) or environment.get("all")
    if not proxy:
        return None
    from urllib.request import proxy_bypass

    if proxy_bypass(host):
        return None
    return proxy if "://" in proxy else f"http://{proxy}"
