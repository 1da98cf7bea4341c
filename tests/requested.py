"""Requests of the salon, for the tests: a service whose bookings the business confirms itself."""

from datetime import datetime, timedelta

from booking.availability.models import Occupancy
from booking.bookings import completing
from booking.bookings.models import Booking
from booking.clients.services import Contact
from booking.resources.models import Service
from tenants.tenancy import tenant_tx
from tests.cast import House
from tests.payments.money import TUESDAY, hold

DANA = Contact("Dana Ek", "dana@example.com", "+46701234567", "en")


def approves(house: House, *, hours: int = 24) -> None:
    """From now on the house answers each request for its service."""
    with tenant_tx(house.tenant):
        Service.objects.filter(pk=house.service.pk).update(approval=True, answer_hours=hours, payable_online=False)


def ask_for(house: House, start_at: datetime = TUESDAY, *, who: int = 0, hours: int = 24) -> Booking:
    """Dana's request, by the verbs."""
    held = hold(house, start_at, who)
    with tenant_tx(house.tenant):
        return completing.complete_hold(
            booking=held, contact=DANA, paying="on_site", answer_within=timedelta(hours=hours)
        )


def now(booking: Booking) -> Booking:
    with tenant_tx(booking.tenant):
        return Booking.objects.select_related("tenant").get(pk=booking.pk)


def taken(booking: Booking) -> int:
    """How much of its time it occupies."""
    with tenant_tx(booking.tenant):
        return Occupancy.objects.filter(owner_id__in=booking.parts.values("pk")).count()
