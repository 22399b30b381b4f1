"""The exceptions: one base, one class per kind of error.

Decide by `.code` and `.retry`; show `str(error)` and the notes to people.
"""

from __future__ import annotations

from nordcase._record import OpenEnum
from nordcase._typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


class Retry(OpenEnum):
    """Whether the same call may be sent again."""

    NEVER = "never"
    """It cannot help, or does harm (a locked account)."""
    SAFE = "safe"
    """Nothing was applied; sending it again, later, is safe."""
    VERIFY_FIRST = "verify_first"
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
        """The kind's own members: `field` and `rule`; `place` and `excerpt`; `status`, `message`, `fault`, …"""
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
    """No usable answer came. `.details` has `failure`, `may_have_arrived` and `reason`."""

    kind = "transport"

    @property
    def may_have_arrived(self) -> bool:
        """Whether the request may have reached the service."""
        return bool(self.details.get("may_have_arrived", True))


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
    """A journey ended without a receipt. `.report` says what is known, what is not, and what is safe to do next.

    `.code` is that of the error behind it, as `fastdok.sign_in_failed`, else the report's own, as `journey.declined`. `.retry` is about beginning the job anew.
    """

    kind = "journey"

    @property
    def report(self) -> Any:
        """The `nordcase.journeys.FailureReport`."""
        return self.details["report"]


class JournalInUse(InputError):
    """The folder of a `Journal` is owned by another one, in this process or another (`input.journal_in_use`)."""


_KINDS = {cls.kind: cls for cls in (InputError, TransportError, ParseError, ServiceError, TransitionError)}


def _again(cls: type[NordcaseError], values: dict[str, Any]) -> NordcaseError:
    return cls(values.pop("message"), **values)


def from_core(error: dict[str, Any]) -> NordcaseError:
    """The exception for an error of the core."""
    made = _KINDS.get(error["kind"], NordcaseError)(
        error["message"],
        code=error["code"],
        retry=error["retry"],
        explanation=error["explanation"],
        what_to_do=error["whatToDo"],
        details=python_names(error["details"]),
    )
    return renamed(made, {}) if isinstance(made, InputError) else made


def input_error(code: str, field: str, rule: str, kind: type[InputError] = InputError) -> InputError:
    """A value that this package itself refuses, by a code of the table."""
    from nordcase._native import error_codes

    row = next(row for row in error_codes() if row["code"] == code)
    return kind(
        f"{field}: {rule} ({code})",
        code=code,
        retry=row["retry"],
        explanation=row["explanation"],
        what_to_do=row["whatToDo"],
        details={"field": field, "rule": rule},
    )


class EndNotStored(RuntimeWarning):
    """A journey has ended, and its end could not be stored: the warning beside its receipt or its `JourneyError`, which come all the same.

    What was stored last can be carried on: it looks, and ends alike.
    """

    def __init__(self, what: str, error: Exception) -> None:
        super().__init__(f"the end of {what} could not be stored ({type(error).__name__}: {error}); carried on from what was stored last, it looks, and ends alike")
        self.error = error
        """Why not."""


def from_report(report: Any, names: Mapping[str, str]) -> JourneyError:
    """The exception for a journey that failed."""
    known = " ".join((*report.known, *report.unknown))
    code = report.error_code or f"journey.{report.code.value}"
    message = report.message or known or report.code.value
    return JourneyError(
        _said_of(message, names) if code.startswith("input.") else message,
        code=code,
        retry=(report.retry or Retry.VERIFY_FIRST).value,
        explanation=known,
        what_to_do=report.safe_next,
        details={"report": report},
    )


# What the core calls otherwise than the clients do.
_NAMES = {"system_user_name": "system_user", "system_password": "password", "credentials": "api_key, username and password"}


def in_python(text: str, names: Mapping[str, str]) -> str:
    """A text about the caller's values, with the names of members as Python has them, and as the method has them that was called."""
    import re

    def written(match: re.Match[str]) -> str:
        name = python_name(match[0])
        return names.get(name) or _NAMES.get(name) or name

    return re.sub(r"\b[a-z]+(?:[A-Z][A-Za-z]*|_[a-z]+)+\b|\bcredentials\b(?!\.)", written, text).replace("credentials.", "")


def field_in_python(field: str, names: Mapping[str, str]) -> str:
    """The name of a member, which the core has as the wire does: `NoticeTemplateID`."""
    name = field[:1].lower() + field[1:]
    return names.get(name) or _NAMES.get(name) or in_python(name, names)


def _said_of(message: str, names: Mapping[str, str]) -> str:
    field, colon, rule = message.partition(": ")
    return f"{field_in_python(field, names)}{colon}{in_python(rule, names)}"


def renamed(error: InputError, names: Mapping[str, str]) -> InputError:
    """The same error with these names."""
    field = field_in_python(str(error.details.get("field", "")), names)
    rule = in_python(str(error.details.get("rule", "")), names)
    return InputError(
        f"{field}: {rule} ({error.code})",
        code=error.code,
        retry=error.retry.value,
        explanation=error.explanation,
        what_to_do=error.what_to_do,
        details={**error.details, "field": field, "rule": rule},
    )


def python_names(value: Any) -> Any:
    """Plain values with the names of members as Python writes them."""
    if isinstance(value, dict):
        members = cast("dict[str, Any]", value)
        return {python_name(name): python_names(member) for name, member in members.items()}
    return [python_names(item) for item in cast("list[object]", value)] if isinstance(value, list) else value


def python_name(name: str) -> str:
    """`mayHaveArrived` is `may_have_arrived`, `caseID` is `case_id`."""
    if name.islower():
        return name
    import re

    return re.sub(r"(?<=[a-z0-9])[A-Z]+", lambda match: "_" + match[0].lower(), name)
