"""What the pages of details and of payment have in common."""

from typing import Any

from django.http.response import HttpResponseBase

from booking.availability.catalogue import current
from booking.bookings.agreed import agreed
from booking.bookings.models import Booking, Status
from tenants.answers import see_other
from tenants.clock import database_now
from tenants.requests import TenantRequest

Page = dict[str, Any]


def checkout_page(request: TenantRequest, booking: Booking) -> Page:
    """What details and payment have in common; `seconds` that the time is still held, by the database's clock."""
    now = database_now()
    said = agreed(booking, now)
    seconds = int((booking.held_until - now).total_seconds()) if booking.held_until else 0
    return {
        "booking": booking,
        "agreed": said,
        "service": current(request.tenant).service_by_id(said.service.pk),
        "seconds": seconds,
        "minutes": max(1, -(-seconds // 60)),
        "late": now > booking.free_until,
        "price": said.price,
    }


def onward(request: TenantRequest, booking: Booking) -> HttpResponseBase:
    """To the booking, as it is now; "new" when it has just been made."""
    names = {"tenant": request.tenant.slug, "token": booking.manage_token}
    if booking.status == Status.AWAITING_PAYMENT:
        return see_other("booking-payment", **names)
    return see_other("booking", query="new=1" if booking.status == Status.CONFIRMED else "", **names)
