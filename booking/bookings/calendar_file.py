"""The calendar file of a booking: one entry, which later files update or take away (same UID, higher SEQUENCE)."""

from datetime import UTC, datetime
from email.utils import parseaddr
from typing import Literal
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress, vText

from booking.bookings.calendar_zone import calendar_zone
from booking.bookings.links import desk_url, manage_url, video_url
from booking.bookings.models import Booking, Status
from booking.kernel.plain import one_line
from booking.kernel.saying import comes_twice
from booking.resources.models import Mode

Method = Literal["REQUEST", "PUBLISH", "CANCEL"]


def calendar_file(
    booking: Booking, *, method: Method = "PUBLISH", language: str, attendee: str = "", for_staff: bool = False
) -> bytes:
    """RFC 5545 text, one VEVENT. Needs a transaction of the tenant.

    `attendee`: whom a REQUEST or CANCEL is mailed to (the client by default). `for_staff`: a colleague's copy,
    with the client's name and without the link by which the client moves and cancels."""
    calendar = Calendar()
    calendar.add("PRODID", "-//Ledig//Ledig//EN")
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("METHOD", method)
    with translation.override(language):
        event = _event(booking, method, for_staff)
    start, end = _wall_clock(booking)
    event.add("DTSTART", start)
    event.add("DTEND", end)
    if method != "PUBLISH":
        _add_people(event, booking, attendee or booking.contact_email)
    if start.tzinfo is not UTC:
        calendar.add_component(calendar_zone(booking.location.timezone, booking.start_at))
    calendar.add_component(event)
    return calendar.to_ical()


def _event(booking: Booking, method: Method, for_staff: bool) -> Event:
    event = Event()
    event.add("UID", f"{booking.code}@{booking.tenant.slug}.ledig")
    event.add("SEQUENCE", booking.sequence)
    event.add("DTSTAMP", booking.updated_at.astimezone(UTC))
    event.add("SUMMARY", _summary(booking, for_staff))
    place = _place(booking)
    if place and not (for_staff and booking.mode == Mode.VIDEO):
        event.add("LOCATION", place)
    event.add("DESCRIPTION", _description(booking, for_staff))
    event.add("URL", desk_url(booking) if for_staff else manage_url(booking))
    event.add("STATUS", "CANCELLED" if method == "CANCEL" or booking.status == Status.CANCELLED else "CONFIRMED")
    event.add("TRANSP", "OPAQUE")
    event.add("CLASS", "PRIVATE")
    return event


def _wall_clock(booking: Booking) -> tuple[datetime, datetime]:
    """In the zone of the place; in UTC when its clock shows one of the times twice, and so cannot say which."""
    zone = booking.location.timezone
    twice = comes_twice(booking.start_at, zone) or comes_twice(booking.end_at, zone)
    here = UTC if twice else ZoneInfo(zone)
    return booking.start_at.astimezone(here), booking.end_at.astimezone(here)


def _summary(booking: Booking, for_staff: bool) -> str:
    services = " + ".join(part.service.name for part in booking.parts.all())
    other = booking.contact_name if for_staff else booking.tenant.name
    return one_line(f"{services} · {other}" if other else services)


def _place(booking: Booking) -> str:
    if booking.mode == Mode.ON_SITE:
        return one_line(", ".join(filter(None, (booking.location.name, booking.location.address))))
    return video_url(booking) if booking.mode == Mode.VIDEO else str(Mode(booking.mode).label)


def _description(booking: Booking, for_staff: bool) -> str:
    if for_staff:
        return _("At the desk: %(link)s") % {"link": desk_url(booking)}
    practitioners = ", ".join(one_line(part.resource.name) for part in booking.parts.all())
    lines = [_("With %(name)s") % {"name": practitioners}]
    if booking.mode == Mode.VIDEO:
        lines.append(_("The video link opens 15 minutes before: %(link)s") % {"link": video_url(booking)})
    lines.append(_("See, move or cancel: %(link)s") % {"link": manage_url(booking)})
    return "\n".join(lines)


def _add_people(event: Event, booking: Booking, attendee: str) -> None:
    """Who invites and who is invited: the business, and whoever gets the mail."""
    organizer = vCalAddress(f"mailto:{booking.tenant.email or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}")
    organizer.params["CN"] = vText(_parameter(booking.tenant.name))
    event["ORGANIZER"] = organizer
    if _is_address(attendee):
        guest = vCalAddress(f"mailto:{attendee}")
        guest.params["PARTSTAT"] = vText("ACCEPTED")
        guest.params["RSVP"] = vText("FALSE")
        event.add("ATTENDEE", guest, encode=False)


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _parameter(text: str) -> str:
    return one_line(text).replace('"', "'")
