"""Two Nordic case-handling APIs: FastDok (Fastighetsägarna Dokument) and Altinn II CaseAgencySystem.

`FastDok` and `CaseAgency` are the clients, with `AsyncFastDok` and `AsyncCaseAgency` for asyncio, and `Journal` keeps journeys in a folder. Their
values are in `nordcase.fastdok`,
`nordcase.altinn` and `nordcase.journeys`, what sends in `nordcase.transports`, and both services in memory in `nordcase.sandbox`.
"""

from __future__ import annotations

from nordcase._altinn_client import CaseAgency
from nordcase._batch import BatchResult, batch
from nordcase._engine import Progress
from nordcase._errors import (
    EndNotStored,
    InputError,
    JournalInUse,
    JourneyError,
    NordcaseError,
    ParseError,
    Retry,
    ServiceError,
    TransitionError,
    TransportError,
)
from nordcase._fastdok_client import FastDok
from nordcase._hooks import Claims
from nordcase._native import HttpRequest, HttpResponse, StateMachine, error_codes
from nordcase._typing import TYPE_CHECKING
from nordcase.transports import AsyncTransport, SendFailed, Transport

if TYPE_CHECKING:
    from nordcase._async_altinn import AsyncCaseAgency
    from nordcase._async_fastdok import AsyncFastDok
    from nordcase._journal import Journal, JournalEntry

__all__ = [
    "AsyncCaseAgency",
    "AsyncFastDok",
    "AsyncTransport",
    "BatchResult",
    "CaseAgency",
    "Claims",
    "EndNotStored",
    "FastDok",
    "HttpRequest",
    "HttpResponse",
    "InputError",
    "Journal",
    "JournalEntry",
    "JournalInUse",
    "JourneyError",
    "NordcaseError",
    "ParseError",
    "Progress",
    "Retry",
    "SendFailed",
    "ServiceError",
    "StateMachine",
    "TransitionError",
    "Transport",
    "TransportError",
    "batch",
    "error_codes",
]

# Loaded when it is first asked for: many programs use neither, and wait for each import.
_LATER = {
    "AsyncCaseAgency": "_async_altinn",
    "AsyncFastDok": "_async_fastdok",
    "Journal": "_journal",
    "JournalEntry": "_journal",
}


def __getattr__(name: str) -> object:
    module = _LATER.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}", name=name)
    from importlib import import_module

    value = getattr(import_module(f"{__name__}.{module}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_LATER})
