"""The public holidays of a country and of its regions, by the library `holidays`."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from holidays import country_holidays

LONGEST = 120  # letters of a name
CUSTOM = ("optional", "half_day")
LOOKED_AT = (2026, 2027)  # years in which a region that has holidays of its own shows them


@lru_cache(maxsize=256)
def public_holidays(country: str, language: str, year: int, region: str = "") -> dict[date, str]:
    """Those of the whole country, and of the region, with their names in the language when the library has them, else
    in that of the country; in order. The eves that hardly anybody works (Sweden's) count too. Empty for a country or a
    region that it does not know."""
    return _found(country, language, year, ("public", "de_facto"), region)


@lru_cache(maxsize=128)
def customary_days(country: str, language: str, year: int) -> dict[date, str]:
    """Eves, half days and others that many close by custom, and the law does not."""
    found, public = _found(country, language, year, CUSTOM), public_holidays(country, language, year)
    # What hour it begins at stands behind some: here a day is closed as a whole.
    return {day: name.partition(" (")[0] for day, name in found.items() if day not in public}


@lru_cache(maxsize=32)
def regions(country: str) -> tuple[tuple[str, str], ...]:
    """Those with holidays of their own, by name; none for a country that the library does not know."""
    try:
        known = country_holidays(country)
    except NotImplementedError:
        return ()
    names: dict[str, str] = {}
    for name, code in getattr(known, "subdivisions_aliases", {}).items():
        names.setdefault(code, name)  # the first is written out
    own = [code for code in known.subdivisions if _has_its_own(country, code)]
    return tuple(sorted(((code, names.get(code, code)) for code in own), key=lambda one: one[1]))


def _has_its_own(country: str, region: str) -> bool:
    return any(
        public_holidays(country, "", year, region).keys() != public_holidays(country, "", year).keys()
        for year in LOOKED_AT
    )


def _found(country: str, language: str, year: int, kinds: Iterable[str], region: str = "") -> dict[date, str]:
    try:
        known = country_holidays(country, subdiv=region or None)
    except NotImplementedError:
        return {}
    there = tuple(kind for kind in kinds if kind in known.supported_categories)
    if not there:
        return {}
    said = _language(language, known.supported_languages) or known.default_language
    found = country_holidays(country, subdiv=region or None, years=year, language=said, categories=there)
    return {day: name.replace("; ", ", ")[:LONGEST] for day, name in sorted(found.items()) if day.year == year}


def _language(wanted: str, supported: tuple[str, ...]) -> str | None:
    """ "en" is as good as "en_US"."""
    return next((one for one in supported if one == wanted or one.partition("_")[0] == wanted), None)
