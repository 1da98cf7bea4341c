"""The one order in which everybody locks: resources by id, then the booking. So nobody waits in a circle."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import DatabaseError, connection, transaction

from booking.kernel.errors import SlotTaken, Waited

EXCLUDED = "23P01"
# deadlock detected, lock not available, serialization failure, statement timeout
WAITED = {"40P01", "55P03", "40001", "57014"}


@contextmanager
def writing() -> Iterator[None]:
    """A transaction or savepoint that writes occupancies. Losing a race for a row is `SlotTaken`, never a fault;
    having waited for a row in vain is `Waited`, which whoever takes a time treats as just that."""
    try:
        with transaction.atomic():
            yield
    except DatabaseError as problem:
        state = getattr(problem.__cause__, "sqlstate", None)
        if state == EXCLUDED:
            raise SlotTaken from problem
        if state in WAITED:
            raise Waited from problem
        raise


def lock_resources(ids: Iterable[UUID]) -> None:
    """Lock the rows in the order of ids. NO KEY UPDATE: it does not collide with the locks of foreign keys.

    Raises `SlotTaken` when one of them was removed meanwhile."""
    wanted = sorted(set(ids))
    if not wanted:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM resources_resource WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE", [wanted])
        if cursor.rowcount < len(wanted):
            raise SlotTaken
