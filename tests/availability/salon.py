"""A small business for the tables: Monday 2027-06-07 at the salon in Stockholm, and how to read the answers."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from booking.availability.asking import Busy, Limits, Provider, Query
from booking.availability.book import Book
from booking.availability.openings import compile_openings
from booking.availability.rules import ClosedDays, Dated, PlaceDay, Rules, Single, Weekly
from booking.availability.starts import find_starts
from booking.availability.wallclock import end_instant, first_instant

MONDAY = date(2027, 6, 7)
STOCKHOLM = "Europe/Stockholm"
ZONES = {"salon": STOCKHOLM, "gym": STOCKHOLM, None: STOCKHOLM}
ANY_TIME = Limits(now=0, proven_client=True)


def book_of(*rules, on: date = MONDAY, days: int = 1, zones=ZONES) -> Book:
    kinds = [tuple(r for r in rules if isinstance(r, kind)) for kind in (Weekly, Dated, Single, ClosedDays, PlaceDay)]
    return compile_openings(Rules(*kinds), zones, on, on + timedelta(days=days - 1))


def hours(resource="alice", start=9, end=12, *, on: date = MONDAY, location="salon", **more) -> Weekly:
    return Weekly(resource, location, on.weekday(), int(start * 60), int(end * 60), **more)


def query(
    *providers: Provider, on: date = MONDAY, days: int = 1, zone: str = STOCKHOLM, step: int = 30, **more
) -> Query:
    return Query(
        "cut",
        providers or (Provider("alice", 60),),
        first_instant(zone, on, 0),
        end_instant(zone, on + timedelta(days=days - 1), 1440),
        step,
        **more,
    )


def at(text: str, *, on: date = MONDAY, zone: str = STOCKHOLM) -> int:
    """'09:30' -> the instant on that day."""
    hour, minute = text.split(":")
    return first_instant(zone, on, int(hour) * 60 + int(minute))


def busy(*spans: str, resource="alice", on: date = MONDAY, kind: str = "booking") -> dict[str, Busy]:
    """'10:00-11:00' …"""
    pairs = (span.split("-") for span in spans)
    return {resource: Busy.of((at(start, on=on), at(end, on=on), kind) for start, end in pairs)}


def clock(instant: int, zone: str = STOCKHOLM) -> str:
    return datetime.fromtimestamp(instant * 60, ZoneInfo(zone)).strftime("%H:%M")


def times(book: Book, asked: Query, taken=None, limits: Limits = ANY_TIME, zone: str = STOCKHOLM) -> str:
    """All offered starts as one line, with the offset where the clock needs it to be told apart."""
    return " ".join(clock(offer.start, zone) for offer in find_starts(asked, book, taken or {}, limits))
