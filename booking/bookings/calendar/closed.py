"""The closed days that a stretch of the calendar shows, by their names. They stand in the rules, which are known."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from booking.availability.catalogue import Catalogue
from booking.availability.opening_book import book_for
from booking.availability.rules import ClosedDays
from booking.bookings.calendar.entries import Span
from booking.kernel.plain import in_order
from booking.resources.models import Resource


@dataclass(frozen=True, slots=True)
class Closed:
    """Both days included. `said`: "Christmas · closed"; `people`: in whose calendars."""

    first: date
    last: date
    said: str
    people: tuple[Resource, ...]


def closed(catalogue: Catalogue, span: Span) -> list[Closed]:
    """What touches the days that are shown, in order; of another place than the one that is shown, nothing."""
    return sorted(_found(catalogue, span), key=lambda one: (one.first, one.last, one.said))


def as_entries(days: list[Closed]) -> list[dict[str, Any]]:
    """As the grid takes them: `until` is the day after the last."""
    return [
        {
            "kind": "closed", "id": f"closed-{number}", "title": one.said, "start": one.first.isoformat(),
            "until": (one.last + timedelta(days=1)).isoformat(), "with": [person.code for person in one.people],
        }
        for number, one in enumerate(days)
    ]  # fmt: skip


def _found(catalogue: Catalogue, span: Span) -> Iterator[Closed]:
    for one in book_for(catalogue, span.first, span.last).closures:
        first, last = max(one.from_on, span.first), min(one.until_on, span.last)
        elsewhere = one.location is not None and span.place not in (None, one.location)
        people = _whose(catalogue, span, one)
        if one.name and first <= last and people and not elsewhere and _is_there(catalogue, one):
            yield Closed(first, last, in_order(_said(catalogue, one)), people)


def _is_there(catalogue: Catalogue, one: ClosedDays) -> bool:
    """Nobody need know of days off of somebody who has left, or of a place that is given up."""
    place = catalogue.locations.get(one.location) if one.location else None
    whose = catalogue.resources.get(one.resource) if one.resource else None
    return (place is None or place.active) and (whose is None or whose.active)


def _whose(catalogue: Catalogue, span: Span, one: ClosedDays) -> tuple[Resource, ...]:
    """A closed room concerns everybody; a closed person nobody else."""
    calendars = {person.pk for person in catalogue.calendars}
    if one.resource not in calendars:
        return span.people
    return tuple(person for person in span.people if person.pk == one.resource)


def _said(catalogue: Catalogue, one: ClosedDays) -> str:
    named = {**catalogue.locations, **catalogue.resources}
    names = [str(named[pk]) for pk in (one.location, one.resource) if pk in named]
    if not names:
        return _("%(name)s · closed") % {"name": one.name}
    return _("%(name)s · %(what)s closed") % {"name": one.name, "what": ", ".join(names)}
