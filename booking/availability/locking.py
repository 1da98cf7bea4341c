"""The one order in which everybody locks: resources by id, then the booking. So nobody waits in a circle."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import DatabaseError, OperationalError, connection, transaction

from booking.kernel.errors import SlotTaken

# deadlock detected, lock not available, serialization failure, exclusion violation
SOMEBODY_WAS_FASTER = {"40P01", "55P03", "40001", "23P01"}


@contextmanager
def writing() -> Iterator[None]:
    """A transaction or savepoint that writes occupancies. Losing a race for a row is `SlotTaken`, never a fault."""
    try:
        with transaction.atomic():
            yield
    except DatabaseError as problem:
        if getattr(problem.__cause__, "sqlstate", None) in SOMEBODY_WAS_FASTER:
            raise SlotTaken from problem
        if isinstance(problem, OperationalError) and getattr(problem.__cause__, "sqlstate", "") == "57014":
            raise SlotTaken from problem
        raise


def lock_resources(ids: Iterable[UUID]) -> None:
    """Lock the rows in the order of ids. NO KEY UPDATE: it does not collide with the locks of foreign keys.

    Raises `SlotTaken` when one of them was removed meanwhile."""
    wanted = sorted(set(ids))
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM resources_resource WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE", [wanted])
        if cursor.rowcount < len(wanted):
            raise SlotTaken
