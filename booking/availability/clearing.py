"""Clear working time from some days, and the times that were opened one by one, and put it back. Bookings are not
touched, nor are other weeks."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from booking.availability.catalogue import current
from booking.availability.entered import as_python, snapshot
from booking.availability.foreseeing import Change
from booking.availability.locking import lock_resources, writing
from booking.availability.models import OpenSlot, Shift
from booking.availability.opening_book import read_rules
from booking.availability.rules import Dated
from booking.availability.weeks import weekly_days, worked
from booking.kernel.clock import to_minute
from booking.kernel.errors import Invalid, StaleState
from booking.resources.models import Resource
from tenants import events
from tenants.actors import Actor
from tenants.models import Event, Tenant, new_key

CLEARED = "hours.cleared"


@dataclass(frozen=True, slots=True)
class Cleared:
    batch_id: UUID
    blocks: int


def working_time(*, tenant: Tenant, people: Sequence[Resource], first: date, last: date) -> list[Dated]:
    """What begins on these days, both included: what clearing them would take away."""
    known = {one.pk for one in people}
    rules = read_rules(current(tenant), first, last)
    return [block for block in worked(rules, first, last) if block.resource in known]


def opened_singly(*, tenant: Tenant, people: Sequence[Resource], first: date, last: date) -> QuerySet[OpenSlot]:
    """The times opened one by one that begin on these days by the business's clock, also those that are booked."""
    from_at, until_at = _moments(tenant, first, last)
    slots = OpenSlot.objects.filter(tenant=tenant, resource__in=people, start_at__gte=from_at, start_at__lt=until_at)
    return slots.order_by("start_at", "pk")


def would_clear(*, tenant: Tenant, people: Sequence[Resource], first: date, last: date) -> Change:
    """The same as `clear_working_time`, to look ahead with."""
    known = {one.pk for one in people}
    rules = read_rules(current(tenant), first, last)
    begin, end = (to_minute(moment) for moment in _moments(tenant, first, last))
    shifts = [one for one in rules.dated if one.resource in known and first <= one.on <= last and not one.opens_nothing]
    slots = [one for one in rules.singles if one.resource in known and begin <= one.start < end]
    gone = set(shifts)
    left = replace(rules, dated=tuple(one for one in rules.dated if one not in gone))
    closed = [
        Dated(resource, block.location, on, 0, 1, frozenset(), replaces_weekly=True)
        for (resource, on), block in weekly_days(left, first, last).items()
        if resource in known
    ]
    return Change(entered=closed, removed=(*shifts, *slots))


def _moments(tenant: Tenant, first: date, last: date) -> tuple[datetime, datetime]:
    zone = ZoneInfo(tenant.timezone)
    return datetime.combine(first, time.min, zone), datetime.combine(last + timedelta(days=1), time.min, zone)


def clear_working_time(
    *, tenant: Tenant, people: Sequence[Resource], first: date, last: date, actor: Actor
) -> Cleared:  # fmt: skip
    """Remove the shifts and single times that begin on these days, and let no weekly hours count on them: a shift that
    opens nothing says so, beside which new working time can be entered. What was removed is kept in the event.

    Raises `Invalid` when there is nothing to clear."""
    batch_id = new_key()
    with writing():
        lock_resources(one.pk for one in people)
        blocks = working_time(tenant=tenant, people=people, first=first, last=last)
        slots = list(opened_singly(tenant=tenant, people=people, first=first, last=last).select_for_update())
        if not blocks and not slots:
            raise Invalid(_("There is no working time on these days."))
        shifts = Shift.objects.filter(tenant=tenant, resource__in=people, on__range=(first, last))
        shifts = shifts.select_for_update().order_by("pk")  # who changes one now is waited for
        removed = [row for row in shifts if not row.opens_nothing]
        Shift.objects.filter(pk__in=[row.pk for row in removed]).delete()
        OpenSlot.objects.filter(pk__in=[row.pk for row in slots]).delete()
        closed = _close(tenant, people, first, last, batch_id)
        events.record(
            tenant, CLEARED, subject_id=batch_id, actor=actor, first=first.isoformat(), last=last.isoformat(),
            blocks=len(blocks) + len(slots), closed=closed, removed=[snapshot(row) for row in removed],
            slots=[snapshot(row) for row in slots],
        )  # fmt: skip
    return Cleared(batch_id, len(blocks) + len(slots))


def put_back(*, tenant: Tenant, batch_id: UUID, actor: Actor) -> None:
    """Undo a clearing. What was entered since stays. Raises `StaleState` when somebody has undone it already."""
    event = Event.objects.filter(tenant=tenant, type=CLEARED, subject_id=batch_id).first()
    if event is None:
        raise StaleState
    rows = [Shift(**as_python(Shift, data)) for data in event.data["removed"]]
    slots = [OpenSlot(**as_python(OpenSlot, of_today(data))) for data in event.data.get("slots", [])]
    with writing():
        lock_resources({row.resource_id for row in rows} | {row.resource_id for row in slots})
        again = Shift.objects.filter(pk__in=[row.pk for row in rows]).exists()
        again = again or OpenSlot.objects.filter(pk__in=[row.pk for row in slots]).exists()
        opened = Shift.objects.filter(tenant=tenant, batch_id=batch_id).delete()[0]
        if again or opened < event.data["closed"]:
            raise StaleState
        Shift.objects.bulk_create(rows)
        OpenSlot.objects.bulk_create(slots)
        events.record(tenant, "hours.restored", subject_id=batch_id, actor=actor, blocks=event.data["blocks"])


def of_today(kept: dict[str, Any]) -> dict[str, Any]:
    """What was written down while a time could only be for one service or all, and no price was known to follow."""
    one = kept.get("service_id")
    return {"service_ids": [one] if one else None, "follows_length": False} | kept


def _close(tenant: Tenant, people: Sequence[Resource], first: date, last: date, batch_id: UUID) -> int:
    """Each day whose weekly hours would still count gets a shift that opens nothing."""
    known = {one.pk for one in people}
    days = weekly_days(read_rules(current(tenant), first, last), first, last)
    made = Shift.objects.bulk_create(
        Shift(
            tenant=tenant, resource_id=resource, location_id=cast(UUID, block.location), on=on,
            opens=time(0), closes=time(0, 1), replaces_weekly=True, service_ids=[], batch_id=batch_id,
        )
        for (resource, on), block in days.items()
        if resource in known
    )  # fmt: skip
    return len(made)
