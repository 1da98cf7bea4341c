"""Holds and bookings as programs see them (CONTRACT): plain values, times with the offset of the place."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from booking.availability.search import named
from booking.bookings.links import manage_url
from booking.bookings.models import Booking
from booking.bookings.policies import Outcome


def hold_shape(booking: Booking) -> dict[str, Any]:
    return {"hold": booking.hold_token, "held_until": _local(booking, booking.held_until), **_agreed(booking)}


def booking_shape(booking: Booking) -> dict[str, Any]:
    """For whoever may see it all: the client by their own token, a program by its key."""
    return {
        "code": booking.code,
        "status": booking.status,
        **_agreed(booking),
        "service": named(booking.parts.all()[0].service),
        "channel": booking.channel,
        "client": {
            "name": "" if booking.veiled else booking.contact_name,
            "email": booking.contact_email,
            "phone": booking.contact_phone,
        },
        "paid": {"amount": booking.paid_amount, "currency": booking.currency},
    }


def managed_shape(booking: Booking) -> dict[str, Any]:
    """With the client's own link, for those who hold it already or have just made the booking."""
    return booking_shape(booking) | {"manage_url": manage_url(booking)}


def policy_shape(booking: Booking, outcome: Outcome) -> dict[str, Any]:
    return {
        "allowed": outcome.allowed,
        "outcome": outcome.code,
        "free_until": _local(booking, outcome.free_until),
        "refund": outcome.refund.as_json(),
    }


def _agreed(booking: Booking) -> dict[str, Any]:
    return {
        "start": _local(booking, booking.start_at),
        "end": _local(booking, booking.end_at),
        "practitioner": named(booking.parts.all()[0].resource),
        "location": named(booking.location),
        "mode": booking.mode,
        "price": booking.money.as_json(),
    }


def _local(booking: Booking, moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(ZoneInfo(booking.location.timezone)).isoformat()
