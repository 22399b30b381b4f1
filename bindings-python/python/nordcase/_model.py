"""All records and enumerations by the names of the core's structs: what the native module makes answers of."""

from __future__ import annotations

from nordcase import altinn, fastdok, journeys
from nordcase._record import FrozenDict, OpenEnum, RawJson, Record

_all = [value for module in (fastdok, altinn, journeys) for value in vars(module).values() if isinstance(value, type)]

RECORDS: dict[str, type[Record]] = {cls.__name__: cls for cls in _all if issubclass(cls, Record) and cls._fields}
TEXT_CLASSES: dict[str, type[str]] = {cls.__name__: cls for cls in _all if issubclass(cls, OpenEnum)}
TEXT_CLASSES["RawJson"] = RawJson

__all__ = ["RECORDS", "TEXT_CLASSES", "FrozenDict"]
