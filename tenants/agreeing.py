"""In which money a business agrees. Nobody agrees in one while another one is being chosen: who agrees shares a lock,
and who chooses has it alone. It is none of the row, on which much else waits."""

from uuid import UUID

from django.db import connection

from tenants.models import Tenant

SHARED = "SELECT pg_advisory_xact_lock_shared(hashtextextended(%s, 0))"
ALONE = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"


def money_of(tenant: Tenant) -> str:
    """The currency, until the transaction ends. Before any other lock; it is read behind this one."""
    _lock(SHARED, tenant.pk)
    return Tenant.objects.values_list("currency", flat=True).get(pk=tenant.pk)


def choose_money(tenant: Tenant) -> None:
    """From here on nobody agrees on anything until the transaction ends; what was agreed before can be seen."""
    _lock(ALONE, tenant.pk)


def _lock(statement: str, tenant_id: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [f"ledig.money.{tenant_id}"])
