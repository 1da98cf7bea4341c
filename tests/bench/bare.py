"""The rows that a hold and its completion write, and nothing else: no locks, no rules, no look at the calendar."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import models

from booking.availability.models import Occupancy, TakenBy
from booking.bookings.models import Booking, Part, Status
from booking.clients.models import Client
from tenants.clock import DatabaseNow
from tenants.models import Delivery, Event

Rows = list[models.Model]
TEN_MINUTES = timedelta(minutes=10)
POLICY = {"free_until_hours": 24}


def hold_rows(tenant_id: UUID, asked: Mapping[str, Any], now: datetime) -> Rows:
    """`asked`: start, minutes, service, location, practitioner (ids), price, currency."""
    start_at = datetime.fromisoformat(asked["start"])
    end_at = start_at + timedelta(minutes=asked["minutes"])
    booking = Booking(
        tenant_id=tenant_id, channel="web", held_until=now + TEN_MINUTES, start_at=start_at, end_at=end_at,
        location_id=UUID(asked["location"]), mode="on_site", language="sv", price=asked["price"],
        currency=asked["currency"], policy=POLICY,
    )  # fmt: skip
    part = Part(
        tenant_id=tenant_id, booking_id=booking.pk, service_id=UUID(asked["service"]),
        resource_id=UUID(asked["practitioner"]), start_at=start_at, end_at=end_at, price=asked["price"],
    )  # fmt: skip
    taken = Occupancy(
        tenant_id=tenant_id, resource_id=part.resource_id, start_at=start_at, end_at=end_at,
        kind=TakenBy.BOOKING, owner_id=part.pk, expires_at=booking.held_until,
    )  # fmt: skip
    event = Event(
        tenant_id=tenant_id, type="booking.held", subject_id=booking.pk, subject_code=booking.code,
        actor_kind="client", data={"channel": "web"},
    )  # fmt: skip
    return [booking, part, taken, event]


def confirm_rows(tenant_id: UUID, booking_id: UUID, email: str) -> Rows:
    client = Client(tenant_id=tenant_id, name="Bench", email=email, language="sv")
    event = Event(tenant_id=tenant_id, type="booking.confirmed", subject_id=booking_id, actor_kind="client")
    delivery = Delivery(tenant_id=tenant_id, event_id=event.pk, consumer="notifications")
    return [client, event, delivery]


def confirmed(client: Client) -> dict[str, Any]:
    """What becomes of the booking."""
    return {
        "client_id": client.pk, "paying": "on_site", "status": Status.CONFIRMED, "held_until": None,
        "contact_name": client.name, "contact_email": client.email, "language": "sv", "updated_at": DatabaseNow(),
    }  # fmt: skip
