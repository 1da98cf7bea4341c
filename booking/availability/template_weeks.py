"""Template weeks: a week is saved under a name, renamed, removed. Pasting has a file of its own."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from booking.availability.catalogue import current
from booking.availability.models import Activity, BlockKind, OpenSlot, TemplateBlock, TemplateWeek
from booking.availability.opening_book import read_rules
from booking.availability.rules import Dated
from booking.availability.standing import moments
from booking.availability.weeks import WEEK, monday_of, without_closed, worked
from booking.kernel.errors import Invalid, NotFound
from booking.resources.models import Resource
from tenants import events
from tenants.actors import Actor
from tenants.models import Tenant

DAY = timedelta(days=1)


def save_week(
    *, tenant: Tenant, name: str, day: date, people: Sequence[Resource], activities: bool, actor: Actor,
    besides: Iterable[TemplateBlock] = (),
) -> TemplateWeek:  # fmt: skip
    """Keep the week of `day` under a name, as it is on screen: working time from shifts and weekly hours less
    closures, the times that were opened one by one, and activities if wanted. `besides`: blocks that others have made
    of it (bookings).

    Raises `Invalid` when the name is taken, or when there is nothing to keep."""
    monday = monday_of(day)
    blocks = [*_working_time(tenant, monday, people), *_single_times(tenant, monday, people), *besides]
    if activities:
        blocks += _activities(tenant, monday, people)
    if not blocks:
        raise Invalid(errors={"day": [_("There is nothing in that week to save.")]})
    week = TemplateWeek(tenant=tenant, name=name)
    try:
        with transaction.atomic():
            week.save(force_insert=True)
    except IntegrityError as problem:
        raise _name_taken() from problem
    for block in blocks:
        block.tenant, block.week = tenant, week
    TemplateBlock.objects.bulk_create(blocks)
    events.record(tenant, "week.saved", subject_id=week.pk, actor=actor, monday=monday.isoformat(), blocks=len(blocks))
    return week


def rename_week(*, week: TemplateWeek, name: str, actor: Actor) -> None:
    """Raises `Invalid` when another week has the name, `NotFound` when it was removed meanwhile."""
    if week.name == name:
        return
    try:
        with transaction.atomic():
            if not TemplateWeek.objects.filter(tenant=week.tenant, pk=week.pk).update(name=name):
                raise NotFound
    except IntegrityError as problem:
        raise _name_taken() from problem
    week.name = name
    events.record(week.tenant, "week.renamed", subject_id=week.pk, actor=actor)


def remove_week(*, week: TemplateWeek, actor: Actor) -> None:
    """What was pasted with it stays."""
    pk = week.pk
    week.delete()
    events.record(week.tenant, "week.removed", subject_id=pk, actor=actor)


def template_weeks(tenant: Tenant) -> list[TemplateWeek]:
    return list(TemplateWeek.objects.filter(tenant=tenant).order_by("name"))


def template_week(tenant: Tenant, pk: UUID) -> TemplateWeek:
    """Raises `NotFound`."""
    week = TemplateWeek.objects.filter(tenant=tenant, pk=pk).first()
    if week is None:
        raise NotFound
    week.tenant = tenant
    return week


def blocks_of(week: TemplateWeek, people: Iterable[Resource] | None = None) -> list[TemplateBlock]:
    """In order of time; of these people, when they are said."""
    blocks = TemplateBlock.objects.filter(week=week).order_by("weekday", "opens", "kind", "pk")
    if people is not None:
        blocks = blocks.filter(resource__in=[one.pk for one in people])
    return list(blocks)


def clock_of(minute: int) -> time:
    """Of minutes after some midnight."""
    hour, minute = divmod(minute % 1440, 60)
    return time(hour, minute)


def wall_clock(start_at: datetime, end_at: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """As the clock on the wall shows them. What ends no later than it began, since the clock was put back meanwhile,
    ends after the time that it took."""
    start, end = (moment.astimezone(zone).replace(tzinfo=None) for moment in (start_at, end_at))
    return start, end if end > start else start + (end_at - start_at)


def _name_taken() -> Invalid:
    return Invalid(errors={"name": [_("Another week has this name. Choose another name.")]})


def _working_time(tenant: Tenant, monday: date, people: Sequence[Resource]) -> list[TemplateBlock]:
    sunday = monday + WEEK - DAY
    rules = read_rules(current(tenant), monday, sunday)
    known = {one.pk for one in people}
    return [
        as_block(piece)
        for block in worked(rules, monday, sunday)
        if block.resource in known
        for piece in without_closed(block, rules.closures)
        if piece.on <= sunday
    ]


def as_block(piece: Dated) -> TemplateBlock:
    """Working time as it is kept."""
    return TemplateBlock(
        kind=BlockKind.HOURS, resource_id=piece.resource, location_id=piece.location, weekday=piece.on.weekday(),
        opens=clock_of(piece.start_minute), closes=clock_of(piece.end_minute), audience=piece.audience,
        service_ids=None if piece.services is None else sorted(piece.services),
        modes=None if piece.modes is None else sorted(piece.modes),
    )  # fmt: skip


def _single_times(tenant: Tenant, monday: date, people: Sequence[Resource]) -> Iterable[TemplateBlock]:
    """Those that begin in the week by the clock of their place, booked or not."""
    from_at, until_at = moments(monday, monday + WEEK - DAY)
    places = current(tenant).zones
    for row in OpenSlot.objects.filter(resource__in=people, start_at__gte=from_at, start_at__lt=until_at):
        start, end = wall_clock(row.start_at, row.end_at, ZoneInfo(places[row.location_id]))
        if monday_of(start.date()) == monday and end - start <= DAY:
            yield TemplateBlock(
                kind=BlockKind.SLOT, resource_id=row.resource_id, location_id=row.location_id,
                weekday=start.weekday(), opens=start.time(), closes=end.time(), audience=row.audience,
                modes=row.modes, service_ids=row.service_ids, price=row.price, follows_length=row.follows_length,
            )  # fmt: skip


def _activities(tenant: Tenant, monday: date, people: Sequence[Resource]) -> Iterable[TemplateBlock]:
    """Those that begin in the week by the business's clock. What takes longer than a day is no part of a week."""
    zone = ZoneInfo(tenant.timezone)
    from_at, until_at = (datetime.combine(day, time.min, zone) for day in (monday, monday + WEEK))
    for row in Activity.objects.filter(resource__in=people, start_at__gte=from_at, start_at__lt=until_at):
        start, end = wall_clock(row.start_at, row.end_at, zone)
        if end - start <= DAY:
            yield TemplateBlock(
                kind=BlockKind.ACTIVITY, resource_id=row.resource_id, weekday=start.weekday(),
                opens=start.time(), closes=end.time(), title=row.title, note=row.note,
            )  # fmt: skip
