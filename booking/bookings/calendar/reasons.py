"""The engine's reasons in plain words: which rule closes a time, and who may pass it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from booking.availability import forcing
from booking.availability.asking import Reason
from booking.availability.catalogue import Reading, read
from booking.availability.explaining import Explained, closures, explained
from booking.availability.hours_words import in_words
from booking.availability.place_hours import open_weeks
from booking.availability.wishing import Wish
from booking.bookings.calendar.skill_words import say_lack
from booking.bookings.calendar.spots import Scope
from booking.bookings.calendar.visits import visits_in
from booking.bookings.desk.warnings import has_been
from booking.kernel.clock import from_minute, to_minute
from booking.kernel.intervals import Interval
from booking.kernel.money import Money
from booking.kernel.saying import local_day, page_language, say_hours
from booking.resources.models import Kind, Requirement, Resource, Service
from tenants.access import MAY_FORCE

HIDDEN = "hidden"  # no rule of the engine's: the page does not show the service or the person at all
FREELY = {"too_soon", "beyond_horizon", "audience", "gap", "day_full", HIDDEN}
TAKEN = {"busy", "absence", "buffer"}
MINUTE = timedelta(minutes=1)
MOST = 6  # sentences; with anybody each of many may have a reason of their own


@dataclass(frozen=True, slots=True)
class Why:
    """What is true of all of these services at the time. `free`: clients are offered it. `passing`: who may book all
    the same."""

    services: tuple[str, ...]
    free: bool
    lines: tuple[str, ...]
    passing: str = ""


def whys(scope: Scope, reading: Reading, person: Resource, services: list[Service], start_at: datetime) -> list[Why]:
    """Those that say the same stand together."""
    same: dict[tuple[bool, tuple[str, ...], str], list[str]] = {}
    now = from_minute(0) + MINUTE * reading.now
    for service in services:
        told = explained(reading, Wish(service, practitioner=person), start_at)
        if not told.query.providers:  # it has no length yet
            continue
        hidden: list[str] = _hidden(service, person)
        codes: set[str] = {reason.code for reason in told.reasons} | ({HIDDEN} if hidden else set())
        been = has_been(start_at, start_at + told.query.providers[0].minutes * MINUTE, now)
        lines = _Words(scope, told, person, start_at, been).lines() + hidden or [_offer(scope, told, start_at)]
        unable = any(reason.code == "skill" and reason.need is None for reason in told.reasons)
        binding = codes
        if "day_full" in codes:  # for staff the run is another one: somebody who is full serves as well
            binding = {"day_full"} | {one.code for one in explained(reading, told.wish, start_at, staff=True).reasons}
        key = not codes, tuple(dict.fromkeys(lines)), _passing(scope, binding, been=bool(been), unable=unable)
        same.setdefault(key, []).append(service.name)
    return [Why(tuple(names), *key) for key, names in same.items()]


@dataclass(frozen=True, slots=True)
class Hindrance:
    """What keeps staff from a time: the engine's codes, and each in a sentence. What only binds clients is left out."""

    codes: frozenset[str]
    lines: tuple[str, ...]

    @property
    def between(self) -> bool:
        """It is within the hours, and only not a time at which clients begin."""
        return self.codes == {"off_grid"}


def hindrance(scope: Scope, wish: Wish, start_at: datetime, passing: str = "") -> Hindrance:
    """Everything at once, by the run that makes the offer: outside the hours, and over a booking. `passing`: what would
    have to be passed; a room is not looked at when nobody works, and may be taken all the same."""
    told = explained(read(scope.tenant), wish, start_at, staff=True)
    told = replace(told, reasons=_binding(told.reasons))
    if not told.query.providers:
        return Hindrance(frozenset(), ())
    person = wish.practitioner or scope.catalogue.resources[told.query.providers[0].resource]
    lines, codes = list(dict.fromkeys(_Words(scope, told, person, start_at).lines())), {r.code for r in told.reasons}
    if passing == forcing.TAKEN and not codes & {*TAKEN, "requirement"}:
        lines.insert(0, _("Something that it needs is taken then."))
    return Hindrance(frozenset(codes), tuple(lines[:MOST]))


