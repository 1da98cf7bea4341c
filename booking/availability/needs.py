"""What a service needs besides its provider: k of n rooms, bikes, assistants, all free at the same time."""

from bisect import bisect_left
from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

from booking.availability.asking import Busy, Found, Member, Query, Terms
from booking.availability.book import Book, closed_intervals
from booking.availability.daily import days_with_room
from booking.availability.recorder import Recorder
from booking.availability.rules import Id
from booking.availability.skills import able_windows
from booking.availability.windows import ALWAYS, free_windows
from booking.kernel.intervals import Intervals, Minute, intersect, normalise, subtract

T = TypeVar("T", bound=Hashable)


def keep_served(found: Found, book: Book, busy: Mapping[Id, Busy], recorder: Recorder | None = None) -> None:
    """Take out of `found` every provider at every start for which the requirements cannot be met."""
    apart = recorder is None and _stand_apart(found.query)
    for terms, starts in found.starts.items():
        if starts and apart:
            found.starts[terms] = _where_enough(found.query, book, busy, terms, starts)
        elif starts:
            pools = free_members(found.query, book, busy, terms, moments=sorted(starts), recorder=recorder)
            found.starts[terms] = kept = _served(found.query, starts, pools)
            if recorder and not kept:
                recorder.needs_unmet([pool[at].bit_count() for at in starts for pool in pools])


def _stand_apart(query: Query) -> bool:
    """Nobody could serve two needs, or a need and as the provider: then it is enough to count."""
    everybody = [member.resource for requirement in query.requirements for member in requirement.pool]
    everybody += [provider.resource for provider in query.providers]
    return len(set(everybody)) == len(everybody)


def _where_enough(
    query: Query, book: Book, busy: Mapping[Id, Busy], terms: Terms, starts: dict[Minute, int]
) -> dict[Minute, int]:
    """The starts that lie where enough of each pool can. Written for speed: in windows, never start by start."""
    windows = ALWAYS
    for requirement in query.requirements:
        pool = [
            window
            for member in requirement.pool
            for window in _member_windows(query, book, busy.get(member.resource), member, terms)
        ]
        windows = intersect(windows, at_least(requirement.quantity, pool))
    moments, kept = sorted(starts), {}
    for low, high in windows:
        for at in moments[bisect_left(moments, low) : bisect_left(moments, high)]:
            kept[at] = starts[at]
    return kept


def _member_windows(query: Query, book: Book, taken: Busy | None, member: Member, terms: Terms) -> Intervals:
    """Where a stay may start as far as this resource goes."""
    free = free_windows(taken, terms.minutes, query.before, query.after)
    opened = _open_windows(book, member, terms, query.service)
    if member.skills:
        opened = intersect(opened, able_windows(member.skills, terms.minutes, book.zones[terms.location]))
    if member.most_a_day is not None:
        zone = book.zones[terms.location]
        opened = intersect(opened, days_with_room(member.most_a_day, taken, query.before, zone))
    if len(opened) == 1 and free and opened[0][0] <= free[0][0] and free[-1][1] <= opened[0][1]:
        return free
    return intersect(free, opened)


def at_least(n: int, intervals: Intervals) -> Intervals:
    """Where `n` of them or more lie over one another. While i of them have ended, that is from the (i+n)-th start on:
    so with starts and ends sorted apart, it is the union of what lies between those two."""
    starts, ends = sorted(start for start, _end in intervals), sorted(end for _start, end in intervals)
    return normalise((start, end) for start, end in zip(starts[n - 1 :], ends, strict=False) if start < end)


