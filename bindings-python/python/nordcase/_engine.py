"""What all clients share: the loops of a call and of a journey, without any sending, waiting or asking.

Each loop is a generator that yields what is to be done and is sent what came of it, so that the blocking and the asyncio clients have the same one.
"""

from __future__ import annotations

import os
import time

from nordcase import _native
from nordcase._errors import from_report
from nordcase._native import HttpResponse
from nordcase._record import Record
from nordcase._typing import TYPE_CHECKING
from nordcase.transports import SendFailed

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping
    from typing import Any, Union

    from nordcase._native import HttpRequest

    Outcome = Union[HttpResponse, tuple[str, bool, str]]
    Params = Mapping[str, object]
    Access = Callable[[], dict[str, object]]
    Steps = Generator[Any, Any, Any]


class Send:
    """Send this request; resume with an `Outcome`."""

    __slots__ = ("request",)

    def __init__(self, request: HttpRequest) -> None:
        self.request = request


class Open:
    """Send this request; resume with the answer's status and headers, or a failure."""

    __slots__ = ("request",)

    def __init__(self, request: HttpRequest) -> None:
        self.request = request


class More:
    """Resume with the next piece of the opened answer's body, with None at its end, or with a failure."""

    __slots__ = ()


class Items:
    """Hand these items out."""

    __slots__ = ("items",)

    def __init__(self, items: tuple[Any, ...]) -> None:
        self.items = items


class Wait:
    """Wait so many seconds."""

    __slots__ = ("seconds",)

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds


class Ask:
    """Ask the caller; resume with True or False."""

    __slots__ = ("question",)

    def __init__(self, question: Any) -> None:
        self.question = question


class Progress(Record):
    """What a journey does now: it sends a request, or waits."""

    doing: str
    """`send` or `wait`."""
    label: str
    """What it is for, in words."""
    operation: str | None = None
    """The operation's name, as `fastdok.perform_action`."""
    changes: bool = False
    """Whether the request changes anything at the service."""
    seconds: float = 0.0
    """How long it waits."""


def failure(error: BaseException) -> tuple[str, bool, str] | None:
    """A transport's exception as the core wants it, or None for one that is none of its business."""
    if isinstance(error, SendFailed):
        return (error.failure, error.may_have_arrived, error.reason)
    if isinstance(error, TimeoutError):
        return ("timeout", True, type(error).__name__)
    if isinstance(error, OSError):
        return ("network", True, type(error).__name__)
    return None


class Engine:
    """A client's memory: its access, its sign-in and its clock."""

    def __init__(self, access: Access, transport: Any) -> None:
        self.access = access
        self.session = _native.Session()
        self.time: Callable[[], float] = getattr(transport, "time", time.time)

    def moment(self) -> tuple[int, bytes]:
        """The time in milliseconds, and fresh random bytes."""
        return (int(self.time() * 1000), os.urandom(16))

    def call(self, name: str, params: Params) -> Steps:
        """One operation, with the sign-in that it may need."""
        access, state = self.access(), _native.CallState()
        while True:
            request, state = _native.call_begin(name, params, access, self.session, state, self.moment())
            outcome = yield Send(request)
            again, answer = _native.call_end(name, params, access, self.session, state, outcome, self.moment())
            if again is None:
                return answer
            state = again

    def rows(self, name: str, params: Params) -> Steps:
        """A list whose items are handed out while they arrive, with the sign-in that it may need. Ends with what the answer says besides."""
        access, state = self.access(), _native.CallState()
        while True:
            request, state = _native.call_begin(name, params, access, self.session, state, self.moment())
            head = yield Open(request)
            if len(head) != 2:
                _native.call_end(name, params, access, self.session, state, head, self.moment())
            status, headers = head
            reading = _native.list_open(name, params, access, self.session, state, status, headers, self.moment())
            pieces: list[bytes] = []
            piece = yield More()
            while isinstance(piece, bytes):
                if reading is None:
                    pieces.append(piece)
                elif (items := reading.feed(piece)) is not None:
                    yield Items(items)
                piece = yield More()
            if piece is None and reading is not None:
                return reading.finish(self.session, self.moment())
            outcome = piece or HttpResponse(status, headers, b"".join(pieces))
            again, answer = _native.call_end(name, params, access, self.session, state, outcome, self.moment())
            if again is None:
                yield Items(tuple(answer))
                return None
            state = again

    def begin(self, name: str, params: Params) -> str:
        """A journey's first stored text."""
        return _native.journey_begin(name, params, int.from_bytes(os.urandom(8), "big"))

    def journey(
        self, stored: str, save: Callable[[str], object] | None, on_progress: Callable[[Progress], object] | None
    ) -> Steps:
        """A journey from where it stands to its end. What `save` raises ends it before anything is sent."""
        access = self.access()
        while True:
            stored, step, request = _native.journey_next(stored, access, self.session, self.moment())
            given: Any
            kind = step["step"]
            if kind == "done":
                _save(save, stored)
                return step["receipt"]
            if kind == "failed":
                _save(save, stored)
                raise from_report(step["report"])
            if kind == "send" and request is not None:
                _save(save, stored)
                if on_progress is not None:
                    on_progress(Progress("send", step["label"], step["operation"], step["changes"]))
                given = yield Send(request)
            elif kind == "wait":
                seconds = step["millis"] / 1000
                if on_progress is not None:
                    on_progress(Progress("wait", step["reason"], seconds=seconds))
                yield Wait(seconds)
                given = "woke"
            else:
                given = bool((yield Ask(step["question"])))
            stored = _native.journey_resume(stored, access, self.session, given, self.moment())


def _save(save: Callable[[str], object] | None, stored: str) -> None:
    if save is not None:
        save(stored)


def given(**params: object) -> dict[str, object]:
    """The parameters that are not None."""
    return {name: value for name, value in params.items() if value is not None}


def fastdok_access(
    base_url: str,
    api_key: str | None,
    username: str | None,
    password: str | None,
    ticket: str | None,
    allow_insecure: bool,
    max_answer_bytes: int | None,
) -> Access:
    values = given(baseUrl=base_url, allowInsecure=allow_insecure, ticket=ticket, maxAnswerBytes=max_answer_bytes)
    if api_key is not None or username is not None or password is not None:
        values["credentials"] = {"apiKey": api_key, "username": username, "password": password}
    return lambda: values


def altinn_access(
    base_url: str,
    system_user: str,
    password: str,
    binding: str,
    security_header: Callable[[], str] | None,
    namespace_date: str | None,
    allow_insecure: bool,
    max_answer_bytes: int | None,
) -> Access:
    values = given(
        baseUrl=base_url,
        allowInsecure=allow_insecure,
        binding=binding,
        systemUserName=system_user,
        systemPassword=password,
        namespaceDate=namespace_date,
        maxAnswerBytes=max_answer_bytes,
    )
    if security_header is None:
        return lambda: values
    # It is signed for a time, so each call asks for it anew.
    return lambda: {**values, "securityHeader": security_header()}
