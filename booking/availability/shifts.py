"""Working time on one day: what lies in it can be booked, for all services or a chosen few."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from booking.availability import entered
from booking.availability.catalogue import Catalogue, current
from booking.availability.models import Audience, Shift
from booking.availability.moments import must_be_a_stretch
from booking.availability.pricing import must_give
from booking.resources.models import Location, Resource, Service
from tenants.actors import Actor
from tenants.models import Tenant


@dataclass(frozen=True, slots=True)
class ShiftTerms:
    """Moments in UTC; the row keeps them as wall clock at the place. No services: all of them. No modes: any way
    that the service comes in. `replaces_weekly`: that day follows its shifts alone."""

    resource: Resource
    location: Location
    start_at: datetime
    end_at: datetime
    services: Sequence[Service] = ()
    audience: str = Audience.EVERYONE
    modes: Sequence[str] = ()
    replaces_weekly: bool = False


def add_shift(*, tenant: Tenant, terms: ShiftTerms, actor: Actor) -> Shift:
    """At most 24 hours. Raises `Invalid`."""
    return entered.add(tenant, Shift(**_values(tenant, terms)), actor)


def change_shift(*, tenant: Tenant, shift_id: UUID, seen: int, terms: ShiftTerms, actor: Actor) -> Shift:
    """Raises `NotFound`, `StaleState`, `Invalid`."""
    with transaction.atomic():
        shift = entered.fresh(tenant, Shift, shift_id, seen)
        return entered.change(tenant, shift, actor, **_values(tenant, terms))


def drag_shift(
    *, tenant: Tenant, shift_id: UUID, seen: int, resource: Resource, start_at: datetime, end_at: datetime,
    actor: Actor,
) -> Shift:  # fmt: skip
    """To another time, length or colleague; then at the place where that one mostly is. For whom and what it is stays
    as it is. Raises `NotFound`, `StaleState`, `Invalid`, also when the colleague does not give one of its services."""
    with transaction.atomic():
        shift, catalogue = entered.fresh(tenant, Shift, shift_id, seen), current(tenant)
        place = shift.location_id if resource.pk == shift.resource_id else resource.location_id
        terms = ShiftTerms(
            resource=resource,
            location=catalogue.locations.get(place) or catalogue.locations[shift.location_id],  # type: ignore[arg-type]
            start_at=start_at,
            end_at=end_at,
            services=[] if resource.pk == shift.resource_id else _for(shift, catalogue),
            audience=shift.audience,
            modes=shift.modes or (),
            replaces_weekly=shift.replaces_weekly,
        )
        values = _values(tenant, terms) | {"service_ids": shift.service_ids}  # also one that is archived now
        return entered.change(tenant, shift, actor, **values)


def remove_shift(*, tenant: Tenant, shift_id: UUID, seen: int, actor: Actor) -> None:
    """What is booked in it stays. Raises `NotFound`, `StaleState`."""
    with transaction.atomic():
        entered.remove(tenant, entered.fresh(tenant, Shift, shift_id, seen), actor)


def _for(shift: Shift, catalogue: Catalogue) -> list[Service]:
    """The chosen services, as far as they are on offer."""
    return [one for one in catalogue.services if one.active and one.pk in (shift.service_ids or ())]


def _values(tenant: Tenant, terms: ShiftTerms) -> dict[str, Any]:
    entered.must_have_calendar(tenant, terms.resource)
    if terms.services:
        must_give(current(tenant), terms.resource, terms.services, "services")
    zone = ZoneInfo(terms.location.timezone)
    opens, closes = (at.astimezone(zone).replace(tzinfo=None) for at in (terms.start_at, terms.end_at))
    must_be_a_stretch(opens, closes)  # by the clock on the wall: a day in which it is changed is a day
    return {
        "resource_id": terms.resource.pk,
        "location_id": terms.location.pk,
        "on": opens.date(),
        "opens": opens.time(),
        "closes": closes.time(),
        "service_ids": [one.pk for one in terms.services] or None,
        "audience": terms.audience,
        "modes": list(terms.modes) or None,
        "replaces_weekly": terms.replaces_weekly,
    }
