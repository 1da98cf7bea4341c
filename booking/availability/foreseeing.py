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
from booking.availability.audience import By, may_book
from booking.availability.book import Book
from booking.availability.catalogue import Catalogue, Reading
from booking.availability.exchanging import days_around, exchanged
from booking.availability.opening_book import read_rules
from booking.availability.openings import compile_openings
from booking.availability.rules import ClosedDays, Dated, PlaceDay, Rules, Single, Weekly
from booking.availability.search import limits
from booking.availability.service_rules import ServiceRules, parts_of
from booking.availability.starts import offers, search
from booking.availability.taken import read_taken
from booking.availability.wallclock import day_of, first_instant
from booking.availability.wishing import Wish, candidates, make_query
from booking.kernel.intervals import Interval, Minute
from booking.resources.models import BookedBy, Location, Resource, Service
from tenants.tenancy import tenant_tx

DAYS = 60
AROUND = timedelta(days=3)  # a closed day matters to no start that is farther away
Row = TypeVar("Row", Location, Resource, Service)
Free = dict[tuple[Minute, UUID | None], int]  # when and where -> bits of those who can be booked


class Offered(NamedTuple):
    """What existing clients are offered, and everybody else."""

    clients: Free
    strangers: Free


NOTHING = Offered({}, {})


@dataclass(frozen=True, slots=True)
class Change:
    """What would be other than it is; the rest stays. `weekly`: all the weekly hours of a resource. `places`: all the
    hours of a place. `closing` and `opening`: closed days that come and go. `entered` and `removed`: shifts and single
    times that do. `archived`: services, resources and places. `zones`: of places. `rules`: of services, by their ids.
    `rows`: of resources; they open and close nothing. `group`: on whose terms times are counted; None: on everybody's.
    `known`: whether those in it have shown that they are clients. `chosen`: who cannot be chosen by clients does not
    count."""

    weekly: Mapping[UUID, Sequence[Weekly]] = field(default_factory=dict)
    places: Mapping[UUID, Sequence[PlaceDay]] = field(default_factory=dict)
    closing: Sequence[ClosedDays] = ()
    opening: Sequence[ClosedDays] = ()
    entered: Sequence[Dated | Single] = ()
    removed: Sequence[Dated | Single] = ()
    archived: Set[UUID] = frozenset()
    zones: Mapping[UUID, str] = field(default_factory=dict)
    rules: Mapping[UUID, ServiceRules] = field(default_factory=dict)
    rows: Mapping[UUID, Resource] = field(default_factory=dict)
    group: UUID | None = None
    known: bool = True
    chosen: bool = False

    @property
    def days(self) -> Sequence[ClosedDays]:
        return (*self.closing, *self.opening, *(days_around(one) for one in (*self.entered, *self.removed)))

    def resources(self, catalogue: Catalogue) -> set[UUID] | None:
        """To whom and what it matters; None: to all of them."""
        named = {one.resource for one in self.days}
        if None in named or self.places or self.zones or self.archived & set(catalogue.locations):
            return None
        return {*self.weekly, *self.rows, *(self.archived & set(catalogue.resources)), *(one for one in named if one)}

    def matters_to(self, service: Service) -> bool:
        """Rules of one service are nothing to another."""
        return not self.opens_the_same or bool(self.rows) or service.pk in self.rules

    @property
    def opens_the_same(self) -> bool:
        return not (self.weekly or self.places or self.days or self.archived or self.zones)


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
    readings = reading, replace(reading, catalogue=would_be(reading.catalogue, change))
    services = [one for one in reading.catalogue.services if one.active and change.matters_to(one)]
    asked = [(one, _queries([r.catalogue for r in readings], change, one, first, last)) for one in services]
    books = _books([r.catalogue for r in readings], change, first, last)
    busy = _busy(reading.catalogue, [query for _service, queries in asked for query in queries if query.providers])
    found = []
    for service, queries in asked:
        whom = {pk: n for n, pk in enumerate(dict.fromkeys(one.resource for q in queries for one in q.providers))}
        was, will_be = (
            _free(_Asked(r, change, r.catalogue.service_by_id(service.pk), query, whom), book, busy)
            for r, query, book in zip(readings, queries, books, strict=True)
        )
        rows = [r.catalogue.service_by_id(service.pk) for r in readings]
        moved = _moved(service, _to_whom(was, *rows), _to_whom(will_be, *reversed(rows)))
        if moved.gone or moved.come or moved.narrowed or moved.widened:
            found.append(moved)
    return found


