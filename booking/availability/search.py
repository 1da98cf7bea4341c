"""Which times are free? The one search behind every page, call and desk; exact, cached by version, never stale."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from operator import itemgetter
from threading import Lock
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from booking.availability.asking import Found, Limits, Offer, Query
from booking.availability.catalogue import Catalogue, Reading, read
from booking.availability.choosing import by_day, nearest
from booking.availability.opening_book import book_for
from booking.availability.starts import offers, search
from booking.availability.taken import read_taken
from booking.availability.wallclock import day_of, first_instant
from booking.availability.wishing import Wish, candidates, make_query
from booking.kernel.clock import from_minute, to_minute
from booking.kernel.money import Money
from booking.resources.models import Location, Resource, Service
from tenants.models import Tenant

MOST_DAYS = 62
KEPT = 400
_answers: dict[Any, "Answer"] = {}
_lock = Lock()


@dataclass(slots=True)
class Answer:
    """All starts for a query at these versions, and until when that holds (epoch minutes). `rendered` is for doors."""

    found: Found
    until: float
    rendered: dict[Any, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    """A wish for some days in the engine's words. `versions` picks those that its answer depends on."""

    name: Hashable
    query: Query
    candidates: list[UUID]
    versions: Callable[[Sequence[int]], Hashable]


@dataclass(frozen=True, slots=True)
class FreeTime:
    """A time on offer. `practitioner` is None when any free one will be chosen, fairly, at the hold."""

    start_at: datetime
    end_at: datetime
    minutes: int
    price: Money
    modes: tuple[str, ...]
    location: Location
    practitioner: Resource | None

    @property
    def starts_local(self) -> datetime:
        return self.start_at.astimezone(ZoneInfo(self.location.timezone))

    @property
    def ends_local(self) -> datetime:
        return self.end_at.astimezone(ZoneInfo(self.location.timezone))

    def as_json(self) -> dict[str, Any]:
        """A slot, as programs see it (CONTRACT)."""
        return {
            "start": self.starts_local.isoformat(),
            "end": self.ends_local.isoformat(),
            "practitioner": named(self.practitioner),
            "location": named(self.location),
            "modes": list(self.modes),
            "price": self.price.as_json(),
        }


@dataclass(frozen=True)
class Times:
    """Free times, sorted by start. A month may have a thousand, so each is made only when somebody looks at it."""

    tenant: Tenant
    catalogue: Catalogue
    wish: Wish
    offers: list[Offer]

    @property
    def zone(self) -> str:
        return zone_of(self.catalogue, self.wish)

    @property
    def times(self) -> list[FreeTime]:
        return _as_times(self.tenant, self.catalogue, self.wish, self.offers)

    @cached_property
    def by_day(self) -> dict[date, list[Offer]]:
        return by_day(self.offers, self.catalogue.zones)

    def days(self) -> list[date]:
        return list(self.by_day)

    def on(self, day: date) -> list[FreeTime]:
        return _as_times(self.tenant, self.catalogue, self.wish, self.by_day.get(day, []))


def named(row: Location | Resource | Service | None) -> dict[str, str] | None:
    """What programs are told of a row: its public code and its name."""
    return None if row is None else {"code": row.code, "name": row.name}


def free_times(
    tenant: Tenant,
    wish: Wish,
    from_on: date,
    until_on: date,
    *,
    staff: bool = False,
    proven_client: bool = False,
    reading: Reading | None = None,
) -> Times:
    """Free times from one day to another, both included, in the zone of the place. At most 62 days.

    `reading`: one that was made for this very request, if there is one."""
    reading = reading or read(tenant)
    found = offered(reading, wish, from_on, until_on, staff=staff, proven_client=proven_client)
    return Times(tenant, reading.catalogue, wish, found)


def next_free(
    tenant: Tenant, wish: Wish, count: int = 5, *, staff: bool = False, reading: Reading | None = None
) -> list[FreeTime]:
    """The first free times from now; looks as far as the service's horizon. `reading`: as for `free_times`."""
    reading = reading or read(tenant)
    zone = zone_of(reading.catalogue, wish)
    day = day_of(zone, int(reading.now))
    last = day + timedelta(days=wish.service.horizon_days)
    for days in (7, 31, 62, 62, 62, 62, 62):
        if day > last:
            break
        found = offered(reading, wish, day, day + timedelta(days=days - 1), staff=staff)
        if found:
            return _as_times(tenant, reading.catalogue, wish, found[:count])
        day += timedelta(days=days)
    return []


def nearest_free(
    tenant: Tenant, wish: Wish, start_at: datetime, count: int = 3, *, staff: bool = False
) -> list[FreeTime]:
    """The free times closest to one that was wanted: what is shown when it has just been taken."""
    reading = read(tenant)
    wanted = to_minute(start_at)
    day = day_of(zone_of(reading.catalogue, wish), wanted)
    today = day_of(zone_of(reading.catalogue, wish), int(reading.now))
    for before, after in ((2, 6), (14, 30)):
        first = max(today, day - timedelta(days=before))
        found = offered(reading, wish, first, day + timedelta(days=after), staff=staff)
        if len(found) >= count:
            break
    chosen = set(nearest({offer.start for offer in found}, wanted, count))
    return _as_times(tenant, reading.catalogue, wish, [offer for offer in found if offer.start in chosen][:count])


