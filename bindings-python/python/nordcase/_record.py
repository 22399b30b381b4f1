"""What all answers are made of: small immutable objects with slots, declared once with annotations.

The native module fills them in by the names and kinds that are declared here, so a field stands in one place only.
It is much like a frozen dataclass, without what importing `dataclasses` costs.
"""

from __future__ import annotations

from enum import Enum

from nordcase._typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any, ClassVar, NoReturn

    from typing_extensions import Self, dataclass_transform
else:

    def dataclass_transform(**_: object) -> Any:
        return lambda cls: cls


T = TypeVar("T")

Secret = str
"""A text that a record's `repr` does not show."""


class FrozenDict(dict[str, "Any"]):
    """A mapping that cannot be changed, and so can be hashed."""

    __slots__ = ()

    if not TYPE_CHECKING:

        def _refuse(self, *_: object, **__: object) -> NoReturn:
            raise TypeError("this mapping cannot be changed")

        __setitem__ = __delitem__ = clear = pop = popitem = setdefault = update = __ior__ = _refuse

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))

    def __reduce__(self) -> tuple[Any, ...]:
        return (FrozenDict, (dict(self),))


class RawJson(str):
    """JSON as the service wrote it, digit for digit. `.value()` parses it, with exact decimals."""

    __slots__ = ()

    def value(self) -> Any:
        """The parsed value; numbers with a fraction are `Decimal`."""
        # Imported here: most programs never ask.
        import json
        from decimal import Decimal

        return json.loads(self, parse_float=Decimal)


class OpenEnum(str, Enum):
    """An enumeration of texts that keeps a text it does not know: `.known` tells them apart."""

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        member = str.__new__(cls, value)
        member._name_ = value
        member._value_ = value
        return member

    @property
    def known(self) -> bool:
        """Whether this version of the package knows the value."""
        return self._value_ in type(self)._value2member_map_

    def __eq__(self, other: object) -> bool:
        return str.__eq__(self, other) if isinstance(other, str) else NotImplemented

    def __hash__(self) -> int:
        return str.__hash__(self)

    def __str__(self) -> str:
        return str(self._value_)

    def __format__(self, spec: str) -> str:
        return format(self._value_, spec)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._value_!r})"

    def __reduce_ex__(self, _protocol: Any) -> tuple[Any, ...]:
        return (type(self), (self._value_,))


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)


def _kind(annotation: str) -> str:
    """What a text becomes in a field: the one name in its annotation that is a class of ours, `Decimal` or `datetime`."""
    plain = annotation
    for word in ("|", "[", "]", ",", "..."):
        plain = plain.replace(word, " ")
    words = [word for word in plain.split() if word not in ("None", "tuple", "Mapping", "str", "bool", "int")]
    return words[0] if len(words) == 1 else ""


@dataclass_transform(frozen_default=True)
class _RecordType(type):
    """Makes slots, defaults and the list of fields of the annotations."""

    def __new__(mcs, name: str, bases: tuple[type, ...], namespace: dict[str, Any], **wire: str) -> _RecordType:
        annotations: dict[str, str] = namespace.get("__annotations__", {})
        namespace["__slots__"] = tuple(annotations)
        namespace["_defaults"] = {field: namespace.pop(field) for field in annotations if field in namespace}
        namespace["_fields"] = namespace["__match_args__"] = tuple(annotations)
        namespace["_described"] = [
            (field, wire.get(field, _camel(field)), _kind(kind)) for field, kind in annotations.items()
        ]
        return super().__new__(mcs, name, bases, namespace)

    def __init__(cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any], **_: str) -> None:
        super().__init__(name, bases, namespace)


class Record(metaclass=_RecordType):
    """An immutable object with named fields: comparable, hashable, picklable, and made for `match`."""

    if TYPE_CHECKING:
        _fields: ClassVar[tuple[str, ...]]
        _defaults: ClassVar[dict[str, Any]]
        _described: ClassVar[list[tuple[str, str, str]]]
    else:

        def __init__(self, *values: Any, **named: Any) -> None:
            fields = self._fields
            if len(values) > len(fields):
                raise TypeError(f"{type(self).__name__} takes {len(fields)} values, not {len(values)}")
            given = dict(zip(fields, values))
            for name in named:
                if name not in fields or name in given:
                    raise TypeError(f"{type(self).__name__}: unexpected or repeated {name!r}")
            given.update(named)
            for field in fields:
                if field in given:
                    object.__setattr__(self, field, given[field])
                elif field in self._defaults:
                    object.__setattr__(self, field, self._defaults[field])
                else:
                    raise TypeError(f"{type(self).__name__} needs {field!r}")

        def __setattr__(self, name: str, value: object) -> NoReturn:
            raise AttributeError(f"{type(self).__name__} cannot be changed; use replace({name}=…)")

        def __delattr__(self, name: str) -> NoReturn:
            raise AttributeError(f"{type(self).__name__} cannot be changed")

    def _values(self) -> tuple[Any, ...]:
        return tuple(getattr(self, field) for field in self._fields)

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self._values() == other._values()

    def __hash__(self) -> int:
        return hash((type(self), self._values()))

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), self._values())

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in self._items())
        return f"{type(self).__name__}({shown})"

    def _items(self) -> Iterator[tuple[str, Any]]:
        """The fields that say something, secrets masked."""
        for field, _, kind in self._described:
            value = getattr(self, field)
            if value is not None and value != self._defaults.get(field, ...):
                yield field, "***" if kind == "Secret" else value

    def replace(self, **changes: Any) -> Self:
        """The same with other values in these fields."""
        return type(self)(**{**dict(zip(self._fields, self._values())), **changes})

    def to_dict(self) -> dict[str, Any]:
        """The fields as a dict, records inside as dicts too: one row of a table.

        >>> from nordcase.altinn import ExternalCase
        >>> ExternalCase(case_id=7).to_dict()["case_id"]
        7
        """
        return {field: _plain(getattr(self, field)) for field in self._fields}

    def _to_wire(self) -> dict[str, Any]:
        """The fields by the names that the native module reads."""
        named = zip(self._described, self._values())
        return {wire: value for (_, wire, _), value in named if value is not None}


class Listing(Record, Generic[T]):
    """A record that can be gone through as the items in it."""

    if TYPE_CHECKING:
        # Each declares its own: what a record is made of, and in which order, stands in the record.
        items: tuple[T, ...] = ()

    def __iter__(self) -> Iterator[T]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)


def _plain(value: Any) -> Any:
    if isinstance(value, Record):
        return value.to_dict()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]  # pyright: ignore[reportUnknownVariableType]
    if isinstance(value, FrozenDict):
        return {key: _plain(item) for key, item in value.items()}
    return value
