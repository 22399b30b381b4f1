"""requests' adapter with what it lacks: a bound on the whole exchange, and answers that are read as far as they go.

What http.client has made of the bytes is what requests sees, so it begins there: with the connection and its socket.
"""

from __future__ import annotations

import contextlib
import http.client
import io
import socket

import urllib3.connection
import urllib3.connectionpool
from requests.adapters import HTTPAdapter

from nordcase import _forks
from nordcase._exchange import PIECE, seconds_left
from nordcase._typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    import requests


class _Reading(io.RawIOBase):
    """What a socket receives, each wait bounded by what is left for the exchange."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._inner = sock.makefile("rb", buffering=0)
        self.ended = False
        """Whether the other side has said its last."""
        self.over = False
        """Whether the answer is complete, so that nothing more is received."""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        if self.over:
            return 0
        _bound(self._sock)
        count = self._inner.readinto(buffer)
        self.ended = self.ended or count == 0
        return count

    def close(self) -> None:
        if not self.closed:
            self._inner.close()
        super().close()


class _Buffer(io.BufferedReader):
    """What is read of one answer."""

    def __init__(self, raw: _Reading, sock: socket.socket) -> None:
        super().__init__(raw)
        self._reading = raw
        self._sock = sock

    def close(self) -> None:
        if not self.closed:
            self._reading.over = True
            if self.peek(1):
                # Something came behind the answer. What follows it would be taken for the next one, so urllib3 is to see this connection at its end.
                with contextlib.suppress(OSError):
                    self._sock.shutdown(socket.SHUT_RDWR)
        super().close()


class _Socket:
    """A connected socket, as http.client uses one."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        _forks.renew(self)

    def _forked(self) -> None:
        _forks.cut(self._sock)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock, name)

    def sendall(self, data: Any) -> None:
        rest = memoryview(data).cast("B")
        while rest:
            _bound(self._sock)
            rest = rest[self._sock.send(rest[:PIECE]) :]

    def makefile(self, *_: Any, **__: Any) -> io.BufferedReader:
        return _Buffer(_Reading(self._sock), self._sock)


def _bound(sock: socket.socket) -> None:
    left = seconds_left()
    if left is None:
        return
    if left <= 0:
        raise socket.timeout("timed out")
    sock.settimeout(left)


class _Answer(http.client.HTTPResponse):
    """An answer after the informational ones that may come before it, and only if its head is whole."""

    def begin(self) -> None:
        super().begin()
        while 100 <= self.status < 200 and self.status != 101:
            self._check()
            self.headers = self.msg = None  # type: ignore[assignment]
            super().begin()
        self._check()

    def _check(self) -> None:
        # http.client takes the end of the connection for the end of the head.
        if self.fp is not None and self.fp.raw.ended:  # type: ignore[attr-defined]
            raise http.client.RemoteDisconnected("the connection ended in the middle of the answer's head")


class _Connection(urllib3.connection.HTTPConnection):
    response_class = _Answer

    def connect(self) -> None:
        super().connect()
        self.sock: Any = _Socket(self.sock)


class _SecureConnection(urllib3.connection.HTTPSConnection):
    response_class = _Answer

    def connect(self) -> None:
        super().connect()
        self.sock: Any = _Socket(self.sock)


class _Pool(urllib3.connectionpool.HTTPConnectionPool):
    ConnectionCls: Any = _Connection


class _SecurePool(urllib3.connectionpool.HTTPSConnectionPool):
    ConnectionCls: Any = _SecureConnection


def retries(session: requests.Session) -> bool:
    """Whether an adapter of the session sends again by itself, for whatever reason."""
    totals = [getattr(getattr(adapter, "max_retries", None), "total", 0) for adapter in session.adapters.values()]
    return any(totals)


class Adapter(HTTPAdapter):
    """Sends over connections whose waits are bounded by the exchange that is under way in this thread."""

    def __init__(self) -> None:
        super().__init__(pool_connections=20, pool_maxsize=100)

    def instead_of(self, adapter: Any) -> Any:
        """This one in the place of the usual one; what somebody has put there for a reason stays."""
        return self if type(adapter) is HTTPAdapter and not adapter.max_retries.total else adapter

    def init_poolmanager(self, *values: Any, **named: Any) -> None:
        super().init_poolmanager(*values, **named)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}

    def proxy_manager_for(self, proxy: str, **named: Any) -> Any:
        manager = super().proxy_manager_for(proxy, **named)
        if not proxy.lower().startswith("socks"):
            manager.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}
        return manager
