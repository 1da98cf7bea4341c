"""The weekly hours of one person, room or thing as a whole: what they say, and setting them."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, time
from itertools import combinations
from typing import Any, cast
from uuid import UUID

from django.utils.translation import gettext as _

from booking.availability import rules
from booking.availability.locking import lock_resources, writing
from booking.availability.models import Audience, WeeklyHours, Weeks
from booking.kernel.errors import Invalid
from booking.resources.models import Location, Resource
from tenants.models import Tenant
from tenants.setup.marks import plain

DAY, WEEK = 1440, 7 * 1440
COLUMNS = (
    "weekday", "opens", "closes", "location_id", "weeks", "valid_from_on", "valid_until_on", "audience", "modes",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hours:
    """What one row of weekly hours says, by the clock of its place. Closing at or before opening is the next day."""

    weekday: int
    opens: time
    closes: time
    location_id: UUID
    weeks: str = Weeks.EVERY
    valid_from_on: date | None = None
    valid_until_on: date | None = None
    audience: str = Audience.EVERYONE
    modes: tuple[str, ...] | None = None

    @property
    def overnight(self) -> bool:
        return self.closes <= self.opens

    @property
    def span(self) -> tuple[int, int]:
        """In minutes after midnight of Monday."""
        start = self.weekday * DAY + _minute(self.opens)
        return start, self.weekday * DAY + _minute(self.closes) + DAY * self.overnight


def said(row: WeeklyHours) -> Hours:
    values: dict[str, Any] = {name: getattr(row, name) for name in COLUMNS}
    return Hours(**values | {"modes": None if row.modes is None else tuple(row.modes)})


def in_order(hours: Iterable[Hours]) -> list[Hours]:
    """As a week is read."""
    return sorted(hours, key=lambda one: (one.span, one.weeks, str(one.valid_from_on), str(one)))


def as_state(hours: Iterable[Hours]) -> dict[str, Any]:
    """As JSON has them, for the log and for taking back."""
    return plain({"week": [asdict(one) for one in in_order(hours)]})


def from_state(kept: dict[str, Any]) -> list[Hours]:
    return [_from_plain(one) for one in kept["week"]]


def _from_plain(one: dict[str, Any]) -> Hours:
    days = {name: one[name] and date.fromisoformat(one[name]) for name in ("valid_from_on", "valid_until_on")}
    clocks = {name: time.fromisoformat(one[name]) for name in ("opens", "closes")}
    modes = None if one["modes"] is None else tuple(one["modes"])
    return Hours(**one | days | clocks | {"location_id": UUID(one["location_id"]), "modes": modes})


def week_of(resource: Resource) -> list[Hours]:
    return in_order(said(row) for row in WeeklyHours.objects.filter(tenant=resource.tenant_id, resource=resource))


def weeks_of(resources: Iterable[Resource]) -> dict[UUID, list[Hours]]:
    """Of several, by one question."""
    found: dict[UUID, list[Hours]] = {one.pk: [] for one in resources}
    for row in WeeklyHours.objects.filter(resource__in=list(found)):
        found[row.resource_id].append(said(row))
    return {pk: in_order(hours) for pk, hours in found.items()}


def set_week(*, tenant: Tenant, resource: Resource, hours: Sequence[Hours]) -> None:
    """Let exactly these count. What stays as it was keeps its row. Raises `Invalid` when some of them overlap, end
    before they begin to count, or are at a place that is not there."""
    _must_make_sense(tenant, hours)
    with writing():
        lock_resources([resource.pk])
        left = list(hours)
        for row in WeeklyHours.objects.filter(tenant=tenant, resource=resource):
            if said(row) in left:
                left.remove(said(row))
            else:
                row.delete()
        WeeklyHours.objects.bulk_create(WeeklyHours(tenant=tenant, resource=resource, **_values(one)) for one in left)


def as_rules(resource_id: UUID, hours: Iterable[Hours]) -> list[rules.Weekly]:
    """In the engine's words."""
    return [
        rules.Weekly(
            resource=resource_id, location=one.location_id, weekday=one.weekday,
            start_minute=_minute(one.opens), end_minute=_minute(one.closes),
            valid_from_on=one.valid_from_on, valid_until_on=one.valid_until_on, weeks=cast(rules.Weeks, str(one.weeks)),
            audience=cast(rules.Audience, str(one.audience)),
            modes=None if one.modes is None else frozenset(one.modes),
        )
        for one in hours
    ]  # fmt: skip


def overlapping(hours: Sequence[Hours]) -> list[tuple[int, int]]:
    """Which of them say the same time twice, by their numbers. What is for others, or for other ways to meet, may lie
    over one another: it widens who may come."""
    return [
        (first, second)
        for (first, a), (second, b) in combinations(enumerate(hours), 2)
        if (a.audience, a.modes) == (b.audience, b.modes) and (_meet(a, b) or _meet(b, a))
    ]


def _meet(a: Hours, b: Hours) -> bool:
    """In the same week, or a over the end of Sunday into b's Monday."""
    (start, end), (other_start, other_end) = a.span, b.span
    if start < other_end and other_start < end and _same_weeks(a, b) and _same_time(a, b, b.weekday - a.weekday):
        return True
    following = Weeks.EVERY in (a.weeks, b.weeks) or a.weeks != b.weeks
    return following and end - WEEK > other_start and _same_time(a, b, 7 + b.weekday - a.weekday)


def _same_weeks(a: Hours, b: Hours) -> bool:
    return Weeks.EVERY in (a.weeks, b.weeks) or a.weeks == b.weeks


def _same_time(a: Hours, b: Hours, days: int) -> bool:
    """Whether both ever count, b so many days after a."""
    return max(_first(a) + days, _first(b)) <= min(_last(a) + days, _last(b))


def _first(one: Hours) -> int:
    return one.valid_from_on.toordinal() if one.valid_from_on else 0


def _last(one: Hours) -> int:
    return one.valid_until_on.toordinal() if one.valid_until_on else 10**7


def _must_make_sense(tenant: Tenant, hours: Sequence[Hours]) -> None:
    if overlapping(hours):
        raise Invalid(_("Some of these hours overlap."))
    if any(_last(one) < _first(one) for one in hours):
        raise Invalid(_("The last day comes before the first."))
    places = {one.location_id for one in hours}
    if Location.objects.filter(tenant=tenant, pk__in=places).count() < len(places):
        raise Invalid(_("That place does not exist."))


def _values(one: Hours) -> dict[str, Any]:
    values = {name: getattr(one, name) for name in COLUMNS}
    return values | {"modes": None if one.modes is None else list(one.modes)}


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute
