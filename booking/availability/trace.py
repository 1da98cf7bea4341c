"""Why not this time? The search itself, run for one instant with a recorder."""

from collections.abc import Mapping
from datetime import date

from booking.availability.asking import Busy, Limits, Query, Reason
from booking.availability.openings import Book
from booking.availability.rules import Id
from booking.kernel.intervals import Minute


def explain(query: Query, book: Book, busy: Mapping[Id, Busy], limits: Limits, start: Minute) -> list[Reason]:
    """Every rule that removes `start`; empty exactly when the search offers it (by any provider)."""
    raise NotImplementedError


def explain_wall(
    query: Query, book: Book, busy: Mapping[Id, Busy], limits: Limits, *, zone: str, on: date, minute: int
) -> list[Reason]:
    """The same for a wall clock time, which may not exist (`nonexistent_time`) or come twice (the first that
    is free counts)."""
    raise NotImplementedError
