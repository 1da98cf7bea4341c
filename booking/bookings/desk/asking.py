"""What the person at the desk has chosen so far: it lives in the address, so that back and reload lose nothing."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from django.http import QueryDict
from django.utils.http import urlencode

from booking.availability.catalogue import Catalogue
from booking.availability.forcing import HOURS, TAKEN
from booking.availability.moments import moment
from booking.availability.wishing import Wish, lengths_given
from booking.bookings.desk.with_whom import choosable, whom
from booking.kernel.clock import YEARS, as_day, as_moment
from booking.kernel.plain import whole_number
from booking.resources.models import Mode, Resource, Service, ServiceLength
from tenants.access import MAY_FORCE
from tenants.models import Membership

PAGES = 50
KEYS = ("service", "with", "place", "mode", "minutes", "day", "start", "client", "force", "page")


@dataclass(frozen=True, slots=True)
class Asked:
    """The choice so far. `start` is in UTC; `client` is a code that nobody has looked up yet; `force` is what the
    person has said to pass (`availability.forcing`); `q` was searched for; `page`: how many
    times "later" was asked for; `among`: the code of a team or unit, one of whom it is with; `gone`: why it cannot be
    with whom the address says, until `with_anybody` has been told."""

    wish: Wish
    day: date | None = None
    start: datetime | None = None
    client: str = ""
    force: str = ""
    q: str = ""
    page: int = 0
    among: str = ""
    gone: str = ""

    def query(self, **changes: Any) -> str:
        """The same choice as a query string, with some of it changed; "" or None leaves a key out."""
        return urlencode({key: value for key, value in (self.values() | changes).items() if value})

    def values(self) -> dict[str, Any]:
        """Each key with what was chosen, "" where nothing was."""
        wish = self.wish
        return {
            "service": wish.service.code,
            "with": wish.practitioner.code if wish.practitioner else self.among,
            "place": wish.location.code if wish.location else "",
            "mode": wish.mode or "",
            "minutes": wish.minutes or "",
            "day": self.day.isoformat() if self.day else "",
            "start": as_text(self.start) if self.start else "",
            "client": self.client,
            "force": self.force,
            "page": self.page or "",
            "q": "" if self.client else self.q,
        }

    def without_time(self) -> "Asked":
        """What was to be passed belongs to one time only."""
        return replace(self, start=None, force="")

    def with_anybody(self) -> "Asked":
        """Where the page says why: what is chosen from there on is chosen so."""
        return replace(self, among="") if self.gone else self


def lengths_of(catalogue: Catalogue, service: Service, practitioner: Resource | None) -> list[ServiceLength]:
    """Of whoever is named, those that they give."""
    lengths = catalogue.lengths(service)
    given = lengths_given(catalogue, service, practitioner) if practitioner else None
    return lengths if given is None else [one for one in lengths if one.minutes in given]


def read(data: QueryDict, catalogue: Catalogue, member: Membership) -> Asked | None:
    """None: there is no service that this member could book. Raises `NotFound` for a code of nobody's.

    What does not fit the service (the length of another one, say) is left out rather than refused: it is what a form
    still holds when the service above it has just been changed."""
    services = bookable(catalogue, member)
    code = data.get("service", "")
    service = catalogue.service(code) if code else next(iter(services), None)
    if service is None or service not in services:
        return None
    place, mode = data.get("place", ""), data.get("mode", "")
    minutes = data.get("minutes", "")
    who = data.get("with", "")
    chosen = whom(who, service, catalogue, member)
    lengths = {str(row.minutes): row.minutes for row in lengths_of(catalogue, service, chosen.practitioner)}
    return Asked(
        wish=Wish(
            service=service,
            practitioner=chosen.practitioner,
            location=catalogue.location(place) if place else None,
            mode=mode if mode in service.modes else None,
            minutes=lengths.get(minutes),
            among=chosen.among,
        ),
        among=who if chosen.among or chosen.gone else "",
        gone=chosen.gone,
        day=as_day(data.get("day")),
        start=as_moment(data.get("start")),
        client=data.get("client", "")[:12],
        force=may_pass(member, data.get("force", "")),
        q=data.get("q", "")[:80],
        page=min(whole_number(data.get("page", "")) or 0, PAGES),
    )


def may_pass(member: Membership, force: str) -> str:
    """What of it the member may pass: anybody at the desk the hours, few of them what is taken."""
    if force == TAKEN and member.role not in MAY_FORCE:
        return HOURS
    return force if force in (HOURS, TAKEN) else ""


def bookable(catalogue: Catalogue, member: Membership) -> list[Service]:
    """The services that the member may book: all, or those that they give themselves."""
    return [s for s in catalogue.services if s.active and choosable(catalogue, s, member)]


def modes(service: Service) -> list[tuple[str, Any]]:
    """The ways of meeting that the service comes in, with their names."""
    return [(mode, Mode(mode).label) for mode in service.modes]


def as_wall_clock(text: str | None, zone: str) -> datetime | None:
    """A moment as the grid and a time field write it, 2026-11-24T10:00: what the clocks in that zone show. None for
    anything else. Raises `Invalid` for a time that the clock skips there."""
    try:
        wall = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return moment(zone, wall) if wall.tzinfo is None and wall.year in YEARS else None


def as_text(moment: datetime) -> str:
    """As `as_moment` reads it."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%MZ}"
