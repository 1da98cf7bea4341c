"""Staff book against the rules: outside the hours after a warning, over what is taken with a reason.

The engine is asked first; only what it refuses is forced. Nobody but staff comes here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from booking.availability.answering import longest
from booking.availability.asking import Busy, Chosen, Provider, Query, Terms
from booking.availability.book import Book
from booking.availability.catalogue import Reading, read
from booking.availability.claiming import Asked, Claim, claimed, fairly, look
from booking.availability.locking import lock_resources
from booking.availability.needs import assign, free_members, pool_ids
from booking.availability.search import FreeTime
from booking.availability.skills import lacking
from booking.availability.taken import read_taken
from booking.availability.windows import free_around
from booking.availability.wishing import Wish, candidates, make_query
from booking.kernel.clock import from_minute, to_minute
from booking.kernel.errors import Invalid, NotBookable, SlotTaken
from booking.kernel.intervals import Minute, contains
from booking.kernel.money import Money
from tenants.models import Tenant

HOURS, TAKEN = "hours", "taken"
ANYWAY = ("", HOURS, TAKEN)


@dataclass(frozen=True, slots=True)
class Forced:
    """A time that staff may have all the same. `passing`: "" when nothing stands in the way, HOURS, or TAKEN. `past`:
    it has begun, or has been."""

    passing: str
    time: FreeTime
    past: bool = False


def claim_anyway(asked: Asked, anyway: str) -> Claim:
    """As `claim`, past the opening rules (HOURS) or past what is taken as well (TAKEN): then with whom must be named.

    Raises `SlotTaken` when more would have to be passed, `NotBookable` for what is over unless it is asked `again`."""
    query = _query(asked)
    lock_resources([*candidates(query), *asked.also_lock])
    free = look(asked, query, raising=False)
    if free is not None:
        return claimed(free)
    chosen, over = _forced(asked, query, anyway)
    return claimed(chosen, outside=not over, over=over)


def free_anyway(tenant: Tenant, wish: Wish, start_at: datetime, *, past: bool = False) -> Forced | None:
    """What staff would have to pass to book this time; None when they cannot. `past`: what is over may be entered
    afterwards. Locks nothing and promises nothing."""
    reading = read(tenant)
    asked = Asked(reading, wish, to_minute(start_at), staff=True, again=past)
    try:
        query = _query(asked)
        free = look(asked, query, raising=False)
        if free is not None:
            return Forced("", _as_time(reading, wish, free, tenant))
        chosen, over = _forced(asked, query, TAKEN)
    except (SlotTaken, NotBookable):
        return None
    return Forced(TAKEN if over else HOURS, _as_time(reading, wish, chosen, tenant), asked.start < reading.now)


def passes(force: str, passing: str) -> bool:
    """Whether saying `force` is enough for what stands in the way."""
    return ANYWAY.index(passing) <= ANYWAY.index(force)


def must_have_reason(anyway: str, reason: str) -> str:
    """The reason as it is kept. Raises `Invalid` when there should be one."""
    reason = reason.strip()[:300]
    if anyway not in ANYWAY or (anyway == TAKEN and not reason):
        raise Invalid(errors={"reason": [_("Write why: it stands in the calendar and in the history.")]})
    return reason if anyway == TAKEN else ""


def _query(asked: Asked) -> Query:
    query = make_query(asked.reading.catalogue, asked.wish, asked.start, asked.start + 1, staff=True)
    if not query.providers:
        raise NotBookable(reason="no_provider")
    return fairly(asked, query)


def _forced(asked: Asked, query: Query, anyway: str) -> tuple[Chosen, bool]:
    """Whom and what to take, and whether somebody has any of it already."""
    ends = asked.start + max(provider.minutes for provider in query.providers)
    if ends <= asked.reading.now and not asked.again:
        raise NotBookable(reason="too_soon")
    busy, _until = read_taken(
        asked.reading.catalogue.tenant_id, candidates(query), asked.start - query.before, asked.start + longest(query),
        ignoring=asked.wish.ignoring,
    )  # fmt: skip
    for provider in query.providers:
        chosen = _choose(asked, query, provider, busy, over=False)
        if chosen is not None:
            return chosen, False
    named = asked.wish.practitioner is not None
    chosen = _choose(asked, query, query.providers[0], busy, over=True) if named and anyway == TAKEN else None
    if chosen is None:
        raise SlotTaken
    return chosen, True


def _choose(asked: Asked, query: Query, provider: Provider, busy: Mapping[Any, Busy], *, over: bool) -> Chosen | None:
    """As though everybody worked at any time; with `over` what is free comes first, then what is taken."""
    terms = Terms(_place(asked, provider), provider.minutes, provider.price, query.modes)
    taken = busy.get(provider.resource)
    gap = provider.gap_in(terms.minutes)
    free = free_around(taken, gap, terms.minutes, query.before, query.after)
    if not over and not contains(free, asked.start, asked.start + 1):
        return None
    if any(lacking(provider.skills, asked.start, terms.minutes, asked.reading.catalogue.zones[terms.location])):
        return None  # nobody does by being told to what they may not do
    pools = _pools(asked, query, terms, busy)
    if over:
        pools = [able + [one for one in every if one not in able]
                 for able, every in zip(pools, _pools(asked, query, terms, {}), strict=True)]  # fmt: skip
    pools = [[one for one in pool if one != provider.resource] for pool in pools]
    needs = assign(pools, [need.quantity for need in query.requirements])
    return None if needs is None else Chosen(asked.start, terms, provider.resource, tuple(needs), gap)


def _pools(asked: Asked, query: Query, terms: Terms, busy: Mapping[Any, Busy]) -> list[list[UUID]]:
    always = Book({}, (), asked.reading.catalogue.zones)
    ids: list[Any] = pool_ids(query)
    members = free_members(query, always, busy, terms, moments=[asked.start])
    return [[one for i, one in enumerate(ids) if pool[asked.start] >> i & 1] for pool in members]


def _place(asked: Asked, provider: Provider) -> UUID:
    """Where: as wished, else where whoever gives it mostly is."""
    catalogue, resource = asked.reading.catalogue, provider.resource
    own = catalogue.resources[resource].location_id if isinstance(resource, UUID) else None
    return asked.wish.location.pk if asked.wish.location else own or next(iter(catalogue.locations))


def _as_time(reading: Reading, wish: Wish, chosen: Chosen, tenant: Tenant) -> FreeTime:
    terms = chosen.terms
    place: Any = terms.location
    ends: Minute = chosen.start + terms.minutes
    return FreeTime(
        start_at=from_minute(chosen.start),
        end_at=from_minute(ends),
        minutes=terms.minutes,
        price=Money(terms.price or 0, tenant.currency),
        modes=tuple(sorted(terms.modes)),
        location=reading.catalogue.locations[place],
        practitioner=wish.practitioner,
    )
