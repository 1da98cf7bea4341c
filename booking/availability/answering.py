"""What is free for a wish on some days: from the cache, exact by version, or from the rows. Never stale."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from operator import itemgetter
from threading import Lock
from typing import Any
from uuid import UUID

from booking.availability.asking import A_LONG_DAY, Found, Query
from booking.availability.catalogue import Catalogue, Reading
from booking.availability.opening_book import book_for
from booking.availability.starts import search
from booking.availability.taken import read_taken
from booking.availability.wallclock import first_instant
from booking.availability.wishing import Wish, candidates, make_query

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


def answer(reading: Reading, wish: Wish, from_on: date, until_on: date, *, staff: bool = False) -> Answer:
    """From the cache when every version is still the same and no hold in it has run out; else from the rows.
    What is free for one booking alone is not kept. `staff`: as for `make_query`."""
    catalogue = reading.catalogue
    question = _question(catalogue, wish, from_on, until_on, staff)
    key = (catalogue.tenant_id, catalogue.version, question.name, question.versions(reading.versions))
    kept = _answers.get(key)
    if kept is not None and reading.now < kept.until and not wish.ignoring:
        return kept
    query = question.query
    book = book_for(catalogue, from_on, until_on)
    busy, expires_at = read_taken(
        catalogue.tenant_id, question.candidates, query.first - query.lead, query.last + longest(query),
        visits=query.counts_visits, ignoring=wish.ignoring,
    )  # fmt: skip
    until = expires_at.timestamp() / 60 if expires_at else float("inf")
    made = Answer(search(query, book, busy), until)
    if reading.clean and not wish.ignoring:
        _keep(key, made)
    return made


def _question(catalogue: Catalogue, wish: Wish, from_on: date, until_on: date, staff: bool) -> Question:
    """What a wish asks of the engine. At one version of the rules it is the same each time, so it is kept there."""
    name = (
        wish.service.pk, wish.practitioner and wish.practitioner.pk, wish.location and wish.location.pk,
        wish.minutes, wish.hidden, wish.any_length, wish.group, wish.among, wish.each, from_on, until_on, staff,
    )  # fmt: skip
    kept = catalogue.questions.get(name)
    if kept is None:
        wish = _as_of(catalogue, wish)
        zone = zone_of(catalogue, wish)
        first, last = first_instant(zone, from_on, 0), first_instant(zone, until_on + timedelta(days=1), 0)
        query = make_query(catalogue, wish, first, last, staff=staff)
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
    """How far beyond its last start a query reaches, in minutes: to the end of an open time, and of the day."""
    return max((p.minutes for p in query.providers), default=0) + query.after + A_LONG_DAY


def zone_of(catalogue: Catalogue, wish: Wish) -> str:
    """The zone in which days are counted: of the place that was chosen, else of the first place."""
    place = wish.location or next((p for p in catalogue.locations.values() if p.active), None)
    return place.timezone if place else "UTC"


def _keep(key: Any, made: Answer) -> None:
    with _lock:
        _answers[key] = made
        while len(_answers) > KEPT:
            _answers.pop(next(iter(_answers)))
