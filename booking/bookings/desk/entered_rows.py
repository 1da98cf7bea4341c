"""What was opened and entered by hand as lines of the list, and when people work."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from booking.availability.catalogue import Catalogue
from booking.bookings.calendar.entries import Entry, Span, by_hand, hours
from tenants.models import Tenant

SAID = 5  # whose working time is told: more would be no line any more


@dataclass(frozen=True, slots=True)
class EnteredRow:
    """The part that lies on a day, by the clock of the business. No `url`: only to look at."""

    day: date
    start_at: datetime
    hours: str
    kind: str
    who: str
    what: str
    url: str
    past: bool
    code: str = ""  # of no booking
    held = test = next = False


def entered_rows(tenant: Tenant, catalogue: Catalogue, span: Span, now: datetime, *, changes: bool) -> list[EnteredRow]:
    """On each of the days that it lies on."""
    names = {one.code: one.name for one in span.people}
    wall = now.astimezone(span.zone).replace(tzinfo=None)
    return [
        EnteredRow(
            day=day, start_at=max(begins, datetime.combine(day, time.min)).replace(tzinfo=span.zone),
            hours=_hours(entry, day), kind=entry["kind"], who=entry["title"],
            what=" · ".join(filter(None, (entry.get("note", ""), names[entry["with"]]))),
            url=entry.get("url", ""), past=datetime.fromisoformat(entry["end"]) <= wall,
        )
        for entry in by_hand(tenant, catalogue, span, changes=changes)
        for begins in [datetime.fromisoformat(entry["start"])]
        for day in _days(entry, span)
    ]  # fmt: skip


def working(tenant: Tenant, catalogue: Catalogue, span: Span) -> dict[date, list[str]]:
    """By day, who works when: "Ingrid Solheim 08:00–15:30"; nothing when too many are shown."""
    if len(span.people) > SAID:
        return {}
    names = {one.code: one.name for one in span.people}
    found: dict[date, dict[str, list[str]]] = {}
    for entry in sorted(hours(tenant, catalogue, span), key=lambda one: one["start"]):
        for day in _days(entry, span):
            found.setdefault(day, {}).setdefault(entry["with"], []).append(_hours(entry, day))
    return {
        day: [f"{names[code]} {', '.join(dict.fromkeys(of[code]))}" for code in names if code in of]
        for day, of in found.items()
    }


def _days(entry: Entry, span: Span) -> Iterator[date]:
    begins, ends = (datetime.fromisoformat(entry[name]) for name in ("start", "end"))
    day, last = max(begins.date(), span.first), min((ends - timedelta(microseconds=1)).date(), span.last)
    while day <= last:
        yield day
        day += timedelta(days=1)


def _hours(entry: Entry, day: date) -> str:
    """The part of it that lies on that day."""
    begins = entry["start"][11:16] if entry["start"][:10] == f"{day}" else "00:00"
    ends = entry["end"][11:16] if entry["end"][:10] == f"{day}" else "24:00"
    return f"{begins}–{ends}"
