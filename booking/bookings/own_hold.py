"""The time that a visitor holds, so that they find it again when they have gone back: the browser knows its link for
as long as it is held, and sends it to no other business."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from booking.bookings.agreed import agreed
from booking.bookings.holding import HOLD_FOR
from booking.bookings.models import Booking, Status
from booking.bookings.selectors import opened_by_hold
from booking.kernel.errors import NotFound
from tenants.clock import database_now
from tenants.requests import TenantRequest
from tenants.tenancy import tenant_tx

COOKIE = "ledig_hold"
OPEN = (Status.HELD, Status.AWAITING_PAYMENT)


def remember(request: HttpRequest, response: HttpResponse, booking: Booking) -> HttpResponse:
    """Set where a time is taken; reading pages sets no cookie."""
    response.set_cookie(
        COOKIE, booking.hold_token, max_age=HOLD_FOR, path=reverse("business", args=(booking.tenant.slug,)),
        samesite="Lax", httponly=True, secure=request.is_secure(),
    )  # fmt: skip
    return response


def held_by(request: TenantRequest, query: str) -> dict[str, Any] | None:
    """What the page of times says of it. `query`: the choice that the page is about."""
    token = request.COOKIES.get(COOKIE)
    if not token:
        return None
    with tenant_tx(request.tenant):
        try:
            booking = opened_by_hold(request.tenant, token)
        except NotFound:
            return None
        if booking.status not in OPEN or booking.ran_out:  # type: ignore[attr-defined]
            return None
        said = agreed(booking, database_now())
        return {
            "when": said.begins,
            "token": booking.hold_token,
            "may_release": booking.status == Status.HELD,
            "query": query if said.service.code == request.resolver_match.kwargs["code"] else "",  # type: ignore[union-attr]
        }
