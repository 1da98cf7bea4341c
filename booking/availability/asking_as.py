"""On whose terms a program asks: everybody's, or those of the private link that it sends along."""

from django.http import HttpRequest
from drf_spectacular.utils import OpenApiParameter

from booking.availability.audience import STRANGER, By
from booking.availability.catalogue import Reading
from booking.availability.wallclock import day_of
from booking.clients.private_links import group_of_token
from booking.kernel.errors import NotFound
from tenants.models import Tenant

HEADER = "Private-Link"
PRIVATE_LINK = OpenApiParameter(
    HEADER,
    str,
    OpenApiParameter.HEADER,
    pattern=r"^[A-Za-z0-9_-]{43}$",
    description="The last part of a group's private link, `/{tenant}/private/…/`: services, prices, notice and horizon "
    "are then those of the group. A link that is withdrawn or too old answers like one that never was: `not_found`.",
)


def asked_by(request: HttpRequest, tenant: Tenant, reading: Reading) -> By:
    """Raises `NotFound` for a link that opens nothing."""
    token = request.headers.get(HEADER)
    if token is None:
        return STRANGER
    today = day_of(tenant.timezone, int(reading.now))
    group = group_of_token(reading.catalogue.groups, token, today)
    if group is None:
        raise NotFound
    return By(group=group, by_link=True)
