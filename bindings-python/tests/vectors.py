"""The shared vectors of `tests/vectors` (its README is the schema), for the tests here."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from nordcase._errors import field_in_python, python_names

FOLDER = Path(__file__).parents[2] / "tests" / "vectors"
ACCESS = json.loads((FOLDER / "access.json").read_text(encoding="utf-8"))


def cases(*kinds: str) -> list[tuple[str, dict[str, Any]]]:
    """All vectors of these kinds, with a name for reports."""
    found = []
    for file in sorted(FOLDER.glob("*/*.json")):
        for case in json.loads(file.read_text(encoding="utf-8"))["cases"]:
            if case["kind"] in kinds:
                found.append((f"{file.parent.name}/{file.stem}:{case['id']}", case))
    return found


def access(case: dict[str, Any]) -> Any:
    named = case["access"]
    return expand(ACCESS[named] if isinstance(named, str) else named)


def body(value: Any) -> bytes:
    """A body: text, or parts."""
    if value is None:
        return b""
    parts = [value] if isinstance(value, str) else value
    return b"".join(_part(part) for part in parts)


def _part(part: Any) -> bytes:
    if isinstance(part, str):
        return part.encode()
    if "hex" in part:
        return bytes.fromhex(part["hex"])
    text, times = part["repeat"]
    return str(text).encode() * int(times)


def expand(value: Any) -> Any:
    """Values with their generators carried out."""
    if isinstance(value, dict):
        if set(value) == {"repeat"}:
            return body([value]).decode()
        return {key: expand(item) for key, item in value.items()}
    return [expand(item) for item in value] if isinstance(value, list) else value


def clean(value: Any, *, inside_other: bool = False) -> Any:
    """A value without the members that say nothing."""
    if isinstance(value, dict):
        kept = {key: clean(item, inside_other=key == "other") for key, item in value.items()}
        if inside_other:
            return kept
        return {
            key: item
            for key, item in kept.items()
            if item is not None and not (key in ("extra", "other") and item == {})
        }
    if isinstance(value, (list, tuple)):
        return [clean(item) for item in value]
    return list(value) if isinstance(value, bytes) else value


def wire(value: Any) -> Any:
    """A record as the values that it was made of; times as text that can be compared."""
    if hasattr(value, "_to_wire"):
        names = zip(value._described, value._values())
        return {name: wire(item) for (_, name, _), item in names}
    if isinstance(value, dict):
        return {key: wire(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [wire(item) for item in value]
    if isinstance(value, Decimal):
        return str(value)
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return str(value) if isinstance(value, str) else value


def listed(expected: dict[str, Any], error: Any) -> dict[str, Any]:
    """The members of an exception that a vector lists."""
    found = {**error.details, "kind": error.kind, "code": error.code, "retry": error.retry.value}
    if found.get("fault"):
        found["fault"] = clean(found["fault"])
    return {name: found.get(name) for name in in_python(expected)}


def in_python(expected: dict[str, Any]) -> dict[str, Any]:
    """The members of an error as Python names them."""
    named: dict[str, Any] = python_names({name: value for name, value in expected.items() if name != "itemsBefore"})
    if named.get("kind") == "input" and "field" in named:
        named["field"] = field_in_python(named["field"], {})
    return named


def clean_error(expected: dict[str, Any]) -> dict[str, Any]:
    """An expected error after the clean-up of its fault."""
    return {name: clean(value) if name == "fault" and value else value for name, value in expected.items()}
