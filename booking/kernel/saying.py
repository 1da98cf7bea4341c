"""Days and times as people say them: "tis 24 nov 09:00–09:45". The zone is named only where it makes a difference."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, get_timezone_location
from django.utils.translation import get_language
from django.utils.translation import gettext as _

NUMBERED = {"nb", "da", "fi"}  # these write the day as an ordinal: 24.


def page_language() -> str:
    """Of the page or letter that is being made."""
    return get_language() or "en"


def say_day(day: date, language: str, *, today: date | None = None) -> str:
    """Short: "tis 24 nov", "tir 24. nov", "Tue 24 Nov"; the year besides when it is another than today's."""
    return _said(day, language, "EEE", "MMM", today)


def say_long_day(day: date, language: str, *, today: date | None = None) -> str:
    """In full: "tisdag 24 november"; the year as for `say_day`."""
    return _said(day, language, "EEEE", "MMMM", today)


def say_near_day(day: date, language: str, today: date, *, short: bool = False) -> str:
    """ "Today, Monday 23 November" for the two days that have a name of their own."""
    said = (say_day if short else say_long_day)(day, language, today=today)
    if day == today:
        return _("Today, {day}").format(day=said)
    if day == today + timedelta(days=1):
        return _("Tomorrow, {day}").format(day=said)
    return said


def say_month(day: date, language: str) -> str:
    """ "November 2026"."""
    return _name(day, "LLLL y", language)


def say_weekdays(language: str) -> list[tuple[str, str]]:
    """Monday first, short and whole: ("Mo", "Monday")."""
    days = [date(2024, 1, 1) + timedelta(days=n) for n in range(7)]
    return [(_name(day, "EEEEEE", language).rstrip("."), _name(day, "EEEE", language)) for day in days]


def say_time(moment: datetime, zone: str) -> str:
    """Wall clock: "09:00". In the hour that comes twice in autumn the offset says which one: "02:30 (UTC+2)"."""
    local = moment.astimezone(ZoneInfo(zone))
    clock = local.strftime("%H:%M")
    return f"{clock} ({_offset(local)})" if comes_twice(moment, zone) else clock


def say_hours(start_at: datetime, end_at: datetime, zone: str, language: str) -> str:
    """ "09:00–09:45"; with the day of the end when that is not over within a day."""
    begins, ends = say_time(start_at, zone), say_time(end_at, zone)
    if end_at - start_at < timedelta(days=1):
        return f"{begins}–{ends}"
    return f"{begins} – {say_day(local_day(end_at, zone), language)} {ends}"


def say_span(start_at: datetime, end_at: datetime, zone: str, language: str, *, today: date | None = None) -> str:
    """Short day and hours: "tis 24 nov 09:00–09:45"."""
    day = say_day(local_day(start_at, zone), language, today=today)
    return f"{day} {say_hours(start_at, end_at, zone, language)}"


def say_moment(moment: datetime, zone: str, language: str, *, today: date | None = None) -> str:
    """Short day and time: "tis 24 nov 09:00"."""
    return f"{say_day(local_day(moment, zone), language, today=today)} {say_time(moment, zone)}"


def say_zone(zone: str, home_zone: str, at: datetime, language: str) -> str:
    """ "New York time" when the clock there shows something else than at home at that moment; otherwise nothing.
    In the active language of gettext; `language` chooses the city's name."""
    if at.astimezone(ZoneInfo(zone)).utcoffset() == at.astimezone(ZoneInfo(home_zone)).utcoffset():
        return ""
    return _("%(city)s time") % {"city": get_timezone_location(zone, locale=language, return_city=True)}


def local_day(moment: datetime, zone: str) -> date:
    return moment.astimezone(ZoneInfo(zone)).date()


def comes_twice(moment: datetime, zone: str) -> bool:
    """Does the wall clock there show this time twice, when the clock is put back?"""
    local = moment.astimezone(ZoneInfo(zone))
    first, second = local.replace(fold=0), local.replace(fold=1)
    return first.utcoffset() != second.utcoffset()


def _said(day: date, language: str, weekday: str, month: str, today: date | None) -> str:
    number = f"{day.day}." if language in NUMBERED else str(day.day)
    # The abbreviations of some languages end in a full stop, which nobody writes in a calendar.
    names = [_name(day, pattern, language).rstrip(".") for pattern in (weekday, month)]
    said = f"{names[0]} {number} {names[1]}"
    return f"{said} {day.year}" if today is not None and day.year != today.year else said


@lru_cache(maxsize=4096)
def _name(day: date, pattern: str, language: str) -> str:
    """Babel takes its time, and a month's page needs two dozen of them."""
    return format_date(day, pattern, locale=language)


def _offset(local: datetime) -> str:
    minutes = (local.utcoffset() or timedelta()) // timedelta(minutes=1)
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")
