"""The exceptions: one base, one class per kind of error.

Decide by `.code` and `.retry`; show `str(error)` and the notes to people.
"""

from __future__ import annotations

from nordcase._record import OpenEnum
from nordcase._typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any


class Retry(OpenEnum):
    """Whether the same call may be sent again."""

    NEVER = "never"
    """It cannot help, or does harm (a locked account)."""
    SAFE = "safe"
    """Nothing was applied; sending it again, later, is safe."""
    AFTER_A_LOOK = "after_a_look"
    """It may have been applied: read the state first, then decide."""


class NordcaseError(Exception):
    """Everything that can go wrong. The kinds are its subclasses."""

    kind: str = ""

    def __init__(
        self,
        message: str,
        *,
        code: str,
        retry: str,
        explanation: str = "",
        what_to_do: str = "",
        details: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        """The stable code, one of `error_codes()`, as `fastdok.refused`."""
        self.retry = Retry(retry)
        """Whether the same call may be sent again."""
        self.explanation = explanation
        """What the code means."""
        self.what_to_do = what_to_do
        """What to do about it."""
        self.details: dict[str, Any] = details or {}
        """The kind's own members: `field` and `rule`; `place` and `excerpt`; `status`, `message`, `fault`; …"""
        if explanation or what_to_do:
            self.__notes__ = [f"{explanation} {what_to_do}".strip()]

    def __reduce__(self) -> tuple[Any, ...]:
        values = {
            "message": str(self),
            "code": self.code,
            "retry": self.retry.value,
            "explanation": self.explanation,
            "what_to_do": self.what_to_do,
            "details": self.details,
        }
        return (_again, (type(self), values))


class InputError(NordcaseError, ValueError):
    """A value that cannot be sent; nothing was. `.details` has `field` and `rule`."""

    kind = "input"


class TransportError(NordcaseError, ConnectionError):
    """No usable answer came. `.details` has `failure`, `mayHaveArrived` and `reason`."""

    kind = "transport"

    @property
    def may_have_arrived(self) -> bool:
        """Whether the request may have reached the service."""
        return bool(self.details.get("mayHaveArrived", True))


class ParseError(NordcaseError):
    """An answer that cannot be read. `.details` has `place`, `reason`, `excerpt` and `status`."""

    kind = "parse"


class ServiceError(NordcaseError):
    """The service said no. `.details` has `api`, `status`, `message` and what else it said."""

    kind = "service"


class TransitionError(NordcaseError):
    """The workflow forbids it. `.details` has `state`, `event` and `allowed`."""

    kind = "transition"


class JourneyError(NordcaseError):
    """A journey ended without a receipt. `.report` says what is known, what is not, and what is safe to do next."""

    kind = "journey"

    @property
    def report(self) -> Any:
        """The `nordcase.journeys.FailureReport`."""
        return self.details["report"]


_KINDS = {cls.kind: cls for cls in (InputError, TransportError, ParseError, ServiceError, TransitionError)}


def _again(cls: type[NordcaseError], values: dict[str, Any]) -> NordcaseError:
    return cls(values.pop("message"), **values)


def from_core(error: dict[str, Any]) -> NordcaseError:
    """The exception for an error of the core."""
    return _KINDS.get(error["kind"], NordcaseError)(
        error["message"],
        code=error["code"],
        retry=error["retry"],
        explanation=error["explanation"],
        what_to_do=error["whatToDo"],
        details=error["details"],
    )


def from_report(report: Any) -> JourneyError:
    """The exception for a journey that failed."""
    known = " ".join((*report.known, *report.unknown))
    return JourneyError(
        report.message or known or report.code.value,
        code=report.error_code or f"journey.{report.code.value}",
        retry="after_a_look",
        explanation=known,
        what_to_do=report.safe_next,
        details={"report": report},
    )
