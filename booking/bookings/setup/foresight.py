"""What somebody is shown before a change of the rules is kept: the bookings that it touches, and how many free times
come and go."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from booking.availability.catalogue import Reading, read
from booking.availability.foreseeing import DAYS, Change, Moved, foreseen
from booking.bookings.models import Booking, Status
from booking.bookings.secrecy import IN_SETTINGS, Reader, as_seen_by
from booking.bookings.selectors import visible_to
from booking.bookings.setup.exceeding import exceeding
from booking.bookings.setup.lying import Lying
from booking.bookings.setup.touching import touched
from booking.kernel.saying import page_language, say_span
from tenants.models import Membership, Tenant

SHOWN = 50  # a longer list is no help


@dataclass(frozen=True, slots=True)
class Touched:
    code: str
    who: str
    when: str
    what: str
    movable: bool


@dataclass(frozen=True)
class Foresight:
    """`wanted`: what the form would keep; `note`: what else there is to know; `standing`: what of the bookings that are
    touched; `reader`: to whom clients are named. What is not asked for costs nothing."""

    tenant: Tenant
    change: Change
    wanted: dict[str, Any] = field(default_factory=dict)
    note: str = ""
    standing: str = ""
    days: int = DAYS
    reader: Reader = IN_SETTINGS

    @cached_property
    def reading(self) -> Reading:
        return read(self.tenant)

    @cached_property
    def touched(self) -> list[Lying]:
        return touched(self.reading.catalogue, self.change)

    @cached_property
    def times(self) -> Sequence[Moved]:
        return foreseen(self.reading, self.change, self.tenant.timezone)

    @cached_property
    def exceeding(self) -> int:
        """How many clients have booked more often already."""
        return exceeding(self.reading, self.change)

    @property
    def is_nothing(self) -> bool:
        return not self.touched and not self.times and not self.exceeding

    @cached_property
    def mark(self) -> str:
        """Of the bookings, not of the free times: these change all the time, and nobody loses anything by it."""
        seen = [self.wanted, sorted(f"{one.booking}/{one.sequence}" for one in self.touched)]
        return hashlib.sha256(json.dumps(seen, sort_keys=True).encode()).hexdigest()[:24]

    @cached_property
    def shown(self) -> list[Touched]:
        """The first of them, as people say them, by the clocks of their places as they are now."""
        language, first = page_language(), {one.booking: one for one in self.touched[:SHOWN]}
        rows = Booking.objects.filter(tenant=self.tenant, pk__in=first).select_related("location").order_by("start_at")
        names, open_to = self.reading.catalogue.resources, self._open_to_reader(list(first))
        said = []
        for row in as_seen_by(self.reader, list(rows)):
            if row.pk not in open_to:  # they are needed there besides, and it is a colleague's
                row.code, row.contact_name = "", _("A client")
            part = first[row.pk]
            when = say_span(part.start_at, part.end_at, row.location.timezone, language)
            service = self.reading.catalogue.service_by_id(part.service)
            what = f"{service}, {names[part.resource]}"
            movable = row.status == Status.CONFIRMED and bool(row.code)
            said.append(Touched(row.code, row.contact_name, when, what, movable))
        return said

    def _open_to_reader(self, bookings: list[UUID]) -> set[UUID]:
        """Those that they can open at the desk."""
        rows = Booking.objects.filter(tenant=self.tenant, pk__in=bookings)
        if isinstance(self.reader, Membership):
            rows = visible_to(self.reader, rows)
        return set(rows.values_list("pk", flat=True))

    @property
    def more(self) -> int:
        return max(0, len(self.touched) - SHOWN)

    @property
    def gone(self) -> int:
        return sum(one.gone for one in self.times)

    @property
    def come(self) -> int:
        return sum(one.come for one in self.times)

    @property
    def narrowed(self) -> int:
        """How many times that stay are for existing clients only from now on."""
        return sum(one.narrowed for one in self.times)

    @property
    def widened(self) -> int:
        return sum(one.widened for one in self.times)
