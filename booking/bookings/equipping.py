"""Bookings to come that have no room or thing though their service needs one: made while the business did without
rooms, or before the service needed any. Which they are, and how they get what is free."""

from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import takewhile
from uuid import UUID

from django.db.models import Q

from booking.availability.asking import Gap
from booking.availability.catalogue import read
from booking.availability.claiming import Asked
from booking.availability.forcing import HOURS, claim_anyway
from booking.availability.locking import writing
from booking.availability.models import Occupancy, TakenBy
from booking.availability.needs import assign
from booking.availability.occupying import occupied, release
from booking.bookings.holding import take
from booking.bookings.locking import changed, lock
from booking.bookings.models import Booking, Part, Status
from booking.bookings.moving import wish_of
from booking.kernel.clock import to_minute
from booking.kernel.errors import NotBookable, SlotTaken
from booking.kernel.intervals import Minute
from booking.resources.models import Kind, Requirement, Resource
from tenants import events
from tenants.actors import Actor
from tenants.clock import DatabaseNow
from tenants.models import Tenant
from tenants.tenancy import tenant_tx

COMING = (Status.CONFIRMED, Status.AWAITING_PAYMENT, Status.REQUESTED)
AT_ONCE = 150  # as many as one answer may be waited for
EQUIPPED = "booking.equipped"


def unequipped(tenant: Tenant) -> list[Part]:
    """In order of time, with their bookings. Whether rooms are switched on or off does not matter."""
    needs: dict[UUID, list[Requirement]] = defaultdict(list)
    for need in Requirement.objects.filter(tenant=tenant).exclude(kind=Kind.PRACTITIONER):
        needs[need.service_id].append(need)
    parts = Part.objects.filter(
        Q(booking__held_until=None) | Q(booking__held_until__gt=DatabaseNow()),
        tenant=tenant, service__in=needs, booking__status__in=COMING, end_at__gt=DatabaseNow(),
    )  # fmt: skip
    found = list(parts.select_related("booking__location", "service", "resource").order_by("start_at", "pk"))
    having = _having(found)
    return [part for part in found if _lacks(part, needs[part.service_id], having[part.pk])]


def _having(parts: Iterable[Part]) -> dict[UUID, list[Resource]]:
    """What each of them takes besides whom it is with."""
    whose = {part.pk: part for part in parts}
    taken = Occupancy.objects.filter(owner_id__in=list(whose), kind=TakenBy.BOOKING)
    pairs = {
        (owner, pk) for owner, pk in taken.values_list("owner_id", "resource_id") if pk != whose[owner].resource_id
    }
    resources = Resource.objects.in_bulk({pk for _owner, pk in pairs})
    having: dict[UUID, list[Resource]] = defaultdict(list)
    for owner, pk in pairs:
        having[owner].append(resources[pk])
    return having


def _lacks(part: Part, needs: list[Requirement], having: list[Resource]) -> bool:
    """What was archived since then is still theirs."""
    pools = [[one.pk for one in having if one.kind == need.kind and need.tag in ("", *one.tags)] for need in needs]
    return assign(pools, [need.quantity for need in needs]) is None


@dataclass(frozen=True, slots=True)
class Equipped:
    """`given`: how many have all they need now; `left`: how many have not been tried, all later than `until`."""

    given: int
    left: int
    until: Minute


def equip_next(*, tenant: Tenant, actor: Actor, after: Minute = 0) -> Equipped:
    """Give those that begin later than `after` what is free at their time, the earliest first, each in a transaction of
    its own: nobody waits for all of them. Nothing of those that find nothing is changed.

    Call it outside of any transaction."""
    with tenant_tx(tenant):
        waiting = [part for part in unequipped(tenant) if to_minute(part.start_at) > after]
    last = to_minute(waiting[:AT_ONCE][-1].start_at) if waiting else after
    tried = list(takewhile(lambda part: to_minute(part.start_at) <= last, waiting))
    given = sum(_is_equipped(part.booking, actor) for part in tried)
    return Equipped(given, len(waiting) - len(tried), last)


def _is_equipped(booking: Booking, actor: Actor) -> bool:
    with suppress(SlotTaken, NotBookable), tenant_tx(booking.tenant_id):
        _equip(booking, actor)
        return True
    return False


def _equip(booking: Booking, actor: Actor) -> None:
    """Time, person and pause stay. Raises `SlotTaken` or `NotBookable`."""
    with writing():
        reading, has = read(booking.tenant), frozenset(occupied(part.pk for part in booking.parts.all()))
        wish = replace(wish_of(booking), preferred=has)
        asked = Asked(reading, wish, to_minute(booking.start_at), staff=True, also_lock=tuple(has), again=True)
        claimed = claim_anyway(asked, HOURS)
        locked = lock(booking)
        fresh, [part, *more] = locked.booking, locked.parts
        moved = fresh.sequence != booking.sequence or has != frozenset(locked.resources)
        names = [reading.catalogue.resources[pk].name for pk in claimed.resources if pk not in has]
        if more or moved or not names or fresh.status not in COMING:  # no names: somebody else has just given them all
            raise SlotTaken
        release([part.pk])
        pause = Gap(part.gap_begin, part.gap_end) if part.gap_end else None
        until = None if fresh.status == Status.CONFIRMED else fresh.held_until
        take(fresh.tenant, part, replace(claimed, gap=pause), until)
        changed(fresh, locked.now)
        events.record(fresh.tenant, EQUIPPED, subject_id=fresh.pk, subject_code=fresh.code, actor=actor, things=names)