def offered(
    reading: Reading, wish: Wish, from_on: date, until_on: date, *, staff: bool = False, proven_client: bool = False
) -> list[Offer]:
    """The engine's own offers for the days; notice, horizon and audience are applied after the cache."""
    if until_on < from_on:
        return []
    found = offers(answer(reading, wish, from_on, until_on).found, limits(reading, wish, staff, proven_client))
    there = wish.instead_of
    if there is None or wish.practitioner is None or wish.practitioner.pk != there.resource:
        return found
    return [offer for offer in found if offer.start != there.start]


def limits(reading: Reading, wish: Wish, staff: bool = False, proven_client: bool = False) -> Limits:
    """Staff are bound by neither notice nor horizon."""
    if staff:
        return Limits(now=reading.now, proven_client=True, mode=wish.mode)
    return Limits(
        now=reading.now,
        notice_minutes=wish.service.notice_minutes,
        horizon_days=wish.service.horizon_days,
        proven_client=proven_client,
        mode=wish.mode,
    )


def answer(reading: Reading, wish: Wish, from_on: date, until_on: date) -> Answer:
    """From the cache when every version is still the same and no hold in it has run out; else from the rows.
    What is free for one booking alone is not kept."""
    catalogue = reading.catalogue
    question = _question(catalogue, wish, from_on, until_on)
    key = (catalogue.tenant_id, catalogue.version, question.name, question.versions(reading.versions))
    kept = _answers.get(key)
    if kept is not None and reading.now < kept.until and not wish.ignoring:
        return kept
    query = question.query
    book = book_for(catalogue, from_on, until_on)
    busy, expires_at = read_taken(
        catalogue.tenant_id, question.candidates, query.first - query.before, query.last + longest(query),
        ignoring=wish.ignoring,
    )  # fmt: skip
    until = expires_at.timestamp() / 60 if expires_at else float("inf")
    made = Answer(search(query, book, busy), until)
    if reading.clean and not wish.ignoring:
        _keep(key, made)
    return made


def _question(catalogue: Catalogue, wish: Wish, from_on: date, until_on: date) -> Question:
    """What a wish asks of the engine. At one version of the rules it is the same each time, so it is kept there."""
    name = (
        wish.service.pk, wish.practitioner and wish.practitioner.pk, wish.location and wish.location.pk,
        wish.minutes, wish.hidden, from_on, until_on,
    )  # fmt: skip
    kept = catalogue.questions.get(name)
    if kept is None:
        wish = _as_of(catalogue, wish)
        zone = zone_of(catalogue, wish)
        first, last = first_instant(zone, from_on, 0), first_instant(zone, until_on + timedelta(days=1), 0)
        query = make_query(catalogue, wish, first, last)
        ids = candidates(query)
        order = {pk: n for n, pk in enumerate(catalogue.resources)}
        pick = itemgetter(*(order[pk] for pk in ids)) if ids else _nothing
        kept = Question(name, query, ids, pick)
        if len(catalogue.questions) >= KEPT:
            catalogue.questions.clear()
        catalogue.questions[name] = kept
    return kept


def _as_of(catalogue: Catalogue, wish: Wish) -> Wish:
    """The wish in the rows of this catalogue: it may have been made a moment earlier, under other rules."""
    service = next((s for s in catalogue.services if s.pk == wish.service.pk), wish.service)
    place = catalogue.locations.get(wish.location.pk) if wish.location else None
    return replace(wish, service=service, location=place or wish.location)


def _nothing(_versions: Sequence[int]) -> tuple[()]:
    return ()


def longest(query: Query) -> int:
    """How far beyond its last start a query reaches, in minutes."""
    return max((p.minutes for p in query.providers), default=0) + query.after + 1440


def zone_of(catalogue: Catalogue, wish: Wish) -> str:
    """The zone in which days are counted: of the place that was chosen, else of the first place."""
    place = wish.location or next((p for p in catalogue.locations.values() if p.active), None)
    return place.timezone if place else "UTC"


def _as_times(tenant: Tenant, catalogue: Catalogue, wish: Wish, found: Sequence[Offer]) -> list[FreeTime]:
    return [
        FreeTime(
            start_at=from_minute(offer.start),
            end_at=from_minute(offer.end),
            minutes=offer.terms.minutes,
            price=Money(offer.terms.price or 0, tenant.currency),
            modes=tuple(sorted(offer.terms.modes)),
            location=catalogue.locations[_uuid(offer.terms.location)],
            practitioner=wish.practitioner,
        )
        for offer in found
    ]


def _uuid(value: Any) -> UUID:
    return value


def _keep(key: Any, made: Answer) -> None:
    with _lock:
        _answers[key] = made
        while len(_answers) > KEPT:
            _answers.pop(next(iter(_answers)))
