"""Work off what Stripe told us. What we cannot place yet stays parked: our own commit may still be on its way."""

import logging
from datetime import timedelta

from django.db.models import F

from payments.looking import look
from payments.models import Payment, StripeInbox, StripeRoute
from tenants.clock import DatabaseNow, database_now
from tenants.events import ring
from tenants.tenancy import tenant_tx

log = logging.getLogger(__name__)
LEASE = timedelta(seconds=30)
PARKED = timedelta(hours=1)


def open_event(event_id: str) -> None:
    """Claim one event by moving its due time, and look at the payment that it speaks of."""
    now = database_now()
    claimed = StripeInbox.objects.filter(event_id=event_id, done_at=None, due_at__lte=now).update(
        due_at=now + LEASE, attempts=F("attempts") + 1
    )
    if not claimed:
        return
    told = StripeInbox.objects.get(event_id=event_id)
    route = StripeRoute.objects.select_related("tenant").filter(intent_id=told.intent_id).first()
    if route is None:
        _park(told)
        return
    with tenant_tx(route.tenant):
        account = Payment.objects.values_list("account", flat=True).get(pk=route.payment_id)
    if account == told.account:
        look(route.tenant, route.payment_id)
    else:
        log.error("An event came from another account than the payment's", extra={"event": event_id})
    StripeInbox.objects.filter(event_id=event_id).update(done_at=DatabaseNow())


def sweep() -> int:
    """Ring for every event that is due."""
    due = StripeInbox.objects.filter(done_at=None, due_at__lte=DatabaseNow()).order_by("due_at")
    ids = list(due.values_list("event_id", flat=True)[:500])
    for event_id in ids:
        ring("payments.tasks.open_inbox", event_id)
    return len(ids)


def _park(told: StripeInbox) -> None:
    """Not ours, or not yet: asked again every few seconds at first, and given up after an hour."""
    now = database_now()
    if now - told.received_at > PARKED:
        told.done_at = now
    told.due_at = now + timedelta(seconds=min(2 * told.attempts, 30))
    told.save(update_fields=["done_at", "due_at"])