def free_members(
    query: Query,
    book: Book,
    busy: Mapping[Id, Busy],
    terms: Terms,
    *,
    moments: Sequence[Minute],
    recorder: Recorder | None = None,
) -> list[dict[Minute, int]]:
    """For each requirement and each of the sorted `moments`, who of the pool can: bit i is pool_ids()[i]."""
    bits = {resource: 1 << i for i, resource in enumerate(pool_ids(query))}
    pools = []
    for need, requirement in enumerate(query.requirements):
        pool = dict.fromkeys(moments, 0)
        for member in requirement.pool:
            taken = busy.get(member.resource)
            free = free_windows(taken, terms.minutes, query.before, query.after)
            opened = _open_windows(book, member, terms, query.service)
            if recorder:
                recorder.member(need, member, taken=taken, free=free, opened=opened, terms=terms)
            zone = book.zones[terms.location]
            able = able_windows(member.skills, terms.minutes, zone)
            able = intersect(able, days_with_room(member.most_a_day, taken, query.before, zone))
            for low, high in intersect(intersect(free, opened), able):
                for at in moments[bisect_left(moments, low) : bisect_left(moments, high)]:
                    pool[at] |= bits[member.resource]
        pools.append(pool)
    return pools


def pool_ids(query: Query) -> list[Id]:
    """Every resource in a pool, once, in the query's order."""
    return list(dict.fromkeys(m.resource for requirement in query.requirements for m in requirement.pool))


def assign(pools: Sequence[Sequence[T]], quantities: Sequence[int]) -> list[tuple[T, ...]] | None:
    """`quantities[i]` different ones out of each pool and nobody twice, the first of a pool preferred; None
    when it cannot be done. (Augmenting paths: later needs push earlier ones aside when they have another.)"""
    slots = [need for need, quantity in enumerate(quantities) for _ in range(quantity)]
    wishes = [pools[need] for need in slots]
    holders: dict[T, int] = {}
    if not all(_place(slot, wishes, holders, set()) for slot in range(len(slots))):
        return None
    return [
        tuple(one for one in pool if one in holders and slots[holders[one]] == need) for need, pool in enumerate(pools)
    ]


def _place(slot: int, wishes: Sequence[Sequence[T]], holders: dict[T, int], tried: set[T]) -> bool:
    for one in wishes[slot]:
        if one not in tried:
            tried.add(one)
            if one not in holders or _place(holders[one], wishes, holders, tried):
                holders[one] = slot
                return True
    return False


def _open_windows(book: Book, member: Member, terms: Terms, service: Id) -> Intervals:
    """Where a stay may start as far as the opening of this resource goes. Without rules of its own it is
    open whenever its place and nothing closes it."""
    stays: Intervals = []
    if member.resource not in book.hours and member.location in (None, terms.location):
        stays = subtract(ALWAYS, closed_intervals(book, member.resource, terms.location))
    for hours in book.hours.get(member.resource, ()):
        opening = hours.terms
        place = member.location if opening.location is None else opening.location
        if place in (None, terms.location) and (opening.services is None or service in opening.services):
            stays += [(piece.start, piece.until) for piece in hours.openings]
    return normalise((start, end - terms.minutes + 1) for start, end in stays)


def _served(query: Query, starts: dict[Minute, int], pools: list[dict[Minute, int]]) -> dict[Minute, int]:
    """The starts and providers for whom all requirements can be met without using a resource twice."""
    number = {resource: i for i, resource in enumerate(pool_ids(query))}
    pooled = {i: number[p.resource] for i, p in enumerate(query.providers) if p.resource in number}
    others = ~sum(1 << i for i in pooled)
    quantities = [requirement.quantity for requirement in query.requirements]
    known: dict[tuple[int, ...], bool] = {}
    members = [member.resource for requirement in query.requirements for member in requirement.pool]
    disjoint = len(set(members)) == len(members)

    def met(masks: tuple[int, ...]) -> bool:
        if disjoint:
            return all(mask.bit_count() >= quantity for mask, quantity in zip(masks, quantities, strict=True))
        if masks not in known:
            known[masks] = assign([_bits(mask) for mask in masks], quantities) is not None
        return known[masks]

    kept = {}
    for at, providers in starts.items():
        masks = tuple(pool[at] for pool in pools)
        able = providers & others if met(masks) else 0
        for i, own in pooled.items():
            if providers >> i & 1 and met(tuple(mask & ~(1 << own) for mask in masks)):
                able |= 1 << i
        if able:
            kept[at] = able
    return kept


def _bits(mask: int) -> list[int]:
    return [i for i in range(mask.bit_length()) if mask >> i & 1]
