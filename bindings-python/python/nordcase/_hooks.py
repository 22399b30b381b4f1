"""What a caller hands to a journey: a function that decides, one that stores, one that is told; and whose cases are whose.

A decision is a value. Money is spent if and only if the caller's function gave `True` itself: not a text, not a number, and not a coroutine, which is as
true as any object and which nobody would ever run.
"""

from __future__ import annotations

from _thread import allocate_lock

from nordcase import _forks, _native
from nordcase._errors import EndNotStored, input_error
from nordcase._typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Generator, Sequence
    from typing import Any, Union

    from nordcase._engine import Progress
    from nordcase._errors import InputError
    from nordcase._journal import JournalEntry
    from nordcase.journeys import PaymentQuestion

    # What a function may give that is only to be called: anything usual, and nothing that is to be awaited.
    Nothing = Union[int, str, bytes, None]
    Approve = Callable[[PaymentQuestion], bool]
    Save = Union[JournalEntry, Callable[[str], Nothing]]
    Tell = Callable[[Progress], Nothing]
    AsyncApprove = Callable[[PaymentQuestion], Union[bool, Awaitable[bool]]]
    AsyncSave = Union[JournalEntry, Callable[[str], Union[Nothing, Awaitable[Nothing]]]]
    AsyncTell = Callable[[Progress], Union[Nothing, Awaitable[object]]]

# Which error a hook that cannot be used is.
_CODES = {"approve": "input.approve", "save": "input.journey_not_stored", "on_progress": "input.params"}


class Claims(Protocol):
    """Which journey has which case, so that no two that look for the case that they made take the same.

    All that there are are asked: one that each client has in memory, the journal that stores the journey, and the one that was handed to the client.

    `claim` may be a coroutine function where the client is asynchronous. A `Journal` is one that lasts longer than the process.
    """

    def claim(self, owner: str, case_ids: Sequence[str], take: bool) -> Union[Sequence[str], Awaitable[Sequence[str]]]:
        """With `take`, at once: notes `owner` for the first of these cases that is free, and gives it alone; without, gives all that are free, in order.

        A case is free if nobody has claimed it, or this same owner has. An empty list says that none is.
        """
        ...


class ClaimsInMemory:
    """The claims of one client: what its journeys have, wherever they are stored."""

    def __init__(self) -> None:
        self._owners: dict[str, str] = {}
        self._lock = allocate_lock()
        _forks.renew(self)

    def _forked(self) -> None:
        self._lock = allocate_lock()

    def claim(self, owner: str, case_ids: Sequence[str], take: bool) -> list[str]:
        """As `Claims` says."""
        with self._lock:
            free = [case_id for case_id in case_ids if self._owners.get(case_id, owner) == owner]
            if not take:
                return free
            for case_id in free[:1]:
                self._owners[case_id] = owner
            return free[:1]


