"""What was given up after many attempts: staff can see it, and set it going again."""

from uuid import UUID

from django.db import transaction

from tenants import events
from tenants.actors import Actor
from tenants.clock import DatabaseNow
from tenants.events import ring_delivery
from tenants.models import Delivery, Tenant

SHOWN = 100


def undelivered() -> list[Delivery]:
    """The newest first, of the tenant of this transaction."""
    return list(Delivery.objects.filter(dead_at__isnull=False).select_related("event").order_by("-dead_at")[:SHOWN])


def count_undelivered() -> int:
    return Delivery.objects.filter(dead_at__isnull=False).count()


def try_again(*, tenant: Tenant, delivery_id: UUID, actor: Actor) -> bool:
    """Due at once, with all its attempts before it. False: it is not dead, or not here."""
    revived = Delivery.objects.filter(pk=delivery_id, dead_at__isnull=False).update(
        dead_at=None, attempts=0, due_at=DatabaseNow(), leased_until=None
    )
    if not revived:
        return False
    delivery = Delivery.objects.select_related("event").get(pk=delivery_id)
    events.record(
        tenant, "delivery.retried", subject_id=delivery.event.subject_id, subject_code=delivery.event.subject_code,
        actor=actor, consumer=delivery.consumer, event=delivery.event.type,
    )  # fmt: skip
    transaction.on_commit(lambda: ring_delivery(delivery.consumer, tenant.pk, delivery_id))
    return True
