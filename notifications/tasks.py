"""What runs later: reading events, sending messages. Ids in; everything else is read from the database."""

from uuid import UUID

from celery import shared_task

from booking.bookings.handing import forget_handed_over
from booking.bookings.known_links import forget_old_links
from notifications import sending
from notifications.cards import tell_owners
from notifications.invited import send_invitation
from notifications.known import send_link
from notifications.planning import plan
from tenants.events import CARDS_STOPPED, INVITED, LINK_ASKED
from tenants.models import Event, Tenant
from tenants.outbox import carry_out
from tenants.tenancy import tenant_tx


@shared_task
def read_event(tenant_id: str, delivery_id: str) -> None:
    carry_out(UUID(tenant_id), UUID(delivery_id), _react)


@shared_task
def send_message(tenant_id: str, message_id: str) -> None:
    sending.send(UUID(tenant_id), UUID(message_id))


def _react(event: Event) -> None:
    return {LINK_ASKED: send_link, INVITED: send_invitation, CARDS_STOPPED: tell_owners}.get(event.type, plan)(event)


@shared_task
def forget_links() -> None:
    """Links that nobody used, and what bookings held of earlier clients, in all businesses."""
    for tenant in Tenant.objects.all():
        with tenant_tx(tenant):
            forget_old_links(tenant)
            forget_handed_over(tenant)


@shared_task
def sweep_messages() -> int:
    """Every few seconds: ring for what is due, in all businesses."""
    return sending.sweep()
