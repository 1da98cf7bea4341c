"""A payment, locked after the resources and the booking that it is for: the same order everywhere."""

from uuid import UUID

from booking.bookings.locking import lock
from payments.models import Payment


def lock_payment(payment_id: UUID) -> Payment:
    """Inside a transaction. The payment as it is behind the lock, with its booking and tenant."""
    lock(Payment.objects.select_related("booking").get(pk=payment_id).booking)
    locked = Payment.objects.select_for_update(no_key=True, of=("self",))
    return locked.select_related("tenant", "booking__tenant").get(pk=payment_id)
