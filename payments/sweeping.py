"""What no webhook told and nobody completed: found by the relay across businesses, ended or settled one by one."""

import logging
from uuid import UUID

from django.db import connections

from booking.bookings.expiring import expire
from booking.bookings.models import Booking, Status
from payments import connecting, gateway
from payments.following import NOT_FOLLOWED, look_later
from payments.looking import look, look_at_booking, plan_next_look
from tenants.clock import DatabaseNow
from tenants.models import Tenant
from tenants.tenancy import tenant_tx

log = logging.getLogger(__name__)
RAN_OUT = """
    SELECT tenant_id, id FROM bookings_booking
    WHERE status IN ('held', 'awaiting_payment', 'requested') AND held_until <= ledig_now()
    ORDER BY held_until LIMIT 500
"""
TO_CHECK = """
    SELECT tenant_id, id FROM payments_payment WHERE check_at <= ledig_now() ORDER BY check_at LIMIT 200
"""
ACCOUNTS = 100  # in one sweep
SILENCES = 3  # so many in a row, and Stripe is not asked again in this sweep


def sweep_holds() -> int:
    """End what ran out. An intent is cancelled before its booking. A Stripe that does not answer holds up no other
    booking: its own reader of the event and the reconciler cancel later, and money that came after all is settled."""
    ended, silences = 0, 0
    for tenant, booking_id in _found(RAN_OUT):
        try:
            with tenant_tx(tenant):
                booking = Booking.objects.select_related("tenant").get(pk=booking_id)
            if booking.status == Status.AWAITING_PAYMENT and silences < SILENCES:
                silences = 0 if look_at_booking(tenant, booking_id) else silences + 1
            with tenant_tx(tenant):
                ended += expire(booking=booking)
        except Exception:  # one bad row must not stop the others
            log.exception("A hold could not be ended", extra={"booking": str(booking_id)})
    return ended


def reconcile() -> int:
    """Look at every payment that should have been heard of by now. One that fails comes later again, behind others."""
    looked, silences = 0, 0
    for tenant, payment_id in _found(TO_CHECK):
        try:
            look(tenant, payment_id)
            looked, silences = looked + 1, 0
        except gateway.GatewayUnavailable:
            log.warning("Stripe does not answer; the next sweep will ask again.")
            silences += 1
            if silences == SILENCES:
                break
            plan_next_look(tenant, payment_id)
        except Exception:
            log.exception("A payment could not be looked at", extra={"payment": str(payment_id)})
            plan_next_look(tenant, payment_id)
    return looked


def sweep_accounts() -> int:
    """Read the accounts of businesses by and by, so that an event that never came does no harm for long. One that is
    not told of comes later again, behind others."""
    due = Tenant.objects.filter(stripe_look_at__lte=DatabaseNow(), suspended_at=None).exclude(stripe_account="")
    due = due.exclude(stripe_state__in=NOT_FOLLOWED).order_by("stripe_look_at")
    looked, silences = 0, 0
    for tenant in due[:ACCOUNTS]:
        try:
            told = connecting.look(tenant=tenant, unasked=True)
        except Exception:
            log.exception("An account could not be looked at", extra={"tenant": str(tenant.pk)})
            told = False
        looked, silences = looked + told, 0 if told else silences + 1
        if not told:
            look_later(tenant)
        if silences == SILENCES:
            break
    return looked


def _found(statement: str) -> list[tuple[Tenant, UUID]]:
    with connections["relay"].cursor() as cursor:
        cursor.execute(statement)
        due = cursor.fetchall()
    tenants = Tenant.objects.in_bulk({tenant_id for tenant_id, _row in due})
    return [(tenants[tenant_id], row_id) for tenant_id, row_id in due if tenant_id in tenants]
