"""What stands in a stretch of the calendar, in the fewest questions: bookings, holds, what was entered, hours."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, OuterRef, Q, Value

from booking.availability.book import stretches
from booking.availability.catalogue import Catalogue
from booking.availability.explaining import lying_between
from booking.availability.models import Absence, Activity, Occupancy, OpenSlot, Shift, WeeklyHours
from booking.availability.opening_book import book_for
from booking.availability.slots import taken_then
from booking.bookings.calendar.wording import Wording
from booking.bookings.models import UNFINISHED, Part
from booking.bookings.secrecy import is_kept, keeping
from booking.bookings.selectors import SHOWN_AT_DESK, first_visit
from booking.kernel.clock import from_minute
from booking.resources.models import Resource
from tenants.clock import DatabaseNow
from tenants.models import Membership, Tenant

LONGEST = timedelta(days=1)
ACTIVITY, ABSENCE = "activity", "absence"
FIELDS = (
    "start_at", "end_at", "resource_id", "service_id", "booking__code", "booking__status", "booking__contact_name",
    "booking__mode", "booking__price", "booking__paid_amount", "booking__sequence", "booking__arrived_at",
    "booking__forced_reason", "booking__over_limit", "booking__client__test", "booking__held_by", "first_visit",
    "kept", "left",
)  # fmt: skip
Entry = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Span:
    """The days that are shown, both included, in the business's zone; whose; and at what place or of what service.
    `retired`: those of whom only what is booked is shown."""

    first: date
    last: date
    zone: ZoneInfo
    people: tuple[Resource, ...]
    retired: tuple[Resource, ...] = ()
    place: UUID | None = None
    service: UUID | None = None

    @property
    def from_at(self) -> datetime:
        return datetime.combine(self.first, time.min, self.zone)

    @property
    def until_at(self) -> datetime:
        return datetime.combine(self.last + timedelta(days=1), time.min, self.zone)


def entries(
    tenant: Tenant, catalogue: Catalogue, span: Span, reader: Membership, *, changes: bool = True
) -> list[Entry]:
    """Everything but the hours, ready to be written as JSON. `changes`: for somebody who may change it. `reader`: whose
    own holds lead on to their completing, and who is told of no clients that a colleague keeps."""
    wording = Wording(tenant, catalogue, changes=changes, reader=reader.user_id)
    kept = keeping(reader, catalogue.resources.values())
    found = [*(wording.booking(*row) for row in _parts(span, reader, kept)), *_by_hand(wording, span)]
    columns = {one.code: number for number, one in enumerate((*span.people, *span.retired))}
    # Fetched again, those that begin at the same time lie on the same sides as before.
    return sorted(found, key=lambda entry: (entry["start"], columns[entry["with"]], entry["id"]))


def by_hand(tenant: Tenant, catalogue: Catalogue, span: Span, *, changes: bool = True) -> list[Entry]:
    """What was opened and entered alone, in no order. `changes` as for `entries`."""
    return list(_by_hand(Wording(tenant, catalogue, changes=changes), span))


def _by_hand(wording: Wording, span: Span) -> Iterator[Entry]:
    yield from (wording.slot(slot) for slot in _slots(span))
    yield from (wording.activity(row) if isinstance(row, Activity) else wording.absence(row) for row in _entered(span))


def hours(tenant: Tenant, catalogue: Catalogue, span: Span) -> list[Entry]:
    """When each one works, as the engine has it: no question to the database when the rules are known."""
    wording = Wording(tenant, catalogue)
    book = book_for(catalogue, span.first, span.last)
    from_at, until_at = span.from_at, span.until_at
    return [
        wording.hours(max(begins, from_at), min(ends, until_at), one, open_then)
        for one in span.people
        for open_then in stretches(book, one.pk, service=span.service, location=span.place)
        for begins, ends in [(from_minute(open_then.start), from_minute(open_then.end))]
        if begins < until_at and ends > from_at
    ]


def blocks(tenant: Tenant, catalogue: Catalogue, span: Span, ground: list[Entry]) -> list[Entry]:
    """The shifts and weekly hours of `ground` (as `hours` tells it), each by itself, for whoever may change them. Those
    that last over midnight are in two columns: they are changed on their page alone."""
    wording = Wording(tenant, catalogue)
    lying = lying_between(catalogue, span.people, span.first, span.last)
    return [
        block
        for one in lying
        if _meant(span, one.row)
        for block in [wording.block(one.row, one.start_at, one.end_at)]
        if _within_a_day(block) and any(_touches(part, block) for part in ground)
    ]


def _meant(span: Span, row: Shift | WeeklyHours) -> bool:
    """Whether what the calendar is narrowed to has to do with it."""
    here = span.place in (None, row.location_id)
    only = row.service_ids if isinstance(row, Shift) else None
    return here and (span.service is None or not only or span.service in only)


def _within_a_day(block: Entry) -> bool:
    begins, ends = (datetime.fromisoformat(block[name]) for name in ("start", "end"))
    return begins < ends <= datetime.combine(begins.date() + LONGEST, time.min)


def _touches(ground: Entry, block: Entry) -> bool:
    """Not where it is closed, or where something else is asked for."""
    return ground["with"] == block["with"] and ground["start"] < block["end"] and ground["end"] > block["start"]


def _parts(span: Span, reader: Membership, kept: list[UUID]) -> Iterable[tuple]:
    visits = is_kept(reader, kept) if kept else None
    parts = (
        Part.objects.filter(**_during(span, *span.retired), booking__status__in=SHOWN_AT_DESK)
        .filter(~Q(booking__status__in=UNFINISHED) | Q(booking__held_until__gt=DatabaseNow()))
        .annotate(first_visit=first_visit(visits, "booking__"), left=F("booking__held_until") - DatabaseNow())
        .annotate(kept=is_kept(reader, kept, "booking") if kept else Value(False))
    )
    if span.place:
        parts = parts.filter(booking__location_id=span.place)
    if span.service:
        parts = parts.filter(service_id=span.service)
    return parts.values_list(*FIELDS).order_by("start_at")


def _slots(span: Span) -> Iterable[OpenSlot]:
    """What is taken is free no longer, whatever was opened."""
    taken = Occupancy.objects.filter(taken_then(OuterRef("resource_id"), OuterRef("start_at"), OuterRef("end_at")))
    slots = OpenSlot.objects.filter(~Exists(taken), **_during(span))
    if span.place:
        slots = slots.filter(location_id=span.place)
    if span.service:
        slots = slots.filter(Q(service_ids=None) | Q(service_ids__contains=[span.service]))
    return slots.order_by("start_at")


def _entered(span: Span) -> Iterator[Activity | Absence]:
    """Both kinds by one question, each with the text that it is known by."""
    fields = ("pk", "resource_id", "start_at", "end_at", "version")
    during = _during(span)
    activities = Activity.objects.filter(**during).values_list(*fields, "title", Value(ACTIVITY))
    during.pop("start_at__gt")  # weeks of leave began long ago
    absences = Absence.objects.filter(**during).values_list(*fields, "note", Value(ABSENCE))
    for *values, text, kind in activities.union(absences, all=True).order_by("start_at"):
        known = dict(zip(fields, values, strict=True))
        yield Activity(**known, title=text) if kind == ACTIVITY else Absence(**known, note=text)


def _during(span: Span, *others: Resource) -> dict[str, Any]:
    return {
        "resource_id__in": [one.pk for one in (*span.people, *others)],
        "start_at__lt": span.until_at,
        "start_at__gt": span.from_at - LONGEST,
        "end_at__gt": span.from_at,
    }
