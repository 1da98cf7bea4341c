"""The terms of a group, for a time that staff held before they knew for whom."""

from uuid import UUID

from booking.availability.catalogue import Catalogue, current
from booking.availability.pricing import price_of
from booking.bookings.locking import Locked
from booking.bookings.models import Booking, Part


def price_for_group(catalogue: Catalogue, booking: Booking, part: Part, group: UUID) -> int:
    """What the group pays for what is held, unless something else than the service set its price: a single time can
    have one of its own."""
    service, resource = catalogue.service_by_id(part.service_id), catalogue.resources[part.resource_id]
    minutes = int((part.end_at - part.start_at).total_seconds() // 60)
    usual = price_of(catalogue, resource, service, minutes, booking.currency)
    if booking.price != usual:
        return booking.price
    return price_of(catalogue, resource, service, minutes, booking.currency, group)


def agree_on_terms(locked: Locked, group: UUID) -> None:
    """From now on frozen, like the rest of the agreement. An archived group has no terms any more."""
    booking, part = locked.booking, locked.parts[0]
    catalogue = current(booking.tenant)
    if group not in catalogue.groups:
        return
    price = price_for_group(catalogue, booking, part, group)
    part.price += price - booking.price
    part.save(update_fields=["price"])
    booking.group_id, booking.price = group, price
