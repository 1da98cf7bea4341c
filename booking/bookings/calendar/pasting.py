"""A template week pasted whole, its bookings with it, and taken back whole."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import cast
from uuid import UUID

from booking.availability import pasting
from booking.availability.catalogue import Reading, read
from booking.availability.locking import lock_resources, writing
from booking.availability.models import TemplateWeek
from booking.availability.pasting import TakenBack
from booking.availability.planning import Planned, Stretch, plan
from booking.availability.template_weeks import blocks_of
from booking.availability.wishing import Wish
from booking.bookings.calendar.recurring import again, again_now, involved, unchanged
from booking.bookings.calendar.regulars import THERE, Again, Regular, regulars, wanted
from booking.bookings.cancelling import cancel
from booking.bookings.direct import book_directly
from booking.bookings.models import Booking, ConfirmBy
from booking.clients.models import Client
from booking.clients.services import Contact
from booking.kernel.errors import Invalid, NotBookable, SlotTaken, StaleState
from booking.resources.models import Resource
from tenants import events
from tenants.actors import Actor
from tenants.models import Event, Tenant
from tenants.tenancy import tenant_tx

BOOKED = "week.booked"


@dataclass(frozen=True, slots=True)
class Preview:
    planned: list[Planned]
    bookings: list[Again]

    @property
    def reachable(self) -> int:
        """How many clients would be told, if they are to be."""
        clients = {one.client.pk: one.client for one in self.bookings if one.client and not one.why}
        return sum(bool(client.email or client.phone) for client in clients.values())


@dataclass(frozen=True, slots=True)
class Pasted:
    """`refused`: the bookings that could not be made, part by part; nothing was forced."""

    batch_id: UUID
    blocks: int
    booked: list[Booking]
    refused: list[Again]


def preview(week: TemplateWeek, stretch: Stretch, people: Sequence[Resource], *, bookings: bool) -> Preview:
    """What `paste` would do now."""
    every, pks = blocks_of(week), {one.pk for one in people}
    planned = plan(week.tenant, [block for block in every if block.resource_id in pks], stretch)
    return Preview(planned, again(week.tenant, regulars(every, people), stretch, planned) if bookings else [])


def paste(
    *, week: TemplateWeek, stretch: Stretch, people: Sequence[Resource], bookings: bool, actor: Actor, tell: bool = True
) -> Pasted:  # fmt: skip
    """Working time and activities first, then each booking by itself; one that collides is left out and told of, with
    all of its parts.
    `tell`: whether the clients get a confirmation, and are told when it is taken back.

    Each in a short transaction of its own, so that nobody else waits for more than one of them; the events name the
    batch, so that one undo finds all of it, however far it came."""
    tenant = week.tenant
    with tenant_tx(tenant):
        wished = wanted(regulars(blocks_of(week), people), stretch) if bookings else []
        pasted = pasting.paste_week(week=week, stretch=stretch, people=people, actor=actor)
    booked: list[Booking] = []
    refused: list[Again] = []
    for on, one in wished:
        made, left = _book(tenant, one, on, pasted.batch_id, actor, tell)
        booked += made
        refused += left
    return Pasted(pasted.batch_id, pasted.made, booked, refused)


def take_back(*, tenant: Tenant, batch_id: UUID, actor: Actor) -> TakenBack:
    """Everything that a paste has made, but for what has changed since; each booking in a transaction of its own.
    Its clients are told if they were told of the bookings.

    Raises `StaleState` when nothing of it is left."""
    with tenant_tx(tenant):
        events_of = Event.objects.filter(tenant=tenant, type=BOOKED, subject_id=batch_id)
        told = {pk: event.data.get("tell", True) for event in events_of for pk in event.data["bookings"]}
        standing = unchanged(told)
    gone = sum(_cancelled(tenant, booking, actor, told[str(booking.pk)]) for booking in standing)
    with tenant_tx(tenant):
        rest = pasting.take_back(tenant=tenant, batch_id=batch_id, actor=actor, besides=gone)
    return TakenBack(rest.gone, rest.kept + len(told) - gone)


def _book(
    tenant: Tenant, one: Regular, on: date, batch_id: UUID, actor: Actor, tell: bool
) -> tuple[list[Booking], list[Again]]:
    """All parts of one that are not there yet, each as a booking; or none, and which."""
    with tenant_tx(tenant):
        reading = read(tenant)
        parts = [part for part in again_now(reading, one, on) if part.why != THERE]
        if not parts or any(part.refused for part in parts):
            return [], parts
        try:
            with writing():
                lock_resources(involved(reading.catalogue, parts))  # in one order, whatever each part locks again
                made = [_directly(tenant, part, reading, actor, tell) for part in parts]
        except (SlotTaken, NotBookable, Invalid):  # somebody was faster
            return [], [replace(part, why="busy") for part in parts]
        events.record(tenant, BOOKED, subject_id=batch_id, actor=actor, bookings=[str(b.pk) for b in made], tell=tell)
    return made, []


def _directly(tenant: Tenant, one: Again, reading: Reading, actor: Actor, tell: bool) -> Booking:
    """`one` is judged to be possible, so that it has all of this."""
    client, wish, start_at = cast(Client, one.client), cast(Wish, one.wish), cast(datetime, one.start_at)
    how = "" if tell else ConfirmBy.NONE
    contact = Contact(client.name, client.email, client.phone, client.language, confirm_by=how)
    return book_directly(
        tenant=tenant, wish=wish, start_at=start_at, contact=contact, actor=actor, client=client, reading=reading
    )


def _cancelled(tenant: Tenant, booking: Booking, actor: Actor, tell: bool) -> bool:
    try:
        with tenant_tx(tenant):
            cancel(booking=booking, actor=actor, by="staff", seen=booking.sequence, tell=tell)
    except StaleState:
        return False
    return True
