"""Closed days: of the whole business, of a place, or of somebody or something. Bookings that stand are not touched."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from booking.availability.models import Closure
from booking.availability.rules import ClosedDays
from booking.kernel.clock import YEARS
from booking.kernel.errors import Invalid, StaleState
from booking.resources.models import Location
from tenants import events
from tenants.actors import Actor
from tenants.models import Tenant
from tenants.setup.marks import plain


def keep_closure(*, closure: Closure) -> None:
    """Close its days, both included. Raises what `must_be_days` does."""
    must_be_days(closure.from_on, closure.until_on)
    closure.save()


def must_be_days(first: date, last: date) -> None:
    """Raises `Invalid` for days that are in the wrong order, or out of reach."""
    for name, day in (("from_on", first), ("until_on", last)):
        if day.year not in YEARS:
            raise Invalid(errors={name: [_("Choose a day that is nearer.")]})
    if last < first:
        raise Invalid(errors={"until_on": [_("The last day comes before the first.")]})


def remove_closure(*, closure: Closure, actor: Actor) -> dict[str, Any]:
    """Open again. Returns what `closure_back` wants."""
    kept = plain({column.attname: getattr(closure, column.attname) for column in Closure._meta.concrete_fields})
    closure.delete()
    events.record(closure.tenant, "closure.removed", subject_id=kept["id"], actor=actor, **_told(kept))
    return kept


def closure_back(*, tenant: Tenant, kept: dict[str, Any], actor: Actor) -> None:
    """Close as before. Raises `StaleState` when it is there again."""
    if Closure.objects.filter(tenant=tenant, pk=kept["id"]).exists():
        raise StaleState
    values = {column.attname: column.to_python(kept[column.attname]) for column in Closure._meta.concrete_fields}
    Closure(**values | {"tenant_id": tenant.pk}).save(force_insert=True)
    events.record(tenant, "closure.restored", subject_id=kept["id"], actor=actor, **_told(kept))


def closed_singly(tenant: Tenant, place: Location | None = None) -> dict[date, Closure]:
    """The single days on which the whole business is closed, or all of the place, and nothing else is said."""
    rows = Closure.objects.filter(tenant=tenant, location=place, resource=None).order_by("pk")
    return {row.from_on: row for row in rows if row.from_on == row.until_on}


def close_days(*, tenant: Tenant, days: Mapping[date, str], place: Location | None = None) -> None:
    """Close the whole business, or the place, on each of these days, by their names; those that are closed already
    stay so."""
    there = closed_singly(tenant, place)
    Closure.objects.bulk_create(
        Closure(tenant=tenant, location=place, name=name, from_on=day, until_on=day)
        for day, name in days.items()
        if day not in there
    )


def open_days(*, tenant: Tenant, days: Iterable[date], place: Location | None = None) -> None:
    """Take back what `close_days` did. A longer closure over such a day stays."""
    wanted = list(days)
    single = Closure.objects.filter(tenant=tenant, location=place, resource=None, from_on__in=wanted)
    for row in single:
        if row.until_on == row.from_on:
            row.delete()


def as_days(closure: Closure) -> ClosedDays:
    """In the engine's words."""
    return ClosedDays(closure.location_id, closure.resource_id, closure.from_on, closure.until_on)


def _told(kept: dict[str, Any]) -> dict[str, Any]:
    return {name: kept[name] for name in ("from_on", "until_on", "location_id", "resource_id")}
