"""What all clients share: the loops of a call and of a journey, without any sending, waiting or asking.

Each loop is a generator that yields what is to be done and is sent what came of it, so that the blocking and the asynchronous clients have the same one.
"""

from __future__ import annotations

import os
import time

from nordcase import _native
from nordcase._errors import InputError, NordcaseError, from_report, input_error, renamed
from nordcase._hooks import dismiss, is_async
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
    Names = Mapping[str, str]
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


class TakeGate:
    """Wait for the session's gate, and hold it."""

    __slots__ = ()


class LetGo:
    """Let the gate go."""

    __slots__ = ()


class Wait:
    """Wait so many seconds."""

    __slots__ = ("seconds",)

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds


class Ask:
    """Ask the caller; resume with what was decided."""

    __slots__ = ("question",)

    def __init__(self, question: Any) -> None:
        self.question = question


class Save:
    """Store the journey's text before going on; or its end, after which nothing goes on."""

    __slots__ = ("is_end", "stored")

    def __init__(self, stored: str, *, is_end: bool = False) -> None:
        self.stored = stored
        self.is_end = is_end


class Tell:
    """Tell the caller what is done now."""

    __slots__ = ("progress",)

    def __init__(self, progress: Progress) -> None:
        self.progress = progress


class Claim:
    """Claim one of these cases, or ask which are free; resume with the answer."""

    __slots__ = ("case_ids", "owner", "take")

    def __init__(self, owner: str, case_ids: list[str], take: bool) -> None:
        self.owner = owner
        self.case_ids = case_ids
        self.take = take


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


FAILURES = ("timeout", "network", "cancelled", "too_large")


def failure(error: BaseException) -> tuple[str, bool, str] | None:
    """A transport's exception as the core wants it, or None for one that is none of its business.

    What a transport of the caller's makes of an answer that it cannot make is taken as the answer not seen: the request may have arrived.
    """
    if isinstance(error, SendFailed):
        kind: object = error.failure
        reason = str(error.reason).encode("utf-8", "replace").decode("utf-8")
        return (str(kind) if kind in FAILURES else "network", error.may_have_arrived is not False, reason)
    if isinstance(error, NordcaseError) and not isinstance(error, OSError):
        return None
    if isinstance(error, (TypeError, ValueError, OverflowError, EOFError)):
        return ("network", True, f"the transport raised {type(error).__name__}")
    if isinstance(error, TimeoutError):
        return ("timeout", True, type(error).__name__)
    if isinstance(error, OSError):
        return ("network", True, type(error).__name__)
    return None


def whole(answer: object) -> HttpResponse:
    """What a transport gave, if it is an answer."""
    if isinstance(answer, HttpResponse):
        return answer
    dismiss(answer)
    raise SendFailed("network", f"the transport gave a {type(answer).__name__}, not an HttpResponse")


def streamed(answer: Any) -> Any:
    """What a transport gave, if it is an answer while it arrives."""
    ends = hasattr(answer, "close") or hasattr(answer, "aclose")
    if ends and hasattr(answer, "status") and hasattr(answer, "headers"):
        return answer
    dismiss(answer)
    raise SendFailed("network", f"the transport gave a {type(answer).__name__}, not a stream")


def head(answer: Any) -> tuple[int, Any]:
    """The head of what a transport gave as a stream. Raises for one that no answer can have."""
    made = HttpResponse(answer.status, answer.headers, b"")
    return made.status, made.headers


def piece(given: object) -> bytes | None:
    """A piece of a body, None at its end."""
    if given is None or isinstance(given, bytes):
        return given
    raise SendFailed("network", f"the transport gave a {type(given).__name__} for a piece of the body, not bytes")


