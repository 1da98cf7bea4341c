"""Which times are free? The one search behind every page, call and desk, in words that they can show."""

from collections.abc import Hashable, Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from booking.availability.answering import Answer, answer, zone_of
from booking.availability.asking import Limits, Offer, Provider
from booking.availability.catalogue import Catalogue, Reading, read
from booking.availability.choosing import by_day, half_days, nearest
from booking.availability.starts import offers
from booking.availability.wallclock import day_of
from booking.availability.wishing import Wish, horizon_of, notice_of
from booking.kernel.clock import from_minute, to_minute
from booking.kernel.intervals import Minute
from booking.kernel.money import Money
from booking.resources.models import Location, Resource, Service
from tenants.models import Tenant

MOST_DAYS = 62


@dataclass(frozen=True, slots=True)
class FreeTime:
    """A time on offer. `practitioner` is None when any free one will be chosen, fairly, at the hold: one of `able`."""

    start_at: datetime
    end_at: datetime
    minutes: int
    price: Money
    modes: tuple[str, ...]
    location: Location
    practitioner: Resource | None
    for_clients: bool = False  # strangers are not offered it
    able: tuple[Resource, ...] = ()

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
    """Free times, sorted by start. A month may have a thousand, so each is made only when somebody looks at it.

    `kept` is a place for what is made of them; it lives as long as the answer that they are from."""

    tenant: Tenant
    catalogue: Catalogue
    wish: Wish
    offers: list[Offer]
    kept: dict[Any, Any]
    seen_by: Hashable
    reserved: Set[Minute] = frozenset()
    providers: tuple[Provider, ...] = ()

    @property
    def zone(self) -> str:
        return zone_of(self.catalogue, self.wish)

    @property
    def times(self) -> list[FreeTime]:
        return self.only(self.offers)

    @property
    def mark(self) -> Hashable:
        """What tells them from other times that share `kept`. Time passes in one direction: it takes the earliest
        away and opens days at the horizon, so the first and the number stand for all of them."""
        first = self.offers[0].start if self.offers else None
        return self.wish, self.tenant.currency, self.seen_by, first, len(self.offers)

    @cached_property
    def by_day(self) -> dict[date, list[Offer]]:
        return by_day(self.offers, self.catalogue.zones)

    def days(self) -> list[date]:
        return list(self.by_day)

    def on(self, day: date) -> list[FreeTime]:
        return self.only(self.by_day.get(day, []))

    def only(self, offers: Sequence[Offer]) -> list[FreeTime]:
        return _as_times(self, offers)


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
    seen_by = (staff, proven_client)
    if until_on < from_on:
        return Times(tenant, reading.catalogue, wish, [], {}, seen_by)
    answered = answer(reading, wish, from_on, until_on, staff=staff)
    found = _seen(answered, limits(reading, wish, staff, proven_client), wish)
    reserved = _reserved(reading, wish, answered, found) if proven_client else frozenset()
    providers = answered.found.query.providers
    return Times(tenant, reading.catalogue, wish, found, answered.rendered, seen_by, reserved, providers)


def next_free(
    tenant: Tenant,
    wish: Wish,
    count: int = 5,
    *,
    staff: bool = False,
    proven_client: bool = False,
    reading: Reading | None = None,
) -> list[FreeTime]:
    """The first free times from now; looks as far as the horizon. `reading`: as for `free_times`."""
    found: list[FreeTime] = []
    for times in _ahead(tenant, wish, reading or read(tenant), staff=staff, proven_client=proven_client):
        found += times.only(times.offers[: count - len(found)])
        if len(found) >= count:
            break
    return found


def next_apart(
    tenant: Tenant, wish: Wish, count: int, *, proven_client: bool = False, reading: Reading | None = None
) -> list[FreeTime]:
    """The first start of each of the next `count` half days that have any, by all who offer it. Where there are fewer
    of these before the horizon, some later starts of the same half days follow them."""
    firsts: list[FreeTime] = []
    others: list[FreeTime] = []
    halves = 0
    for times in _ahead(tenant, wish, reading or read(tenant), proven_client=proven_client):
        for half in half_days(times.offers, times.catalogue.zones):
            same = [offer for offer in half if offer.start == half[0].start]
            firsts += times.only(same)
            others += times.only(half[len(same) : len(same) + 2 * count])
            halves += 1
            if halves == count:
                return firsts
    return firsts + others


