"""Where in the calendar somebody points: when, by the clock of the business, and in whose calendar."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from booking.availability.catalogue import Catalogue, read
from booking.availability.models import Entered
from booking.availability.moments import moment
from booking.availability.pricing import gives
from booking.availability.wallclock import day_of
from booking.bookings.calendar.choices import Choices, on_screen
from booking.bookings.desk.columns import belonging, people_shown
from booking.kernel.clock import YEARS
from booking.kernel.errors import NotFound
from booking.kernel.saying import page_language, say_span
from booking.resources.models import Location, Resource, Service
from tenants.clock import database_now
from tenants.models import Membership, Tenant
from tenants.requests import TenantRequest

Row = TypeVar("Row", bound=Entered)
WALL = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:00)?", re.ASCII)
AN_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Scope:
    """A business and the calendars in it that the member may touch. `choices`: what they see of them."""

    tenant: Tenant
    member: Membership
    catalogue: Catalogue
    people: tuple[Resource, ...]
    today: date
    choices: Choices

    def person(self, code: str | None) -> Resource:
        """Whose calendar: as named, else the member's own, else the first. Raises `NotFound` for anybody else's."""
        own = [one for one in self.people if one.member_id == self.member.pk]
        found = [one for one in self.people if one.code == code] if code else [*own, *self.people]
        if not found:
            raise NotFound
        return found[0]

    def shown(self, codes: str | None) -> list[Resource]:
        """Those of the codes in an address whom there are; everybody of the team when it names none of them."""
        named = (codes or "").split(",")
        team = belonging(self.catalogue, list(self.people), self.choices.among)
        return [one for one in self.people if one.code in named] or team or list(self.people)

    def meant(self, said: Mapping[str, str]) -> Resource | None:
        """Whose calendar, as far as that can be told: as named (`with`), else the member's own among those who are
        shown (`people`), else the only one. Raises `NotFound` for a code of nobody's."""
        if said.get("with") or not self.people:
            return self.person(said.get("with"))
        among = self.shown(said.get("people"))
        own = [one for one in among if one.member_id == self.member.pk]
        return next(iter(own or among)) if own or len(among) == 1 else None

    def row(self, model: type[Row], pk: UUID) -> Row:
        """Something that was entered in one of these calendars. Raises `NotFound` for everything else."""
        found = model._default_manager.filter(
            tenant=self.tenant, pk=pk, resource_id__in=[one.pk for one in self.people]
        ).first()
        if found is None:
            raise NotFound
        return found

    def moment(self, wall: datetime, field: str, was: datetime | None = None) -> datetime:
        """A typed time as a moment; one that nobody changed stays what it was, for it may come twice. Raises
        `Invalid`."""
        if was is not None and self.wall(was) == wall:
            return was
        return moment(self.tenant.timezone, wall, field)

    def wall(self, at: datetime) -> datetime:
        """What the clock of the business shows then."""
        return at.astimezone(ZoneInfo(self.tenant.timezone)).replace(tzinfo=None, second=0, microsecond=0)

    def said(self, start_at: datetime, end_at: datetime) -> str:
        """Day and hours, for the page; the year when it is another one."""
        return say_span(start_at, end_at, self.tenant.timezone, page_language(), today=self.today)

    def place_of(self, resource: Resource) -> Location:
        """Where a new entry is: at the place that is shown, else where the person mostly is."""
        places = [one for one in self.catalogue.locations.values() if one.active]
        chosen = [one for one in places if one.code == self.choices.place] or [
            one for one in places if one.pk == resource.location_id
        ]
        if not chosen and not places:
            raise NotFound
        return (chosen or places)[0]

    def services_of(self, *people: Resource) -> list[Service]:
        """What any of them gives."""
        given = {one.pk for person in people for one in gives(self.catalogue, person)}
        return [one for one in self.catalogue.services if one.pk in given]


@dataclass(frozen=True, slots=True)
class Spot:
    """What was pointed at. `start` and `end` are wall clock."""

    start: datetime
    end: datetime
    person: Resource


def scope_of(request: TenantRequest) -> Scope:
    reading, zone = read(request.tenant), request.tenant.timezone
    people = people_shown(reading.catalogue, request.member)
    today = day_of(zone, int(reading.now))
    return Scope(request.tenant, request.member, reading.catalogue, tuple(people), today, on_screen(request))


def spot_of(scope: Scope, said: Mapping[str, str]) -> Spot:
    """`start`, `end`, `with` of an address. What makes no sense is as if not said: the coming hour then."""
    person = scope.meant(said) or scope.person(None)
    start, end = as_wall(said.get("start")), as_wall(said.get("end"))
    if start is None:
        start = coming_hour(scope)
    if end is None or end <= start:
        end = start + AN_HOUR
    return Spot(start, end, person)


def coming_hour(scope: Scope) -> datetime:
    """The next full hour of wall clock."""
    return (scope.wall(database_now()) + AN_HOUR).replace(minute=0)


def as_wall(text: str | None) -> datetime | None:
    """A wall clock time written as 2026-11-24T10:00, and in no other way; None for anything else."""
    if not WALL.fullmatch(text or ""):
        return None
    try:
        wall = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return wall if wall.year in YEARS else None


def as_text(wall: datetime) -> str:
    """The opposite of `as_wall`."""
    return f"{wall:%Y-%m-%dT%H:%M}"
