"""What runs later: reading events, sending messages. Ids in; everything else is read from the database."""

from uuid import UUID

from celery import shared_task

from notifications import sending
from notifications.planning import plan
from tenants.outbox import carry_out


@shared_task
def read_event(tenant_id: str, delivery_id: str) -> None:
    carry_out(UUID(tenant_id), UUID(delivery_id), plan)


@shared_task
def send_message(tenant_id: str, message_id: str) -> None:
    sending.send(UUID(tenant_id), UUID(message_id))


@shared_task
def sweep_messages() -> int:
    """Every few seconds: ring for what is due, in all businesses."""
    return sending.sweep()
