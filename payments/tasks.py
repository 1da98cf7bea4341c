"""Ids in, one verb called."""

from uuid import UUID

from celery import shared_task

from payments import inbox, sweeping
from payments.reacting import react
from tenants import outbox


@shared_task
def read_event(tenant_id: str, delivery_id: str) -> bool:
    return outbox.carry_out(UUID(tenant_id), UUID(delivery_id), react)


@shared_task
def open_inbox(event_id: str) -> None:
    inbox.open_event(event_id)


@shared_task
def sweep_inbox() -> int:
    return inbox.sweep()


@shared_task
def forget_inbox() -> None:
    inbox.forget()


@shared_task
def sweep_holds() -> int:
    return sweeping.sweep_holds()


@shared_task
def reconcile() -> int:
    return sweeping.reconcile()


@shared_task
def sweep_accounts() -> int:
    return sweeping.sweep_accounts()
