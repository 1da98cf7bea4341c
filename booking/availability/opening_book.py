"""Reads the opening rules of a business and compiles them, once per version and span of weeks."""

from collections.abc import Iterable
from datetime import date, time, timedelta
from typing import cast
from uuid import UUID

from booking.availability.book import Book
from booking.availability.catalogue import Catalogue
from booking.availability.models import Closure, OpenSlot, PlaceHours, Shift, WeeklyHours
from booking.availability.openings import compile_openings
from booking.availability.rules import Audience, ClosedDays, Dated, PlaceDay, Rules, Single, Weekly, Weeks
from booking.kernel.clock import from_minute, to_minute
from tenants.tenancy import tenant_tx

SPAN = 28  # days; the days asked for are rounded out, so that most questions share a compiled book
KEPT = 8


def book_for(catalogue: Catalogue, from_on: date, until_on: date) -> Book:
    """The compiled openings that cover the days, both included, in any zone."""
    first = (from_on.toordinal() - 1) // SPAN * SPAN
    last = ((until_on.toordinal() + 1) // SPAN + 1) * SPAN
    book = catalogue.books.get((first, last))
    if book is None:
        begin, end = date.fromordinal(max(1, first)), date.fromordinal(last)
        with tenant_tx(catalogue.tenant_id):
            rules = read_rules(catalogue, begin, end)
        book = compile_openings(rules, catalogue.zones, begin, end)
        catalogue.books[first, last] = book
        while len(catalogue.books) > KEPT:
            catalogue.books.pop(next(iter(list(catalogue.books))), None)  # other threads do the same
    return book


def read_rules(catalogue: Catalogue, begin: date, end: date) -> Rules:
    """What was said about these days, as the engine's plain values. A place that is archived is closed."""
    near = (begin - timedelta(days=2), end + timedelta(days=2))
    from_at = from_minute(to_minute_of_day(near[0]))
    until_at = from_minute(to_minute_of_day(near[1]))
    closures = Closure.objects.filter(until_on__gte=near[0], from_on__lte=near[1])
    archived = (place.pk for place in catalogue.locations.values() if not place.active)
    return Rules(
        weekly=tuple(_weekly(row) for row in WeeklyHours.objects.all()),
        dated=tuple(as_dated(row) for row in Shift.objects.filter(on__range=near)),
        singles=tuple(as_single(row) for row in OpenSlot.objects.filter(start_at__range=(from_at, until_at))),
        closures=(
            *(_closed(row) for row in closures),
            *(ClosedDays(place, None, near[0], near[1]) for place in archived),
        ),
        places=tuple(_open_there(row) for row in PlaceHours.objects.all()),
    )


def to_minute_of_day(day: date) -> int:
    """Midnight UTC of a day, in epoch minutes."""
    return (day.toordinal() - date(1970, 1, 1).toordinal()) * 1440


def _weekly(row: WeeklyHours) -> Weekly:
    return Weekly(
        resource=row.resource_id, location=row.location_id, weekday=row.weekday,
        start_minute=_minute(row.opens), end_minute=_minute(row.closes),
        valid_from_on=row.valid_from_on, valid_until_on=row.valid_until_on, weeks=cast(Weeks, row.weeks),
        audience=cast(Audience, row.audience), modes=_set(row.modes),
    )  # fmt: skip


def as_dated(row: Shift) -> Dated:
    return Dated(
        resource=row.resource_id, location=row.location_id, on=row.on,
        start_minute=_minute(row.opens), end_minute=_minute(row.closes),
        services=_set(row.service_ids), replaces_weekly=row.replaces_weekly,
        audience=cast(Audience, row.audience), modes=_set(row.modes),
    )  # fmt: skip


def as_single(row: OpenSlot) -> Single:
    return Single(
        resource=row.resource_id, location=row.location_id,
        start=to_minute(row.start_at), end=to_minute(row.end_at),
        services=_set(row.service_ids),
        price=row.price, audience=cast(Audience, row.audience), modes=_set(row.modes),
    )  # fmt: skip


def _closed(row: Closure) -> ClosedDays:
    return ClosedDays(row.location_id, row.resource_id, row.from_on, row.until_on, name=row.name)


def _open_there(row: PlaceHours) -> PlaceDay:
    return PlaceDay(row.location_id, row.weekday, _minute(row.opens), _minute(row.closes))


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute


def _set(values: Iterable[UUID | str] | None) -> frozenset | None:
    return None if values is None else frozenset(values)
