"""A booking as one line at the desk. A state is an icon and a word; the colour only helps."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from booking.availability.catalogue import Catalogue
from booking.availability.models import Occupancy, TakenBy
from booking.bookings.models import Booking, Status
from booking.kernel.saying import page_language, say_hours, say_zone
from booking.resources.models import Mode, Resource


@dataclass(frozen=True, slots=True)
class Mark:
    """A small sign: its colour, its icon, its word."""

    kind: str
    icon: str
    word: str


@dataclass(slots=True)
class Row:
    """A held one says nothing but its time."""

    code: str
    day: date
    start_at: datetime
    hours: str
    zone: str = ""
    held: bool = False
    held_by: UUID | None = None
    test: bool = False
    kind: str = "booked"
    who: str = ""
    what: str = ""
    marks: list[Mark] = field(default_factory=list)
    past: bool = False
    next: bool = False


def rows_of(
    bookings: list[Booking], now: datetime, zone: ZoneInfo, taken: dict[UUID, list[Resource]], *, many_places: bool
) -> list[Row]:
    """Lines in order of time; the first that has not begun is the next. Days are counted in `zone`."""
    rows = [_row(booking, now, zone, taken, many_places) for booking in bookings]
    coming = next((row for row in rows if not row.held and row.start_at > now), None)
    if coming:
        coming.next = True
    return rows


def taken_by(bookings: list[Booking], catalogue: Catalogue) -> dict[UUID, list[Resource]]:
    """What each booking takes besides whom it is with: rooms, equipment. One query for all of them."""
    owners = {part.pk: booking for booking in bookings for part in booking.parts.all()}
    chosen = {part.resource_id for booking in bookings for part in booking.parts.all()}
    found: dict[UUID, list[Resource]] = {}
    occupancies = Occupancy.objects.filter(owner_id__in=list(owners), kind=TakenBy.BOOKING)
    for owner_id, resource_id in occupancies.values_list("owner_id", "resource_id"):
        if resource_id not in chosen:
            found.setdefault(owners[owner_id].pk, []).append(catalogue.resources[resource_id])
    return found


def state_mark(booking: Booking) -> Mark:
    """Where the booking stands."""
    if booking.status == Status.CONFIRMED and booking.arrived_at:
        return Mark("booked", "check", _("Has arrived"))
    marks = {
        Status.AWAITING_PAYMENT: Mark("held", "clock", _("Awaits payment")),
        Status.REQUESTED: Mark("first", "question", _("Waits for your answer")),
        Status.CONFIRMED: Mark("booked", "check", _("Booked")),
        Status.COMPLETED: Mark("", "check", _("Done")),
        Status.NO_SHOW: Mark("", "alert", _("Did not come")),
        Status.CANCELLED: Mark("", "cancelled", _("Cancelled")),
        Status.EXPIRED: Mark("", "clock", _("Ran out")),
    }
    return marks[Status(booking.status)]


def money_mark(booking: Booking) -> Mark | None:
    """Paid or not, as far as there is anything to pay."""
    if booking.price and booking.paid_amount >= booking.price:
        return Mark("done", "card", _("Paid"))
    if booking.refunded_amount:
        return Mark("absence", "undo", _("Partly paid back") if booking.paid_amount else _("Paid back"))
    if booking.price and booking.status in (Status.CONFIRMED, Status.COMPLETED):
        return Mark("", "money", _("Not paid"))
    return None


def marks_of(booking: Any) -> list[Mark]:
    """`first_visit` comes with the selector."""
    first = Mark("first", "star", _("First visit")) if _is_first(booking) else None
    over = Mark("alert", "alert", _("Over something else")) if booking.forced_reason else None
    often = Mark("alert", "alert", _("More than the rule allows")) if booking.over_limit else None
    test = Mark("", "info", _("Test")) if _is_test(booking) else None
    mediated = Mark("", "person", _("Mediated")) if booking.client is not None and booking.client.mediated else None
    return [mark for mark in (first, state_mark(booking), money_mark(booking), over, often, mediated, test) if mark]


def _is_first(booking: Any) -> bool:
    """As the calendar colours it: who did not come, or cancelled, has not been here."""
    return booking.status not in (Status.NO_SHOW, Status.CANCELLED, Status.EXPIRED) and booking.first_visit


def _is_test(booking: Booking) -> bool:
    """It shows the client's side, and counts nowhere."""
    return booking.client is not None and booking.client.test


def _row(booking: Any, now: datetime, zone: ZoneInfo, taken: dict[UUID, list[Resource]], many_places: bool) -> Row:
    local = booking.location.timezone
    row = Row(
        code=booking.code,
        day=booking.start_at.astimezone(zone).date(),
        start_at=booking.start_at,
        hours=say_hours(booking.start_at, booking.end_at, local, page_language()),
        zone=say_zone(local, zone.key, booking.start_at, page_language()),
        past=booking.end_at <= now,
        held=booking.status == Status.HELD,
    )
    if row.held:
        row.kind, row.held_by = "held", booking.held_by
        return row
    row.who, row.test = _("Booked") if booking.veiled else booking.contact_name, _is_test(booking)
    row.what = " · ".join(_what(booking, taken.get(booking.pk, []), many_places))
    row.marks = marks_of(booking)
    row.kind = "first" if _is_first(booking) else "booked"
    row.kind = "requested" if booking.status == Status.REQUESTED else row.kind
    return row


def _what(booking: Booking, besides: list[Resource], many_places: bool) -> list[str]:
    words = [part.service.name for part in booking.parts.all()]
    words += [part.resource.name for part in booking.parts.all()]
    words += [one.name for one in besides]
    if booking.mode != Mode.ON_SITE:
        words.append(str(Mode(booking.mode).label))
    if many_places and booking.mode == Mode.ON_SITE:
        words.append(booking.location.name)
    return words
