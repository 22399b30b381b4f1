"""What the core has in a form that no other language has: of one thing or another, each with members of its own."""

from __future__ import annotations

from nordcase._record import Record


class CreateConfidence(Record, how="is"):
    """How sure it is that a created case is the journey's own."""

    how: str
    """`reply`, `onlyNewCase`, `onlyOneWithTheseDates` or `oneOf`."""
    others: tuple[int, ...] = ()
    """Other new cases that were seen, with other dates."""
    candidates: tuple[int, ...] = ()
    """The new cases that it can be; nobody can tell which is the journey's own."""
