"""What a change of the rules would do to free times: the engine is asked under rules that nobody has written down, so
nothing is locked, no version is raised, and nothing is left behind."""

from collections.abc import Mapping, Sequence, Set
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import NamedTuple, TypeVar
from uuid import UUID

from booking.availability.answering import longest
from booking.availability.asking import Busy, Found, Query
from booking.availability.book import Book
from booking.availability.catalogue import Catalogue, Reading
from booking.availability.opening_book import read_rules
from booking.availability.openings import compile_openings
from booking.availability.rules import ClosedDays, Rules, Weekly
from booking.availability.search import limits
from booking.availability.starts import offers, search
from booking.availability.taken import read_taken
from booking.availability.wallclock import day_of, first_instant
from booking.availability.wishing import Wish, candidates, make_query
from booking.kernel.intervals import Interval, Minute
from booking.resources.models import Location, Resource, Service
from tenants.tenancy import tenant_tx

DAYS = 60
AROUND = timedelta(days=3)  # a closed day matters to no start that is farther away
Row = TypeVar("Row", Location, Resource, Service)
Free = dict[tuple[Minute, UUID | None], int]  # when and where -> bits of those who can be booked


class Offered(NamedTuple):
    """What existing clients are offered, and everybody else."""

    clients: Free
    strangers: Free


@dataclass(frozen=True, slots=True)
class Change:
    """What would be other than it is; the rest stays. `weekly`: all the weekly hours of a resource. `closing` and
    `opening`: closed days that come and go. `archived`: services, resources and places. `zones`: of places."""

    weekly: Mapping[UUID, Sequence[Weekly]] = field(default_factory=dict)
    closing: Sequence[ClosedDays] = ()
    opening: Sequence[ClosedDays] = ()
    archived: Set[UUID] = frozenset()
    zones: Mapping[UUID, str] = field(default_factory=dict)

    @property
    def days(self) -> Sequence[ClosedDays]:
        return (*self.closing, *self.opening)

    def resources(self, catalogue: Catalogue) -> set[UUID] | None:
        """To whom and what it matters; None: to all of them."""
        named = {one.resource for one in self.days}
        if None in named or self.zones or self.archived & set(catalogue.locations):
            return None
        return {*self.weekly, *(self.archived & set(catalogue.resources)), *(one for one in named if one)}


@dataclass(frozen=True, slots=True)
class Moved:
    """How many free times of a service go and come, counted for each who gives it; and how many of those that stay are
    for existing clients only from now on, or for everybody."""

    service: Service
    gone: int
    come: int
    narrowed: int = 0
    widened: int = 0


def foreseen(reading: Reading, change: Change, zone: str) -> list[Moved]:
    """By service, in the business's order; from now to the end of the sixtieth day by the clock of `zone`. As clients
    see them, those for existing clients among them: with the notice and the horizon of each service."""
    first, last = _span(reading, change, zone)
    if first >= last:
        return []
    before, after = reading.catalogue, would_be(reading.catalogue, change)
    asked = [(service, _query(before, change, service, first, last)) for service in before.services if service.active]
    wanted = [(service, query) for service, query in asked if query.providers]
    books = [_book(catalogue, rules, first, last) for catalogue, rules in ((before, Change()), (after, change))]
    busy = _busy(before, [query for _service, query in wanted])
    found = []
    for service, query in wanted:
        was = _free(reading, service, query, books[0], busy)
        will_be = _free(reading, service, query, books[1], busy, after=after)
        moved = _moved(service, was, will_be)
        if moved.gone or moved.come or moved.narrowed or moved.widened:
            found.append(moved)
    return found


def _moved(service: Service, was: Offered, will_be: Offered) -> Moved:
    stays = {at: who & will_be.clients.get(at, 0) for at, who in was.clients.items()}
    return Moved(
        service,
        gone=_counted(was.clients, without=will_be.clients),
        come=_counted(will_be.clients, without=was.clients),
        narrowed=_counted(was.strangers, without=will_be.strangers, within=stays),
        widened=_counted(will_be.strangers, without=was.strangers, within=stays),
    )


def _counted(free: Free, *, without: Free, within: Free | None = None) -> int:
    return sum(
        (who & ~without.get(at, 0) & (~0 if within is None else within.get(at, 0))).bit_count()
        for at, who in free.items()
    )


