"""The native module. Private: the package's clients are made of it.

Written by hand, and held against the module by mypy's stubtest in `cargo xtask test --only python`. It is small, and what pyo3 0.30 generates says less: whole
numbers are `SupportsIndex`, a caller's values `Any`; and it cannot read a library that zig has linked, as the wheels' is.
"""

from collections.abc import Mapping, Sequence
from typing import Any, final

__all__ = [
    "CallState",
    "HttpRequest",
    "HttpResponse",
    "ListReading",
    "Sandbox",
    "Session",
    "StateMachine",
    "call_begin",
    "call_end",
    "decode",
    "encode",
    "error_codes",
    "journey_begin",
    "journey_inspect",
    "journey_load",
    "journey_next",
    "journey_resume",
    "journeys",
    "list_open",
    "mark_page",
    "next_start",
    "operations",
    "task_link",
    "transport_error",
    "workflow_allowed",
    "workflow_apply",
]

_Moment = tuple[int, bytes, bool]
_Outcome = HttpResponse | tuple[str, bool, str]

@final
class HttpRequest:
    def __new__(cls, method: str, url: str, headers: Sequence[tuple[str, str]], body: bytes) -> HttpRequest: ...
    @property
    def method(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def headers(self) -> list[tuple[str, str]]: ...
    @property
    def body(self) -> bytes: ...
    def __eq__(self, value: object, /) -> bool: ...

@final
class HttpResponse:
    def __new__(cls, status: int, headers: Sequence[tuple[str, str]], body: bytes) -> HttpResponse: ...
    @property
    def status(self) -> int: ...
    @property
    def headers(self) -> list[tuple[str, str]]: ...
    @property
    def body(self) -> bytes: ...
    def __eq__(self, value: object, /) -> bool: ...

@final
class Session:
    def __new__(cls) -> Session: ...

@final
class CallState:
    def __new__(cls) -> CallState: ...
    @property
    def gated(self) -> bool: ...

@final
class ListReading:
    def feed(self, piece: bytes, session: Session) -> tuple[Any, ...] | None: ...
    def finish(self, session: Session, moment: _Moment) -> Any: ...

@final
class Sandbox:
    def __new__(cls, seed: int) -> Sandbox: ...
    def handle(self, request: HttpRequest, now: int) -> tuple[bool, HttpResponse | None, int | None, int]: ...
    def control(self, command: Mapping[str, object], now: int) -> Any: ...

@final
class StateMachine:
    def __new__(cls, definition: str) -> StateMachine: ...
    def check(self) -> list[dict[str, Any]]: ...
    def apply(self, state: str, event: str, conditions: Mapping[str, bool] | None = None) -> dict[str, Any]: ...
    def explain(self, state: str, event: str) -> str: ...
    def to_mermaid(self) -> str: ...
    @property
    def definition(self) -> dict[str, Any]: ...

def operations() -> list[dict[str, Any]]: ...
def encode(name: str, params: Mapping[str, object], access: Mapping[str, object]) -> HttpRequest: ...
def decode(
    name: str,
    params: Mapping[str, object],
    access: Mapping[str, object],
    response: HttpResponse,
    *,
    records: bool = True,
) -> Any: ...
def call_begin(
    name: str,
    params: Mapping[str, object],
    access: Mapping[str, object],
    session: Session,
    state: CallState,
    moment: _Moment,
) -> tuple[HttpRequest | None, CallState]: ...
def call_end(
    name: str,
    params: Mapping[str, object],
    access: Mapping[str, object],
    session: Session,
    state: CallState,
    outcome: _Outcome,
    moment: _Moment,
) -> tuple[CallState | None, int, Any]: ...
def list_open(
    name: str,
    params: Mapping[str, object],
    access: Mapping[str, object],
    session: Session,
    state: CallState,
    status: int,
    headers: Sequence[tuple[str, str]],
    moment: _Moment,
) -> ListReading | None: ...
def mark_page(asked: int, first_id: str, remembered: str | None) -> str | None: ...
def next_start(
    name: str, params: Mapping[str, object], items: int, total_count: int | None, asked: int
) -> int | None: ...
def task_link(base_url: str, allow_insecure: bool, task_id: str, web_ticket: str) -> str: ...
def journeys() -> list[str]: ...
def journey_begin(
    name: str, params: Mapping[str, object], seed: int, settle_millis: int | None, repeats: str
) -> str: ...
def journey_inspect(stored: str) -> dict[str, Any]: ...
def journey_load(name: str, stored: str, repeats: str) -> str: ...
def journey_next(
    stored: str, kept: str | None, access: Mapping[str, object], session: Session, moment: _Moment
) -> tuple[str, dict[str, Any], HttpRequest | None]: ...
def journey_resume(
    stored: str, access: Mapping[str, object], session: Session, input: bool | str | list[str] | _Outcome, moment: _Moment
) -> str: ...
def workflow_allowed(machine: str, state: object) -> list[str]: ...
def workflow_apply(machine: str, state: object, event: object) -> dict[str, Any]: ...
def transport_error(failure: str, may_have_arrived: bool, reason: str, *, reads: bool = False) -> Any: ...
def error_codes() -> list[dict[str, Any]]: ...
