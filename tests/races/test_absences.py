"""Who enters an absence locks as whoever books does, so an absence and a move in opposite directions never wait in a
circle."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.db import OperationalError, connection, connections, transaction

from booking.availability.absences import add_absence, change_absence, remove_absence
from booking.kernel.errors import Waited
from tenants.actors import SYSTEM
from tenants.tenancy import tenant_tx
from tests.cast import Cast

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True, databases=["default", "owner", "relay"])]
TEN = datetime(2026, 11, 24, 10, tzinfo=ZoneInfo("Europe/Stockholm"))
ELEVEN = TEN + timedelta(hours=1)
LOCK_NOT_AVAILABLE = "55P03"


def waits(tenant: object, row: UUID, act: Callable[[], object], table: str = "resources_resource") -> bool:
    """Whether the act stands still while somebody else has the lock of the row."""
    with transaction.atomic("owner"):
        with connections["owner"].cursor() as cursor:
            cursor.execute("SELECT set_config('app.tenant', %s, true)", [str(tenant.pk)])
            cursor.execute(f"SELECT 1 FROM {table} WHERE id = %s FOR NO KEY UPDATE", [row])
            assert cursor.rowcount == 1
        try:
            with tenant_tx(tenant):
                connection.cursor().execute("SET LOCAL lock_timeout = '200ms'")
                act()
        except Waited as problem:
            return problem.__cause__.__cause__.sqlstate == LOCK_NOT_AVAILABLE
        except OperationalError as problem:
            return problem.__cause__.sqlstate == LOCK_NOT_AVAILABLE
    return False


def test_whoever_writes_an_absence_waits_for_the_locks_of_those_it_is_about(houses: Cast):
    tenant, (alice, bob) = houses.salon.tenant, houses.salon.practitioners
    with tenant_tx(tenant):
        absence = add_absence(resource=alice, start_at=TEN, end_at=ELEVEN)

    def to_bob() -> None:
        change_absence(
            tenant=tenant, absence_id=absence.pk, seen=0, resource=bob, start_at=TEN, end_at=ELEVEN, actor=SYSTEM
        )

    for person in (alice, bob):
        assert waits(tenant, person.pk, to_bob)
    assert waits(tenant, bob.pk, lambda: add_absence(resource=bob, start_at=TEN, end_at=ELEVEN))
    assert waits(tenant, alice.pk, lambda: remove_absence(tenant=tenant, absence_id=absence.pk, seen=0, actor=SYSTEM))
    assert not waits(tenant, alice.pk, lambda: add_absence(resource=bob, start_at=TEN, end_at=ELEVEN))