def _binding(reasons: list[Reason]) -> list[Reason]:
    """What binds staff as well. When a client's rule is all that keeps the time from being offered, somebody is free:
    what keeps others busy is beside the point."""
    free = any(one.code in FREELY for one in reasons)
    return [one for one in reasons if one.code not in FREELY and not (free and one.resource)]


def first_bookable(
    scope: Scope, reading: Reading, person: Resource, services: list[Service], start_at: datetime
) -> Service | None:
    """The first of the services that staff can book at this time without any warning but a client's rule."""
    for service in services:
        told = explained(reading, Wish(service, practitioner=person), start_at, staff=True)
        if told.query.providers and {reason.code for reason in told.reasons} <= FREELY:
            return service
    return None


def _offer(scope: Scope, told: Explained, start_at: datetime) -> str:
    """What clients see, as the usual length makes it."""
    provider = told.query.providers[0]
    hours = say_hours(start_at, start_at + provider.minutes * MINUTE, scope.tenant.timezone, page_language())
    price = Money(provider.price or 0, scope.tenant.currency).written(page_language())
    return _("Clients can book it: %(hours)s, %(price)s.") % {"hours": hours, "price": price}


def _hidden(service: Service, person: Resource) -> list[str]:
    """What clients are never shown, at whatever time."""
    return [
        *([] if service.public else [_("Clients do not see this service.")]),
        *([] if person.public else [_("Clients do not see %(name)s.") % {"name": person.name}]),
    ]


def _passing(scope: Scope, codes: set[str], *, been: bool, unable: bool) -> str:
    """What stands most in the way decides. `unable`: the person lacks a skill."""
    if unable:
        return _("Nobody may book it as long as that is missing.")
    if codes & TAKEN:
        if scope.member.role in MAY_FORCE:
            return _("Staff may book over it only with a reason, which stands in the calendar.")
        return _("Only the owner or a manager may book over it.")
    if codes - {HIDDEN} == {"requirement"}:
        return _("Nobody may book it as long as that is missing.")
    if been:
        return _("You may enter a visit that took place.")
    if codes - FREELY:
        return _("You may open a time here, or book after a warning.")
    return _("You may book it all the same.") if codes else ""


