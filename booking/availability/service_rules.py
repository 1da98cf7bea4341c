"""Rules of services that nobody has written down, to ask the engine under them (`foreseeing`)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from booking.availability.catalogue import Catalogue
from booking.availability.models import GroupTerms
from booking.resources.models import Requirement, Service, ServiceLength, ServiceProvider, ServiceSkill

PARTS = {"_lengths": "lengths", "_providers": "providers", "_requirements": "needs", "_skills": "skills"}


@dataclass(frozen=True, slots=True)
class ServiceRules:
    """What would be other of one service; None: as it is. `terms`: by group, None where it has none."""

    row: Service | None = None
    lengths: Sequence[ServiceLength] | None = None
    providers: Sequence[ServiceProvider] | None = None
    needs: Sequence[Requirement] | None = None
    skills: Sequence[ServiceSkill] | None = None
    terms: Mapping[UUID, GroupTerms | None] = field(default_factory=dict)


def parts_of(catalogue: Catalogue, rules: Mapping[UUID, ServiceRules]) -> dict[str, Any]:
    """What stands below the services, in the words of the catalogue."""
    if not rules:
        return {}
    parts: dict[str, Any] = {}
    for name, part in PARTS.items():
        own = {pk: getattr(one, part) for pk, one in rules.items() if getattr(one, part) is not None}
        parts[name] = defaultdict(list, getattr(catalogue, name) | own)
    terms: dict[tuple[UUID, UUID], GroupTerms | None] = dict(catalogue._terms)
    for pk, one in rules.items():
        terms |= {(group, pk): row for group, row in one.terms.items()}
    return parts | {"_terms": {key: row for key, row in terms.items() if row is not None}}
