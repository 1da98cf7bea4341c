"""Work off what Stripe told us. What we cannot place yet stays parked: our own commit may still be on its way."""

import logging
from datetime import datetime, timedelta

from django.db.models import F

from payments import connecting
from payments.adopting import adopt
from payments.gateway import GatewayUnavailable
from payments.looking import look
from payments.models import Payment, StripeInbox, StripeRoute
from tenants.clock import DatabaseNow, database_now
from tenants.events import ring
from tenants.tenancy import tenant_tx

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=1)
PARKED = timedelta(minutes=10)
GIVEN_UP = timedelta(days=1)
LONGEST_WAIT = 600  # seconds
KEPT = timedelta(days=30)  # Stripe tells again for three days; by its dashboard an event can be sent again for thirty


def open_event(event_id: str) -> None:
    """Claim one event by moving its due time, and look at the payment that it speaks of."""
    now = database_now()
    claimed = StripeInbox.objects.filter(event_id=event_id, done_at=None, due_at__lte=now).update(
        due_at=now + LEASE, attempts=F("attempts") + 1
    )
    if not claimed:
        return
    told = StripeInbox.objects.get(event_id=event_id)
    try:
        done = _worked_off(told, now)
    except Exception as problem:
        log.log(
            logging.WARNING if isinstance(problem, GatewayUnavailable) else logging.ERROR,
            "An event from Stripe could not be worked off", exc_info=not isinstance(problem, GatewayUnavailable),
            extra={"event": event_id},
        )  # fmt: skip
        done = _given_up(told, now)
    wait = timedelta(seconds=min(2 ** min(told.attempts, 10), LONGEST_WAIT if told.attempts > 10 else 30))
    StripeInbox.objects.filter(event_id=event_id).update(
        done_at=DatabaseNow() if done else None, due_at=now + wait,
    )  # fmt: skip


def sweep() -> int:
    """Ring for every event that is due."""
    due = StripeInbox.objects.filter(done_at=None, due_at__lte=DatabaseNow()).order_by("due_at")
    ids = list(due.values_list("event_id", flat=True)[:500])
    for event_id in ids:
        ring("payments.tasks.open_inbox", event_id)
    return len(ids)


def forget() -> None:
    """Events that were worked off long ago. The routes stay: a dispute may come after a year."""
    StripeInbox.objects.filter(done_at__lt=database_now() - KEPT).delete()


def _worked_off(told: StripeInbox, now: datetime) -> bool:
    """False: not ours, or not yet. After ten minutes it is somebody else's, unless it speaks of our booking."""
    if told.type in connecting.TOLD:
        connecting.hear(told.account)
        return True
    route = StripeRoute.objects.select_related("tenant").filter(intent_id=told.intent_id).first()
    if route is None:
        return now - told.received_at > PARKED and (adopt(told) or True)
    with tenant_tx(route.tenant):
        account = Payment.objects.values_list("account", flat=True).get(pk=route.payment_id)
    if account == told.account:
        look(route.tenant, route.payment_id)
    else:
        log.error("An event came from another account than the payment's", extra={"event": told.event_id})
    return True


def _given_up(told: StripeInbox, now: datetime) -> bool:
    """After a day; the reconciler looks at the payment by itself."""
    if now - told.received_at <= GIVEN_UP:
        return False
    log.error("An event from Stripe was given up", extra={"event": told.event_id})
    return True
