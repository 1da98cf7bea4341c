"""Time zones to choose from: the likely ones first, then the world by its continents, each clock by one name."""

from collections import defaultdict
from functools import lru_cache
from importlib.resources import files
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from tenants.setup.countries import COUNTRIES, Choices

NORDIC = ("SE", "NO", "DK", "FI", "IS")
CONTINENTS = (
    "Europe", "Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Indian", "Pacific",
)  # fmt: skip


def zones(country: str = "", now: str = "") -> list[tuple[Any, Choices]]:
    """Those of the country, the one that is chosen `now`, and those of the Nordic countries; then by continent, Europe
    first, each by its city. Older names of the same clocks are left out."""
    near = [*_by_country().get(country, ()), now, *(COUNTRIES[code].zone for code in NORDIC)]
    near = [zone for zone in dict.fromkeys(near) if zone]
    found: dict[str, Choices] = defaultdict(list)
    for zone in sorted(zone for same in _by_country().values() for zone in same):
        if zone not in near:
            found[zone.partition("/")[0]].append(_named(zone))
    far = [(continent, sorted(found[continent], key=lambda one: one[1])) for continent in CONTINENTS]
    return [(_("Likely"), [_named(zone) for zone in near]), *far]


def is_zone(value: str) -> bool:
    """Older names are understood too: they may stand in the database, and be wanted back."""
    return value in _all() and value.partition("/")[0] in CONTINENTS


class ZoneField(forms.ChoiceField):
    def __init__(self, **options: Any) -> None:
        super().__init__(label=_("Time zone"), choices=zones, **options)

    def offer(self, country: str, now: str) -> None:
        """What suits a business or a place there; `now`: what it has."""
        self.choices = zones(country, now)

    def valid_value(self, value: Any) -> bool:
        return super().valid_value(value) or is_zone(str(value))


def _named(zone: str) -> tuple[str, str]:
    return zone, zone.partition("/")[2].replace("_", " ") or zone


@lru_cache(maxsize=1)
def _all() -> frozenset[str]:
    return frozenset(available_timezones())


@lru_cache(maxsize=1)
def _by_country() -> dict[str, tuple[str, ...]]:
    """From the table of the time zone database: one name for each clock of a country, those of most people first."""
    found: dict[str, list[str]] = defaultdict(list)
    for line in files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            country, _place, zone = line.split("\t")[:3]
            if zone in _all():
                found[country].append(zone)
    return {country: tuple(names) for country, names in found.items()}
