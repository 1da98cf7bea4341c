"""What runs later for the house itself."""

from datetime import timedelta
from uuid import UUID

from celery import shared_task
from django.db import connection

from tenants import account_mail, outbox, pictures
from tenants.clock import database_now
from tenants.keys import forget_words
from tenants.models import IdempotencyKey, Invitation, Tenant
from tenants.tenancy import tenant_tx

REMEMBERED = timedelta(hours=24)
INVITED = timedelta(days=30)
UNSEEN = timedelta(days=1)


@shared_task
def sweep_deliveries() -> int:
    """Every few seconds: ring for what was written but never rung."""
    account_mail.sweep()
    return outbox.sweep()


@shared_task
def send_account_mail(mail_id: str) -> None:
    account_mail.send(UUID(mail_id))


@shared_task
def forget_key_words(tenant_id: str) -> None:
    """Rung when a key was made, for when it is not shown again."""
    with tenant_tx(UUID(tenant_id)):
        forget_words(tenant_id=UUID(tenant_id))


@shared_task
def forget_old() -> None:
    """Limits whose window is over, answers that nobody will ask for again, and addresses of people who were invited
    long ago, and pictures that are no longer shown."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM tenants_limit WHERE ends_at < ledig_now() - interval '1 hour'")
    for tenant in Tenant.objects.all():
        with tenant_tx(tenant):
            IdempotencyKey.objects.filter(created_at__lt=database_now() - REMEMBERED).delete()
            Invitation.objects.filter(expires_at__lt=database_now() - INVITED).delete()
            forget_words(tenant_id=tenant.pk)
            pictures.unseen().filter(created_at__lt=database_now() - UNSEEN).delete()
