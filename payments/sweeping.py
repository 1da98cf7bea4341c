"""What no webhook told and nobody completed: found by the relay across businesses, ended or settled one by one."""

import logging
from collections.abc import Callable
from uuid import UUID

from django.db import connections

from booking.bookings.expiring import expire
from booking.bookings.models import Booking, Status
from payments import gateway
from payments.looking import look, look_at_booking
from tenants.models import Tenant
from tenants.tenancy import tenant_tx

log = logging.getLogger(__name__)
RAN_OUT = """
    SELECT tenant_id, id FROM bookings_booking
    WHERE status IN ('held', 'awaiting_payment') AND held_until <= ledig_now() ORDER BY held_until LIMIT 500
"""
TO_CHECK = """
    SELECT tenant_id, id FROM payments_payment WHERE check_at <= ledig_now() ORDER BY check_at LIMIT 200
"""


def sweep_holds() -> int:
    """End what ran out. An intent is cancelled before its booking: money that came after all is settled instead."""
    return sum(_each(RAN_OUT, end_one))


def reconcile() -> int:
    """Look at every payment that should have been heard of by now."""
    return sum(_each(TO_CHECK, _look_one))


def end_one(tenant: Tenant, booking_id: UUID) -> bool:
    """True when the booking ended now."""
    with tenant_tx(tenant):
        booking = Booking.objects.select_related("tenant").get(pk=booking_id)
    if booking.status == Status.AWAITING_PAYMENT:
        look_at_booking(tenant, booking_id)
    with tenant_tx(tenant):
        return expire(booking=booking)


def _look_one(tenant: Tenant, payment_id: UUID) -> bool:
    look(tenant, payment_id)
    return True


def _each(statement: str, act: Callable[[Tenant, UUID], bool]) -> list[bool]:
    with connections["relay"].cursor() as cursor:
        cursor.execute(statement)
        due = cursor.fetchall()
    tenants = Tenant.objects.in_bulk({tenant_id for tenant_id, _row in due})
    done = []
    for tenant_id, row_id in due:
        try:
            done.append(act(tenants[tenant_id], row_id))
        except gateway.GatewayUnavailable:
            log.warning("Stripe does not answer; the next sweep will ask again.")
        except Exception:  # one bad row must not stop the others
            log.exception("A row could not be swept", extra={"row": str(row_id)})
    return done
