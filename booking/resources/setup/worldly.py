"""Countries and time zones to choose from."""

from collections import defaultdict
from functools import lru_cache
from zoneinfo import available_timezones

from babel import Locale

from booking.kernel.saying import page_language

CONTINENTS = (
    "Europe", "Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Indian", "Pacific",
)  # fmt: skip
Choices = list[tuple[str, str]]


def countries() -> Choices:
    """By their names in the language of the page."""
    return _countries(page_language())


@lru_cache(maxsize=16)
def _countries(language: str) -> Choices:
    names = Locale.parse(language, sep="-").territories
    known = [(code, str(name)) for code, name in names.items() if len(code) == 2 and code.isalpha() and code != "ZZ"]
    return sorted(known, key=lambda one: one[1].casefold())


@lru_cache(maxsize=1)
def zones() -> list[tuple[str, Choices]]:
    """By continent, Europe first; each by its city."""
    found: dict[str, Choices] = defaultdict(list)
    for zone in available_timezones():
        continent, _slash, city = zone.partition("/")
        found[continent].append((zone, city.replace("_", " ")))
    return [(continent, sorted(found[continent], key=lambda one: one[1])) for continent in CONTINENTS]
