"""What the pages of details and of payment have in common."""

from datetime import datetime
from typing import Any

from django.http.response import HttpResponseBase

from booking.availability.catalogue import current
from booking.bookings.agreed import agreed
from booking.bookings.approving import answer_by
from booking.bookings.models import Booking, Status
from booking.kernel.saying import local_day, page_language, say_moment
from booking.resources.models import Service
from tenants.answers import see_other
from tenants.clock import database_now
from tenants.requests import TenantRequest

Page = dict[str, Any]


def checkout_page(request: TenantRequest, booking: Booking) -> Page:
    """What details and payment have in common; `seconds` that the time is still held, by the database's clock."""
    now = database_now()
    said = agreed(booking, now)
    seconds = int((booking.held_until - now).total_seconds()) if booking.held_until else 0
    service = current(request.tenant).service_by_id(said.service.pk)
    return {
        "booking": booking,
        "agreed": said,
        "service": service,
        "seconds": seconds,
        "minutes": max(1, -(-seconds // 60)),
        "late": now > booking.free_until,
        "price": said.price,
        "answer_by": _answer_by(booking, service, now),
    }


def _answer_by(booking: Booking, service: Service, now: datetime) -> str:
    """When the business answers, at the latest; "" when it need not."""
    by, zone = answer_by(service, booking.start_at, now), booking.location.timezone
    return say_moment(by, zone, page_language(), today=local_day(now, zone)) if by else ""


def onward(request: TenantRequest, booking: Booking) -> HttpResponseBase:
    """To the booking, as it is now; "new" when it has just been made."""
    names = {"tenant": request.tenant.slug, "token": booking.manage_token}
    if booking.status == Status.AWAITING_PAYMENT:
        return see_other("booking-payment", **names)
    return see_other("booking", query="new=1" if booking.status == Status.CONFIRMED else "", **names)
