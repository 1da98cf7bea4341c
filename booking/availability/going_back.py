"""What taking back a change of working time on some days would do to the rules, to look ahead with."""

from typing import Any
from uuid import UUID

from booking.availability.clearing import of_today
from booking.availability.entered import as_python
from booking.availability.foreseeing import Change
from booking.availability.models import OpenSlot, Shift
from booking.availability.opening_book import as_dated, as_single
from booking.availability.rules import Dated, Single
from tenants.models import Event, Tenant


def would_go_back(*, tenant: Tenant, event: Event) -> Change:
    """The same as `clearing.put_back` or `weekly.day_back`: what the event has made goes, what it took away comes."""
    made = Shift.objects.filter(tenant=tenant, batch_id=event.subject_id)
    shifts = [Shift(**as_python(Shift, _typed(data))) for data in event.data.get("removed", [])]
    slots = [OpenSlot(**as_python(OpenSlot, _typed(of_today(data)))) for data in event.data.get("slots", [])]
    came: list[Dated | Single] = [*map(as_dated, shifts), *map(as_single, slots)]
    return Change(entered=came, removed=tuple(as_dated(row) for row in made))


def _typed(kept: dict[str, Any]) -> dict[str, Any]:
    """A list of ids is text in JSON, and no column reads it back."""
    ids = kept["service_ids"]
    return kept | {"service_ids": None if ids is None else [UUID(one) for one in ids]}
