"""One booking at the desk: everything about it, what happened to it, and what can be done."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from booking.availability.catalogue import current
from booking.availability.wishing import Wish
from booking.bookings import selectors
from booking.bookings.answers import answers_of
from booking.bookings.attending import ABSENT, ARRIVED, DONE, EXPECTED, may_become
from booking.bookings.cancelling import may_remove
from booking.bookings.desk import asking
from booking.bookings.desk.asking import Asked
from booking.bookings.desk.history import told
from booking.bookings.desk.rows import marks_of, state_mark, taken_by
from booking.bookings.links import manage_url
from booking.bookings.models import Booking, Status
from booking.bookings.moving import is_asked_for
from booking.bookings.policies import outcome
from booking.kernel.errors import NotFound
from booking.kernel.money import Money, tax_within
from booking.kernel.saying import local_day, page_language, say_moment, say_span, say_zone
from tenants.clock import database_now, local_today
from tenants.models import Role
from tenants.requests import TenantRequest


@require_GET
def booking(request: TenantRequest, tenant: str, code: str) -> HttpResponse:
    """Raises `NotFound` for a colleague's, when only the own calendar shows, and for a mere hold. `?since=` its mark:
    has it changed while it was looked at?"""
    found = seen_booking(request, code)
    if "since" in request.GET:
        return _meanwhile(request, found)
    if request.member.role == Role.FINANCE:
        found.message = found.cancel_reason = ""  # may be about one's health; only shown, never saved
    zone = found.location.timezone
    context = {
        "booking": found,
        "marks": marks_of(found),
        "when": said(found),
        "day": local_day(found.start_at, zone),
        "zone": say_zone(zone, request.tenant.timezone, found.start_at, page_language()),
        "parts": found.parts.all(),
        "besides": taken_by([found], current(request.tenant)).get(found.pk, []),
        "money": _money(found),
        "policy": _policy(found, zone),
        "unproven": _unproven(found),
        "history": told(found, zone),
        "made": say_moment(found.created_at, zone, page_language(), today=local_today(zone)),
        "rail": "calendar",
    }
    if request.member.role != Role.FINANCE:
        context |= _acts(request, found) | {"answers": [] if found.veiled else answers_of(found)}
    return render(request, "desk/booking.html", context)


def _meanwhile(request: TenantRequest, booking: Booking) -> HttpResponse:
    """A line for the page that shows it, which keeps all that was typed there; nothing when it is as it was."""
    if request.GET["since"] == booking.mark:
        return HttpResponse(status=204)
    context = {
        "booking": booking, "changed": True, "beside": "beside" in request.GET,
        "now": said(booking), "state": state_mark(booking).word,
    }  # fmt: skip
    return render(request, "desk/_live.html", context)


def seen_booking(request: TenantRequest, code: str) -> Booking:
    """A booking that the member may open. What nobody has completed says nothing at the desk but its time."""
    found = selectors.desk_booking(request.tenant, request.member, code)
    if found.status == Status.HELD or not found.contact_name:
        raise NotFound
    return found


def page_of(request: TenantRequest, booking: Booking) -> str:
    """Its address: where one goes on when something about it was taken back."""
    return reverse("desk-booking", args=[request.tenant.slug, booking.code])


def reachable(booking: Booking) -> bool:
    """There is somewhere to tell the client."""
    return booking.reached or bool(booking.contact_email or booking.contact_phone)


def said(booking: Booking, now: datetime | None = None) -> str:
    """Day and hours, in the zone of the place; the year when it is another one. `now`: when the clock was asked
    already, as for each of many."""
    zone = booking.location.timezone
    today = local_day(now or database_now(), zone)
    return say_span(booking.start_at, booking.end_at, zone, page_language(), today=today)


def answered_by(booking: Booking, now: datetime | None = None) -> str:
    """Until when a request is kept; "" when that is over."""
    until, zone, now = booking.held_until, booking.location.timezone, now or database_now()
    return say_moment(until, zone, page_language(), today=local_day(now, zone)) if until and until > now else ""


def _money(booking: Booking) -> dict[str, str]:
    def written(amount: int) -> str:
        return Money(amount, booking.currency).written(page_language())

    came, back = booking.paid_amount + booking.refunded_amount, booking.refunded_amount
    tax = tax_within(booking.price, booking.tax_rate)
    return {
        "price": written(booking.price) if booking.price else _("Free of charge"),
        "tax": written(tax) if tax else "",
        "rate": f"{booking.tax_rate / 100:g}",
        "paid": written(came) if came else "",
        "back": written(back) if back else "",
        "over": written(booking.paid_amount - booking.price)
        if booking.stands and booking.paid_amount > booking.price
        else "",
        "due": written(booking.price - came) if 0 < came < booking.price and not back else "",
    }


def _policy(booking: Booking, zone: str) -> str:
    """What the client may still do alone."""
    now = database_now()
    judged = outcome(booking, now)
    until = say_moment(judged.free_until, zone, page_language(), today=local_day(now, zone))
    if booking.status == Status.REQUESTED:
        return _("The client may withdraw the request.")
    if judged.code == "free" and is_asked_for(booking):
        return _("The client may cancel until %(until)s.") % {"until": until}
    if judged.code == "free":
        return _("The client may move or cancel until %(until)s.") % {"until": until}
    if judged.code == "late":
        return _("The client could move or cancel until %(until)s.") % {"until": until}
    return ""


def _unproven(booking: Booking) -> bool:
    """The client was here before, and only the e-mail says that it is the same person."""
    client = booking.client
    return client is not None and not booking.client_proven and client.created_at < booking.created_at


def _acts(request: TenantRequest, booking: Booking) -> dict[str, Any]:
    """What somebody who is not only here for the money may do. The link is the client's: it moves and cancels."""
    link = "" if booking.veiled else manage_url(booking)
    subject = _("Your booking, %(when)s") % {"when": said(booking)}
    return {
        "may_move": booking.status == Status.CONFIRMED,
        "may_cancel": booking.status in (Status.CONFIRMED, Status.AWAITING_PAYMENT),
        "may_remove": may_remove(booking),
        "may_change_client": booking.stands and not booking.veiled,
        "may_confirm": booking.status == Status.CONFIRMED and booking.end_at > database_now() and not booking.veiled,
        "attending": attending(booking, database_now()),
        "again": again(request, booking),
        "client_page": booking.client.code if booking.client else "",
        "answer_by": answered_by(booking) if booking.status == Status.REQUESTED else "",
        "link": link if booking.stands else "",
        "mailto": f"mailto:{quote(booking.contact_email, safe='@')}?subject={quote(subject)}&body={quote(link)}"
        if booking.contact_email
        else "",
    }


