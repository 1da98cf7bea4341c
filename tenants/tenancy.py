"""The tenant of a transaction. Without it, PostgreSQL refuses to read or write any row of any business."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection, transaction

from booking.kernel.errors import NotFound
from tenants.models import Tenant

View = TypeVar("View", bound=Callable[..., Any])

# The head of a statement that chooses its tenant by itself, so that reading needs no transaction around it. The rest
# must take something from `chosen` before it looks at rows; if it did not, PostgreSQL would refuse, not reveal. In a
# transaction of another tenant it breaks (no uuid looks like that): the rest of that would see the wrong rows.
CHOOSING = """
    WITH chosen AS MATERIALIZED (
        SELECT set_config('app.tenant', CASE WHEN coalesce(current_setting('app.entered', true), '') IN ('', wanted)
            THEN wanted ELSE (current_setting('app.entered', true) || ' was entered, and not ' || wanted)::uuid::text
            END, true) AS tenant
        FROM (SELECT %s::text AS wanted) AS asked)
"""
COLUMNS = [field.attname for field in Tenant._meta.concrete_fields]
BY_SLUG = f"SELECT {', '.join(COLUMNS)} FROM tenants_tenant WHERE slug = %s AND suspended_at IS NULL"  # noqa: S608
ENTERING = "set_config('app.tenant', {tenant}, true), set_config('app.entered', {tenant}, true)"
CHOSEN_BY_SLUG = BY_SLUG.replace("SELECT ", f"SELECT {ENTERING.format(tenant='id::text')}, ", 1)
CHOSEN = f"SELECT coalesce(current_setting('app.entered', true), ''), {ENTERING.format(tenant='%(tenant)s')}"


@contextmanager
def tenant_tx(tenant: Tenant | UUID) -> Iterator[None]:
    """One transaction in which rows of this tenant, and of no other, can be seen and written.

    Inside another one it is a savepoint, behind which the other's tenant is chosen again."""
    chosen = str(tenant.pk if isinstance(tenant, Tenant) else tenant)
    inside = connection.in_atomic_block
    with transaction.atomic():
        before = _choose(chosen)
        yield
        if inside and before != chosen:
            _choose(before)


def enter(tenant_id: UUID) -> None:
    """Choose the tenant for the rest of the present transaction."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("A tenant is chosen inside a transaction only.")
    _choose(str(tenant_id))


def enter_by_slug(slug: str) -> Tenant:
    """Find a business by its address and choose it, in one round trip. Raises `NotFound`."""
    return _found(CHOSEN_BY_SLUG, slug)


def tenant_by_slug(slug: str) -> Tenant:
    """Find a business without choosing it. Raises `NotFound`."""
    return _found(BY_SLUG, slug)


def outside_transaction(view: View) -> View:
    """The view talks to the outside world, so it opens its own short transactions."""
    view.outside_transaction = True  # type: ignore[attr-defined]
    return view


def _choose(tenant_id: str) -> str:
    """Returns which tenant was chosen before; empty when none was."""
    with connection.cursor() as cursor:
        cursor.execute(CHOSEN, {"tenant": tenant_id})
        return cursor.fetchone()[0]


def _found(statement: str, slug: str) -> Tenant:
    """By hand: every request passes here, and building the same query anew would cost more than asking it."""
    with connection.cursor() as cursor:
        cursor.execute(statement, [slug])
        row = cursor.fetchone()
    if row is None:
        raise NotFound
    return Tenant.from_db(connection.alias, COLUMNS, row[-len(COLUMNS) :])
