"""What somebody typed or dragged to, as moments: wall clock of the business -> UTC, and how far apart two may be."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from booking.availability.wallclock import instants
from booking.kernel.clock import YEARS, from_minute
from booking.kernel.errors import Invalid

A_DAY = timedelta(hours=24)
A_YEAR = timedelta(days=366)


def moment(zone: str, wall: datetime, field: str = "start") -> datetime:
    """The moment at which the clock in the zone shows that, in UTC; of one that comes twice the first.

    Raises `Invalid` (of `field`) for a time that is skipped, and for one that is no whole minute."""
    if wall.second or wall.microsecond:
        raise _wrong(field, _("Times are whole minutes."))
    if wall.year not in YEARS:
        raise _wrong(field, _("That day is out of reach."))
    found = instants(zone, wall.date(), wall.hour * 60 + wall.minute)
    if not found:
        raise _wrong(field, _("The clock is put forward then, so that time does not exist."))
    return from_minute(found[0])


def must_be_a_stretch(start_at: datetime, end_at: datetime, longest: timedelta = A_DAY) -> None:
    """Raises `Invalid` unless the end comes after the start, not too long after, both on whole minutes."""
    for field, at in (("start", start_at), ("end", end_at)):
        if at.second or at.microsecond:
            raise _wrong(field, _("Times are whole minutes."))
    if end_at <= start_at:
        raise _wrong("end", _("It must end after it begins."))
    if end_at - start_at > longest:
        text = _("It may last 24 hours at most.") if longest == A_DAY else _("It may last a year at most.")
        raise _wrong("end", text)


def _wrong(field: str, text: Any) -> Invalid:
    return Invalid(text, errors={field: [text]})
