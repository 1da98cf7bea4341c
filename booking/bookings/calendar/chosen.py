"""The client whom somebody has in front of them while they point at the calendar: they come along into what is booked
from there."""

from contextlib import suppress

from booking.bookings.desk.clients import visible_client
from booking.clients.models import Client
from booking.kernel.errors import NotFound
from tenants.requests import TenantRequest


def chosen_client(request: TenantRequest) -> Client | None:
    """`?client=`. A code of nobody's, or of somebody whom the member may not see, is as if not said."""
    with suppress(NotFound):
        if code := request.GET.get("client", "")[:12]:
            return visible_client(request.tenant, request.member, code)
    return None
