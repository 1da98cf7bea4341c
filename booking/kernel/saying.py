"""Days and times as people say them: "tis 24 nov 09:00–09:45". The zone is named only where it makes a difference."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, get_timezone_location
from django.utils.translation import gettext as _

SHORT = {"nb": "EEE d. MMM", "sv": "EEE d MMM", "en": "EEE d MMM"}
LONG = {"nb": "EEEE d. MMMM", "sv": "EEEE d MMMM", "en": "EEEE d MMMM"}


def say_day(day: date, language: str) -> str:
    """Short: "tis 24 nov", "tir 24. nov", "Tue 24 Nov"."""
    said = format_date(day, SHORT.get(language, SHORT["en"]), locale=language)
    return " ".join(word if word[:1].isdigit() else word.rstrip(".") for word in said.split())


def say_long_day(day: date, language: str, *, today: date | None = None) -> str:
    """In full: "tisdag 24 november"; the year besides when it is another than today's."""
    pattern = LONG.get(language, LONG["en"])
    if today is not None and today.year != day.year:
        pattern += " y"
    return format_date(day, pattern, locale=language)


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


def say_span(start_at: datetime, end_at: datetime, zone: str, language: str) -> str:
    """Short day and hours: "tis 24 nov 09:00–09:45"."""
    return f"{say_day(local_day(start_at, zone), language)} {say_hours(start_at, end_at, zone, language)}"


def say_moment(moment: datetime, zone: str, language: str) -> str:
    """Short day and time: "tis 24 nov 09:00"."""
    return f"{say_day(local_day(moment, zone), language)} {say_time(moment, zone)}"


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


def _offset(local: datetime) -> str:
    minutes = (local.utcoffset() or timedelta()) // timedelta(minutes=1)
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")
