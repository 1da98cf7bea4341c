"""Writing what is taken. The caller holds the locks; the exclusion constraint has the last word."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from booking.availability.models import LONGEST, Absence, Occupancy, TakenBy
from booking.kernel.errors import SlotTaken
from tenants.models import Tenant, new_key

PIECE = timedelta(hours=48)

OCCUPY = """
    INSERT INTO availability_occupancy
        (id, tenant_id, resource_id, start_at, end_at, kind, owner_id, exclusive, expires_at)
    SELECT id, %(tenant)s, resource, begins, ends, 'booking', %(owner)s,
           id <> ALL(%(beside)s::uuid[]), %(expires)s
    FROM unnest(%(ids)s::uuid[], %(taking)s::uuid[], %(starts)s::timestamptz[], %(ends)s::timestamptz[])
      AS wanted (id, resource, begins, ends)
    ON CONFLICT DO NOTHING RETURNING id
"""
# Which of them are taken already by something that lets nobody in beside it.
TAKEN_ALREADY = """
    SELECT id FROM unnest(%(ids)s::uuid[], %(taking)s::uuid[], %(starts)s::timestamptz[], %(ends)s::timestamptz[])
      AS wanted (id, resource, begins, ends)
    WHERE EXISTS (
        SELECT 1 FROM availability_occupancy
        WHERE resource_id = resource AND start_at < ends AND end_at > begins
          AND start_at > begins - %(longest)s AND exclusive
          AND (expires_at IS NULL OR expires_at > ledig_now()))
"""
# All that an expired owner took, not only what stands in the way: it has everything or nothing.
DROP_EXPIRED = """
    DELETE FROM availability_occupancy WHERE expires_at <= ledig_now() AND owner_id IN (
        SELECT owner_id FROM availability_occupancy
        WHERE resource_id = ANY(%(resources)s) AND start_at < %(end)s AND end_at > %(start)s
          AND start_at > %(start)s::timestamptz - %(longest)s AND exclusive AND expires_at <= ledig_now())
"""


def occupy(
    tenant: Tenant, resources: Sequence[UUID], start_at: datetime, end_at: datetime,
    *, owner_id: UUID, expires_at: datetime | None, over: bool = False, gap: tuple[datetime, datetime] | None = None,
) -> None:  # fmt: skip
    """Take all of the resources for the interval (buffers included), or raise `SlotTaken`. `over`: what is taken
    already is taken once more; it then blocks every new offer, but stands outside the constraint. `gap`: when within
    the first of the resources is left free.

    Holds that have run out and stand in the way are dropped; their bookings are marked by the sweep."""
    pieces = _pieces(resources, start_at, end_at, gap)
    wanted: dict[str, Any] = {
        "tenant": tenant.pk, "start": start_at, "end": end_at, "owner": owner_id, "expires": expires_at,
        "resources": sorted(resources), "ids": [new_key() for _ in pieces], "beside": [], "longest": LONGEST,
        "taking": [piece[0] for piece in pieces], "starts": [piece[1] for piece in pieces],
        "ends": [piece[2] for piece in pieces],
    }  # fmt: skip
    with connection.cursor() as cursor:
        if over:
            cursor.execute(TAKEN_ALREADY, wanted)
            wanted["beside"] = [piece for (piece,) in cursor.fetchall()]
        cursor.execute(OCCUPY, wanted)
        written = len(cursor.fetchall())
        if written == len(pieces):
            return
        cursor.execute(DROP_EXPIRED, wanted)
        if cursor.rowcount == 0:
            raise SlotTaken
        cursor.execute("DELETE FROM availability_occupancy WHERE owner_id = %(owner)s", wanted)
        cursor.execute(OCCUPY, wanted)
        if len(cursor.fetchall()) < len(pieces):
            raise SlotTaken


def _pieces(
    resources: Sequence[UUID], start_at: datetime, end_at: datetime, gap: tuple[datetime, datetime] | None
) -> list[tuple[UUID, datetime, datetime]]:
    """What is written, in the order of resources and time."""
    pieces = [(resource, start_at, end_at) for resource in resources]
    if gap:
        pieces[:1] = [(resources[0], start_at, gap[0]), (resources[0], gap[1], end_at)]
    return sorted(pieces)


def keep(owner_ids: Iterable[UUID], until: datetime | None) -> int:
    """Prolong what is taken, or make it last (None). Returns how many occupancies there still are."""
    return Occupancy.objects.filter(owner_id__in=list(owner_ids)).update(expires_at=until)


def occupied(owner_ids: Iterable[UUID]) -> list[UUID]:
    """The resources that these owners occupy, once for each occupancy."""
    return list(Occupancy.objects.filter(owner_id__in=list(owner_ids)).values_list("resource_id", flat=True))


def release(owner_ids: Iterable[UUID]) -> None:
    """Give the time back."""
    Occupancy.objects.filter(owner_id__in=list(owner_ids)).delete()


def block(absence: Absence) -> None:
    """Nothing is offered while somebody is away; bookings already there stay, as conflicts to resolve."""
    release([absence.pk])
    start_at, pieces = absence.start_at, []
    while start_at < absence.end_at:
        stop = min(start_at + PIECE, absence.end_at)
        piece = Occupancy(tenant_id=absence.tenant_id, resource_id=absence.resource_id, start_at=start_at, end_at=stop)
        piece.kind, piece.owner_id, piece.exclusive = TakenBy.ABSENCE, absence.pk, False
        pieces.append(piece)
        start_at = stop
    Occupancy.objects.bulk_create(pieces)
