"""What stands in a stretch of days already: read once, and found by whose it is and by day, so that a year of blocks
takes a year's worth of looking and not its square."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q

from booking.availability.catalogue import Catalogue, current, read
from booking.availability.models import Activity, Closure, Occupancy, OpenSlot
from booking.availability.opening_book import read_rules
from booking.availability.rules import Dated
from booking.availability.wallclock import DAY as MINUTES
from booking.availability.wallclock import first_instant
from booking.availability.weeks import span, worked
from booking.kernel.clock import from_minute
from tenants.clock import DatabaseNow, database_now
from tenants.models import Tenant

DAY = timedelta(days=1)
NEAR = timedelta(days=3)  # no occupancy is longer
ZONES = 2  # days between two places' clocks, at most
SECONDS = 86_400


class Standing:
    """What has been planned stands there for what comes after it."""

    def __init__(self, tenant: Tenant, first: date, last: date, people: set[UUID]) -> None:
        self.catalogue: Catalogue = current(tenant)
        near = (first - DAY, last + 2 * DAY)
        self._open: dict[tuple[UUID, int], list[Dated]] = defaultdict(list)
        self.open(worked(read_rules(self.catalogue, *near), *near))
        self._taken: dict[tuple[UUID, int], list[Occupancy]] = defaultdict(list)
        for row in _taken(people, *moments(first, last)):
            for day in _days(row.start_at, row.end_at):
                self._taken[row.resource_id, day].append(row)
        self._closures = list(Closure.objects.filter(until_on__gte=near[0], from_on__lte=near[1]).order_by("from_on"))
        self.noted = activities(people, first, last)
        self.slots = _slots(people, first, last)
        self.now = database_now()

    def open(self, blocks: Iterable[Dated]) -> None:
        for block in blocks:
            for day in _wall_days(block):
                self._open[block.resource, day].append(block)

    def opened(self, wanted: Dated) -> Iterator[Dated]:
        """The same person's working time on the days of the clock that a block touches."""
        for day in _wall_days(wanted):
            yield from self._open.get((wanted.resource, day), ())

    def opened_elsewhere(self, wanted: Dated) -> Iterator[Dated]:
        """The same person's working time at other places around then, whatever the clock shows there."""
        days = _wall_days(wanted)
        for day in range(days[0] - ZONES, days[-1] + ZONES + 1):
            for one in self._open.get((wanted.resource, day), ()):
                if one.location != wanted.location:
                    yield one

    def taken(self, resource: UUID, start_at: datetime, end_at: datetime) -> Iterator[Occupancy]:
        for day in _days(start_at, end_at):
            for row in self._taken.get((resource, day), ()):
                if row.start_at < end_at and start_at < row.end_at:
                    yield row

    def closures(self, wanted: Dated) -> list[Closure]:
        """Those around its days, whomever they concern."""
        return [row for row in self._closures if row.from_on <= wanted.on + DAY and wanted.on <= row.until_on]


def moments(first: date, last: date) -> tuple[datetime, datetime]:
    """From before to after these days, both included, in any zone."""
    begin, end = first_instant("UTC", first - DAY, 0), first_instant("UTC", last + 2 * DAY, MINUTES)
    return from_minute(begin), from_minute(end)


def activities(people: Iterable[UUID], first: date, last: date) -> set[tuple]:
    rows = Activity.objects.filter(resource__in=people, start_at__range=moments(first, last))
    return set(rows.values_list("resource_id", "start_at", "end_at", "title"))


def mark(tenant: Tenant, people: set[UUID], first: date, last: date) -> tuple:
    """What a plan is true for: it is another one when anything that a plan looks at has changed."""
    reading = read(tenant)
    known = zip(reading.catalogue.resources, reading.versions, strict=True)
    versions = tuple(version for pk, version in known if pk in people)
    return reading.catalogue.version, versions, activities(people, first, last)


def _taken(people: Iterable[UUID], from_at: datetime, until_at: datetime) -> Iterable[Occupancy]:
    """When they are away or busy."""
    return Occupancy.objects.filter(
        Q(expires_at=None) | Q(expires_at__gt=DatabaseNow()),
        resource__in=people, start_at__gt=from_at - NEAR, start_at__lt=until_at, end_at__gt=from_at,
    )  # fmt: skip


def _slots(people: Iterable[UUID], first: date, last: date) -> set[tuple]:
    """The times opened one by one, whatever they cost and whoever may book them."""
    rows = OpenSlot.objects.filter(resource__in=people, start_at__range=moments(first, last))
    fields = rows.values_list("resource_id", "location_id", "service_ids", "start_at", "end_at")
    return {(who, where, services and frozenset(services), *moments) for who, where, services, *moments in fields}


def _wall_days(block: Dated) -> range:
    start, end = span(block)
    return range(start // MINUTES, (end - 1) // MINUTES + 1)


def _days(start_at: datetime, end_at: datetime) -> range:
    return range(int(start_at.timestamp()) // SECONDS, int(end_at.timestamp()) // SECONDS + 1)
