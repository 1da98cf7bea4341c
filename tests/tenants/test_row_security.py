"""PostgreSQL itself hides the rows of other businesses, and refuses to show or write any without one."""

import uuid

import pytest
from django.db import DatabaseError, IntegrityError, connections, transaction
from psycopg import errors

from tenants.models import Event
from tenants.tenancy import tenant_tx
from tests.cast import Cast
from tests.tenants.rows import ask, fill, key_of, keys_in_tenant, some_id, tenant_models, tenant_tables
from tests.tenants.rows import reason_to_refuse as refused

# Global on purpose: who belongs to which business, and which business an intent of Stripe belongs to.
GLOBAL = {"tenants_membership", "payments_striperoute"}
OF_NOBODY = (errors.UndefinedObject, errors.InvalidTextRepresentation)  # the setting is unset, or empty after its end


@pytest.fixture
def full(cast: Cast, db) -> Cast:
    fill(cast.salon)
    fill(cast.gym)
    return cast


@pytest.fixture
def without_tenant(full: Cast) -> Cast:
    ask("SELECT set_config('app.tenant', '', false)")
    return full


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM {table}",
        "SELECT count(*) FROM {table}",
        "UPDATE {table} SET tenant_id = tenant_id RETURNING 1",
        "DELETE FROM {table} RETURNING 1",
        "INSERT INTO {table} ({key}, tenant_id) VALUES (gen_random_uuid(), gen_random_uuid()) RETURNING 1",
    ],
)
def test_without_a_tenant_every_table_refuses_to_read_and_write(without_tenant: Cast, statement: str):
    for table in hidden_tables():
        reason = refused(statement.format(table=table, key=key_of(table)))
        # What may only be added to refuses changes before it asks whose they are.
        assert isinstance(reason, (*OF_NOBODY, errors.InsufficientPrivilege)), f"{statement} on {table}: {reason}"


def test_a_connection_that_never_had_a_tenant_refuses_too(full: Cast):
    fresh = connections["default"].copy()
    try:
        for table in hidden_tables():
            with fresh.cursor() as cursor, pytest.raises(DatabaseError) as problem:
                cursor.execute(f"SELECT 1 FROM {table} WHERE tenant_id = %s", [uuid.uuid4()])
            assert isinstance(problem.value.__cause__, OF_NOBODY), table
    finally:
        fresh.close()


def test_a_row_can_be_written_for_the_present_tenant_only(full: Cast):
    with tenant_tx(full.salon.tenant):
        for table in sorted({model._meta.db_table for model in tenant_models()} - {"tenants_event"}):
            some_id(table)
            reason = refused(f"UPDATE {table} SET tenant_id = %s RETURNING 1", full.gym.tenant.pk)
            assert isinstance(reason, errors.InsufficientPrivilege), table
    with tenant_tx(full.gym.tenant):
        assert all(ask(f"SELECT count(*) FROM {table}")[0][0] for table in hidden_tables())


def test_a_tenant_sees_its_own_rows_and_no_others(full: Cast):
    for house in (full.salon, full.gym):
        with tenant_tx(house.tenant):
            for table in hidden_tables():
                assert ask(f"SELECT DISTINCT tenant_id FROM {table}") == [(house.tenant.pk,)], table


def test_no_table_can_be_emptied_by_the_app(full: Cast):
    with tenant_tx(full.salon.tenant):
        for table in tenant_tables():
            assert isinstance(refused(f"TRUNCATE {table} CASCADE"), errors.InsufficientPrivilege), table


@pytest.mark.parametrize("table", ["tenants_event", "payments_ledgerentry"])
def test_what_happened_can_be_added_to_and_never_changed(full: Cast, table: str):
    with tenant_tx(full.salon.tenant):
        assert isinstance(refused(f"UPDATE {table} SET id = id RETURNING 1"), errors.InsufficientPrivilege)
        assert isinstance(refused(f"DELETE FROM {table} RETURNING 1"), errors.InsufficientPrivilege)
        with pytest.raises(DatabaseError), transaction.atomic():
            Event.objects.first().delete()


def test_a_row_cannot_point_to_another_business(full: Cast):
    """T02 in SQL: with an id of Gym in hand, Salon's rows still cannot name it; a random id fails the same way."""
    tried = 0
    for key in keys_in_tenant():
        with tenant_tx(full.gym.tenant):
            theirs = some_id(key.target)
        with tenant_tx(full.salon.tenant):
            ours = some_id(key.table)
            for foreign in (theirs, uuid.uuid4()):
                if key.table in ("tenants_event", "payments_ledgerentry"):
                    continue  # nothing of these can be changed; their keys are in the catalogue's test
                reason = refused(f"UPDATE {key.table} SET {key.column} = %s WHERE id = %s RETURNING 1", foreign, ours)
                assert isinstance(reason, errors.ForeignKeyViolation), f"{key}: {reason!r}"
                tried += 1
    assert tried > 40


def test_the_ledger_cannot_be_booked_on_another_business(full: Cast):
    with tenant_tx(full.gym.tenant):
        theirs = some_id("payments_payment")
    with tenant_tx(full.salon.tenant):
        reason = refused(
            "INSERT INTO payments_ledgerentry (id, tenant_id, payment_id, booking_id, amount, currency, stripe_id)"
            " SELECT %s, tenant_id, %s, booking_id, 1, 'SEK', 'x' FROM payments_ledgerentry RETURNING 1",
            uuid.uuid4(),
            theirs,
        )
        assert isinstance(reason, errors.ForeignKeyViolation)


def test_a_business_cannot_take_away_a_row_that_another_points_to(full: Cast):
    """Deleting by the other's id finds nothing: not an error that would tell that it is there."""
    with tenant_tx(full.salon.tenant):
        theirs = full.gym.service.pk
        assert ask("DELETE FROM resources_service WHERE id = %s RETURNING 1", theirs) == []


def test_the_app_can_neither_step_past_row_security_nor_change_the_schema(full: Cast):
    with tenant_tx(full.salon.tenant):
        assert isinstance(refused("SET ROLE ledig_owner"), errors.InsufficientPrivilege)
        assert isinstance(refused("CREATE TABLE mine (id int)"), errors.InsufficientPrivilege)
        assert isinstance(refused("ALTER TABLE tenants_event DISABLE ROW LEVEL SECURITY"), errors.InsufficientPrivilege)
        assert isinstance(refused("DROP POLICY tenant ON tenants_event"), errors.InsufficientPrivilege)
        with transaction.atomic():
            ask("SELECT set_config('row_security', 'off', true)")
            assert isinstance(refused("SELECT * FROM bookings_booking"), errors.InsufficientPrivilege)
            transaction.set_rollback(True)


def test_keys_that_are_unique_in_a_business_may_repeat_in_another(full: Cast):
    """T10: and within one they refuse."""
    with tenant_tx(full.gym.tenant):
        code, theirs = ask("SELECT code, id FROM bookings_booking LIMIT 1")[0]
    with tenant_tx(full.salon.tenant):
        ask("UPDATE bookings_booking SET code = %s RETURNING 1", code)
        assert ask("SELECT count(*) FROM bookings_booking WHERE code = %s AND id <> %s", code, theirs) == [(1,)]
        with pytest.raises(IntegrityError), transaction.atomic():
            ask("INSERT INTO tenants_apikey (id, tenant_id, name, prefix, digest, scopes)"
                " SELECT gen_random_uuid(), tenant_id, name, prefix, digest, scopes FROM tenants_apikey RETURNING 1"
            )  # fmt: skip


def hidden_tables() -> list[str]:
    return [table for table in tenant_tables() if table not in GLOBAL]
