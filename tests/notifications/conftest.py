"""A booking of the cast, made by the verbs, and the ways to let the workers work."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import override_settings

from booking.availability.catalogue import current
from booking.availability.wishing import Wish
from booking.bookings import completing, holding
from booking.bookings.models import Booking, Mode
from booking.clients.services import Contact
from notifications import tasks
from notifications.models import DemoMail, Message, MessageStatus
from tenants.events import record
from tenants.models import Delivery, Tenant
from tenants.tenancy import tenant_tx
from tests.cast import Cast, House

STOCKHOLM = ZoneInfo("Europe/Stockholm")
FRIDAY = datetime(2026, 11, 27, 10, 0, tzinfo=STOCKHOLM)
DANA = Contact("Dana Ek", "dana@example.com", "+46701234567", "sv", "I have a bad back")
KINDS = ("confirmation", "moved", "cancelled", "reminder", "payment_failed", "refunded", "late_refunded")
MAILBOX = {
    "EMAIL_BACKEND": "notifications.senders.MailboxBackend",
    "SMS_URL": "demo://",
    "BASE_URL": "https://ledig.example",
}


@pytest.fixture(autouse=True)
def demo_post() -> Iterator[None]:
    """What is sent is kept, to be looked at."""
    with override_settings(**MAILBOX):
        yield


@pytest.fixture
def salon(cast: Cast) -> House:
    return cast.salon


def wish(house: House, mode: str = Mode.ON_SITE, who: int = 1) -> Wish:
    catalogue = current(house.tenant)
    resource = catalogue.resources[house.practitioners[who].pk]
    return Wish(service=catalogue.service(house.service.code), practitioner=resource, mode=mode)


def book(
    house: House, start_at: datetime = FRIDAY, *, contact: Contact = DANA, mode: str = Mode.ON_SITE,
    paying: str = "on_site", who: int = 1,
) -> Booking:  # fmt: skip
    """With Bob, by the verbs; nobody has been told yet."""
    with tenant_tx(house.tenant):
        held = holding.place_hold(tenant=house.tenant, wish=wish(house, mode, who), start_at=start_at)
        return completing.complete_hold(booking=held, contact=contact, paying=paying)


def tell(tenant: Tenant) -> None:
    """Read every event that notifications has not read yet, as a worker would."""
    with tenant_tx(tenant):
        waiting = Delivery.objects.filter(consumer="notifications", done_at=None).order_by("id")
        ids = [str(pk) for pk in waiting.values_list("pk", flat=True)]
    for delivery_id in ids:
        tasks.read_event(str(tenant.pk), delivery_id)


def send_due(tenant: Tenant) -> None:
    """Send whatever is due, in the order of the sweep."""
    with tenant_tx(tenant):
        planned = Message.objects.filter(status=MessageStatus.PLANNED).order_by("due_at", "id")
        ids = [str(pk) for pk in planned.values_list("pk", flat=True)]
    for message_id in ids:
        tasks.send_message(str(tenant.pk), message_id)


def tell_and_send(tenant: Tenant) -> None:
    tell(tenant)
    send_due(tenant)


def happened(booking: Booking, type: str, **data: object) -> None:
    """An event that payments would record."""
    with tenant_tx(booking.tenant):
        record(booking.tenant, type, subject_id=booking.pk, subject_code=booking.code, **data)


def messages(booking: Booking, **fields: object) -> list[Message]:
    with tenant_tx(booking.tenant):
        return list(Message.objects.filter(booking=booking, **fields).order_by("due_at", "id"))


def mails(to: str = DANA.email) -> list[DemoMail]:
    return list(DemoMail.objects.filter(to=to).order_by("pk"))


@contextmanager
def changed(booking: Booking) -> Iterator[Booking]:
    """The booking as it is now, saved as it is left."""
    with tenant_tx(booking.tenant):
        fresh = Booking.objects.select_related("tenant", "location").get(pk=booking.pk)
        yield fresh
        fresh.save()


@pytest.fixture
def message(salon: House) -> Message:
    """Dana's confirmation, due now."""
    return confirmation(salon)


def confirmation(salon: House, **fields: Any) -> Message:
    booking = book(salon, **fields)
    tell(salon.tenant)
    [planned] = messages(booking, kind="confirmation", recipient="client")
    return planned


def now(message: Message) -> Message:
    with tenant_tx(message.tenant_id):
        message.refresh_from_db()
    return message


def send(message: Message) -> Message:
    tasks.send_message(str(message.tenant_id), str(message.pk))
    return now(message)
