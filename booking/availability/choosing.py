"""Choosing among what is free: before writing, for a fair "any practitioner", and for alternatives."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from booking.availability.asking import Busy, Chosen, Limits, Offer, Query, Reason, Terms
from booking.availability.openings import Book
from booking.availability.rules import Id
from booking.kernel.intervals import Minute


def may_start(
    query: Query,
    book: Book,
    busy: Mapping[Id, Busy],
    limits: Limits,
    start: Minute,
    *,
    order: Callable[[Id], int | str | tuple] = str,
    accepts: Callable[[Terms], bool] | None = None,
) -> Chosen | list[Reason]:
    """The engine asked for one instant: what to write, or why it may not be.

    Ask with `providers` in the order of preference (see choose_fairly): the first that can is taken.
    `order` is the key by which resources are preferred for each requirement. `accepts` says which terms will
    do when several are on offer at that start (the agreed length, price or location); None takes any. When only others are free, the reason is
    `other_terms`.
    """
    raise NotImplementedError


def choose_fairly(candidates: Iterable[Id], load: Mapping[Id, int], seed: str) -> list[Id]:
    """The candidates, least booked first (`load`: minutes booked; none = 0). Ties fall by `seed`, the same in
    every process."""
    raise NotImplementedError


def nearest(starts: Iterable[Minute], wanted: Minute, n: int = 3) -> list[Minute]:
    """The `n` different starts closest to `wanted`, in order of time; of two equally close the earlier."""
    raise NotImplementedError


def free_days(offers: Sequence[Offer], zones: Mapping[Id | None, str]) -> list[date]:
    """The local days (each at its location) that have something on offer, sorted."""
    raise NotImplementedError
