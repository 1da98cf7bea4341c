"""What payments does when something happened to a booking: give back what is due, stop what nobody waits for."""

from booking.bookings.locking import lock
from booking.bookings.models import Booking
from payments.looking import look
from payments.models import Payment, PaymentStatus
from payments.refunding import plan_refund
from tenants.models import Event
from tenants.tenancy import tenant_tx


def react(event: Event) -> None:
    """Safe to repeat: a refund is planned once per event. Raises `GatewayUnavailable`; the delivery comes again."""
    with tenant_tx(event.tenant):
        booking = Booking.objects.select_related("tenant").get(pk=event.subject_id)
        due = event.data.get("refund_due", 0)
        if due:
            _plan(booking, due, cause=f"event:{event.pk}")
        payments = list(Payment.objects.filter(booking=booking).values_list("pk", flat=True))
    for payment_id in payments:
        look(event.tenant, payment_id)


def _plan(booking: Booking, due: int, *, cause: str) -> None:
    lock(booking)
    paid = Payment.objects.select_for_update(no_key=True).filter(booking=booking, status=PaymentStatus.SUCCEEDED)
    for payment in paid:
        refund = plan_refund(payment, due, cause=cause)
        due -= refund.amount if refund else 0
        if due <= 0:
            return
