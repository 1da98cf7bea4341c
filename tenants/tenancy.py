"""The tenant of a transaction. Without it, PostgreSQL refuses to read or write any row of any business."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection, models, transaction
from django.db.models.functions import Cast

from booking.kernel.errors import NotFound
from tenants.models import Tenant

View = TypeVar("View", bound=Callable[..., Any])


@contextmanager
def tenant_tx(tenant: Tenant | UUID) -> Iterator[None]:
    """One transaction in which rows of this tenant, and of no other, can be seen and written."""
    with transaction.atomic():
        enter(tenant.pk if isinstance(tenant, Tenant) else tenant)
        yield


def enter(tenant_id: UUID) -> None:
    """Choose the tenant for the rest of the present transaction."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("A tenant is chosen inside a transaction only.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.tenant', %s, true)", [str(tenant_id)])


def enter_by_slug(slug: str) -> Tenant:
    """Find a business by its address and choose it, in one round trip. Raises `NotFound`."""
    chosen = models.Func(
        models.Value("app.tenant"), Cast("id", models.TextField()), models.Value(True),
        function="set_config", output_field=models.TextField(),
    )  # fmt: skip
    return _found(Tenant.objects.annotate(chosen=chosen), slug)


def tenant_by_slug(slug: str) -> Tenant:
    """Find a business without choosing it. Raises `NotFound`."""
    return _found(Tenant.objects.all(), slug)


def outside_transaction(view: View) -> View:
    """The view talks to the outside world, so it opens its own short transactions."""
    view.outside_transaction = True  # type: ignore[attr-defined]
    return view


def _found(tenants: "models.QuerySet[Tenant]", slug: str) -> Tenant:
    try:
        return tenants.get(slug=slug, suspended_at=None)
    except Tenant.DoesNotExist:
        raise NotFound from None
