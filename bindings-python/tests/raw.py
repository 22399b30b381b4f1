"""A server that is nothing but sockets: it reads requests whole, notes them, and does with the connection what a test says."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable
from typing import Any


class Request:
    """A request as it came: its line, its headers with lower-case names, its body."""

    def __init__(self, head: bytes, rest: bytes, connection: socket.socket) -> None:
        line, *lines = head.decode("latin-1").split("\r\n")
        self.method, self.target, _ = line.split(" ", 2)
        pairs = (text.split(":", 1) for text in lines)
        self.headers = {name.strip().lower(): value.strip() for name, value in pairs}
        length = int(self.headers.get("content-length", 0))
        while len(rest) < length and (piece := connection.recv(65_536)):
            rest += piece
        self.body = rest[:length]


# Is given the server, the connection, the request, and the connection's number from 1. True keeps the connection.
Answer = Callable[["RawServer", socket.socket, Request, int], bool]


class RawServer:
    """Listens on loopback while it is entered."""

    def __init__(self, answer: Answer, *, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None) -> None:
        self.requests: list[Request] = []
        self.connections = 0
        self.stopped = threading.Event()
        self._answer = answer
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._listener = socket.create_server((host, 0), family=family)
        self.port = int(self._listener.getsockname()[1])
        self.url = f"{'http' if tls is None else 'https'}://127.0.0.1:{self.port}"
        self._tls = tls
        self._open: list[socket.socket] = []

    def __enter__(self) -> RawServer:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopped.set()
        self._listener.close()
        for connection in self._open:
            connection.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self._open.append(connection)
            self.connections += 1
            threading.Thread(target=self._serve, args=(connection, self.connections), daemon=True).start()

    def _serve(self, connection: socket.socket, number: int) -> None:
        try:
            if self._tls is not None:
                connection = self._tls.wrap_socket(connection, server_side=True)
                self._open.append(connection)
            with connection:
                while (request := read(connection)) is not None:
                    self.requests.append(request)
                    if not self._answer(self, connection, request, number):
                        return
        except OSError:
            pass  # the client is gone

    def drip(self, connection: socket.socket, piece: bytes) -> bool:
        """Sends the piece every 30 ms until the client goes."""
        while not self.stopped.wait(0.03):
            connection.sendall(piece)
        return False


def read(connection: socket.socket) -> Request | None:
    """The next request of a connection, None at its end."""
    head = b""
    while b"\r\n\r\n" not in head:
        piece = connection.recv(65_536)
        if not piece:
            return None
        head += piece
    head, _, rest = head.partition(b"\r\n\r\n")
    return Request(head, rest, connection)


def answer(body: bytes = b"{}", *, status: str = "200 OK", headers: bytes = b"") -> bytes:
    """An answer that keeps the connection."""
    kind = b"" if b"content-type" in headers.lower() else b"Content-Type: application/json\r\n"
    return b"HTTP/1.1 %s\r\n%sContent-Length: %d\r\n%s\r\n%s" % (status.encode(), kind, len(body), headers, body)


def always(reply: bytes) -> Answer:
    """Gives the same answer to each request."""

    def script(_server: RawServer, connection: socket.socket, _request: Request, _number: int) -> bool:
        connection.sendall(reply)
        return True

    return script


def closing(connection: socket.socket, how: str) -> bool:
    """Ends a connection: by FIN, or by RST."""
    if how == "reset":
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
    return False


def run(kind: Any, work: Callable[[Any], Any], **options: Any) -> Any:
    """Makes a transport of this kind, works with it (a coroutine function for an asynchronous one), closes it."""
    import asyncio

    if not kind.__name__.startswith("A"):
        transport = kind(**options)
        try:
            return work(transport)
        finally:
            transport.close()

    async def story() -> Any:
        transport = kind(**options)
        try:
            done = work(transport)
            return await done if hasattr(done, "__await__") else done
        finally:
            await transport.aclose()

    return asyncio.run(story())
