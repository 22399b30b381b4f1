"""What the package uses of `typing` while it runs. Importing that module takes longer than importing all of this package.

Type checkers read the first half: they take `TYPE_CHECKING` for true by its name. The interpreter reads the second.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Generic as Generic
    from typing import Protocol as Protocol
    from typing import TypeVar as TypeVar
    from typing import cast as cast
    from typing import overload as overload
else:

    class Generic:
        """A base for classes that take a parameter."""

        __slots__ = ()

        def __class_getitem__(cls, _parameter):
            return cls

    class Protocol:
        """A base for descriptions of other people's classes."""

    def TypeVar(name):  # noqa: N802
        """A parameter's name."""
        return name

    def overload(function):
        """One of several signatures."""
        return function

    def cast(_to, value):
        """The value."""
        return value
