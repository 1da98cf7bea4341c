"""The weekly hours of a place: what they say, and setting them. Beyond them no weekly hours count there."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from booking.availability import rules
from booking.availability.catalogue import Catalogue
from booking.availability.models import PlaceHours
from booking.availability.week_hours import Hours, in_order, overlapping
from booking.kernel.errors import Invalid
from booking.resources.models import Location
from tenants.models import Tenant
from tenants.tenancy import tenant_tx


def said(row: PlaceHours) -> Hours:
    return Hours(row.weekday, row.opens, row.closes, row.location_id)


def open_week_of(place: Location) -> list[Hours]:
    return open_weeks_of([place])[place.pk]


def open_weeks_of(places: Iterable[Location]) -> dict[UUID, list[Hours]]:
    """Of several, by one question."""
    found: dict[UUID, list[Hours]] = {one.pk: [] for one in places}
    for row in PlaceHours.objects.filter(location__in=list(found)):
        found[row.location_id].append(said(row))
    return {pk: in_order(hours) for pk, hours in found.items()}


def open_weeks(catalogue: Catalogue) -> dict[UUID, list[Hours]]:
    """Of all places; no question to the database when the rules are known."""
    if "open_weeks" not in catalogue.kept:
        with tenant_tx(catalogue.tenant_id):
            catalogue.kept["open_weeks"] = open_weeks_of(catalogue.locations.values())
    weeks: dict[UUID, list[Hours]] = catalogue.kept["open_weeks"]
    return weeks


def set_open_week(*, tenant: Tenant, place: Location, hours: Sequence[Hours]) -> None:
    """Let exactly these count; none: it is open whenever somebody is. Raises `Invalid` when some of them overlap."""
    if overlapping(hours):
        raise Invalid(_("Some of these hours overlap."))
    PlaceHours.objects.filter(tenant=tenant, location=place).delete()
    PlaceHours.objects.bulk_create(
        PlaceHours(tenant=tenant, location=place, weekday=one.weekday, opens=one.opens, closes=one.closes)
        for one in hours
    )


def as_place_days(place_id: UUID, hours: Iterable[Hours]) -> list[rules.PlaceDay]:
    """In the engine's words."""
    return [
        rules.PlaceDay(place_id, one.weekday, *(at.hour * 60 + at.minute for at in (one.opens, one.closes)))
        for one in hours
    ]