def attending(booking: Booking, now: datetime) -> list[dict[str, Any]]:
    """What can be said of whether the client came: value, icon, word."""
    said_as = {
        ARRIVED: ("check", _("Has arrived")),
        DONE: ("check", _("Done")),
        ABSENT: ("alert", _("Did not come")),
        EXPECTED: ("undo", _("Not arrived after all") if booking.arrived_at else _("Back to booked")),
    }
    may = may_become(booking, now)
    return [{"state": one, "icon": icon, "word": word} for one, (icon, word) in said_as.items() if one in may]


def again(request: TenantRequest, booking: Booking) -> str:
    """The choice that books the same once more, at the same time on the clock a week later; "" when it cannot be."""
    part = booking.parts.all()[0]
    catalogue = current(request.tenant)
    service = next((one for one in asking.bookable(catalogue, request.member) if one.pk == part.service_id), None)
    if service is None or booking.veiled:
        return ""
    zone = ZoneInfo(booking.location.timezone)
    start = booking.start_at.astimezone(zone) + timedelta(days=7)
    wish = Wish(
        service=service,
        practitioner=part.resource,
        location=booking.location,
        mode=booking.mode,
        minutes=int((part.end_at - part.start_at).total_seconds() // 60),
    )
    return Asked(wish, start.date(), start, booking.client.code if booking.client else "").query()