def _to_whom(offered: Offered, row: Service, other: Service) -> Offered:
    """What would be shown to fewer or to more; what is the same for both is not asked about."""
    if row.public != other.public and not row.public:
        return NOTHING
    if row.booked_by in (other.booked_by, BookedBy.EVERYBODY):
        return offered
    return offered._replace(strangers={}) if row.booked_by == BookedBy.CLIENTS else NOTHING


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
        own = change.rules.get(row.pk)
        if isinstance(row, Service) and own is not None and own.row is not None:
            return own.row
        if isinstance(row, Resource) and row.pk in change.rows:
            return change.rows[row.pk]
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
        books={}, questions={}, kept={}, **parts_of(catalogue, change.rules),
    )  # fmt: skip


def changed(rules: Rules, change: Change) -> Rules:
    weekly = [one for one in rules.weekly if one.resource not in change.weekly]
    closures = list(rules.closures)
    for one in change.opening:
        if one in closures:
            closures.remove(one)
    new = (one for week in change.weekly.values() for one in week)
    places = [one for one in rules.places if one.location not in change.places]
    places += (one for days in change.places.values() for one in days)
    rules = replace(rules, weekly=(*weekly, *new), closures=(*closures, *change.closing), places=tuple(places))
    return exchanged(rules, change.removed, change.entered)


def _span(reading: Reading, change: Change, zone: str) -> Interval:
    """In which starts may come or go."""
    today = day_of(zone, int(reading.now))
    first, last = int(reading.now), first_instant(zone, today + timedelta(days=DAYS + 1), 0)
    if change.days and not (change.weekly or change.places or change.archived or change.zones or change.rows):
        begins, ends = min(one.from_on for one in change.days), max(one.until_on for one in change.days)
        first = max(first, first_instant("UTC", max(begins, today) - AROUND, 0))
        last = min(last, first_instant("UTC", min(ends, today + timedelta(days=DAYS)) + AROUND, 0))
    return first, last


def _queries(
    catalogues: Sequence[Catalogue], change: Change, service: Service, first: Minute, last: Minute
) -> list[Query]:
    """As it is and as it would be; only about those for whom the answer may be another one."""
    hidden, group = not change.chosen, change.group
    queries = [
        make_query(one, Wish(one.service_by_id(service.pk), hidden=hidden, each=True, group=group), first, last)
        for one in catalogues
    ]
    hit = change.resources(catalogues[0])
    needed = {member.resource for query in queries for need in query.requirements for member in need.pool}
    if hit is None or hit & needed or service.pk in change.archived or service.pk in change.rules:
        return queries
    return [replace(q, providers=tuple(one for one in q.providers if one.resource in hit)) for q in queries]


def _books(catalogues: Sequence[Catalogue], change: Change, first: Minute, last: Minute) -> list[Book]:
    """Rules of services open and close nothing."""
    book = _book(catalogues[0], Change(), first, last)
    return [book, book if change.opens_the_same else _book(catalogues[1], change, first, last)]


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


def _free(asked: "_Asked", book: Book, busy: Mapping[UUID, Busy]) -> Offered:
    if not asked.row.active or not asked.query.providers or not asked.may_be_booked:
        return NOTHING
    found = search(asked.query, book, busy)
    clients = asked.offered(found, proven=asked.change.known)
    if asked.change.group or all(terms.audience == "everyone" for terms in found.starts):
        return Offered(clients, clients)
    return Offered(clients, asked.offered(found, proven=False))


@dataclass(frozen=True, slots=True)
class _Asked:
    """One service under these rules. `whom`: the bits of all who give it, now or then."""

    reading: Reading
    change: Change
    row: Service
    query: Query
    whom: Mapping[UUID, int]

    @property
    def may_be_booked(self) -> bool:
        """By the group, when it is only about that."""
        catalogue, group = self.reading.catalogue, self.change.group
        by = By(known=self.change.known, group=catalogue.groups.get(group)) if group else None
        return by is None or may_book(catalogue, self.row, by)

    def offered(self, found: Found, *, proven: bool) -> Free:
        """`proven`: to one who has shown that they are a client."""
        bits = [1 << self.whom[one.resource] for one in self.query.providers]
        known: dict[int, int] = {}
        free: Free = {}
        wish = Wish(self.row, group=self.change.group)
        for offer in offers(found, limits(self.reading, wish, proven_client=proven)):
            able = offer.providers
            if able not in known:
                known[able] = sum(bit for n, bit in enumerate(bits) if able >> n & 1)
            at = offer.start, offer.terms.location
            free[at] = free.get(at, 0) | known[able]
        return free
