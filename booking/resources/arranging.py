"""The services of a business and its people as lists: their order."""

from typing import Any

from django.db.models import Max, QuerySet

from booking.kernel.errors import NotFound
from booking.resources.models import Kind, Resource, Service, Team, Unit
from tenants import events
from tenants.actors import Actor
from tenants.models import Tenant


def move_to(*, tenant: Tenant, code: str, place: int, actor: Actor) -> None:
    """Put the service at that place (0 is the first) among those that are not archived. Said twice, it is done once.

    Raises `NotFound`."""
    _move(Service.objects.filter(tenant=tenant), "service", code, place, actor)


def move_person(*, tenant: Tenant, code: str, place: int, actor: Actor) -> None:
    """As `move_to`, among the practitioners: whoever stands first is asked first where a service wants it so."""
    _move(Resource.objects.filter(tenant=tenant, kind=Kind.PRACTITIONER), "practitioner", code, place, actor)


def move_team(*, tenant: Tenant, code: str, place: int, actor: Actor) -> None:
    """As `move_to`."""
    _move(Team.objects.filter(tenant=tenant), "team", code, place, actor)


def move_unit(*, tenant: Tenant, code: str, place: int, actor: Actor) -> None:
    """As `move_to`, among those below the same one."""
    rows = Unit.objects.filter(tenant=tenant)
    moved = rows.filter(code=code, active=True).first()
    if moved is None:
        raise NotFound
    standing = rows.filter(above=moved.above_id) if is_below(moved) else rows.exclude(above__active=True)
    _move(standing, "unit", code, place, actor)


def is_below(unit: Unit) -> bool:
    """What stands below an archived one stands by itself."""
    return unit.above is not None and unit.above.active


def last_place(tenant: Tenant, of: type[Service | Resource | Team | Unit] = Service) -> int:
    """After all others."""
    highest = of.objects.filter(tenant=tenant).aggregate(highest=Max("position"))["highest"]
    return 0 if highest is None else min(highest + 1, 32767)


def _move(found: QuerySet[Any], thing: str, code: str, place: int, actor: Actor) -> None:
    rows = list(found.select_for_update(no_key=True, of=("self",)).order_by("pk"))
    rows = sorted((row for row in rows if row.active), key=lambda row: (row.position, row.name))
    moved = next((row for row in rows if row.code == code), None)
    if moved is None:
        raise NotFound
    was = rows.index(moved)
    rows.remove(moved)
    rows.insert(place, moved)
    changed = [row for n, row in enumerate(rows) if row.position != n]
    for n, row in enumerate(rows):
        row.position = n
    found.model._default_manager.bulk_update(changed, ["position"])
    now = rows.index(moved)
    if now != was:
        events.record(
            moved.tenant, f"{thing}.changed", subject_id=moved.pk, subject_code=moved.code, actor=actor,
            changed={"place": [was + 1, now + 1]},
        )  # fmt: skip
