"""What the catalogue of PostgreSQL says: no table, view, key or function that would let a tenant see another."""

import pytest
from django.apps import apps
from django.db import DatabaseError, connections, transaction

from booking.availability.models import Version
from tests.cast import Cast
from tests.tenants.rows import ask, fill, keys_in_tenant, tenant_models, tenant_tables
from tests.tenants.test_row_security import GLOBAL

OURS = "= ( SELECT (current_setting('app.tenant'::text))::uuid"
# What the relay may know of other people's rows: whose, which, when, how far. Nothing that was said.
RELAY_MAY_READ = {
    "tenants_delivery": {"tenant_id", "id", "consumer", "due_at", "leased_until", "done_at", "dead_at"},
    "bookings_booking": {"tenant_id", "id", "status", "held_until"},
    "payments_payment": {"tenant_id", "id", "check_at"},
    "notifications_message": {"tenant_id", "id", "status", "due_at", "leased_until"},
}

pytestmark = pytest.mark.django_db(databases=["default", "owner", "relay"])


def test_every_table_of_a_tenant_is_hidden_from_all_others():
    """A new table without row security fails here, by name."""
    rows = ask(
        "SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class WHERE relname = ANY(%s) AND relkind = 'r'",
        tenant_tables(),
    )
    open_tables = {name for name, enabled, forced in rows if not (enabled and forced)}
    assert open_tables == GLOBAL
    assert {model._meta.db_table for model in [*tenant_models(), Version]} == set(tenant_tables()) - GLOBAL


def test_every_policy_judges_what_is_read_and_what_is_written():
    policies: dict[str, list[tuple]] = {}
    for table, *rest in ask("SELECT tablename, policyname, roles::text[], cmd, qual, with_check FROM pg_policies"):
        policies.setdefault(table, []).append(tuple(rest))
    assert set(policies) == set(tenant_tables()) - GLOBAL
    for table, found in policies.items():
        (_name, roles, cmd, using, check), *others = sorted(found, key=lambda row: row[0] != "tenant")
        assert cmd == "ALL", table
        assert sorted(role.rpartition("_")[2] for role in roles) == ["app", "owner"]
        assert OURS in using, table
        assert OURS in check, table
        for name, roles, cmd, using, check in others:
            assert (name, cmd, using, check) == ("relay", "SELECT", "true", None), table
            assert [role.rpartition("_")[2] for role in roles] == ["relay"], table


def test_no_view_and_no_function_lends_the_rights_of_its_maker():
    views = ask(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('v', 'm') "
        "AND NOT coalesce('security_invoker=true' = ANY(reloptions) OR 'security_invoker=on' = ANY(reloptions), false)"
    )
    assert views == []
    lenders = ask(
        "SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace NOT IN "
        "('pg_catalog'::regnamespace, 'information_schema'::regnamespace)"
    )
    assert lenders == []


def test_every_key_within_a_tenant_carries_the_tenant():
    """Foreign keys are checked past row security, so each names both ids on both sides."""
    rows = ask("""
        SELECT f.relname, t.relname,
               ARRAY(SELECT attname::text FROM unnest(conkey) WITH ORDINALITY k (n, i)
                     JOIN pg_attribute ON attrelid = conrelid AND attnum = n ORDER BY i),
               ARRAY(SELECT attname::text FROM unnest(confkey) WITH ORDINALITY k (n, i)
                     JOIN pg_attribute ON attrelid = confrelid AND attnum = n ORDER BY i)
        FROM pg_constraint JOIN pg_class f ON f.oid = conrelid JOIN pg_class t ON t.oid = confrelid
        WHERE contype = 'f'""")
    tables = set(tenant_tables())
    within = [row for row in rows if row[0] in tables and row[1] in tables]
    for source, target, columns, pointed in within:
        assert (columns[0], pointed) == ("tenant_id", ["tenant_id", "id"]), f"{source} → {target}"
    known = {(source, columns[-1], target) for source, target, columns, _pointed in within}
    assert {(key.table, key.column, key.target) for key in keys_in_tenant()} <= known


def test_models_say_in_tenant_wherever_both_sides_have_one():
    for model in tenant_models():
        for field in model._meta.concrete_fields:
            other = field.related_model
            if other is not None and issubclass(other, tuple(tenant_models())):
                assert type(field).__name__ == "InTenant", f"{model.__name__}.{field.name}"


def test_whatever_is_unique_is_unique_within_a_tenant():
    rows = ask(
        """
        SELECT t.relname, i.indisprimary,
               (SELECT attname::text FROM pg_attribute WHERE attrelid = t.oid AND attnum = i.indkey[0])
        FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid
        WHERE (i.indisunique OR i.indisexclusion) AND t.relname = ANY(%s)""",
        [*set(tenant_tables()) - GLOBAL],
    )
    assert len(rows) > 40
    for table, is_primary, first in rows:
        # A primary key is a UUID that nobody chooses: it tells nothing and cannot be taken on purpose.
        assert first == "tenant_id" or is_primary, f"{table}: unique by {first} first"


def test_primary_keys_are_not_for_guessing():
    assert all(model._meta.pk.get_internal_type() == "UUIDField" for model in [*tenant_models(), Version])


def test_the_relay_reads_ids_and_times_and_writes_nothing(cast: Cast):
    fill(cast.salon)
    seen: dict[str, set[str]] = {}
    for table, column in ask(
        "SELECT table_name::text, column_name::text FROM information_schema.column_privileges "
        "WHERE grantee = current_user AND privilege_type = 'SELECT'", alias="relay"
    ):  # fmt: skip
        seen.setdefault(table, set()).add(column)
    assert seen == RELAY_MAY_READ
    writes = ask(
        "SELECT table_name, privilege_type FROM information_schema.role_table_grants "
        "WHERE grantee = current_user AND privilege_type <> 'SELECT'", alias="relay"
    )  # fmt: skip
    assert writes == []
    for statement in ("SELECT contact_email FROM bookings_booking", "SELECT * FROM clients_client",
                      "SELECT email FROM tenants_user", "DELETE FROM tenants_delivery"):  # fmt: skip
        with pytest.raises(DatabaseError), transaction.atomic(using="relay"), connections["relay"].cursor() as cursor:
            cursor.execute(statement)


def test_the_three_roles_are_who_they_should_be():
    rows = dict(
        ask("SELECT rolname, rolsuper OR rolbypassrls OR rolcreaterole FROM pg_roles WHERE rolname LIKE 'ledig%%'")
    )
    assert not rows["ledig_app"]
    assert not rows["ledig_relay"]
    assert not rows["ledig_owner"]
    assert {ask("SELECT current_user", alias=alias)[0][0] for alias in ("default", "owner", "relay")} == {
        "ledig_app", "ledig_owner", "ledig_relay",
    }  # fmt: skip
    owners = ask("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'")
    assert owners == [("ledig_owner",)]


def test_no_model_is_managed_outside_the_schema():
    assert all(model._meta.managed for model in apps.get_models())
