"""What payments does when something happened to a booking: give back what is due, stop what nobody waits for."""

from booking.bookings.models import Booking
from payments.locking import lock_payment
from payments.looking import look
from payments.models import Payment
from payments.refunding import plan_refund
from tenants.models import Event
from tenants.tenancy import tenant_tx


def react(event: Event) -> None:
    """Safe to repeat: a refund is planned once per event. Raises `GatewayUnavailable`; the delivery comes again."""
    with tenant_tx(event.tenant):
        booking = Booking.objects.get(pk=event.subject_id)
        due = event.data.get("refund_due", 0)
        if due:
            _plan(booking, due, cause=f"event:{event.pk}")
        payments = list(Payment.objects.filter(booking=booking).values_list("pk", flat=True))
    for payment_id in payments:
        look(event.tenant, payment_id)


def _plan(booking: Booking, due: int, *, cause: str) -> None:
    """From the oldest payment on. Money in another currency than the booking's was never counted as paid."""
    paid = Payment.objects.filter(booking=booking, entries__currency=booking.currency).distinct()
    for payment_id in paid.order_by("created_at", "pk").values_list("pk", flat=True):
        refund = plan_refund(lock_payment(payment_id), due, cause=cause)
        due -= refund.amount if refund else 0
        if due <= 0:
            return
