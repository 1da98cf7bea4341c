"""Single times that are opened by hand, each with a length, a price and an audience of its own."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from booking.availability import entered
from booking.availability.catalogue import Catalogue, current
from booking.availability.locking import lock_resources, writing
from booking.availability.models import LONGEST, Audience, Occupancy, OpenSlot, TakenBy
from booking.availability.moments import must_be_a_stretch
from booking.availability.pricing import must_give, price_for, usual_of
from booking.kernel.errors import Invalid
from booking.resources.models import Location, Resource, Service
from tenants.actors import Actor
from tenants.clock import DatabaseNow, database_now
from tenants.models import Tenant

MINUTE = timedelta(minutes=1)
DEAREST = 2_000_000_000  # minor units


@dataclass(frozen=True, slots=True)
class SlotTerms:
    """`end_at` None: as long as the settings say. `price` None: as the length makes it. `follows`: the price is not
    written by hand, and another length makes another one. No services: whichever fits in; no modes: any way that the
    service comes in."""

    resource: Resource
    location: Location
    start_at: datetime
    end_at: datetime | None = None
    services: Sequence[Service] = ()
    price: int | None = None
    follows: bool = False
    audience: str = Audience.EVERYONE
    modes: Sequence[str] = ()


def open_slot(*, tenant: Tenant, terms: SlotTerms, actor: Actor) -> OpenSlot:
    """The same one again is the one that is there: a double click opens one. Raises `Invalid`, also where the time is
    taken."""
    with writing():
        lock_resources([terms.resource.pk])
        _must_be_to_come(terms.start_at)
        values = _values(tenant, terms)
        there = OpenSlot.objects.filter(tenant=tenant, **values).first()
        return there or entered.add(tenant, OpenSlot(**values), actor)


def change_slot(*, tenant: Tenant, slot_id: UUID, seen: int, terms: SlotTerms, actor: Actor) -> OpenSlot:
    """Raises `NotFound`, `StaleState`, `Invalid`."""
    with transaction.atomic():
        slot = entered.fresh(tenant, OpenSlot, slot_id, seen)
        return entered.change(tenant, slot, actor, **_values(tenant, terms, slot))


def drag_slot(
    *, tenant: Tenant, slot_id: UUID, seen: int, resource: Resource, start_at: datetime, end_at: datetime,
    actor: Actor,
) -> OpenSlot:  # fmt: skip
    """To another time, length or colleague. The price follows the length unless it was corrected by hand."""
    with transaction.atomic():
        slot, catalogue = entered.fresh(tenant, OpenSlot, slot_id, seen), current(tenant)
        terms = replace(terms_of(slot, catalogue), resource=resource, start_at=start_at, end_at=end_at)
        if resource.pk != slot.resource_id and resource.location_id in catalogue.locations:
            terms = replace(terms, location=catalogue.locations[resource.location_id])
        return entered.change(tenant, slot, actor, **_values(tenant, terms, slot))


def remove_slot(*, tenant: Tenant, slot_id: UUID, seen: int, actor: Actor) -> None:
    """Raises `NotFound`, `StaleState`."""
    with transaction.atomic():
        entered.remove(tenant, entered.fresh(tenant, OpenSlot, slot_id, seen), actor)


def terms_of(slot: OpenSlot, catalogue: Catalogue) -> SlotTerms:
    """What the slot is like now."""
    return SlotTerms(
        resource=catalogue.resources[slot.resource_id],
        location=catalogue.locations[slot.location_id],
        start_at=slot.start_at,
        end_at=slot.end_at,
        services=services_of(slot, catalogue),
        price=slot.price,
        follows=slot.follows_length,
        audience=slot.audience,
        modes=slot.modes or (),
    )


def services_of(slot: OpenSlot, catalogue: Catalogue) -> list[Service]:
    """Those that it is for, in the business's order; none: all."""
    return [one for one in catalogue.services if one.pk in (slot.service_ids or ())]


def price_by_length(terms: SlotTerms, catalogue: Catalogue, currency: str) -> int | None:
    """What it would cost today if nobody had written a price. None: nothing is known of one."""
    usual = usual_of(catalogue, terms.resource, *terms.services)
    minutes = (terms.end_at - terms.start_at) // MINUTE if terms.end_at else usual.minutes
    return price_for(minutes, usual, currency)


def taken_then(resource_id: Any, start_at: Any, end_at: Any) -> Q:
    """Which occupancies keep the resource from being offered in that time: any does, whether it lets others in beside
    it or not. The arguments may be `OuterRef`s."""
    now = Q(expires_at=None) | Q(expires_at__gt=DatabaseNow())
    during = Q(start_at__lt=end_at, end_at__gt=start_at, start_at__gt=start_at - LONGEST)
    return Q(resource_id=resource_id) & during & now


def _values(tenant: Tenant, terms: SlotTerms, slot: OpenSlot | None = None) -> dict[str, Any]:
    """`slot`: as it was until now."""
    entered.must_have_calendar(tenant, terms.resource)
    catalogue = current(tenant)
    known = (slot.service_ids or ()) if slot and slot.resource_id == terms.resource.pk else ()  # they may be archived
    must_give(catalogue, terms.resource, [one for one in terms.services if one.pk not in known], "services")
    end_at = terms.end_at or terms.start_at + usual_of(catalogue, terms.resource, *terms.services).minutes * MINUTE
    must_be_a_stretch(terms.start_at, end_at)
    _must_be_free(terms.resource, terms.start_at, end_at)
    values = {
        "resource_id": terms.resource.pk,
        "location_id": terms.location.pk,
        "service_ids": sorted(one.pk for one in terms.services) or None,
        "start_at": terms.start_at,
        "end_at": end_at,
        "audience": terms.audience,
        "modes": list(terms.modes) or None,
    }
    price = terms.price
    if price is None or (terms.follows and not (slot and _priced_alike(slot, values))):
        price = price_by_length(replace(terms, end_at=end_at), catalogue, tenant.currency)
    if price is not None and price > DEAREST:
        raise _wrong("price", _("That is too much."))
    return values | {"price": price, "follows_length": terms.follows or terms.price is None}


def _priced_alike(slot: OpenSlot, values: dict[str, Any]) -> bool:
    """As long as before, with the same person, for the same services: what others cost by now is no news to it."""
    same = slot.resource_id == values["resource_id"] and slot.service_ids == values["service_ids"]
    return same and slot.end_at - slot.start_at == values["end_at"] - values["start_at"]


def _must_be_free(resource: Resource, start_at: datetime, end_at: datetime) -> None:
    """A time that is past or taken would be offered to nobody."""
    _must_be_to_come(end_at)
    taken = set(Occupancy.objects.filter(taken_then(resource.pk, start_at, end_at)).values_list("kind", flat=True))
    if TakenBy.ABSENCE in taken:
        raise _wrong("start", _("%(name)s is away then.") % {"name": resource.name})
    if taken:
        raise _wrong("start", _("Something is booked then, or is being booked right now."))


def _must_be_to_come(at: datetime) -> None:
    if at < database_now():
        raise _wrong("start", _(
            "This time has been, so nobody could book it. Open a later time. "
            "A visit that took place is entered with “Book”."
        ))  # fmt: skip


def _wrong(field: str, text: Any) -> Invalid:
    return Invalid(text, errors={field: [text]})
