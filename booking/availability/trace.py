"""Why not this time? The search itself, run for one instant with a recorder."""

from collections.abc import Mapping
from dataclasses import replace

from booking.availability.asking import Busy, Limits, Query, Reason
from booking.availability.book import Book
from booking.availability.gaps import day_around
from booking.availability.recorder import Recorder
from booking.availability.rules import Id
from booking.availability.starts import find_starts, offers, search
from booking.kernel.intervals import Minute


def explain(query: Query, book: Book, busy: Mapping[Id, Busy], limits: Limits, start: Minute) -> list[Reason]:
    """The rules that remove `start`; empty exactly when the search offers it (by any provider).

    Requirements are looked into when a provider can, limits when the requirements are met, and gaps after all else;
    for these `busy` reaches as far as for the question that `day_around` makes of it.
    """
    narrow = replace(query, first=start, last=start + 1)
    recorder = Recorder(start, narrow, book)
    found = search(narrow, book, busy, recorder)
    if not offers(found, replace(limits, spare_gaps=False), recorder):
        return recorder.reasons
    asked = day_around(query, limits, book.zones, start)
    if asked == narrow or any(offer.start == start for offer in find_starts(asked, book, busy, limits)):
        return []
    return [Reason("gap")]
