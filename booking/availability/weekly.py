"""Change weekly hours from one of their days: for that day alone, or each week from it on. And back again."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from booking.availability.entered import as_python, snapshot
from booking.availability.locking import lock_resources, writing
from booking.availability.models import Shift, WeeklyHours, Weeks
from booking.availability.week_hours import Hours, as_state, overlapping, said, week_of
from booking.kernel.errors import Invalid, StaleState
from tenants import events
from tenants.actors import Actor
from tenants.models import Tenant, new_key

ONE_DAY = timedelta(days=1)
Clocks = tuple[time, time]  # opens, closes: wall clock at the place


class Limits(NamedTuple):
    """For whom hours are, and in which ways one meets in them; None: in any."""

    audience: str
    modes: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Block:
    """Weekly hours on one of their days, as somebody saw them."""

    hours: WeeklyHours
    on: date

    def span(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """From when to when, in the zone of the place."""
        opens, closes = self.hours.opens, self.hours.closes
        last = self.on if closes > opens else self.on + ONE_DAY
        return datetime.combine(self.on, opens, zone), datetime.combine(last, closes, zone)

    @property
    def limits(self) -> Limits:
        return Limits(self.hours.audience, said(self.hours).modes)


def counts_on(row: WeeklyHours, on: date) -> bool:
    """Whether the weekly hours begin on that day, as far as they know themselves."""
    odd = bool(on.isocalendar().week % 2)
    return (
        row.weekday == on.weekday()
        and (row.weeks == Weeks.EVERY or (row.weeks == Weeks.ODD) == odd)
        and (row.valid_from_on is None or row.valid_from_on <= on)
        and (row.valid_until_on is None or on <= row.valid_until_on)
    )


def change_day(
    *, tenant: Tenant, block: Block, clocks: Clocks | None, limits: Limits | None = None, actor: Actor
) -> UUID:  # fmt: skip
    """On that day alone; no clocks: not at all; no limits: those it has. The day's other weekly hours stay as they are:
    all of them are written as that day's own. Returns what `day_back` wants. Raises `StaleState` when they are others
    than were seen."""
    batch_id = new_key()
    with writing():
        lock_resources([block.hours.resource_id])
        _must_be_as_seen(block)
        rows = WeeklyHours.objects.filter(tenant=tenant, resource_id=block.hours.resource_id).order_by("opens")
        others = [row for row in rows if row.pk != block.hours.pk and counts_on(row, block.on)]
        made = [_shift(row, block.on, (row.opens, row.closes), batch_id) for row in others]
        if clocks:
            _must_differ(clocks)
            made.append(_shift(block.hours, block.on, clocks, batch_id, limits=limits))
        if not made:  # opens nothing, and so takes the weekly hours away
            made = [_shift(block.hours, block.on, (time(0), time(0, 1)), batch_id, services=[])]
        Shift.objects.bulk_create(made)
        events.record(
            tenant, "hours.day_changed", subject_id=batch_id, actor=actor, on=block.on.isoformat(),
            resource_id=str(block.hours.resource_id), **_told(block, clocks, limits),
        )  # fmt: skip
    return batch_id


def day_back(*, tenant: Tenant, batch_id: UUID, actor: Actor) -> None:
    """The day follows the weekly hours again. Raises `StaleState` when somebody has changed it since."""
    with writing():
        rows = Shift.objects.select_for_update().filter(tenant=tenant, batch_id=batch_id)
        if not rows or any(row.version for row in rows):
            raise StaleState
        rows.delete()
        events.record(tenant, "hours.restored", subject_id=batch_id, actor=actor)


def change_onwards(
    *, tenant: Tenant, block: Block, clocks: Clocks | None, limits: Limits | None = None, actor: Actor
) -> tuple[dict[str, Any], UUID | None]:  # fmt: skip
    """Each week from that day on; no clocks: not any more; no limits: those it has. What was before the day
    stays what it was. Returns what `onwards_back` wants. Raises `StaleState`."""
    with writing():
        lock_resources([block.hours.resource_id])
        _must_be_as_seen(block)
        kept, week = snapshot(block.hours), week_onwards(block, clocks, limits)
        changed = {"week": [as_state(week_of(block.hours.resource))["week"], as_state(week)["week"]]}
        new = None
        if clocks:
            _must_differ(clocks)
            _must_not_overlap(week)
            new = WeeklyHours(**as_python(WeeklyHours, kept))
            new.pk, new.opens, new.closes, new.valid_from_on = new_key(), *clocks, block.on
            new.audience, new.modes = limits or block.limits
            new.save(force_insert=True)
        _end_before(block)
        events.record(
            tenant, "hours.weekly_changed", subject_id=block.hours.resource_id, actor=actor, on=block.on.isoformat(),
            changed=changed,
        )  # fmt: skip
    return kept, new.pk if new else None


def _must_not_overlap(week: list[Hours]) -> None:
    for pair in overlapping(week):
        times = f"{week[pair[0]].opens:%H:%M}–{week[pair[0]].closes:%H:%M}"
        raise Invalid(errors={"opens": [_("It overlaps %(times)s.") % {"times": times}]})


def week_onwards(block: Block, clocks: Clocks | None, limits: Limits | None = None) -> list[Hours]:
    """All the weekly hours of whose they are, as `change_onwards` would leave them."""
    was = said(block.hours)
    rows = WeeklyHours.objects.filter(tenant=block.hours.tenant_id, resource_id=block.hours.resource_id)
    week = [said(row) for row in rows if row.pk != block.hours.pk]
    if was.valid_from_on != block.on:
        week.append(replace(was, valid_until_on=block.on - ONE_DAY))
    if clocks:
        audience, modes = limits or block.limits
        new = replace(was, opens=clocks[0], closes=clocks[1], valid_from_on=block.on, audience=audience, modes=modes)
        week.append(new)
    return week


def onwards_back(*, tenant: Tenant, kept: dict[str, Any], on: date, new: dict[str, Any] | None, actor: Actor) -> None:
    """As it was. `new`: the row that was made, as it was made. Raises `StaleState` when somebody has changed it."""
    old = WeeklyHours(**as_python(WeeklyHours, kept))
    with writing():
        lock_resources([old.resource_id])
        now = WeeklyHours.objects.filter(tenant=tenant, pk=old.pk).first()
        left = None if old.valid_from_on == on else snapshot(old) | {"valid_until_on": (on - ONE_DAY).isoformat()}
        if (snapshot(now) if now else None) != left:
            raise StaleState
        if new:
            made = WeeklyHours.objects.filter(tenant=tenant, pk=new["id"]).first()
            if made is None or snapshot(made) != new:
                raise StaleState
            made.delete()
        old.save(force_update=now is not None, force_insert=now is None)
        events.record(tenant, "hours.restored", subject_id=old.resource_id, actor=actor)


def weekly_hours(tenant: Tenant, pk: UUID, resources: Sequence[UUID]) -> WeeklyHours | None:
    """Of one of these people; None for anything else."""
    return WeeklyHours.objects.filter(tenant=tenant, pk=pk, resource_id__in=resources).first()


def _must_be_as_seen(block: Block) -> None:
    now = WeeklyHours.objects.filter(pk=block.hours.pk).first()
    replaced = Shift.objects.filter(resource_id=block.hours.resource_id, on=block.on, replaces_weekly=True)
    if now is None or snapshot(now) != snapshot(block.hours) or not counts_on(now, block.on) or replaced.exists():
        raise StaleState(_("These hours were changed while you looked at them. Nothing was changed now."))


def _must_differ(clocks: Clocks) -> None:
    if clocks[0] == clocks[1]:
        raise Invalid(errors={"closes": [_("It must end after it begins.")]})


def _end_before(block: Block) -> None:
    if block.hours.valid_from_on == block.on:
        WeeklyHours.objects.filter(pk=block.hours.pk).delete()
    else:
        WeeklyHours.objects.filter(pk=block.hours.pk).update(valid_until_on=block.on - ONE_DAY)


def _shift(
    row: WeeklyHours, on: date, clocks: Clocks, batch_id: UUID, services: list[UUID] | None = None,
    limits: Limits | None = None,
) -> Shift:  # fmt: skip
    audience, modes = limits or (row.audience, row.modes)
    return Shift(
        tenant_id=row.tenant_id, resource_id=row.resource_id, location_id=row.location_id, on=on, opens=clocks[0],
        closes=clocks[1], audience=audience, modes=modes, service_ids=services, replaces_weekly=True,
        batch_id=batch_id,
    )  # fmt: skip


def _told(block: Block, clocks: Clocks | None, limits: Limits | None) -> dict[str, Any]:
    """For the event: what it was, and what it is; without times it is not any more."""
    before = _as_told((block.hours.opens, block.hours.closes), block.limits)
    return {"before": before, **_as_told(clocks, (limits or block.limits) if clocks else block.limits)}


def _as_told(clocks: Clocks | None, limits: Limits) -> dict[str, Any]:
    opens, closes = (f"{one:%H:%M}" for one in clocks) if clocks else (None, None)
    return {"opens": opens, "closes": closes, "audience": limits.audience, "modes": limits.modes}
