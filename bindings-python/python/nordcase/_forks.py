"""What a forked process must not share with its parent: connections, and locks that a thread of the parent holds."""

from __future__ import annotations

import os

# Where `weakref` has it from: that module takes longer to import than most of this package.
from _weakrefset import WeakSet

from nordcase._typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from typing import Any


class Renewed(Protocol):
    """What must begin anew in the child."""

    def _forked(self) -> None: ...


_renewed: WeakSet[Any] = WeakSet()

# What is never looked at again, and must not be ended either: its end would speak over the parent's connections, or to the parent's loop.
_left: list[object] = []


def renew(thing: Renewed) -> None:
    """Has this begin anew in each child that is forked."""
    _renewed.add(thing)


def leave(thing: object) -> None:
    """Keeps what is the parent's from being ended here."""
    _left.append(thing)


def cut(sock: Any) -> None:
    """Closes this process's copy of a connection, and nothing else: no word is said over it, and no loop is told."""
    try:
        file = -1 if sock is None else sock.fileno()
        if file < 0:
            return
        nothing = os.open(os.devnull, os.O_RDWR)
        try:
            # Its number stays taken, for what still means to close it.
            os.dup2(nothing, file, inheritable=False)
        finally:
            os.close(nothing)
    except OSError:
        pass  # it is closed already


def _after_fork() -> None:
    for thing in list(_renewed):
        thing._forked()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
