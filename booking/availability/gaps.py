"""Times that would leave a gap too short for anything, beside what is taken or the edge of what is open, are not
offered to clients, unless that would leave them nothing on that day at that place."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from booking.availability.asking import Busy, Limits, Offer, Query, Terms
from booking.availability.book import Book
from booking.availability.rules import Id
from booking.availability.wallclock import day_of, first_instant
from booking.kernel.intervals import Intervals, Minute, intersect, normalise, subtract

ONE_DAY = timedelta(days=1)
Day = tuple[Id | None, date]


def sound_windows(book: Book, resource: Id, taken: Busy | None, terms: Terms, query: Query) -> Intervals:
    """Where a stay may start that leaves beside it either nothing or at least `shortest_gap`. Time that a buffer takes
    is no gap, also where the buffer reaches beyond the opening."""
    here = (hours for hours in book.hours.get(resource, ()) if hours.terms.location == terms.location)
    opened = normalise((opening.start, opening.until) for hours in here for opening in hours.openings)
    busy = normalise(zip(taken.starts, taken.ends, strict=True)) if taken else []
    stretches, shortest = subtract(opened, busy), query.shortest_gap
    begins: Intervals = []
    ends: Intervals = []
    for low, high in stretches:
        begins += [(low, min(low + query.before + 1, high)), (low + query.before + shortest, high)]
        ends += [(low + 1, high - query.after - shortest + 1), (max(low + 1, high - query.after), high + 1)]
    return intersect(
        normalise(begins),
        normalise((low - terms.minutes, high - terms.minutes) for low, high in ends),
    )


def spare_gaps(offered: list[Offer], sound: Mapping[Terms, Mapping[Minute, int]], zones: Mapping) -> list[Offer]:
    """Of what is on offer what leaves no such gap, on each day on which there is any of that."""
    days = _days(offered, zones)
    good = [offer.providers & sound.get(offer.terms, {}).get(offer.start, 0) for offer in offered]
    sparing = {day for day, bits in zip(days, good, strict=True) if bits}
    return [
        offer._replace(providers=bits) if bits else offer
        for offer, day, bits in zip(offered, days, good, strict=True)
        if bits or day not in sparing
    ]


def day_around(query: Query, limits: Limits, zones: Mapping[Id | None, str], start: Minute) -> Query:
    """The question that has to be asked to know of one start: just that one, or all of its day at every place."""
    if not (limits.spare_gaps and query.shortest_gap):
        return replace(query, first=start, last=start + 1)
    days = {(zone, day_of(zone, start)) for zone in zones.values()}
    return replace(
        query,
        first=min(first_instant(zone, day, 0) for zone, day in days),
        last=max(first_instant(zone, day + ONE_DAY, 0) for zone, day in days),
    )


def _days(offered: list[Offer], zones: Mapping[Id | None, str]) -> list[Day]:
    """The day of each at its place; they are sorted by start."""
    until: dict[Id | None, tuple[Minute, Day]] = {}
    days = []
    for offer in offered:
        place = offer.terms.location
        known = until.get(place)
        if known is None or offer.start >= known[0]:
            on = day_of(zones[place], offer.start)
            known = until[place] = first_instant(zones[place], on + ONE_DAY, 0), (place, on)
        days.append(known[1])
    return days
