"""A booking, locked after its resources, with the database's clock read behind the lock."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from booking.availability.locking import lock_resources
from booking.availability.occupying import occupied
from booking.bookings.models import Booking, Part
from tenants.clock import database_now


@dataclass(frozen=True, slots=True)
class Locked:
    booking: Booking
    parts: list[Part]
    resources: list[UUID]
    now: datetime

    @property
    def owners(self) -> list[UUID]:
        """Under whose ids the occupancies of this booking stand."""
        return [part.pk for part in self.parts]


def lock(booking: Booking, *also: UUID) -> Locked:
    """Lock what the booking occupies (and `also`), then the booking itself, and read it again."""
    parts = list(Part.objects.filter(booking_id=booking.pk).order_by("position"))
    resources = occupied(part.pk for part in parts)
    lock_resources([*resources, *also])
    fresh = Booking.objects.select_for_update(no_key=True, of=("self",)).get(pk=booking.pk)
    return Locked(fresh, parts, resources, database_now())


def changed(booking: Booking, now: datetime, *fields: str) -> None:
    """Write just these fields."""
    booking.updated_at = now
    booking.save(update_fields=[*fields, "updated_at"])
