"""Taking back from the activity log that days were closed, or opened again: each with what that touches shown first."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from booking.availability.closures import as_days, closure_back, remove_closure
from booking.availability.foreseeing import Change
from booking.availability.models import Closure
from booking.availability.rules import ClosedDays
from booking.bookings.setup.foresight import Foresight
from booking.kernel.errors import StaleState
from tenants.actors import Actor
from tenants.models import Event, Tenant
from tenants.setup.log_undo import CHANGED_SINCE, Way, takes_back

ADDED, REMOVED, RESTORED = "closure.added", "closure.removed", "closure.restored"
DAYS = ("from_on", "until_on", "location_id", "resource_id")


def possible(tenant: Tenant, events: Sequence[Event]) -> set[UUID]:
    """As long as nothing else has happened to it, and it is there or gone as the event left it."""
    about = {event.subject_id for event in events}
    there = set(Closure.objects.filter(tenant=tenant, pk__in=about).values_list("pk", flat=True))
    told = Event.objects.filter(tenant=tenant, subject_id__in=about, type__startswith="closure.")
    newest = dict(told.order_by("id").values_list("subject_id", "pk"))
    return {
        event.pk
        for event in events
        if newest.get(event.subject_id) == event.pk
        if (event.subject_id in there) == (event.type != REMOVED)
        if event.type != REMOVED or set(DAYS) <= set(event.data)
    }


def ahead(tenant: Tenant, event: Event) -> Foresight | None:
    """Raises `StaleState`."""
    _must_be_possible(tenant, event)
    if event.type != REMOVED:
        change = Change(opening=(as_days(Closure.objects.get(tenant=tenant, pk=event.subject_id)),))
    else:
        change = Change(closing=(_days(event.data),))
    told = Foresight(tenant, change, {"event": str(event.pk)})
    return None if told.is_nothing else told


def back(tenant: Tenant, event: Event, actor: Actor) -> None:
    """What was closed for is a note, which no event keeps: it comes back without. Raises `StaleState`."""
    row = Closure.objects.select_for_update(no_key=True).filter(tenant=tenant, pk=event.subject_id).first()
    _must_be_possible(tenant, event)
    if row is not None:
        row.tenant = tenant
        remove_closure(closure=row, actor=actor)
        return
    kept = {name: event.data[name] for name in DAYS}
    kept |= {"id": str(event.subject_id), "tenant_id": str(tenant.pk), "name": _("Closed")}
    closure_back(tenant=tenant, kept=kept, actor=actor)


def _must_be_possible(tenant: Tenant, event: Event) -> None:
    if event.pk not in possible(tenant, [event]):
        raise StaleState(CHANGED_SINCE)


def _days(told: dict[str, Any]) -> ClosedDays:
    place, resource = (UUID(told[name]) if told[name] else None for name in ("location_id", "resource_id"))
    return ClosedDays(place, resource, date.fromisoformat(told["from_on"]), date.fromisoformat(told["until_on"]))


for kind in (ADDED, REMOVED, RESTORED):
    takes_back(kind, Way(possible, ahead, back))
