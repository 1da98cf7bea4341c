"""What bookings keep a business from switching off or changing: nobody who has asked or booked is forgotten."""

from collections.abc import Iterator

from django.utils.translation import ngettext

from booking.bookings.models import Booking, Part, Status
from booking.resources.models import Kind
from tenants.clock import DatabaseNow
from tenants.models import Tenant
from tenants.modules import REQUESTS, THINGS
from tenants.setup.business import binds
from tenants.setup.modules import hinders

STANDING = (Status.HELD, Status.REQUESTED, Status.AWAITING_PAYMENT, Status.CONFIRMED)


def _waiting(tenant: Tenant) -> Iterator[str]:
    n = Booking.objects.filter(tenant=tenant, status=Status.REQUESTED, held_until__gt=DatabaseNow()).count()
    if n:
        yield ngettext(
            "%(n)s client waits for your answer. Answer first.", "%(n)s clients wait for your answer. Answer first.", n
        ) % {"n": n}


def _booked_by_themselves(tenant: Tenant) -> Iterator[str]:
    parts = Part.objects.filter(tenant=tenant, end_at__gt=DatabaseNow(), booking__status__in=STANDING)
    n = parts.exclude(resource__kind=Kind.PRACTITIONER).values("booking").distinct().count()
    if n:
        yield ngettext(
            "%(n)s booking to come is of a room or a thing by itself, and would have no calendar.",
            "%(n)s bookings to come are of rooms or things by themselves, and would have no calendar.", n,
        ) % {"n": n}  # fmt: skip


def _agreed(tenant: Tenant) -> bool:
    """Somebody has booked once, or is just doing it: prices in two moneys in one calendar can be added by nobody."""
    return Booking.objects.filter(tenant=tenant).exists()


binds(_agreed)
hinders(REQUESTS, _waiting)
hinders(THINGS, _booked_by_themselves)
