"""Bookings to come that have no room or thing though their service needs one: made while the business did without
rooms, or before the service needed any. Which they are, and how they get what is free."""

from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from uuid import UUID

from django.db.models import Q

from booking.availability.asking import Gap
from booking.availability.catalogue import read
from booking.availability.claiming import Asked
from booking.availability.forcing import HOURS, claim_anyway
from booking.availability.locking import lock_resources, writing
from booking.availability.models import Occupancy, TakenBy
from booking.availability.needs import assign
from booking.availability.occupying import occupied, release
from booking.bookings.holding import take
from booking.bookings.locking import changed, lock
from booking.bookings.models import Booking, Part, Status
from booking.bookings.moving import wish_of
from booking.kernel.clock import to_minute
from booking.kernel.errors import NotBookable, SlotTaken
from booking.resources.models import Kind, Requirement, Resource
from tenants import events
from tenants.actors import Actor
from tenants.clock import DatabaseNow
from tenants.models import Tenant

COMING = (Status.CONFIRMED, Status.AWAITING_PAYMENT, Status.REQUESTED)
AT_ONCE, TRIED = 50, 150  # meanwhile nobody else can take anything
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


def equip_all(*, tenant: Tenant, actor: Actor) -> int:
    """Give the first of them what is free at their time, the earliest first. Returns how many have all they need now:
    the others lack something still, and nothing of theirs was changed."""
    lock_resources(Resource.objects.filter(tenant=tenant).values_list("pk", flat=True))
    given = 0
    for part in unequipped(tenant)[:TRIED]:
        with suppress(SlotTaken, NotBookable):
            _equip(part.booking, actor)
            given += 1
        if given == AT_ONCE:
            break
    return given


def _equip(booking: Booking, actor: Actor) -> None:
    """Time, person and pause stay. Raises `SlotTaken` or `NotBookable`."""
    with writing():
        reading, has = read(booking.tenant), frozenset(occupied(part.pk for part in booking.parts.all()))
        wish = replace(wish_of(booking), preferred=has)
        claimed = claim_anyway(Asked(reading, wish, to_minute(booking.start_at), staff=True, again=True), HOURS)
        locked = lock(booking)
        fresh, [part, *more] = locked.booking, locked.parts
        if more or fresh.status not in COMING or fresh.sequence != booking.sequence:
            raise SlotTaken
        release([part.pk])
        pause = Gap(part.gap_begin, part.gap_end) if part.gap_end else None
        until = None if fresh.status == Status.CONFIRMED else fresh.held_until
        take(fresh.tenant, part, replace(claimed, gap=pause), until)
        changed(fresh, locked.now)
        names = [reading.catalogue.resources[pk].name for pk in claimed.resources if pk not in has]
        events.record(fresh.tenant, EQUIPPED, subject_id=fresh.pk, subject_code=fresh.code, actor=actor, things=names)
