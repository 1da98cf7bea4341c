"""The public holidays of a country, by the library `holidays`."""

from datetime import date
from functools import lru_cache

from holidays import country_holidays

LONGEST = 120  # letters of a name


@lru_cache(maxsize=128)
def public_holidays(country: str, language: str, year: int) -> dict[date, str]:
    """Those of the whole country, with their names in the language when the library has them, else in that of the
    country; in order. The eves that hardly anybody works (Sweden's) count too. Empty for a country that it does not
    know."""
    try:
        known = country_holidays(country)
    except NotImplementedError:
        return {}
    kinds = tuple(kind for kind in ("public", "de_facto") if kind in known.supported_categories)
    said = _language(language, known.supported_languages) or known.default_language
    found = country_holidays(country, years=year, language=said, categories=kinds)
    return {day: name.replace("; ", ", ")[:LONGEST] for day, name in sorted(found.items()) if day.year == year}


def _language(wanted: str, supported: tuple[str, ...]) -> str | None:
    """ "en" is as good as "en_US"."""
    return next((one for one in supported if one == wanted or one.partition("_")[0] == wanted), None)
