"""The services of a business as a list: their order."""

from django.db.models import Max

from booking.kernel.errors import NotFound
from booking.resources.models import Service
from tenants import events
from tenants.actors import Actor
from tenants.models import Tenant


def move_to(*, tenant: Tenant, code: str, place: int, actor: Actor) -> None:
    """Put the service at that place (0 is the first) among those that are not archived. Said twice, it is done once.

    Raises `NotFound`."""
    rows = list(Service.objects.select_for_update(no_key=True).filter(tenant=tenant).order_by("pk"))
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
    Service.objects.bulk_update(changed, ["position"])
    now = rows.index(moved)
    if now != was:
        _tell(moved, "changed", actor, changed={"place": [was + 1, now + 1]})


def last_place(tenant: Tenant) -> int:
    """After all others."""
    highest = Service.objects.filter(tenant=tenant).aggregate(highest=Max("position"))["highest"]
    return 0 if highest is None else min(highest + 1, 32767)


def _tell(service: Service, what: str, actor: Actor, **data: object) -> None:
    events.record(
        service.tenant, f"service.{what}", subject_id=service.pk, subject_code=service.code, actor=actor, **data
    )
