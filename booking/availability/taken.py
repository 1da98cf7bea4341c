"""Reads what is taken, as epoch minutes (a minute begun is taken). Only plain comparisons: under row security `&&`
would not use an index."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from booking.availability import models
from booking.availability.asking import Busy
from booking.kernel.clock import MINUTE, from_minute
from booking.kernel.intervals import Minute
from tenants.tenancy import CHOOSING

LONGEST = models.LONGEST // MINUTE  # nothing that starts earlier can reach into the span

TAKEN = """
    {choosing}
    SELECT taken.* FROM chosen CROSS JOIN LATERAL (
        SELECT resource_id,
               array_agg(floor(date_part('epoch', start_at) / 60)::int ORDER BY start_at),
               array_agg(ceil(date_part('epoch', end_at) / 60)::int ORDER BY start_at),
               min(expires_at)
        FROM availability_occupancy
        WHERE resource_id = ANY(%s::uuid[]) AND start_at > %s AND start_at < %s AND end_at > %s
          AND (expires_at IS NULL OR expires_at > ledig_now()) AND chosen.tenant IS NOT NULL {besides}
        GROUP BY resource_id) AS taken
"""
TAKEN_WITH_KINDS = TAKEN.replace("min(expires_at)", "min(expires_at), array_agg(kind ORDER BY start_at)")
TAKEN_BY_WHOM = TAKEN_WITH_KINDS.replace("agg(kind ORDER", "agg(kind ORDER BY start_at), array_agg(owner_id ORDER")
BESIDES = "AND owner_id <> ALL(%s)"


def read_taken(
    tenant_id: UUID,
    resources: Sequence[UUID],
    first: Minute,
    last: Minute,
    *,
    kinds: bool = False,
    visits: bool = False,
    ignoring: Sequence[UUID] = (),
) -> tuple[dict[UUID, Busy], datetime | None]:
    """What is taken in [first, last) by others than `ignoring`, and when the first hold among it runs out. `visits`:
    with when each booking begins."""
    span: list[Any] = [from_minute(first - LONGEST), from_minute(last), from_minute(first)]
    among = [str(tenant_id), f"{{{','.join(map(str, resources))}}}"]
    wanted = TAKEN_BY_WHOM if visits else TAKEN_WITH_KINDS if kinds else TAKEN
    statement = wanted.format(choosing=CHOOSING, besides=BESIDES if ignoring else "")
    with connection.cursor() as cursor:
        cursor.execute(statement, [*among, *span, *([list(ignoring)] if ignoring else [])])
        rows = cursor.fetchall()
    busy = {
        row[0]: Busy(row[1], row[2], row[4] if kinds else (), _visits(row[1], row[4], row[5]) if visits else ())
        for row in rows
    }
    ends = [row[3] for row in rows if row[3] is not None]
    return busy, min(ends, default=None)


def _visits(starts: Sequence[Minute], kinds: Sequence[str], owners: Sequence[UUID]) -> list[Minute]:
    """When each begins: one with a gap in it is taken twice."""
    begun: dict[UUID, Minute] = {}
    for at, kind, owner in zip(starts, kinds, owners, strict=True):
        if kind == models.TakenBy.BOOKING:
            begun.setdefault(owner, at)
    return list(begun.values())