def would_be(catalogue: Catalogue, change: Change) -> Catalogue:
    """With copies of the rows that would be other ones."""

    def turned(row: Row) -> Row:
        zone = change.zones.get(row.pk)
        if row.pk not in change.archived and zone is None:
            return row
        row = copy(row)
        row.active = row.active and row.pk not in change.archived
        if isinstance(row, Location) and zone is not None:
            row.timezone = zone
        return row

    return replace(
        catalogue, services=[turned(row) for row in catalogue.services],
        locations={pk: turned(row) for pk, row in catalogue.locations.items()},
        resources={pk: turned(row) for pk, row in catalogue.resources.items()},
        books={}, questions={}, kept={},
    )  # fmt: skip


def changed(rules: Rules, change: Change) -> Rules:
    weekly = [one for one in rules.weekly if one.resource not in change.weekly]
    closures = list(rules.closures)
    for one in change.opening:
        if one in closures:
            closures.remove(one)
    new = (one for week in change.weekly.values() for one in week)
    return replace(rules, weekly=(*weekly, *new), closures=(*closures, *change.closing))


def _span(reading: Reading, change: Change, zone: str) -> Interval:
    """In which starts may come or go."""
    today = day_of(zone, int(reading.now))
    first, last = int(reading.now), first_instant(zone, today + timedelta(days=DAYS + 1), 0)
    if change.days and not (change.weekly or change.archived or change.zones):
        begins, ends = min(one.from_on for one in change.days), max(one.until_on for one in change.days)
        first = max(first, first_instant("UTC", max(begins, today) - AROUND, 0))
        last = min(last, first_instant("UTC", min(ends, today + timedelta(days=DAYS)) + AROUND, 0))
    return first, last


def _query(catalogue: Catalogue, change: Change, service: Service, first: Minute, last: Minute) -> Query:
    """Only about those for whom the answer may be another one."""
    query = make_query(catalogue, Wish(service, hidden=True), first, last)
    hit = change.resources(catalogue)
    needed = {member.resource for need in query.requirements for member in need.pool}
    if hit is None or hit & needed or service.pk in change.archived:
        return query
    return replace(query, providers=tuple(one for one in query.providers if one.resource in hit))


def _book(catalogue: Catalogue, change: Change, first: Minute, last: Minute) -> Book:
    begin, end = day_of("UTC", first) - timedelta(days=1), day_of("UTC", last) + timedelta(days=1)
    return compiled(catalogue, change, begin, end)


def compiled(
    catalogue: Catalogue, change: Change, begin: date, end: date, *, only: Set[UUID] | None = None
) -> Book:  # fmt: skip
    """The openings on these days as they would be; `only`: of these resources."""
    with tenant_tx(catalogue.tenant_id):
        rules = changed(read_rules(catalogue, begin, end), change)
    if only is not None:
        rules = replace(
            rules, weekly=tuple(one for one in rules.weekly if one.resource in only),
            dated=tuple(one for one in rules.dated if one.resource in only),
            singles=tuple(one for one in rules.singles if one.resource in only),
        )  # fmt: skip
    return compile_openings(rules, catalogue.zones, begin, end)


def _busy(catalogue: Catalogue, queries: Sequence[Query]) -> Mapping[UUID, Busy]:
    """For all of them at once: what is taken is the same before and after."""
    if not queries:
        return {}
    whom = sorted({one for query in queries for one in candidates(query)})
    first = min(query.first - query.lead for query in queries)
    last = max(query.last + longest(query) for query in queries)
    visits = any(query.counts_visits for query in queries)
    return read_taken(catalogue.tenant_id, whom, first, last, visits=visits)[0]


def _free(
    reading: Reading, service: Service, query: Query, book: Book, busy: Mapping[UUID, Busy],
    *, after: Catalogue | None = None,
) -> Offered:  # fmt: skip
    """`after`: as it would be. The bits mean the same providers as before."""
    there = ~0
    if after is not None:
        service = after.service_by_id(service.pk)
        if not service.active:
            return Offered({}, {})
        would = make_query(after, Wish(service, hidden=True), query.first, query.last)
        left = {one.resource for one in would.providers}
        there = sum(1 << n for n, one in enumerate(query.providers) if one.resource in left)
        query = replace(query, requirements=would.requirements)
    found = search(query, book, busy)
    clients = _offered(reading, service, found, there, proven=True)
    if all(terms.audience == "everyone" for terms in found.starts):
        return Offered(clients, clients)
    return Offered(clients, _offered(reading, service, found, there, proven=False))


def _offered(reading: Reading, service: Service, found: Found, there: int, *, proven: bool) -> Free:
    """`proven`: to one who has shown that they are a client."""
    free: Free = {}
    for offer in offers(found, limits(reading, Wish(service), proven_client=proven)):
        if offer.providers & there:
            at = offer.start, offer.terms.location
            free[at] = free.get(at, 0) | offer.providers & there
    return free
