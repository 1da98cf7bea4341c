"""Who stands in front of the public page: known as a client, on the terms of a group, or a stranger."""

from typing import Any

from booking.availability.audience import STRANGER, By, is_shut_to
from booking.availability.catalogue import Reading
from booking.availability.wallclock import day_of
from booking.clients.private_links import group_of_cookie
from booking.clients.proving import known_as, known_client
from tenants.requests import TenantRequest


def visitor(request: TenantRequest, reading: Reading) -> By:
    """A private link that was opened comes before the group that a known client belongs to: it was opened on purpose,
    and the page says so. A stranger without cookies costs nothing."""
    groups = reading.catalogue.groups
    opened = group_of_cookie(request, groups, day_of(request.tenant.timezone, int(reading.now))) if groups else None
    client = known_client(request)
    if client is None:
        return By(group=opened, by_link=True) if opened else STRANGER
    own = groups.get(client.group_id) if client.group_id else None
    return By(known=True, group=opened or own, by_link=opened is not None)


def visitor_context(request: TenantRequest, reading: Reading, by: By) -> dict[str, Any]:
    """As whom the visitor is known, and on whose terms they book; to others, whether there is anything to be known
    for."""
    client = known_client(request)
    return {
        "known_as": known_as(client) if client else "",
        "for_clients": reading.catalogue.keeps_times_for_clients(reading.now),
        "for_known": reading.catalogue.keeps_services,
        "terms_of": by.group.name if by.group else "",
        "by_link": by.by_link,
        "shut": is_shut_to(reading.catalogue, by),
    }
