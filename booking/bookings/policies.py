"""What an act will lead to, told before it is done. The policy was frozen on the booking; `now` is an argument."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from booking.bookings.models import Booking, Status
from booking.kernel.money import Money
from booking.resources.models import Service


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether the client may move or cancel now, what they would get back, and until when it is free.
    `code`: free | late | over | not_standing."""

    allowed: bool
    code: str
    refund: Money
    free_until: datetime


def frozen_policy(service: Service) -> dict[str, Any]:
    """The policy as it stands today, to be written on the booking."""
    return {"free_until_hours": service.free_until_hours}


def outcome(booking: Booking, now: datetime) -> Outcome:
    """For the client's own act."""
    code = _code(booking, now)
    refund = Money(booking.paid_amount if code == "free" else 0, booking.currency)
    until = booking.start_at if booking.status == Status.REQUESTED else booking.free_until
    return Outcome(code == "free", code, refund, until)


def _code(booking: Booking, now: datetime) -> str:
    if booking.status == Status.REQUESTED:
        return "free"
    if booking.status not in (Status.CONFIRMED, Status.AWAITING_PAYMENT):
        return "not_standing"
    if now >= booking.start_at:
        return "over"
    return "free" if now <= booking.free_until else "late"