class _Words:
    """One service's reasons at one time. `been`: that it has begun, or is over; then notice is beside the point."""

    def __init__(self, scope: Scope, told: Explained, person: Resource, start_at: datetime, been: str = "") -> None:
        self.scope, self.told, self.person, self.start_at, self.been = scope, told, person, start_at, been
        self.service = told.wish.service
        self.minutes = told.query.providers[0].minutes
        self.visits = visits_in(told.reasons)

    def lines(self) -> list[str]:
        reasons = [one for one in self.told.reasons if not (self.been and one.code == "too_soon")]
        return [*([self.been] if self.been else []), *(self._line(reason) for reason in reasons)]

    def _line(self, reason: Reason) -> str:
        own = {"requirement": self._missing, "closed": self._closed, "too_soon": self._notice, "skill": self._unable,
               "day_full": self._full}  # fmt: skip
        if reason.code in own:
            return own[reason.code](reason)
        name, works = self._name(reason), reason.need is None and self.person.kind == Kind.PRACTITIONER
        visit = self._visit(reason)
        texts = {
            "no_opening": _("%(name)s does not work then, or not for the whole of %(minutes)s min.")
            if works
            else _("%(name)s is not open then, or not for the whole of %(minutes)s min."),
            "service_not_in_opening": _("What is open then is for other services."),
            "elsewhere": _("%(name)s is at another place."),
            "slot_too_short": _("The open time is shorter than %(minutes)s min."),
            "off_grid": _("Clients can begin every %(step)s minutes from when it opens, not at this time."),
            "absence": _("%(name)s is away %(hours)s."),
            "busy": self._taken(visit),
            "buffer": _("Too close to %(hours)s: %(service)s needs time before or after it."),
            "beyond_horizon": _("Clients can book %(days)s days ahead at most."),
            "gap": _("It would leave less than %(gap)s minutes beside it. Clients are offered other times that day."),
            "audience": _("Open to existing clients only."),
            "mode": _("Not in the ways to meet that are open then."),
        }
        text = texts.get(reason.code, _("Closed by a rule."))
        return text % {
            "name": name, "minutes": self.minutes, "step": self.service.step, "service": self.service.name,
            "days": self.service.horizon_days, "gap": self.service.shortest_gap,
            "hours": self._hours(visit or reason.interval),
        }  # fmt: skip

    def _visit(self, reason: Reason) -> Interval | None:
        """The booking itself; None for what has no buffers."""
        return self.visits.get((cast(UUID, reason.resource), reason.interval)) if reason.interval else None

    def _taken(self, visit: Interval | None) -> str:
        """It may be only what is kept free around a booking that is in the way."""
        start = to_minute(self.start_at)
        if visit and visit[1] <= start:
            return _("%(name)s has a buffer after the booking %(hours)s.")
        if visit and visit[0] >= start + self.minutes:
            return _("%(name)s has a buffer before the booking %(hours)s.")
        return _("%(name)s is taken %(hours)s.")

    def _name(self, reason: Reason) -> str:
        resource = self.scope.catalogue.resources.get(reason.resource) if reason.resource else None
        return (resource or self.person).name

    def _hours(self, interval: Interval | None) -> str:
        if interval is None:
            return ""
        begins, ends = (from_minute(minute) for minute in interval)
        zone = self.scope.tenant.timezone
        if ends - begins < timedelta(hours=24):
            return say_hours(begins, ends, zone, page_language())
        return self.scope.said(begins, ends)

    def _notice(self, _reason: Reason) -> str:
        minutes = self.service.notice_minutes
        if minutes and minutes % 60 == 0:
            hours = minutes // 60
            return ngettext(
                "Clients have to book %(n)s hour before.", "Clients have to book %(n)s hours before.", hours
            ) % {"n": hours}
        return ngettext(
            "Clients have to book %(n)s minute before.", "Clients have to book %(n)s minutes before.", minutes
        ) % {"n": minutes}

    def _closed(self, _reason: Reason) -> str:
        place = self.told.wish.location or self.scope.place_of(self.person)
        names = [one.name for one in closures(self.scope.catalogue, self.person.pk, place.pk, self.start_at)]
        if names:
            return _("Closed: %(names)s.") % {"names": ", ".join(names)}
        week = in_words(open_weeks(self.scope.catalogue)[place.pk])
        said = {"place": place.name, "week": ", ".join(week)}
        return _("%(place)s is open %(week)s.") % said if week else _("Closed then.")

    def _unable(self, reason: Reason) -> str:
        day = local_day(self.start_at, self.scope.tenant.timezone)
        return say_lack(self.scope.catalogue, reason, day)

    def _full(self, reason: Reason) -> str:
        resource = self.scope.catalogue.resources[cast(UUID, reason.resource)]
        most = resource.most_a_day or 0
        return ngettext(
            "%(name)s takes at most %(n)s visit a day, and has it.",
            "%(name)s takes at most %(n)s visits a day, and has them.",
            most,
        ) % {"name": resource.name, "n": most}

    def _missing(self, reason: Reason) -> str:
        """What the service needs besides, and that nothing of it is free."""
        needs: list[tuple[Requirement, list[Resource]]] = self.scope.catalogue.requirements(self.service)
        need, pool = needs[reason.need or 0]
        skill = self.scope.catalogue.skills[need.skill_id].name if need.skill_id else ""
        what = str(Kind(need.kind).label) + (f" ({need.tag or skill})" if need.tag or skill else "")
        if not pool and self.service.people > 1 and need.kind == Kind.ROOM:
            said = {"what": what, "n": self.service.people}
            return _("It needs a %(what)s for %(n)s people, and there is none.") % said
        if not pool:
            return _("It needs a %(what)s, and there is none.") % {"what": what}
        return _("It needs a %(what)s, and none is free.") % {"what": what}
