"""Units, regions and teams as a choice: one code stands for all who belong to it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from booking.resources.models import Location, Resource, Team, TeamMember, Unit


@dataclass(frozen=True, slots=True)
class Divisions:
    """`units`: the regions first, each followed by what stands below it. `_of`: whom a code stands for."""

    units: tuple[Unit, ...] = ()
    teams: tuple[Team, ...] = ()
    _of: Mapping[str, frozenset[UUID]] = field(default_factory=dict)

    def members(self, code: str) -> frozenset[UUID] | None:
        """None for a code of nobody's: it is as if it was not said."""
        return self._of.get(code)

    def name(self, code: str) -> str:
        rows: tuple[Any, ...] = (*self.teams, *self.units)
        return next((one.name for one in rows if one.code == code), "")

    def choices(self, among: Iterable[Resource]) -> list[tuple[str, list[tuple[str, str]]]]:
        """Those to which any of these people belong, as groups of (code, name)."""
        there = {one.pk for one in among}
        lists: list[tuple[str, tuple[Any, ...]]] = [(_("Teams"), self.teams), (_("Units"), self.units)]
        found = [(name, [(one.code, one.name) for one in rows if self._of[one.code] & there]) for name, rows in lists]
        return [(name, rows) for name, rows in found if rows]


def divide(
    units: Iterable[Unit], teams: Iterable[Team], members: Iterable[TeamMember],
    resources: Iterable[Resource], places: Mapping[UUID, Location],
) -> Divisions:  # fmt: skip
    """Who says of no unit of their own belongs to that of their place."""
    ordered = in_order(units)
    by_unit: dict[UUID, set[UUID]] = defaultdict(set)
    for one in resources:
        place = places.get(one.location_id) if one.location_id else None
        own = one.unit_id or (place.unit_id if place else None)
        if own:
            by_unit[own].add(one.pk)
    by_team: dict[UUID, set[UUID]] = defaultdict(set)
    for row in members:
        by_team[row.team_id].add(row.resource_id)
    teams = tuple(teams)
    of = {one.code: frozenset(by_team[one.pk]) for one in teams}
    for unit in ordered:
        below = (one.pk for one in ordered if one.above_id == unit.pk)
        of[unit.code] = frozenset(by_unit[unit.pk].union(*(by_unit[pk] for pk in below)))
    return Divisions(tuple(ordered), teams, of)


def in_order(units: Iterable[Unit]) -> list[Unit]:
    """Each region before its units; what stands below nothing that is there stands by itself."""
    rows = list(units)
    there = {one.pk for one in rows}
    found: list[Unit] = []
    for top in (one for one in rows if one.above_id not in there):
        found += [top, *(one for one in rows if one.above_id == top.pk)]
    return found
