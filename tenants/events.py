"""Write down what happened, in the transaction of the change, and ring whoever reads it."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from celery import current_app
from django.conf import settings
from django.db import connection, transaction

from tenants.actors import SYSTEM, Actor
from tenants.live.bell import publish
from tenants.models import Delivery, Event, Tenant

log = logging.getLogger(__name__)
LINK_ASKED = "client.link_asked"
INVITED, UNINVITED = "invitation.sent", "invitation.withdrawn"
CARDS_STOPPED = "cards.stopped"
CARDS_DROPPED = "cards.dropped"
QUIET = {"access.denied", LINK_ASKED}  # a stranger who knocks must not set everybody's page in motion
QUIET_AFTER_FAILURE = 5.0
NOW = timedelta()
_quiet_until = 0.0


def record(
    tenant: Tenant, type: str, *, subject_id: UUID, subject_code: str = "", actor: Actor = SYSTEM, **data: Any
) -> Event:
    """One event, and one delivery for each reader that `settings.EVENT_CONSUMERS` names for its type."""
    event = Event.objects.create(
        tenant=tenant, type=type, subject_id=subject_id, subject_code=subject_code,
        actor_kind=actor.kind, actor_id=actor.id, data=data,
    )  # fmt: skip
    readers = [name for name, types in settings.EVENT_CONSUMERS.items() if type in types]
    if readers:
        deliveries = Delivery.objects.bulk_create(
            Delivery(tenant=tenant, event=event, consumer=name) for name in readers
        )
        for delivery in deliveries:
            transaction.on_commit(partial(ring_delivery, delivery.consumer, tenant.pk, delivery.pk))
    if type not in QUIET:
        _ring_live_at_the_end(LiveBell(tenant.pk))
    return event


def ring_delivery(consumer: str, tenant_id: UUID, delivery_id: UUID) -> None:
    ring(f"{consumer}.tasks.read_event", str(tenant_id), str(delivery_id))


def ring(task: str, *args: str, later: timedelta = NOW) -> None:
    """Tell Celery that there is work. It may fail: the sweep finds what was not rung."""
    countdown = later.total_seconds() or None
    _without_waiting(partial(current_app.send_task, task, args=args, countdown=countdown, retry=False))


@dataclass(frozen=True, slots=True)
class LiveBell:
    """Tells whoever looks at the business's pages. It may fail: they ask by themselves (`tenants.live`)."""

    tenant_id: UUID

    def __call__(self) -> None:
        _without_waiting(partial(publish, self.tenant_id))


def _ring_live_at_the_end(bell: LiveBell) -> None:
    """Once, however many events the transaction writes."""
    if not any(waiting[1] == bell for waiting in connection.run_on_commit):
        transaction.on_commit(bell)


def _without_waiting(call: Callable[[], object]) -> None:
    """Ask the broker, unless it failed a moment ago."""
    global _quiet_until  # noqa: PLW0603
    if time.monotonic() < _quiet_until:
        return
    try:
        call()
    except Exception as problem:  # whatever the broker's client raises, the change is already safe
        _quiet_until = time.monotonic() + QUIET_AFTER_FAILURE
        log.warning(
            "The broker does not answer; the sweep will find the work.",
            extra={"error": type(problem).__name__},
        )