class Hooks:
    """The functions of one journey, looked at before anything is sent."""

    def __init__(
        self,
        client: str,
        *,
        awaits: bool,
        own: ClaimsInMemory,
        claims: Claims | None = None,
        approve: Callable[[Any], Any] | None = None,
        save: Callable[[str], Any] | None = None,
        on_progress: Callable[[Any], Any] | None = None,
    ) -> None:
        from nordcase._journal import JournalEntry

        self.approve = approve
        self.save = save
        self.on_progress = on_progress
        self.entry: JournalEntry | None = save if isinstance(save, JournalEntry) else None
        self._own = own
        journal: Claims | None = None if self.entry is None else self.entry.journal
        self._others = [one for one in (journal, None if claims is journal else claims) if one is not None]
        self.kept: str | None = None
        """The text that the journal has of this journey."""
        self._instead = f"Async{client}"
        for name, hook in (("approve", approve), ("save", save), ("on_progress", on_progress)):
            if hook is None:
                continue
            if not callable(hook):
                raise self.refuse(name, f"must be a function, and is a {type(hook).__name__}")
            if not awaits and is_async(hook):
                raise self.refuse(name, f"must be awaited, which this client cannot do: use {self._instead}")

    def carries_on(self, stored: str | None) -> None:
        """The journey begins anew, or goes on from this text. Its entry must not be another one's."""
        if self.entry is None:
            return
        self.kept = self.entry.stored
        if self.kept not in (None, stored):
            rule = "has a journey already: resume that one, with the text that it has now"
            raise input_error("input.journal_key", "save", rule)

    def store(self, stored: str) -> Any:
        """Stores the journey's text; what comes back may be to be awaited."""
        if self.entry is not None:
            self.entry.journal._replace(self.entry, self.kept, stored)
            self.kept = stored
            return None
        return None if self.save is None else self.save(stored)

    def end_not_stored(self, stored: str, error: Exception) -> None:
        """Warns. Nothing more is sent, and what is known must reach the caller, whatever becomes of the warning: also where warnings are errors."""
        import warnings

        about = _native.journey_inspect(stored)
        what = about["journey"] if about["caseId"] is None else f"{about['journey']} of case {about['caseId']}"
        try:
            # The line that called the journey's method: behind this, `_hooked`, `_drive`, `_journey` and the method.
            warnings.warn(EndNotStored(what, error), stacklevel=6)
        except Exception:
            pass

    def refuse(self, name: str, rule: str) -> InputError:
        return input_error(_CODES[name], name, rule)

    def not_awaited(self, name: str, value: Any) -> None:
        """Raises if what a hook gave would have to be awaited, by a client that cannot."""
        if is_awaitable(value):
            dismiss(value)
            raise self.refuse(name, f"gave something to be awaited, which this client cannot do: use {self._instead}")

    def claiming(self, owner: str, case_ids: list[str], take: bool) -> Generator[tuple[Claims, list[str]], Any, list[str]]:
        """Asks all sets that there are: yields one and what it is asked for, and is sent what it gave.

        The client's own is asked first and last, so that two journeys of one client never have one case, wherever they are stored. A case that one set has
        noted and another knows for somebody else's is none, and the next one is asked for.
        """
        left = case_ids
        while True:
            free = noted = self._own.claim(owner, left, False)
            for nth, claims in enumerate(self._others):
                if free:
                    free = self._claimed((yield claims, free), free, take)
                if nth == 0:
                    noted = free
            # Another journey of this client may have taken it in between.
            mine = self._own.claim(owner, free, take)
            if mine or not noted or not take:
                return mine
            left = [case_id for case_id in left if case_id not in noted]

    def _claimed(self, value: Any, asked: list[str], take: bool) -> list[str]:
        """The cases that the claims gave, which must be some of those that were asked for."""
        gave: list[object] = list(cast("list[object]", value)) if isinstance(value, (list, tuple)) else []
        free = [case_id for case_id in gave if isinstance(case_id, str) and case_id in asked]
        if isinstance(value, (list, tuple)) and len(free) == len(gave):
            if not take or len(free) <= 1:
                return free
            rule = f"must give one case at most when it takes one, and gave {len(free)}"
        elif isinstance(value, (list, tuple)):
            rule = "must give some of the cases that it was asked for, and gave something else"
        elif is_awaitable(value):
            rule = f"gave something to be awaited, which this client cannot do: use {self._instead}"
        else:
            rule = f"must give a list of cases, and gave a {_type_of(value).__name__}"
        dismiss(value)
        raise input_error("input.params", "claims", rule)

    def stored(self, value: Any) -> None:
        """Raises unless what `save` gave is what functions give that have stored something.

        A future, a generator, a function, or an exception says that nothing is stored yet, or never will be; `False` says it was not.
        """
        if value is None or (isinstance(value, (int, str, bytes)) and value is not False):
            return
        dismiss(value)
        gave = "False" if value is False else f"a {_type_of(value).__name__}"
        rule = f"must have stored the text when it returns, and give None, True, a number, a text or bytes; it gave {gave}, and nothing more was sent"
        raise self.refuse("save", rule)

    def decision(self, value: Any) -> bool:
        """What the caller has decided."""
        if value is True or value is False:
            return bool(value)
        dismiss(value)
        raise self.refuse("approve", f"must give True or False, and gave a {type(value).__name__}; nothing was spent")


def is_async(function: Any) -> bool:
    """Whether what this function gives would have to be awaited."""
    # Imported here: they take longer than most of this package.
    import functools
    import inspect

    while isinstance(function, functools.partial):
        function = function.func  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]
    called = getattr(_type_of(function), "__call__", None)
    kinds = (inspect.iscoroutinefunction, inspect.isasyncgenfunction)
    return any(is_kind(one) for is_kind in kinds for one in (function, called))


def _type_of(value: object) -> type:
    return type(value)


def is_awaitable(value: Any) -> bool:
    """Whether this is to be awaited."""
    if hasattr(_type_of(value), "__await__") or hasattr(_type_of(value), "__anext__"):
        return True
    import inspect

    return inspect.isawaitable(value)


def dismiss(value: Any) -> None:
    """Ends what nobody will await."""
    if is_awaitable(value):
        end = getattr(value, "close", None) or getattr(value, "cancel", None)
        if callable(end):
            end()
