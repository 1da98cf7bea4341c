"""Where a business may be: its clock, its money and its language at first. All can be changed later but the money."""

from dataclasses import dataclass

from babel import Locale
from django.conf import settings

from booking.kernel.saying import page_language


@dataclass(frozen=True, slots=True)
class Country:
    zone: str
    currency: str
    locale: str


NEAR = ("SE", "NO", "DK", "FI")
COUNTRIES = {
    "SE": Country("Europe/Stockholm", "SEK", "sv"),
    "NO": Country("Europe/Oslo", "NOK", "nb"),
    "DK": Country("Europe/Copenhagen", "DKK", "da"),
    "FI": Country("Europe/Helsinki", "EUR", "fi"),
    "AT": Country("Europe/Vienna", "EUR", "de"),
    "BE": Country("Europe/Brussels", "EUR", "nl"),
    "CH": Country("Europe/Zurich", "CHF", "de"),
    "CZ": Country("Europe/Prague", "CZK", "cs"),
    "DE": Country("Europe/Berlin", "EUR", "de"),
    "EE": Country("Europe/Tallinn", "EUR", "et"),
    "ES": Country("Europe/Madrid", "EUR", "es"),
    "FR": Country("Europe/Paris", "EUR", "fr"),
    "GB": Country("Europe/London", "GBP", "en"),
    "IE": Country("Europe/Dublin", "EUR", "en"),
    "IS": Country("Atlantic/Reykjavik", "ISK", "is"),
    "IT": Country("Europe/Rome", "EUR", "it"),
    "LT": Country("Europe/Vilnius", "EUR", "lt"),
    "LU": Country("Europe/Luxembourg", "EUR", "fr"),
    "LV": Country("Europe/Riga", "EUR", "lv"),
    "NL": Country("Europe/Amsterdam", "EUR", "nl"),
    "PL": Country("Europe/Warsaw", "PLN", "pl"),
    "PT": Country("Europe/Lisbon", "EUR", "pt"),
}


def language_of(country: str) -> str:
    """The country's own as far as Ledig speaks it; else English."""
    spoken = COUNTRIES[country].locale
    return spoken if spoken in dict(settings.LANGUAGES) else "en"


def country_names() -> list[tuple[str, str]]:
    """Those nearby first, then the rest by their names in the language of the page."""
    names = Locale(page_language()).territories
    rest = sorted((code for code in COUNTRIES if code not in NEAR), key=lambda code: names[code])
    return [(code, names[code]) for code in (*NEAR, *rest)]