def _ahead(
    tenant: Tenant, wish: Wish, reading: Reading, *, staff: bool = False, proven_client: bool = False
) -> Iterator[Times]:
    """Free times from now to the horizon: a week first, for that is mostly enough, then more and more at once."""
    day = day_of(zone_of(reading.catalogue, wish), int(reading.now))
    last = day + timedelta(days=horizon_of(reading.catalogue, wish))
    for days in (7, 31, 62, 62, 62, 62, 62):
        if day > last:
            break
        until = day + timedelta(days=days - 1)
        yield free_times(tenant, wish, day, until, staff=staff, proven_client=proven_client, reading=reading)
        day += timedelta(days=days)


def nearest_free(
    tenant: Tenant,
    wish: Wish,
    start_at: datetime,
    count: int = 3,
    *,
    staff: bool = False,
    proven_client: bool = False,
) -> list[FreeTime]:
    """The free times closest to one that was wanted: what is shown when it has just been taken."""
    reading = read(tenant)
    wanted = to_minute(start_at)
    day = day_of(zone_of(reading.catalogue, wish), wanted)
    today = day_of(zone_of(reading.catalogue, wish), int(reading.now))
    for before, after in ((2, 6), (14, 30)):
        days = max(today, day - timedelta(days=before)), day + timedelta(days=after)
        times = free_times(tenant, wish, *days, staff=staff, proven_client=proven_client, reading=reading)
        if len(times.offers) >= count:
            break
    chosen = set(nearest({offer.start for offer in times.offers}, wanted, count))
    return times.only([offer for offer in times.offers if offer.start in chosen][:count])


def _seen(answered: Answer, limits: Limits, wish: Wish) -> list[Offer]:
    """Notice, horizon and audience are applied after the cache. A booking's own present time is no news to who moves
    it."""
    found = offers(answered.found, limits)
    there = wish.instead_of
    if there is None or wish.practitioner is None or wish.practitioner.pk != there.resource:
        return found
    return [offer for offer in found if offer.start != there.start]


def _reserved(reading: Reading, wish: Wish, answered: Answer, found: Sequence[Offer]) -> Set[Minute]:
    """The starts among `found` that nobody is offered who is not known as a client."""
    for_all = {offer.start for offer in offers(answered.found, limits(reading, wish))}
    return {offer.start for offer in found} - for_all


def limits(reading: Reading, wish: Wish, staff: bool = False, proven_client: bool = False) -> Limits:
    """Staff are bound by neither notice nor horizon, and may leave gaps."""
    if staff:
        return Limits(now=reading.now, proven_client=True, mode=wish.mode)
    return Limits(
        now=reading.now,
        notice_minutes=notice_of(reading.catalogue, wish),
        horizon_days=horizon_of(reading.catalogue, wish),
        proven_client=proven_client,
        mode=wish.mode,
        spare_gaps=bool(wish.service.shortest_gap),
    )


def _as_times(times: Times, found: Sequence[Offer]) -> list[FreeTime]:
    tenant, catalogue, wish = times.tenant, times.catalogue, times.wish
    able = {bits: _able(times, bits) for bits in {offer.providers for offer in found}}
    return [
        FreeTime(
            start_at=from_minute(offer.start),
            end_at=from_minute(offer.end),
            minutes=offer.terms.minutes,
            price=Money(offer.terms.price or 0, tenant.currency),
            modes=tuple(sorted(offer.terms.modes)),
            location=catalogue.locations[_uuid(offer.terms.location)],
            practitioner=wish.practitioner,
            for_clients=offer.start in times.reserved,
            able=able[offer.providers],
        )
        for offer in found
    ]


def _able(times: Times, bits: int) -> tuple[Resource, ...]:
    """Who is free then, in the order of the providers."""
    free = (one for i, one in enumerate(times.providers) if bits >> i & 1)
    return tuple(times.catalogue.resources[_uuid(one.resource)] for one in free)


def _uuid(value: Any) -> UUID:
    return value
