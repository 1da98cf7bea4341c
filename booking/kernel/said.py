"""Days and times as people say them: "Tue 24 Nov", "Tuesday 24 November", "09:00–09:45"."""

from datetime import date, datetime, timedelta

from babel.dates import format_date
from django.utils.translation import gettext as _

NUMBERED = {"nb", "da", "fi"}  # these write the day as an ordinal: 24.


def short_day(day: date, language: str, today: date | None = None) -> str:
    """ "Tue 24 Nov"; with the year when `today` is given and lies in another one."""
    return _said(day, language, "EEE", "MMM", today)


def long_day(day: date, language: str, today: date | None = None) -> str:
    """ "Tuesday 24 November"; with the year when `today` is given and lies in another one."""
    return _said(day, language, "EEEE", "MMMM", today)


def near_day(day: date, language: str, today: date) -> str:
    """ "Today, Monday 23 November" for the two days that have a name of their own."""
    said = long_day(day, language, today)
    if day == today:
        return _("Today, {day}").format(day=said)
    if day == today + timedelta(days=1):
        return _("Tomorrow, {day}").format(day=said)
    return said


def month(day: date, language: str) -> str:
    """ "November 2026"."""
    return format_date(day, "LLLL y", locale=language)


def hours(start: datetime, end: datetime) -> str:
    """ "09:00–09:45", both in the zone that they carry."""
    return f"{start:%H:%M}–{end:%H:%M}"


def moment(at: datetime, language: str, today: date | None = None) -> str:
    """ "Tue 24 Nov 09:00", in the zone that it carries."""
    return f"{short_day(at.date(), language, today)} {at:%H:%M}"


def _said(day: date, language: str, weekday: str, month: str, today: date | None) -> str:
    number = f"{day.day}." if language in NUMBERED else str(day.day)
    words = [format_date(day, weekday, locale=language), number, format_date(day, month, locale=language)]
    # The abbreviations of some languages end in a full stop, which nobody writes in a calendar.
    said = " ".join([words[0].rstrip("."), words[1], words[2].rstrip(".")])
    return f"{said} {day.year}" if today is not None and day.year != today.year else said
