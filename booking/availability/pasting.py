"""Paste a template week, and take a whole paste back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from booking.availability.locking import lock_resources, writing
from booking.availability.models import Activity, BlockKind, OpenSlot, Shift, TemplateWeek
from booking.availability.planning import Planned, Stretch, plan
from booking.availability.rules import Dated
from booking.availability.standing import mark
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
    """Add the working time, the activities and the single times of these people that are not there yet. What clashes
    with something is added too, for absence and closures pass; but no single time that is past or taken. Nothing that
    is there is touched.

    It is planned before anybody is locked; behind the locks it need only still be true."""
    batch_id, tenant, pks = new_key(), week.tenant, {one.pk for one in people}
    days = stretch.first, stretch.last
    blocks, true_for = blocks_of(week, people), mark(tenant, pks, *days)
    planned = plan(tenant, blocks, stretch)
    with writing():
        lock_resources(pks)  # two pastes at once would not see each other
        if mark(tenant, pks, *days) != true_for:
            planned = plan(tenant, blocks, stretch)
        shifts = [_shift(week, one, piece, batch_id) for one in planned for piece in one.add]
        activities = [_activity(week, one, batch_id) for one in _new(planned, BlockKind.ACTIVITY)]
        slots = [_slot(week, one, batch_id) for one in _new(planned, BlockKind.SLOT)]
        Shift.objects.bulk_create(shifts)
        Activity.objects.bulk_create(activities)
        OpenSlot.objects.bulk_create(slots)
        events.record(
            tenant, "week.pasted", subject_id=batch_id, actor=actor, week=str(week.pk),
            first=stretch.first.isoformat(), last=stretch.last.isoformat(), weeks=stretch.weeks,
            shifts=len(shifts), activities=len(activities), slots=len(slots),
        )  # fmt: skip
    return Pasted(batch_id, planned, len(shifts) + len(activities) + len(slots))


def take_back(*, tenant: Tenant, batch_id: UUID, actor: Actor, besides: int = 0) -> TakenBack:
    """Remove what a paste has made, but for what somebody has changed since. `besides`: what others have taken back
    of it. Raises `StaleState` when there is nothing of it any more."""
    gone, kept = besides, 0
    with writing():
        for model in (Shift, Activity, OpenSlot):
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


def _new(planned: Sequence[Planned], kind: str) -> list[Planned]:
    return [one for one in planned if one.new and one.block.kind == kind]


def _slot(week: TemplateWeek, planned: Planned, batch_id: UUID) -> OpenSlot:
    block = planned.block
    return OpenSlot(
        tenant=week.tenant, resource_id=block.resource_id, location_id=cast(UUID, block.location_id),
        service_ids=block.service_ids, start_at=planned.start_at, end_at=planned.end_at, price=block.price,
        follows_length=block.follows_length, audience=block.audience, modes=block.modes, batch_id=batch_id,
    )  # fmt: skip


def _activity(week: TemplateWeek, planned: Planned, batch_id: UUID) -> Activity:
    block = planned.block
    return Activity(
        tenant=week.tenant, resource_id=block.resource_id, start_at=planned.start_at, end_at=planned.end_at,
        title=block.title, note=block.note, batch_id=batch_id,
    )  # fmt: skip
