"""Migration operations for rows that belong to a business. Hand-written SQL, made in one place."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db.migrations import RunSQL


def app_role() -> str:
    return settings.DATABASES["default"]["USER"]


def owner_role() -> str:
    return settings.DATABASES["owner"]["USER"]


def relay_role() -> str:
    return settings.DATABASES["relay"]["USER"]


def tenant_table(table: str, *, relay_reads: Sequence[str] = (), append_only: bool = False) -> RunSQL:
    """Hide the table's rows from every transaction but the tenant's own.

    `relay_reads`: columns (ids and times only) by which the relay finds due work across tenants.
    `append_only`: the app may add and read, never change or remove.
    """
    mine = "tenant_id = (SELECT current_setting('app.tenant')::uuid)"
    statements: list[Any] = [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f'CREATE POLICY tenant ON {table} TO "{app_role()}", "{owner_role()}" USING ({mine}) WITH CHECK ({mine})',
    ]
    if relay_reads:
        statements += [
            f'CREATE POLICY relay ON {table} FOR SELECT TO "{relay_role()}" USING (true)',
            f'GRANT SELECT ({", ".join(relay_reads)}) ON {table} TO "{relay_role()}"',
        ]
    if append_only:
        statements.append(f'REVOKE UPDATE, DELETE ON {table} FROM "{app_role()}"')
    return RunSQL(statements, reverse_sql=RunSQL.noop)


def composite_key(table: str, column: str, target: str, *, target_is_global: bool = False) -> RunSQL:
    """A foreign key that cannot point into another business: (tenant_id, column) → (tenant_id, id).

    Row security is lifted from the owner for the moment in which PostgreSQL checks the rows that are there.
    """
    name = f"{table}_{column}_in_tenant"
    key = f"FOREIGN KEY (tenant_id, {column}) REFERENCES {target} (tenant_id, id)"
    hidden = [table] if target_is_global else [table, target]
    lift = [f"ALTER TABLE {hidden_table} NO FORCE ROW LEVEL SECURITY" for hidden_table in hidden]
    lower = [statement.replace("NO FORCE", "FORCE") for statement in lift]
    return RunSQL(
        [*lift, f"ALTER TABLE {table} ADD CONSTRAINT {name} {key}", *lower],
        reverse_sql=f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )
