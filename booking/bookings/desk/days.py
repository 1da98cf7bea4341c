"""Days as the desk speaks of them."""

from datetime import date

from django.utils.translation import get_language

from booking.kernel import said


def language() -> str:
    """Of the page that is being made."""
    return get_language() or "en"


def near_day(day: date, today: date) -> str:
    """ "Today, Monday 23 November" for the two days that have a name of their own."""
    return said.near_day(day, language(), today)
