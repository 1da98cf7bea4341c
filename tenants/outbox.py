"""Carry out a delivery: claim it by a lease in a short transaction, act outside, mark it done in another."""

import logging
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.db import connections, models
from django.db.models import F, Q

from tenants.clock import DatabaseNow
from tenants.events import ring_delivery
from tenants.models import Delivery, Event
from tenants.tenancy import tenant_tx

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=2)
ATTEMPTS = 12
DUE = """
    SELECT tenant_id, id, consumer FROM tenants_delivery
    WHERE done_at IS NULL AND dead_at IS NULL AND due_at <= ledig_now() - interval '1 second'
      AND (leased_until IS NULL OR leased_until <= ledig_now())
    ORDER BY due_at LIMIT 500
"""


def sweep() -> int:
    """Ring for every delivery that is due and that nobody has claimed. Returns how many."""
    with connections["relay"].cursor() as cursor:
        cursor.execute(DUE)
        due = cursor.fetchall()
    for tenant_id, delivery_id, consumer in due:
        ring_delivery(consumer, tenant_id, delivery_id)
    return len(due)


def carry_out(tenant_id: UUID, delivery_id: UUID, react: Callable[[Event], None]) -> bool:
    """Call `react` with the event, once per claim. It must be safe to repeat. False: done, or somebody has it.

    Raises `Delivery.DoesNotExist` for one that this tenant does not have: that is never "nothing to do"."""
    delivery = claim(tenant_id, delivery_id)
    if delivery is None:
        with tenant_tx(tenant_id):
            Delivery.objects.only("pk").get(pk=delivery_id)
        return False
    try:
        react(delivery.event)
    except Exception as problem:
        log.exception("A delivery failed", extra={"delivery": str(delivery_id), "consumer": delivery.consumer})
        _put_back(delivery, problem)
        return False
    with tenant_tx(tenant_id):
        Delivery.objects.filter(pk=delivery_id).update(done_at=DatabaseNow(), leased_until=None)
    return True


def claim(tenant_id: UUID, delivery_id: UUID) -> Delivery | None:
    """Take the delivery for `LEASE`, unless somebody has it or it is done."""
    free = Q(leased_until=None) | Q(leased_until__lte=DatabaseNow())
    with tenant_tx(tenant_id):
        delivery = (
            Delivery.objects.select_for_update(skip_locked=True, of=("self",), no_key=True)
            .select_related("event", "event__tenant")
            .filter(free, pk=delivery_id, done_at=None, dead_at=None)
            .first()
        )
        if delivery is not None and delivery.attempts >= ATTEMPTS:  # each attempt killed its worker
            Delivery.objects.filter(pk=delivery_id).update(dead_at=DatabaseNow(), last_error="WorkerLost")
            return None
        if delivery is not None:
            Delivery.objects.filter(pk=delivery_id).update(leased_until=_later(LEASE), attempts=F("attempts") + 1)
            delivery.attempts += 1
    return delivery


def _put_back(delivery: Delivery, problem: Exception) -> None:
    """Back off; after the last attempt the delivery is dead, and staff can see it."""
    dead = delivery.attempts >= ATTEMPTS
    wait = timedelta(seconds=min(5 * 2 ** min(delivery.attempts, 10), 3600))
    with tenant_tx(delivery.tenant_id):
        Delivery.objects.filter(pk=delivery.pk).update(
            leased_until=None, last_error=type(problem).__name__, due_at=_later(wait),
            **({"dead_at": DatabaseNow()} if dead else {}),
        )  # fmt: skip


def _later(wait: timedelta) -> models.Expression:
    return models.ExpressionWrapper(DatabaseNow() + models.Value(wait), output_field=models.DateTimeField())
