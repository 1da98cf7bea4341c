"""What pasting a template week would do, block by block: the preview shows it, and the paste does just that."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache, partial
from typing import NamedTuple, cast
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from booking.availability.catalogue import Catalogue
from booking.availability.models import BlockKind, TakenBy, TemplateBlock
from booking.availability.pricing import gives
from booking.availability.rules import Audience, ClosedDays, Dated, Single, Weeks
from booking.availability.standing import Standing
from booking.availability.wallclock import end_instant, first_instant, instants
from booking.availability.weeks import closed_during, missing, mondays, span
from booking.kernel.clock import from_minute, to_minute
from booking.kernel.errors import Invalid
from booking.kernel.intervals import intersect
from tenants.models import Tenant

DAY = timedelta(days=1)
MOST_BLOCKS = 3000
AWAY = {TakenBy.ABSENCE.value, TakenBy.OUTSIDE.value}


class Clash(NamedTuple):
    """What keeps a block from having its effect. `what`: closed | absence | outside | elsewhere | gone | skipped |
    past | taken | not_given."""

    what: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """The days to paste on, both included, of every, odd or even weeks."""

    first: date
    last: date
    weeks: Weeks = "every"

    @property
    def mondays(self) -> list[date]:
        return mondays(self.first, self.last, self.weeks)

    @property
    def passes_week_53(self) -> bool:
        """After it comes another odd week."""
        weeks = [monday.isocalendar().week for monday in mondays(self.first, self.last)]
        return 53 in weeks[:-1]

    def days_of(self, block: TemplateBlock) -> Iterator[date]:
        days = (monday + block.weekday * DAY for monday in self.mondays)
        return (on for on in days if self.first <= on <= self.last)


@dataclass(frozen=True, slots=True)
class Planned:
    """A block on a day. `add`: what of its working time is to be added; an activity has its own two moments. `new`:
    something will be added at all."""

    block: TemplateBlock
    on: date
    new: bool
    start_at: datetime
    end_at: datetime
    add: tuple[Dated, ...] = ()
    clashes: tuple[Clash, ...] = ()

    @property
    def there(self) -> bool:
        return not self.new and not self.clashes


def plan(tenant: Tenant, blocks: Sequence[TemplateBlock], stretch: Stretch) -> list[Planned]:
    """For all but bookings, in order of time. Raises `Invalid` when it is too much at once."""
    wanted = [(on, one) for one in blocks if one.kind != BlockKind.BOOKING for on in stretch.days_of(one)]
    if len(wanted) > MOST_BLOCKS:
        raise Invalid(errors={"last": [_("That is too much at once. Choose fewer weeks.")]})
    if not wanted:
        return []
    planner = _Planner(tenant, Standing(tenant, stretch.first, stretch.last, {one.resource_id for one in blocks}))
    wanted.sort(key=lambda one: (one[0], one[1].opens, one[1].pk))
    ways = {BlockKind.HOURS: planner.hours, BlockKind.ACTIVITY: planner.activity, BlockKind.SLOT: planner.slot}
    return [ways[BlockKind(one.kind)](one, on) for on, one in wanted]


class _Planner:
    def __init__(self, tenant: Tenant, there: Standing) -> None:
        self.there, self.catalogue, self.zone = there, there.catalogue, tenant.timezone
        self._gives = lru_cache(partial(_given, there.catalogue))

    def hours(self, block: TemplateBlock, on: date) -> Planned:
        wanted = as_dated(block, on)
        zone = self.catalogue.zones.get(block.location_id, self.zone)
        pieces = missing(wanted, self.there.opened(wanted))
        moments = _moments(zone, wanted)
        clashes = [*self._gone(block), *self._skipped(moments)]
        if clashes or not pieces:
            return Planned(block, on, False, *moments, clashes=tuple(clashes))
        clashes = [*self._closed(wanted), *self._elsewhere(wanted), *self._away(block.resource_id, *moments)]
        self.there.open(pieces)
        return Planned(block, on, True, *moments, tuple(pieces), tuple(clashes))

    def activity(self, block: TemplateBlock, on: date) -> Planned:
        moments = _moments(self.zone, as_dated(block, on))
        row = (block.resource_id, *moments, block.title)
        clashes = [*self._gone(block), *self._skipped(moments)]
        if clashes or row in self.there.noted:
            return Planned(block, on, False, *moments, clashes=tuple(clashes))
        self.there.noted.add(row)
        return Planned(block, on, True, *moments, clashes=tuple(self._away(block.resource_id, *moments)))

    def slot(self, block: TemplateBlock, on: date) -> Planned:
        """A time that is past or taken, or that nobody could book, is left out."""
        wanted = as_dated(block, on)
        zone = self.catalogue.zones.get(block.location_id, self.zone)
        typed = _typed(zone, wanted)
        if typed is None:
            return Planned(block, on, False, *_moments(zone, wanted), clashes=(Clash("skipped"),))
        row = (block.resource_id, block.location_id, wanted.services, *typed)
        if row in self.there.slots:
            return Planned(block, on, False, *typed)
        clashes = [*self._gone(block), *self._taken(block.resource_id, *typed)]
        if clashes:
            return Planned(block, on, False, *typed, clashes=tuple(clashes))
        self.there.slots.add(row)
        return Planned(block, on, True, *typed, clashes=(*self._closed(wanted), *self._elsewhere(wanted)))

    def _gone(self, block: TemplateBlock) -> Iterator[Clash]:
        """The place, or a service of a single time, or that the person gives it."""
        place = self.catalogue.locations.get(cast(UUID, block.location_id))
        if place is not None and not place.active:
            yield Clash("gone", place.name)
        wanted = block.service_ids if block.kind == BlockKind.SLOT else None
        missed = [pk for pk in wanted or () if pk not in self._gives(block.resource_id)]
        for service in map(self.catalogue.service_by_id, missed):
            who = self.catalogue.resources[block.resource_id]
            yield Clash("not_given", who.name) if service.active else Clash("gone", service.name)

    def _skipped(self, moments: tuple[datetime, datetime]) -> Iterator[Clash]:
        """The clock is put forward over the whole of it."""
        if moments[0] >= moments[1]:
            yield Clash("skipped")

    def _closed(self, wanted: Dated) -> Iterator[Clash]:
        for row in self.there.closures(wanted):
            days = ClosedDays(row.location_id, row.resource_id, row.from_on, row.until_on)
            if intersect([span(wanted)], closed_during(wanted, [days])):
                yield Clash("closed", row.name)

    def _elsewhere(self, wanted: Dated) -> Iterator[Clash]:
        """Nobody is in two places at once."""
        begin, end = _instants(self.catalogue, wanted)
        for one in self.there.opened_elsewhere(wanted):
            other = _instants(self.catalogue, one)
            if other[0] < end and begin < other[1]:
                yield Clash("elsewhere", self.catalogue.locations[cast(UUID, one.location)].name)
                return

    def _away(self, resource: UUID, start_at: datetime, end_at: datetime) -> Iterator[Clash]:
        kinds = {row.kind for row in self.there.taken(resource, start_at, end_at)} & AWAY
        return (Clash(kind) for kind in sorted(kinds))

    def _taken(self, resource: UUID, start_at: datetime, end_at: datetime) -> Iterator[Clash]:
        if end_at <= self.there.now:
            yield Clash("past")
        kinds = {row.kind for row in self.there.taken(resource, start_at, end_at)}
        yield from (Clash(kind) for kind in sorted(kinds & AWAY))
        if kinds - AWAY:
            yield Clash("taken")


def _given(catalogue: Catalogue, resource: UUID) -> set[UUID]:
    return {one.pk for one in gives(catalogue, catalogue.resources[resource])}


def as_dated(block: TemplateBlock, on: date) -> Dated:
    """A block on a day, in the engine's words; wall clock in the zone of its place, or of the business."""
    start, end = (moment.hour * 60 + moment.minute for moment in (block.opens, block.closes))
    return Dated(
        block.resource_id, cast(UUID, block.location_id), on, start, end if end > start else end + 1440,
        None if block.service_ids is None else frozenset(block.service_ids),
        audience=cast(Audience, block.audience), modes=None if block.modes is None else frozenset(block.modes),
    )  # fmt: skip


