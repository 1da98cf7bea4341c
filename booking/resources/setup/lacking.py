"""What somebody still needs before anybody can book with them."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from booking.resources.models import Resource, ServiceProvider
from booking.resources.people import practitioners
from tenants.models import Tenant

People = Collection[UUID]


@dataclass(frozen=True, slots=True)
class Lack:
    """`having`: which of these people have it. `route`: of the page on which it is given to one of them. `to_them`:
    what whoever lacks it is told, who may not open that page."""

    sentence: Any
    to_them: Any
    act: Any
    route: str
    having: Callable[[People], People]


_needed: list[Lack] = []


def needed(lack: Lack) -> None:
    """One more thing without which nobody is booked. Each floor registers what it knows of."""
    _needed.append(lack)


def lacks_of(tenant: Tenant, people: Sequence[Resource]) -> dict[UUID, list[Lack]]:
    """Of those who lack anything. Whoever is archived need not be bookable."""
    ids = {one.pk for one in people if one.active}
    found: dict[UUID, list[Lack]] = {}
    for lack in _needed:
        for one in ids - set(lack.having(ids)) if ids else ():
            found.setdefault(one, []).append(lack)
    return found


def all_can_be_booked(tenant: Tenant) -> bool:
    people = list(practitioners(tenant).filter(active=True))
    return bool(people) and not lacks_of(tenant, people)


def _giving(people: People) -> set[UUID]:
    rows = ServiceProvider.objects.filter(resource__in=people, service__active=True)
    return set(rows.values_list("resource_id", flat=True))


needed(
    Lack(
        _("No services yet: nobody can book with them."),
        _("Nobody has written down yet which services you give. Ask the owner."),
        _("Choose services"),
        "desk-settings-practitioner-services",
        _giving,
    )
)
