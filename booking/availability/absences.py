"""Somebody is away: nothing is offered then. What is booked already stays; whoever enters it is shown what."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from booking.availability import entered
from booking.availability.models import Absence
from booking.availability.moments import A_YEAR, must_be_a_stretch
from booking.resources.models import Resource
from tenants.actors import SYSTEM, Actor
from tenants.models import Tenant


def add_absence(
    *, resource: Resource, start_at: datetime, end_at: datetime, note: str = "", actor: Actor = SYSTEM
) -> Absence:
    """Rooms and things may be away too. Raises `Invalid`."""
    must_be_a_stretch(start_at, end_at, A_YEAR)
    absence = Absence(resource=resource, start_at=start_at, end_at=end_at, note=note)
    return entered.add(resource.tenant, absence, actor)


def change_absence(
    *, tenant: Tenant, absence_id: UUID, seen: int, resource: Resource, start_at: datetime, end_at: datetime,
    note: str = "", actor: Actor,
) -> Absence:  # fmt: skip
    """What it occupies follows. Raises `NotFound`, `StaleState`, `Invalid`."""
    with transaction.atomic():
        absence = entered.fresh(tenant, Absence, absence_id, seen)
        must_be_a_stretch(start_at, end_at, A_YEAR)
        return entered.change(
            tenant, absence, actor, resource_id=resource.pk, start_at=start_at, end_at=end_at, note=note
        )


def drag_absence(
    *, tenant: Tenant, absence_id: UUID, seen: int, resource: Resource, start_at: datetime, end_at: datetime,
    actor: Actor,
) -> Absence:  # fmt: skip
    """The same at another time, or of a colleague. Raises `NotFound`, `StaleState`, `Invalid`."""
    with transaction.atomic():
        absence = entered.fresh(tenant, Absence, absence_id, seen)
        must_be_a_stretch(start_at, end_at, A_YEAR)
        return entered.change(tenant, absence, actor, resource_id=resource.pk, start_at=start_at, end_at=end_at)


def remove_absence(*, tenant: Tenant, absence_id: UUID, seen: int, actor: Actor) -> None:
    """The time is offered again at once. Raises `NotFound`, `StaleState`."""
    with transaction.atomic():
        entered.remove(tenant, entered.fresh(tenant, Absence, absence_id, seen), actor)