# The parameters of a journey's method that are called otherwise than the operation's. The same for the lists of cases.
SHORT = {
    "external_service_code": "service",
    "external_service_edition_code": "service",
    "reportee_number": "reportee",
    "due_date": "due",
    "visible_date_time": "visible",
    "language_id": "language",
}
OF_A_CASE = {"instance_id": "case_id"}
NAMES: dict[str, Names] = {
    "fastdok.pay_case": OF_A_CASE,
    "fastdok.cancel_payment": OF_A_CASE,
    "fastdok.complete_case": OF_A_CASE,
    "altinn.create_case": SHORT,
    "altinn.send_event": SHORT,
    "altinn.place_notice": {
        "reportee_element_id": "element_id",
        "notice_template_id": "template",
        "notice_tokens": "tokens",
    },
}


class Engine:
    """A client's access, and what it remembers of its sign-in."""

    def __init__(self, access: Access, transport: object, settle: Any) -> None:
        self.access = access
        self.session = _native.Session()
        self.repeats: str = getattr(transport, "repeats", "never")
        self._clock: Callable[[], float] = getattr(transport, "time", time.time)
        if not (isinstance(settle, (int, float)) and 0 <= settle < 1e9):
            raise input_error("input.params", "settle", "must be a number of seconds")
        self._settle_millis = int(settle * 1000)

    def moment(self, gate: bool = False) -> tuple[int, bytes, bool]:
        """Now, random bytes, and whether the gate is held."""
        return int(self._clock() * 1000), os.urandom(16), gate

    def call(self, name: str, params: Params, names: Names) -> Steps:
        """A single call, with the sign-in that it may need."""
        access, state, gate = self.access(), _native.CallState(), False
        while True:
            request, state = self._begin(name, params, names, access, state, gate)
            if request is None:
                yield TakeGate()
                gate = True
                continue
            if gate and not state.gated:
                yield LetGo()
                gate = False
            outcome = yield Send(request)
            again, millis, answer = _native.call_end(name, params, access, self.session, state, outcome, self.moment())
            if gate:
                yield LetGo()
                gate = False
            if again is None:
                return answer
            state = again
            if millis:
                yield Wait(millis / 1000)

    def _begin(
        self,
        name: str,
        params: Params,
        names: Names,
        access: dict[str, object],
        state: _native.CallState,
        gate: bool,
    ) -> tuple[HttpRequest | None, _native.CallState]:
        try:
            return _native.call_begin(name, params, access, self.session, state, self.moment(gate))
        except InputError as error:
            raise renamed(error, names) from None

    def rows(self, name: str, params: Params, names: Names) -> Steps:
        """A list whose items are handed out while they arrive, with the sign-in that it may need. Ends with what the answer says besides."""
        access, state, gate = self.access(), _native.CallState(), False
        while True:
            request, state = self._begin(name, params, names, access, state, gate)
            if request is None:
                yield TakeGate()
                gate = True
                continue
            if gate and not state.gated:
                yield LetGo()
                gate = False
            head = yield Open(request)
            outcome: Any = head
            came = False
            if len(head) == 2:
                status, headers = head
                reading = _native.list_open(name, params, access, self.session, state, status, headers, self.moment())
                pieces: list[bytes] = []
                piece = yield More()
                while isinstance(piece, bytes):
                    if reading is None:
                        pieces.append(piece)
                    elif (items := reading.feed(piece, self.session)) is not None:
                        came = True
                        if gate:
                            # They were accepted; and who reads them may make other calls meanwhile.
                            yield LetGo()
                            gate = False
                        yield Items(items)
                    piece = yield More()
                if piece is None and reading is not None:
                    return reading.finish(self.session, self.moment())
                outcome = piece or HttpResponse(status, headers, b"".join(pieces))
            again, millis, answer = _native.call_end(name, params, access, self.session, state, outcome, self.moment())
            if gate:
                yield LetGo()
                gate = False
            if again is None:
                yield Items(tuple(answer))
                return None
            if came:
                # Some of the list was handed out, so it is not read once more.
                raise _native.transport_error(*outcome, reads=True)
            state = again
            if millis:
                yield Wait(millis / 1000)

    def begin(self, name: str, params: Params, *, approves: bool) -> str:
        """A journey's first stored text."""
        seed = int.from_bytes(os.urandom(8), "big")
        try:
            stored = _native.journey_begin(name, params, seed, self._settle_millis, self.repeats)
        except InputError as error:
            raise renamed(error, NAMES.get(name, {})) from None
        if not approves:
            _must_approve(_native.journey_inspect(stored))
        return stored

    def load(self, client: str, service: str, kind: str, stored: Any, case_id: object, approves: bool) -> str:
        """A stored journey to be carried on: the one that the caller says it is, or an error before anything is sent."""
        if not isinstance(stored, str):
            raise input_error("input.journey_stored", "stored", f"must be the text that save was given, and is a {type(stored).__name__}")
        about = _native.journey_inspect(stored)
        journey = about["journey"]
        if not journey.startswith(f"{service}."):
            other = "FastDok" if journey.startswith("fastdok.") else "CaseAgency"
            raise input_error("input.journey_stored", "stored", f"is a journey {journey}, which {other} carries on, not {client}")
        if journey != kind:
            raise input_error("input.journey_stored", "stored", f"is a journey {journey}, not {kind}")
        if case_id is not None and str(case_id) != about["caseId"]:
            its = "no case yet" if about["caseId"] is None else f"case {about['caseId']}"
            raise input_error("input.journey_case", "case_id", f"the stored journey is about {its}, not {case_id}")
        if not approves and about["ended"] is None:
            _must_approve(about)
        return _native.journey_load(kind, stored, self.repeats)

    def journey(self, kind: str, stored: str) -> Steps:
        """A journey from where it stands to its end. What `save` raises ends it before anything is sent."""
        gate = False
        # A request that was stored and told, which may have taken a while: it is made anew and sent if the same text still leads to what was stored.
        ready: tuple[str, str] | None = None
        while True:
            access = self.access()
            before, known = ready or (stored, None)
            ready = None
            stored, step, request = _native.journey_next(before, known, access, self.session, self.moment(gate))
            given: Any
            doing = step["step"]
            if doing == "gate":
                yield TakeGate()
                gate = True
                continue
            gated = doing == "send" and step["gated"]
            # The caller's functions may use this client, also in other tasks and threads, which would wait for the gate for ever.
            if gate and not (gated and known == stored):
                yield LetGo()
                gate = False
            if doing == "done":
                yield Save(stored, is_end=True)
                return step["receipt"]
            if doing == "failed":
                yield Save(stored, is_end=True)
                raise from_report(step["report"], NAMES.get(kind, {}))
            if doing == "send" and request is not None:
                if known != stored:
                    yield Save(stored)
                    yield Tell(Progress("send", step["label"], step["operation"], step["changes"]))
                    ready = (before, stored)
                    if gated:
                        yield TakeGate()
                        gate = True
                    continue
                given = yield Send(request)
            elif doing == "wait":
                seconds = step["millis"] / 1000
                yield Tell(Progress("wait", step["reason"], seconds=seconds))
                yield Wait(seconds)
                given = "woke"
            elif doing == "claim":
                yield Save(stored)
                given = yield Claim(step["owner"], list(step["caseIds"]), step["take"])
            else:
                given = yield Ask(step["question"])
            stored = _native.journey_resume(stored, access, self.session, given, self.moment())
            if gate:
                yield LetGo()
                gate = False
            if doing == "claim":
                yield Save(stored)


def _must_approve(about: dict[str, Any]) -> None:
    if about["spends"]:
        raise input_error("input.approve", "approve", "is missing: this journey may spend money, and asks first")


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
    security_header: Callable[[], object] | None,
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
    if not callable(security_header) or is_async(security_header):
        raise input_error("input.security_header", "security_header", "must be a plain function that gives a text")

    def signed() -> dict[str, object]:
        # It is signed for a time, so each call asks for it anew.
        header: object = security_header()
        if not isinstance(header, str):
            dismiss(header)
            rule = f"must give a text, and gave a {type(header).__name__}"
            raise input_error("input.security_header", "security_header", rule)
        return {**values, "securityHeader": header}

    return signed
