"""What the person at the desk should know before booking. Nothing of it stops them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from booking.availability.catalogue import Catalogue, current, read
from booking.availability.explaining import full_that_day
from booking.availability.forcing import HOURS, TAKEN
from booking.availability.search import FreeTime, free_times
from booking.availability.wishing import Wish, horizon_of, notice_of
from booking.bookings import limiting
from booking.bookings.models import Booking
from booking.clients.models import Client
from booking.kernel.clock import to_minute
from booking.kernel.saying import local_day, page_language, say_span
from tenants.clock import database_now
from tenants.models import Tenant


def warnings(
    tenant: Tenant, wish: Wish, time: FreeTime | None, client: Client | None, own: list[Booking], now: datetime,
    passing: str = "", lines: Sequence[str] = (),
) -> list[str]:  # fmt: skip
    """In the language of the page. `passing`: what the person has said to pass; `lines`: what that is, in words;
    `own`: what the client has at the same time."""
    if time is None:
        return []
    full = too_many_that_day(tenant, wish, time)
    rules = passed(passing, lines) or outside_the_rules(tenant, wish, time, now, full=full)
    if has_been(time.start_at, time.end_at, now):
        rules = passed(passing, lines) if passing == TAKEN else " ".join(lines)
    often = too_often(current(tenant), wish, client.pk, time) if client else ""
    return [line for line in (entered_after(time, now), rules, full, often, same_time(own)) if line]


def has_been(start_at: datetime, end_at: datetime, now: datetime) -> str:
    """A plain sentence for a time that has begun, or is over; "" for one to come."""
    if end_at <= now:
        return _("This time has been.")
    return _("This time has begun.") if start_at < now else ""


def entered_after(time: FreeTime, now: datetime) -> str:
    """What it means to book a time that has begun, or is over."""
    been = has_been(time.start_at, time.end_at, now)
    if not been or time.end_at > now:
        return been
    told = _("The visit is entered afterwards, and nobody gets a message of it.")
    return f"{been} {told}"


def passed(passing: str, lines: Sequence[str]) -> str:
    """Which of the business's own rules is passed; nothing when none is."""
    if passing not in (HOURS, TAKEN):
        return ""
    said = " ".join(lines) or _("Something that it needs is missing then.")
    return f"{said} {_ending(passing)}"


def _ending(passing: str) -> str:
    return _("You may book it anyway.") if passing == HOURS else _("Both will stand.")


def outside_the_rules(tenant: Tenant, wish: Wish, time: FreeTime, now: datetime, *, full: str) -> str:
    """Why clients cannot book this time themselves; nothing when they can, or when it is only that the day is `full`
    (`too_many_that_day`), which is said by itself."""
    day = time.starts_local.date()
    if any(one.start_at == time.start_at for one in free_times(tenant, wish, day, day).times):
        return ""
    catalogue = current(tenant)
    if time.start_at < now + timedelta(minutes=notice_of(catalogue, wish)):
        return _("It is too late for clients to book this time themselves. You may book it.")
    if day > local_day(now, time.location.timezone) + timedelta(days=horizon_of(catalogue, wish)):
        return _("Clients cannot book that far ahead themselves yet. You may book it.")
    if full:
        return ""
    return _("This time is open to existing clients only. You may book it for anybody.")


def too_many_that_day(tenant: Tenant, wish: Wish, time: FreeTime) -> str:
    """One more than somebody takes in a day: who is wished for, or everybody who is free."""
    who = [wish.practitioner] if wish.practitioner else list(time.able)
    if not any(one.most_a_day for one in who):
        return ""
    start, zone = to_minute(time.start_at), time.location.timezone
    full = full_that_day(read(tenant), wish, [one.pk for one in who], start, zone)
    if len(full) < len(who):
        return ""
    said = {"name": full[0].name, "n": full[0].most_a_day}
    if len(full) > 1:
        return _("Everybody who is free has as many visits that day as they take. You may book anyway.")
    return _("%(name)s has as many visits that day as the settings say: %(n)s. You may book anyway.") % said


def too_often(
    catalogue: Catalogue, wish: Wish, client: UUID | None, time: FreeTime, besides: UUID | None = None
) -> str:
    """More of them within the days than the service, or the client's group, allows."""
    zone = time.location.timezone
    found = limiting.passed(catalogue, wish.service, client, time.start_at, zone, group=wish.group, besides=besides)
    return more_than_allowed(found)


def more_than_allowed(found: limiting.Passed | None) -> str:
    if found is None:
        return ""
    said = {"n": found.most.bookings, "days": found.most.days}
    return _("The client has as many as the rule allows: %(n)s within %(days)s days. You may book anyway.") % said


def same_time(own: list[Booking]) -> str:
    """The client's own bookings that overlap."""
    if not own:
        return ""
    now, zones = database_now(), [(one, one.location.timezone) for one in own]
    said = ", ".join(
        say_span(one.start_at, one.end_at, zone, page_language(), today=local_day(now, zone)) for one, zone in zones
    )
    return _("The client has another booking then: %(when)s. You may book anyway.") % {"when": said}