def as_single(planned: Planned) -> Single:
    """A single time on its day, in the engine's words."""
    block = planned.block
    return Single(
        block.resource_id, block.location_id, to_minute(planned.start_at), to_minute(planned.end_at),
        None if block.service_ids is None else frozenset(block.service_ids), price=block.price,
        audience=cast(Audience, block.audience), modes=None if block.modes is None else frozenset(block.modes),
    )  # fmt: skip


def _typed(zone: str, wanted: Dated) -> tuple[datetime, datetime] | None:
    """From when to when as though somebody typed it: of a moment that comes twice the first. None: one of them is
    skipped. Working time bends then; a time that is booked whole does not."""
    days, minute = divmod(wanted.end_minute, 1440)
    starts = instants(zone, wanted.on, wanted.start_minute)
    ends = instants(zone, wanted.on + days * DAY, minute)
    return (from_minute(starts[0]), from_minute(ends[0])) if starts and ends else None


def _moments(zone: str, wanted: Dated) -> tuple[datetime, datetime]:
    begin = first_instant(zone, wanted.on, wanted.start_minute)
    return from_minute(begin), from_minute(end_instant(zone, wanted.on, wanted.end_minute))


def _instants(catalogue: Catalogue, block: Dated) -> tuple[int, int]:
    zone, (start, end) = catalogue.zones[block.location], span(block)
    return first_instant(zone, block.on, block.start_minute), end_instant(
        zone, block.on, block.start_minute + end - start
    )
