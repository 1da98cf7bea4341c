"""Choosing among what is free: before writing, for a fair "any practitioner", and for alternatives."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from hashlib import blake2b
from heapq import nsmallest
from itertools import groupby
from operator import itemgetter

from booking.availability.asking import Busy, Chosen, Limits, Offer, Query, Reason
from booking.availability.book import Book
from booking.availability.gaps import day_around
from booking.availability.needs import assign, free_members, pool_ids
from booking.availability.rules import Id
from booking.availability.starts import find_starts
from booking.availability.trace import explain
from booking.availability.wallclock import day_of, first_instant
from booking.kernel.intervals import Minute

ONE_DAY = timedelta(days=1)
NOON = 12 * 60


def may_start(
    query: Query,
    book: Book,
    busy: Mapping[Id, Busy],
    limits: Limits,
    start: Minute,
) -> Chosen | list[Reason]:
    """The engine asked for one instant: what to write, or why it may not be. `busy` reaches as far as for the question
    that `day_around` makes of it.

    Ask with `providers` in the order of preference (see choose_fairly): the first that can is taken."""
    asked = day_around(query, limits, book.zones, start)
    offered = [offer for offer in find_starts(asked, book, busy, limits) if offer.start == start]
    if not offered:
        return explain(query, book, busy, limits, start)
    offer = min(offered, key=lambda offer: offer.providers & -offer.providers)
    first = (offer.providers & -offer.providers).bit_length() - 1
    provider = query.providers[first]
    needs = _needs(asked, book, busy, offer, provider.resource)
    return Chosen(start, offer.terms, provider.resource, needs, provider.gap_in(provider.minutes))


def _needs(
    query: Query,
    book: Book,
    busy: Mapping[Id, Busy],
    offer: Offer,
    provider: Id,
) -> tuple[tuple[Id, ...], ...]:
    """The resources for each requirement: the preferred alone where they are enough, else they come first. The search
    has found that there are enough."""
    ids, liked = pool_ids(query), query.preferred
    pools = []
    for pool in free_members(query, book, busy, offer.terms, moments=[offer.start]):
        able = [one for i, one in enumerate(ids) if pool[offer.start] >> i & 1 and one != provider]
        pools.append(sorted(able, key=lambda one: (one not in liked, str(one))))
    quantities = [requirement.quantity for requirement in query.requirements]
    among = assign([[one for one in pool if one in liked] for pool in pools], quantities) if liked else None
    return tuple(among or assign(pools, quantities) or ())


def choose_fairly(candidates: Iterable[Id], load: Mapping[Id, int], seed: str) -> list[Id]:
    """The candidates, least booked first (`load`: minutes booked; none = 0). Ties fall by `seed`, the same in
    every process.

    The rule: each booking goes to whoever has the fewest booked minutes in its week. So when all are always free,
    whatever the bookings and in whatever order they come, the one who has most is never further ahead of the one who
    has least than one booking (the longest of them): nobody is further than that from their share."""

    def key(candidate: Id) -> tuple[int, bytes]:
        return load.get(candidate, 0), blake2b(f"{seed}:{candidate}".encode(), digest_size=8).digest()

    return sorted(candidates, key=key)


def nearest(starts: Iterable[Minute], wanted: Minute, n: int = 3) -> list[Minute]:
    """The `n` different starts closest to `wanted`, in order of time; of two equally close the earlier."""
    return sorted(nsmallest(n, set(starts), key=lambda start: (abs(start - wanted), start)))


def by_day(offers: Sequence[Offer], zones: Mapping[Id | None, str]) -> dict[date, list[Offer]]:
    """Offers that are sorted by start, under their local day (each at its location); days in order of time."""
    by_zone: dict[str, list[Offer]] = {}
    for location, same in groupby(offers, key=lambda offer: offer.terms.location):
        by_zone.setdefault(zones[location], []).extend(same)
    days: dict[date, list[Offer]] = {}
    for zone, own in by_zone.items():
        for day, begin, end in _days(zone, [offer.start for offer in own]):
            days.setdefault(day, []).extend(own[begin:end])
    if len(by_zone) < 2:
        return days
    return {day: sorted(days[day], key=itemgetter(0)) for day in sorted(days)}


def half_days(offers: Sequence[Offer], zones: Mapping[Id | None, str]) -> Iterator[list[Offer]]:
    """Offers that are sorted by start, by local mornings and afternoons (each at its location), in order of time."""
    for day, found in by_day(offers, zones).items():
        noons = {zone: first_instant(zone, day, NOON) for zone in {zones[offer.terms.location] for offer in found}}
        for _after, half in groupby(found, key=lambda offer: offer.start >= noons[zones[offer.terms.location]]):
            yield list(half)


def _days(zone: str, starts: list[Minute]) -> Iterable[tuple[date, int, int]]:
    """Each local day among the sorted starts, and where its starts begin and end."""
    at = 0
    while at < len(starts):
        day = day_of(zone, starts[at])
        begin, at = at, max(at + 1, bisect_left(starts, first_instant(zone, day + ONE_DAY, 0), at))
        yield day, begin, at
