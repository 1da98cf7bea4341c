"""Which starts are free: sought in the space of starts, never minute by minute."""

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from itertools import repeat
from operator import itemgetter

from booking.availability.asking import Busy, Code, Found, Limits, Offer, Provider, Query, Terms
from booking.availability.book import Book, Hours, OpeningTerms
from booking.availability.daily import days_with_room
from booking.availability.gaps import sound_windows, spare_gaps
from booking.availability.needs import keep_served
from booking.availability.recorder import Recorder
from booking.availability.rules import Id
from booking.availability.skills import able_windows
from booking.availability.wallclock import day_of, first_instant
from booking.availability.windows import free_around, mark_starts
from booking.kernel.intervals import Intervals, Minute, intersect


def find_starts(query: Query, book: Book, busy: Mapping[Id, Busy], limits: Limits) -> list[Offer]:
    """The starts on offer, sorted: one for each (start, length, price, modes, location)."""
    return offers(search(query, book, busy), limits)


def search(query: Query, book: Book, busy: Mapping[Id, Busy], recorder: Recorder | None = None) -> Found:
    """All free starts whatever the moment and whoever asks; true until rules or busy times change."""
    marked: dict[Terms, defaultdict[Minute, int]] = defaultdict(lambda: defaultdict(int))
    sound: dict[Terms, defaultdict[Minute, int]] = defaultdict(lambda: defaultdict(int))
    for index, provider in enumerate(query.providers):
        taken = busy.get(provider.resource)
        windows: dict[int, Intervals] = {}
        for hours, terms in _suitable(query, provider, book, recorder):
            if terms.minutes not in windows:
                gap = provider.gap_in(provider.minutes)  # an open time may be longer than what is booked in it
                windows[terms.minutes] = free_around(taken, gap, terms.minutes, query.before, query.after)
            able = windows[terms.minutes]
            if provider.skills or provider.most_a_day is not None:
                zone = book.zones[terms.location]
                able = intersect(able, able_windows(provider.skills, terms.minutes, zone))
                able = intersect(able, days_with_room(provider.most_a_day, taken, query.before, zone))
            mark_starts(marked[terms], 1 << index, hours, able, terms=terms, query=query)
            if query.shortest_gap:
                if hours.terms.minutes is None:  # else it is booked whole
                    able = intersect(able, sound_windows(book, provider.resource, taken, terms, query))
                mark_starts(sound[terms], 1 << index, hours, able, terms=terms, query=query)
            if recorder:
                recorder.tried(provider, hours, taken, windows[terms.minutes], terms)
        if recorder:
            recorder.provider_done(provider, taken)
    found = Found(query, book.zones, *({t: dict(starts) for t, starts in by.items()} for by in (marked, sound)))
    if query.requirements:
        keep_served(found, book, busy, recorder)
    return found


def offers(found: Found, limits: Limits, recorder: Recorder | None = None) -> list[Offer]:
    """What of `found` may be offered now to this visitor."""
    visible: dict[Terms, dict[Minute, int]] = {}
    sound: dict[Terms, dict[Minute, int]] = {}
    for terms, starts in found.starts.items():
        refusals = list(_refusals(terms, limits))
        if not refusals:
            _merge(visible, terms._replace(audience="everyone"), starts)
            _merge(sound, terms._replace(audience="everyone"), found.sound.get(terms, {}))
        if recorder and starts:
            recorder.limits(refusals, *_bounds(found.zones[terms.location], limits))
    out: list[Offer] = []
    for terms, starts in visible.items():
        moments = sorted(starts)
        earliest, end = _bounds(found.zones[terms.location], limits)
        low, high = bisect_left(moments, earliest), bisect_left(moments, end)
        out += _offers(moments[low:high], terms, starts)
    if len(visible) > 1:
        out.sort(key=itemgetter(0))
    return spare_gaps(out, sound, found.zones) if limits.spare_gaps and found.query.shortest_gap else out


def _offers(moments: list[Minute], terms: Terms, starts: dict[Minute, int]) -> Iterable[Offer]:
    """Offer(start, terms, starts[start]) for each, at half the cost: a thousand of them are a fifth of a
    search."""
    rows = zip(moments, repeat(terms), map(starts.__getitem__, moments), strict=False)
    return map(tuple.__new__, repeat(Offer), rows)


def _suitable(query: Query, provider: Provider, book: Book, recorder: Recorder | None) -> Iterator[tuple[Hours, Terms]]:
    """The provider's hours in which the service can be given, with the terms it is then given on."""
    for hours in book.hours.get(provider.resource, ()):
        code = _unsuitable(query, provider, hours.terms)
        if code is None:
            opening = hours.terms
            modes = query.modes if opening.modes is None else opening.modes & (query.modes or opening.modes)
            price = provider.price if opening.price is None else opening.price
            minutes = opening.minutes or provider.minutes
            yield hours, Terms(opening.location, minutes, price, modes, opening.audience)
        elif recorder:
            recorder.unsuitable(hours, code)


def _unsuitable(query: Query, provider: Provider, opening: OpeningTerms) -> Code | None:
    if opening.services is not None and query.service not in opening.services:
        return "service_not_in_opening"
    if query.location is not None and opening.location != query.location:
        return "elsewhere"
    if opening.modes is not None and query.modes and not opening.modes & query.modes:
        return "mode"
    if opening.minutes is not None and opening.minutes < provider.minutes:
        return "slot_too_short"
    return None


def _refusals(terms: Terms, limits: Limits) -> Iterator[Code]:
    if terms.audience == "clients" and not limits.proven_client:
        yield "audience"
    if limits.mode is not None and limits.mode not in terms.modes:
        yield "mode"


def _merge(into: dict[Terms, dict[Minute, int]], terms: Terms, starts: dict[Minute, int]) -> None:
    """Add starts that differ in nothing that is shown; what came from `search` is left as it is."""
    known = into.get(terms)
    if known is None:
        into[terms] = starts
        return
    into[terms] = known | {start: bits | known.get(start, 0) for start, bits in starts.items()}


def _bounds(zone: str, limits: Limits) -> tuple[Minute, float]:
    """The earliest start, and the moment from which on starts are too far away."""
    earliest = math.ceil(limits.now + limits.notice_minutes)
    if limits.horizon_days is None:
        return earliest, math.inf
    today = day_of(zone, math.floor(limits.now))
    return earliest, first_instant(zone, today + timedelta(days=limits.horizon_days + 1), 0)
