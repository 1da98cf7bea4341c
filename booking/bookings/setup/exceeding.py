"""Which clients have booked more often already than they could under other rules."""

from collections import defaultdict
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from booking.availability.catalogue import Catalogue, Reading
from booking.availability.foreseeing import Change, would_be
from booking.availability.most import Most, most_of
from booking.bookings.limiting import A_ZONE, counting
from booking.bookings.models import Booking
from booking.kernel.clock import from_minute


class Begun(NamedTuple):
    """A booking that counts. `on`: its day, where it is."""

    service: UUID
    client: UUID
    group: UUID | None
    on: date
    coming: bool


def exceeding(reading: Reading, change: Change) -> int:
    """How many clients have a coming booking that the rules as they would be allow no more, though those of now do. By
    the day of its start, as for whoever books (`bookings.limiting`)."""
    now, services = reading.catalogue, _limited(reading.catalogue, change)
    if not services:
        return 0
    new = would_be(now, change)
    found = set()
    for rows in _by_client(reading, services, _reach(new, services)).values():
        for nth, row in enumerate(rows):
            if row.coming and _passes(new, row, rows, nth) and not _passes(now, row, rows, nth):
                found.add(row.client)
    return len(found)


def _limited(catalogue: Catalogue, change: Change) -> list[UUID]:
    """Of which another number of bookings may be the most."""
    rows = {one.pk: (one.most_bookings, one.most_days) for one in catalogue.services}
    return [
        pk
        for pk, rules in change.rules.items()
        if rules.terms or (rules.row and rows[pk] != (rules.row.most_bookings, rules.row.most_days))
    ]


def _reach(catalogue: Catalogue, services: list[UUID]) -> timedelta:
    """As far back as one that is over can count with one to come."""
    rows = [catalogue.service_by_id(pk) for pk in services]
    found = [most_of(catalogue, row, group) for row in rows for group in (None, *catalogue.groups)]
    return timedelta(days=max((most.days for most in found if most), default=0)) + A_ZONE


def _by_client(reading: Reading, services: list[UUID], reach: timedelta) -> dict[tuple[UUID, UUID], list[Begun]]:
    now = from_minute(int(reading.now))
    rows = Booking.objects.filter(
        counting(), tenant=reading.catalogue.tenant_id, client__isnull=False, parts__service__in=services,
        parts__position=0, start_at__gte=now - reach,
    ).values_list("parts__service", "client", "group", "start_at", "location__timezone")  # fmt: skip
    found: dict[tuple[UUID, UUID], list[Begun]] = defaultdict(list)
    for service, client, group, start_at, zone in rows:
        on = start_at.astimezone(ZoneInfo(zone)).date()
        found[client, service].append(Begun(service, client, group, on, start_at > now))
    return found


def _passes(catalogue: Catalogue, row: Begun, rows: list[Begun], nth: int) -> bool:
    most: Most | None = most_of(catalogue, catalogue.service_by_id(row.service), row.group)
    others = (one.on for n, one in enumerate(rows) if n != nth)
    return most is not None and most.is_passed(others, row.on)
