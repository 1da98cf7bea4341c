"""Reads what is taken, as epoch minutes. Only plain comparisons: under row security `&&` would not use an index."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from booking.availability.asking import Busy
from booking.kernel.clock import from_minute
from booking.kernel.intervals import Minute

# No occupancy is longer (a constraint), so nothing that starts earlier can reach into the span.
LONGEST = 72 * 60

TAKEN = """
    SELECT resource_id,
           array_agg((date_part('epoch', start_at) / 60)::int ORDER BY start_at),
           array_agg((date_part('epoch', end_at) / 60)::int ORDER BY start_at),
           min(expires_at)
    FROM availability_occupancy
    WHERE resource_id = ANY(%s) AND start_at > %s AND start_at < %s AND end_at > %s
      AND (expires_at IS NULL OR expires_at > ledig_now()) {besides}
    GROUP BY resource_id
"""
TAKEN_WITH_KINDS = TAKEN.replace("min(expires_at)", "min(expires_at), array_agg(kind ORDER BY start_at)")
BESIDES = "AND owner_id <> ALL(%s)"


def read_taken(
    resources: Sequence[UUID], first: Minute, last: Minute, *, kinds: bool = False, ignoring: Sequence[UUID] = ()
) -> tuple[dict[UUID, Busy], datetime | None]:
    """What is taken in [first, last) by others than `ignoring`, and when the first hold among it runs out."""
    span: list[Any] = [list(resources), from_minute(first - LONGEST), from_minute(last), from_minute(first)]
    statement = (TAKEN_WITH_KINDS if kinds else TAKEN).format(besides=BESIDES if ignoring else "")
    with connection.cursor() as cursor:
        cursor.execute(statement, [*span, list(ignoring)] if ignoring else span)
        rows = cursor.fetchall()
    busy = {row[0]: Busy(row[1], row[2], row[4] if kinds else ()) for row in rows}
    ends = [row[3] for row in rows if row[3] is not None]
    return busy, min(ends, default=None)
