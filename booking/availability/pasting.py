"""Paste a template week, and take a whole paste back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from booking.availability.locking import lock_resources, writing
from booking.availability.models import Activity, Shift, TemplateWeek
from booking.availability.planning import Planned, Stretch, plan
from booking.availability.rules import Dated
from booking.availability.template_weeks import blocks_of, clock_of
from booking.kernel.errors import StaleState
from booking.resources.models import Resource
from tenants import events
from tenants.actors import Actor
from tenants.models import Tenant, new_key


@dataclass(frozen=True, slots=True)
class Pasted:
    """`batch_id` stands on every row that was made."""

    batch_id: UUID
    planned: list[Planned]
    made: int


@dataclass(frozen=True, slots=True)
class TakenBack:
    """`kept`: what somebody has changed meanwhile, and so stays."""

    gone: int
    kept: int


def paste_week(*, week: TemplateWeek, stretch: Stretch, people: Sequence[Resource], actor: Actor) -> Pasted:
    """Add the working time and the activities of these people that are not there yet; what clashes with something is
    added too, for absence and closures pass. Nothing that is there is touched."""
    batch_id = new_key()
    with writing():
        lock_resources(one.pk for one in people)  # two pastes at once would not see each other
        planned = plan(week.tenant, blocks_of(week, people), stretch)
        shifts = [_shift(week, one, piece, batch_id) for one in planned for piece in one.add]
        activities = [_activity(week, one, batch_id) for one in planned if one.new and not one.add]
        Shift.objects.bulk_create(shifts)
        Activity.objects.bulk_create(activities)
        events.record(
            week.tenant, "week.pasted", subject_id=batch_id, actor=actor, week=str(week.pk),
            first=stretch.first.isoformat(), last=stretch.last.isoformat(), weeks=stretch.weeks,
            shifts=len(shifts), activities=len(activities),
        )  # fmt: skip
    return Pasted(batch_id, planned, len(shifts) + len(activities))


def take_back(*, tenant: Tenant, batch_id: UUID, actor: Actor, besides: int = 0) -> TakenBack:
    """Remove what a paste has made, but for what somebody has changed since. `besides`: what others have taken back
    of it. Raises `StaleState` when there is nothing of it any more."""
    gone, kept = besides, 0
    with writing():
        for model in (Shift, Activity):
            rows = model._default_manager.filter(tenant=tenant, batch_id=batch_id)
            kept += rows.exclude(version=0).count()
            gone += rows.filter(version=0).delete()[0]
        if not gone + kept:
            raise StaleState
        events.record(tenant, "week.undone", subject_id=batch_id, actor=actor, gone=gone, kept=kept)
    return TakenBack(gone, kept)


def _shift(week: TemplateWeek, planned: Planned, piece: Dated, batch_id: UUID) -> Shift:
    block = planned.block
    return Shift(
        tenant=week.tenant, resource_id=block.resource_id, location_id=cast(UUID, block.location_id), on=piece.on,
        opens=clock_of(piece.start_minute), closes=clock_of(piece.end_minute), service_ids=block.service_ids,
        audience=block.audience, modes=block.modes, batch_id=batch_id,
    )  # fmt: skip


def _activity(week: TemplateWeek, planned: Planned, batch_id: UUID) -> Activity:
    block = planned.block
    return Activity(
        tenant=week.tenant, resource_id=block.resource_id, start_at=planned.start_at, end_at=planned.end_at,
        title=block.title, note=block.note, batch_id=batch_id,
    )  # fmt: skip
