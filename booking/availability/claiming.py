"""May this be written? Choose who and what, lock them, look again; else the next."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from booking.availability.answering import longest, zone_of
from booking.availability.asking import Chosen, Gap, Member, Query, Reason, Requirement, Terms
from booking.availability.book import for_everyone
from booking.availability.catalogue import Reading
from booking.availability.choosing import choose_fairly, may_start
from booking.availability.gaps import day_around
from booking.availability.locking import lock_resources
from booking.availability.models import TakenBy
from booking.availability.opening_book import book_for
from booking.availability.search import limits
from booking.availability.taken import read_taken
from booking.availability.trace import explain
from booking.availability.wallclock import day_of, first_instant
from booking.availability.wishing import Wish, candidates, make_query
from booking.kernel.errors import NotBookable, SlotTaken
from booking.kernel.intervals import Minute
from booking.resources.models import Anybody

ATTEMPTS = 6
A_WEEK = timedelta(days=7)
SOMEBODY_HAS_IT = {"busy", "buffer", "requirement", "absence"}
DAY_FULL = "day_full"
AGAINST_THE_RULES = {"too_soon", "beyond_horizon", "audience", "mode", "gap"}


@dataclass(frozen=True, slots=True)
class Claim:
    """What may be written: everything is locked. `resources` holds the chosen one first, who is free in the `gap`.
    `outside` the hours, or `over` what is taken: staff said so (`forcing`)."""

    terms: Terms
    resources: tuple[UUID, ...]
    outside: bool = False
    over: bool = False
    gap: Gap | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """One instant for one wish. `proven_client`: whoever asks has shown that they are a client of the business.
    `also_lock`: resources that will be let go (of a booking that moves). `again`: it stood just so before, or is
    entered afterwards, so it may although it is over."""

    reading: Reading
    wish: Wish
    start: Minute
    staff: bool = False
    proven_client: bool = False
    also_lock: Sequence[UUID] = ()
    again: bool = False


def claim(asked: Asked) -> Claim:
    """Raises `SlotTaken` when somebody has the time, `NotBookable` when a rule forbids it."""
    query = make_query(asked.reading.catalogue, asked.wish, asked.start, asked.start + 1, staff=asked.staff)
    if not query.providers:
        raise NotBookable(reason="no_provider")
    if len(query.providers) == 1 and not query.requirements:
        return _locked(asked, query, raising=True)
    for _attempt in range(ATTEMPTS):
        narrow = _narrowed(query, _chosen(asked, query))
        # Failing gives the locks back: the next ones would not be in the order of ids any more.
        with suppress(_Outpaced), transaction.atomic():
            return _locked(asked, narrow)
    raise SlotTaken


def _chosen(asked: Asked, query: Query) -> Chosen | None:
    """Staff may pass a most for a day, but not while there is somebody who has room on it."""
    within = make_query(asked.reading.catalogue, asked.wish, query.first, query.last)
    if asked.staff and within.counts_visits:
        chosen = look(asked, fairly(asked, within), raising=False)
        if chosen is not None:
            return chosen
    return look(asked, fairly(asked, query))


class _Outpaced(Exception):
    """What was free a moment ago was taken while we waited for its lock."""


def _locked(asked: Asked, query: Query, *, raising: bool = False) -> Claim:
    lock_resources([*candidates(query), *asked.also_lock])
    chosen = look(asked, query, raising=raising)
    if chosen is None:
        raise _Outpaced
    return claimed(chosen)


def claimed(chosen: Chosen, *, outside: bool = False, over: bool = False) -> Claim:
    """The engine's choice as what may be written; the caller holds the locks."""
    taken: list[Any] = [chosen.provider, *(r for need in chosen.needs for r in need)]
    return Claim(chosen.terms, tuple(taken), outside, over, chosen.gap)


def look(asked: Asked, query: Query, *, raising: bool = True) -> Chosen | None:
    """The engine's word on the instant, with what is taken right now."""
    reading = asked.reading
    zone = zone_of(reading.catalogue, asked.wish)
    day = day_of(zone, asked.start)
    book = book_for(reading.catalogue, day - timedelta(days=1), day + timedelta(days=1))
    by_whom = limits(reading, asked.wish, asked.staff, asked.proven_client)
    around = day_around(query, by_whom, book.zones, asked.start)
    busy, _until = read_taken(
        reading.catalogue.tenant_id,
        candidates(query),
        around.first - query.lead,
        around.last + longest(query),
        kinds=True,
        visits=query.counts_visits,
        ignoring=asked.wish.ignoring,
    )
    answer = may_start(query, book, busy, by_whom, asked.start)
    if isinstance(answer, Chosen):
        return answer
    if raising:
        # To a stranger what is kept for clients is closed: even the reason, free or taken, must not tell of it.
        shown = book if by_whom.proven_client else for_everyone(book)
        raise _refusal(answer if shown is book else explain(query, shown, busy, by_whom, asked.start))
    return None


def _refusal(reasons: list[Reason]) -> Exception:
    codes = [reason.code for reason in reasons]
    forbidden = next((code for code in codes if code in AGAINST_THE_RULES), None)
    if forbidden is None and SOMEBODY_HAS_IT.intersection(codes):
        return SlotTaken()
    if forbidden is None and DAY_FULL in codes:
        return NotBookable(_("No more visits can be booked on that day."), reason=DAY_FULL)
    return NotBookable(reason=forbidden or (codes[0] if codes else "no_opening"))


def fairly(asked: Asked, query: Query) -> Query:
    """Providers in the order of price, for that is what a page shows for "anybody"; then as the service says: of who
    has least to do in that week, or as they are listed."""
    if len(query.providers) < 2:
        return query
    ids: list[UUID] = [provider.resource for provider in query.providers]
    if asked.wish.service.anybody == Anybody.FAIR:
        ids = choose_fairly(ids, _booked_that_week(asked, ids), str(asked.start))
    order = {pk: n for n, pk in enumerate(ids)}
    cheapest_first = sorted(query.providers, key=lambda provider: (provider.price or 0, order[provider.resource]))
    return replace(query, providers=tuple(cheapest_first))


def _booked_that_week(asked: Asked, ids: list[UUID]) -> dict[UUID, int]:
    """Minutes of what starts from Monday to Sunday, by the clock of the place. Absence is no work."""
    catalogue = asked.reading.catalogue
    zone = zone_of(catalogue, asked.wish)
    day = day_of(zone, asked.start)
    monday = day - timedelta(days=day.weekday())
    first, last = first_instant(zone, monday, 0), first_instant(zone, monday + A_WEEK, 0)
    busy, _until = read_taken(catalogue.tenant_id, ids, first, last, kinds=True, ignoring=asked.wish.ignoring)
    return {
        pk: sum(
            end - start
            for start, end, kind in zip(one.starts, one.ends, one.kinds, strict=True)
            if kind == TakenBy.BOOKING and first <= start < last
        )
        for pk, one in busy.items()
    }


def _narrowed(query: Query, chosen: Chosen | None) -> Query:
    """The same question about just those that were chosen."""
    if chosen is None:
        raise SlotTaken
    return replace(
        query,
        providers=tuple(p for p in query.providers if p.resource == chosen.provider),
        requirements=tuple(
            Requirement(_members(need, taken), need.quantity)
            for need, taken in zip(query.requirements, chosen.needs, strict=True)
        ),
    )


def _members(need: Requirement, taken: tuple) -> tuple[Member, ...]:
    return tuple(member for member in need.pool if member.resource in taken)
