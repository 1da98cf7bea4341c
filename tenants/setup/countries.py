"""Countries: where a business may be, and what anybody may choose from."""

from dataclasses import dataclass
from functools import lru_cache

from babel import Locale
from babel.numbers import get_currency_name, get_currency_precision
from django.conf import settings

from booking.kernel.saying import page_language

Choices = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Country:
    """Its clock, its money and its language are the business's at first. All can be changed later, the
    money until somebody has booked."""

    zone: str
    currency: str
    locale: str


NEAR = ("SE", "NO", "DK", "FI")
NO_COUNTRIES = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}  # unions, leftovers, and languages that test programs speak
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


def home_countries() -> Choices:
    """Where a business may be: those nearby first, then the rest by their names in the language of the page."""
    names = dict(countries())
    rest = sorted((code for code in COUNTRIES if code not in NEAR), key=lambda code: names[code])
    return [(code, names[code]) for code in (*NEAR, *rest)]


def currencies(like: str) -> Choices:
    """Those of the countries above that are written like this one: a price keeps its number."""
    digits, language = get_currency_precision(like), page_language()
    codes = sorted({one.currency for one in COUNTRIES.values()} | {like})
    return [
        (code, f"{code} · {get_currency_name(code, locale=Locale.parse(language, sep='-'))}")
        for code in codes
        if get_currency_precision(code) == digits
    ]


def countries() -> Choices:
    """All there are, those nearby first, by their names in the language of the page."""
    return _countries(page_language())


@lru_cache(maxsize=16)
def _countries(language: str) -> Choices:
    names = Locale.parse(language, sep="-").territories
    known = [(code, str(name)) for code, name in names.items() if len(code) == 2 and code.isalpha()]
    known = [one for one in known if one[0] not in NO_COUNTRIES]
    return sorted(known, key=lambda one: (one[0] not in NEAR, one[1].casefold()))
