"""An own note or meeting in the calendar. It blocks nothing."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from booking.availability import entered
from booking.availability.models import Activity
from booking.availability.moments import must_be_a_stretch
from booking.kernel.errors import Invalid
from booking.kernel.plain import one_line
from booking.resources.models import Resource
from tenants.actors import Actor
from tenants.models import Tenant


def add_activity(
    *, tenant: Tenant, resource: Resource, start_at: datetime, end_at: datetime, title: str, note: str = "",
    actor: Actor,
) -> Activity:  # fmt: skip
    """At most 24 hours. Raises `Invalid`."""
    values = _values(tenant, resource, start_at, end_at, title, note)
    return entered.add(tenant, Activity(**values), actor)


def change_activity(
    *, tenant: Tenant, activity_id: UUID, seen: int, resource: Resource, start_at: datetime, end_at: datetime,
    title: str, note: str = "", actor: Actor,
) -> Activity:  # fmt: skip
    """Raises `NotFound`, `StaleState`, `Invalid`."""
    with transaction.atomic():
        activity = entered.fresh(tenant, Activity, activity_id, seen)
        return entered.change(tenant, activity, actor, **_values(tenant, resource, start_at, end_at, title, note))


def drag_activity(
    *, tenant: Tenant, activity_id: UUID, seen: int, resource: Resource, start_at: datetime, end_at: datetime,
    actor: Actor,
) -> Activity:  # fmt: skip
    """The same at another time. Raises `NotFound`, `StaleState`, `Invalid`."""
    with transaction.atomic():
        activity = entered.fresh(tenant, Activity, activity_id, seen)
        values = _values(tenant, resource, start_at, end_at, activity.title, activity.note)
        return entered.change(tenant, activity, actor, **values)


def remove_activity(*, tenant: Tenant, activity_id: UUID, seen: int, actor: Actor) -> None:
    """Raises `NotFound`, `StaleState`."""
    with transaction.atomic():
        entered.remove(tenant, entered.fresh(tenant, Activity, activity_id, seen), actor)


def _values(
    tenant: Tenant, resource: Resource, start_at: datetime, end_at: datetime, title: str, note: str
) -> dict[str, Any]:
    entered.must_have_calendar(tenant, resource)
    must_be_a_stretch(start_at, end_at)
    title = one_line(title)
    if not title:
        text = _("Write what it is.")
        raise Invalid(text, errors={"title": [text]})
    return {"resource_id": resource.pk, "start_at": start_at, "end_at": end_at, "title": title, "note": note}
