"""Two Nordic case-handling APIs: FastDok (Fastighetsägarna Dokument) and Altinn II CaseAgencySystem.

`FastDok` and `CaseAgency` are the clients, with `AsyncFastDok` and `AsyncCaseAgency` for asyncio, and `Journal` keeps journeys in a folder. Their
values are in `nordcase.fastdok`,
`nordcase.altinn` and `nordcase.journeys`, what sends in `nordcase.transports`, and both services in memory in `nordcase.sandbox`.
"""

from __future__ import annotations

from nordcase._altinn_client import CaseAgency
from nordcase._async_altinn import AsyncCaseAgency
from nordcase._async_fastdok import AsyncFastDok
from nordcase._batch import BatchResult, batch
from nordcase._engine import Progress
from nordcase._errors import (
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
from nordcase._journal import Journal, JournalEntry
from nordcase._native import HttpRequest, HttpResponse, StateMachine, error_codes
from nordcase.transports import AsyncTransport, SendFailed, Transport

__all__ = [
    "AsyncCaseAgency",
    "AsyncFastDok",
    "AsyncTransport",
    "BatchResult",
    "CaseAgency",
    "Claims",
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
