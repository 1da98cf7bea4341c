"""Why not this time? The search itself, run for one instant with a recorder."""

from collections.abc import Mapping
from dataclasses import replace

from booking.availability.asking import Busy, Limits, Query, Reason
from booking.availability.book import Book
from booking.availability.recorder import Recorder
from booking.availability.rules import Id
from booking.availability.starts import offers, search
from booking.kernel.intervals import Minute


def explain(query: Query, book: Book, busy: Mapping[Id, Busy], limits: Limits, start: Minute) -> list[Reason]:
    """The rules that remove `start`; empty exactly when the search offers it (by any provider).

    Requirements are looked into when a provider can, and limits when the requirements are met.
    """
    narrow = replace(query, first=start, last=start + 1)
    recorder = Recorder(start, narrow, book)
    found = search(narrow, book, busy, recorder)
    return [] if offers(found, limits, recorder) else recorder.reasons
