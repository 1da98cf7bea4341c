"""Opening rules -> what is open, as integer minutes, once per version of the rules and stretch of days."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from operator import itemgetter

from booking.availability.book import Book, Hours, Opening, OpeningTerms, closed_intervals
from booking.availability.rules import Dated, Id, Rules, Single, Weekly
from booking.availability.wallclock import DAY, day_of, end_instant, first_instant
from booking.kernel.intervals import Interval, Intervals, normalise, subtract

ONE_DAY = timedelta(days=1)


# Whether it counts whatever the hours of its place are.
Spans = dict[Interval, bool]
Occurrences = dict[Id, dict[OpeningTerms, Spans]]


def compile_openings(rules: Rules, zone_of_location: Mapping[Id | None, str], from_on: date, to_on: date) -> Book:
    """Compile the rules for starts on local days `from_on` to `to_on` (both included), in any of the zones.

    `zone_of_location` names the IANA zone of each location in the rules, and under None the business's own
    (for rules without a location). Lengths up to a day are judged rightly at the edges.
    """
    zones = dict(zone_of_location)
    first, last = from_on - ONE_DAY, to_on + ONE_DAY
    kinds: tuple[tuple[Weekly | Dated | Single, ...], ...] = (rules.weekly, rules.dated, rules.singles)
    occurrences: Occurrences = {rule.resource: {} for kind in kinds for rule in kind}
    _add_weekly(occurrences, rules, zones, first, last)
    _add_dated(occurrences, rules, zones, first, last)
    _add_singles(occurrences, rules, zones, first, last)
    near = (c for c in rules.closures if c.from_on <= last + ONE_DAY and c.until_on >= first - ONE_DAY)
    book = Book({}, tuple(near), zones, _shut(rules, zones, first, last))
    for resource, by_terms in occurrences.items():
        book.hours[resource] = [_hours(book, resource, terms, spans) for terms, spans in by_terms.items()]
    return book


def _add_weekly(
    occurrences: Occurrences, rules: Rules, zones: Mapping[Id | None, str], first: date, last: date
) -> None:
    replaced = {(shift.resource, shift.on) for shift in rules.dated if shift.replaces_weekly}
    for rule in rules.weekly:
        terms = OpeningTerms(rule.location, rule.services, rule.audience, rule.modes)
        for on in days_of(rule, first, last):
            if (rule.resource, on) not in replaced:
                found = span(zones[rule.location], on, rule.start_minute, rule.end_minute)
                occurrences[rule.resource].setdefault(terms, {}).setdefault(found, False)


def days_of(rule: Weekly, first: date, last: date) -> Iterator[date]:
    """The days on which a weekly opening starts."""
    on = max(first, rule.valid_from_on or first)
    last = min(last, rule.valid_until_on or last)
    on += timedelta(days=(rule.weekday - on.weekday()) % 7)
    while on <= last:
        if rule.weeks == "every" or (rule.weeks == "odd") == bool(on.isocalendar().week % 2):
            yield on
        on += timedelta(days=7)


def _add_dated(occurrences: Occurrences, rules: Rules, zones: Mapping[Id | None, str], first: date, last: date) -> None:
    for shift in rules.dated:
        if first <= shift.on <= last and not shift.opens_nothing:
            terms = OpeningTerms(shift.location, shift.services, shift.audience, shift.modes)
            found = span(zones[shift.location], shift.on, shift.start_minute, shift.end_minute)
            spans = occurrences[shift.resource].setdefault(terms, {})
            spans[found] = spans.get(found, False) or not shift.replaces_weekly


def _add_singles(
    occurrences: Occurrences, rules: Rules, zones: Mapping[Id | None, str], first: date, last: date
) -> None:
    for slot in rules.singles:
        if first <= day_of(zones[slot.location], slot.start) <= last:
            length = slot.end - slot.start
            terms = OpeningTerms(slot.location, slot.services, slot.audience, slot.modes, slot.price, length)
            occurrences[slot.resource].setdefault(terms, {})[slot.start, slot.end] = True


def span(zone: str, on: date, start_minute: int, end_minute: int) -> Interval:
    """What a clock on the wall says, as minutes; an end that is not after the start is on the next day."""
    if end_minute <= start_minute:
        end_minute += DAY
    return first_instant(zone, on, start_minute), end_instant(zone, on, end_minute)


def _shut(rules: Rules, zones: Mapping[Id | None, str], first: date, last: date) -> dict[Id | None, Intervals]:
    """When the places that have hours of their own are not open, as far as anything that begins on these days lasts."""
    opened: dict[Id, list[Interval]] = {day.location: [] for day in rules.places}
    days = [first + timedelta(days=n) for n in range(-1, (last - first).days + 3)]
    for day in rules.places:
        zone = zones[day.location]
        found = (span(zone, on, day.start_minute, day.end_minute) for on in days if on.weekday() == day.weekday)
        opened[day.location] += found
    return {
        place: subtract(
            [(first_instant(zones[place], days[0], 0), end_instant(zones[place], days[-1], DAY))], open_then
        )
        for place, spans in opened.items()
        for open_then in [normalise(spans)]
    }


def _hours(book: Book, resource: Id, terms: OpeningTerms, spans: Spans) -> Hours:
    """Take out what is closed. What that cuts keeps counting its starts from where it began; openings that follow one
    another at once make one run, so that a stay may reach from one into the next."""
    uncut = sorted(span for span in spans if span[0] < span[1])
    closed = closed_intervals(book, resource, terms.location)
    if terms.minutes is None:
        shut = book.shut.get(terms.location)
        each_week = normalise([*closed, *shut]) if shut else closed
        openings = _openings({span: closed if spans[span] else each_week for span in uncut})
    else:
        whole = (span for span in uncut if subtract([span], closed) == [span])
        openings = [Opening(start, start + 1, end, start) for start, end in whole]
    longest = max((opening.stop - opening.start for opening in openings), default=0)
    return Hours(terms, openings, uncut, longest)


def _openings(closed: Mapping[Interval, Intervals]) -> list[Opening]:
    """`closed`: when each of them is."""
    pieces = [
        (piece, span[0]) for span, shut in closed.items() for piece in (subtract([span], shut) if shut else (span,))
    ]
    runs = normalise(piece for piece, _origin in pieces)
    openings = []
    for (start, stop), origin in pieces:
        run = runs[bisect_right(runs, start, key=itemgetter(0)) - 1]
        openings.append(Opening(start, stop, run[1], origin))
    return sorted(openings)
