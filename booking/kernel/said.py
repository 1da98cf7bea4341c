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


def near_day(day: date, language: str, today: date, *, short: bool = False) -> str:
    """ "Today, Monday 23 November" for the two days that have a name of their own."""
    said = short_day(day, language, today) if short else long_day(day, language, today)
    if day == today:
        return _("Today, {day}").format(day=said)
    if day == today + timedelta(days=1):
        return _("Tomorrow, {day}").format(day=said)
    return said


def month(day: date, language: str) -> str:
    """ "November 2026"."""
    return format_date(day, "LLLL y", locale=language)


def weekdays(language: str) -> list[tuple[str, str]]:
    """Monday first, short and whole: ("Mo", "Monday")."""
    days = [date(2024, 1, 1) + timedelta(days=n) for n in range(7)]
    return [
        (format_date(day, "EEEEEE", locale=language).rstrip("."), format_date(day, "EEEE", locale=language))
        for day in days
    ]


def clock(at: datetime) -> str:
    """ "09:00". A time that comes twice, when the clock is turned back, says which one: "02:30 (UTC+2)"."""
    once = at.replace(fold=0).utcoffset() == at.replace(fold=1).utcoffset()
    return f"{at:%H:%M}" if once else f"{at:%H:%M} (UTC{_offset(at)})"


def hours(start: datetime, end: datetime) -> str:
    """ "09:00–09:45", both in the zone that they carry."""
    return f"{clock(start)}–{clock(end)}"


def moment(at: datetime, language: str, today: date | None = None) -> str:
    """ "Tue 24 Nov 09:00", in the zone that it carries."""
    return f"{short_day(at.date(), language, today)} {clock(at)}"


def span(start: datetime, end: datetime, language: str, today: date | None = None) -> str:
    """ "Tue 24 Nov 09:00–09:45"."""
    return f"{short_day(start.date(), language, today)} {hours(start, end)}"


def _said(day: date, language: str, weekday: str, month: str, today: date | None) -> str:
    number = f"{day.day}." if language in NUMBERED else str(day.day)
    words = [format_date(day, weekday, locale=language), number, format_date(day, month, locale=language)]
    # The abbreviations of some languages end in a full stop, which nobody writes in a calendar.
    said = " ".join([words[0].rstrip("."), words[1], words[2].rstrip(".")])
    return f"{said} {day.year}" if today is not None and day.year != today.year else said


def _offset(at: datetime) -> str:
    """ "+2", or "+5:30"."""
    sign, hour, minute = f"{at:%z}"[0], f"{at:%z}"[1:3], f"{at:%z}"[3:5]
    return f"{sign}{int(hour)}" + (f":{minute}" if minute != "00" else "")
