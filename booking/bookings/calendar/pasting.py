"""A template week pasted whole, its bookings with it, and taken back whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from booking.availability import pasting
from booking.availability.catalogue import read
from booking.availability.locking import lock_resources, writing
from booking.availability.models import TemplateWeek
from booking.availability.occupying import occupied
from booking.availability.pasting import TakenBack
from booking.availability.planning import Planned, Stretch, plan
from booking.availability.template_weeks import blocks_of
from booking.bookings.calendar.recurring import Again, again, needed, unchanged
from booking.bookings.cancelling import cancel
from booking.bookings.direct import book_directly
from booking.bookings.models import Booking, Part
from booking.clients.services import Contact
from booking.kernel.errors import Invalid, NotBookable, SlotTaken, StaleState
from booking.resources.models import Resource
from tenants import events
from tenants.actors import Actor
from tenants.models import Event, Tenant

BOOKED = "week.booked"


@dataclass(frozen=True, slots=True)
class Preview:
    planned: list[Planned]
    bookings: list[Again]


@dataclass(frozen=True, slots=True)
class Pasted:
    """`refused`: the bookings that could not be made; nothing was forced."""

    batch_id: UUID
    blocks: int
    booked: list[Booking]
    refused: list[Again]


def preview(week: TemplateWeek, stretch: Stretch, people: Sequence[Resource], *, bookings: bool) -> Preview:
    """What `paste` would do now."""
    blocks = blocks_of(week, people)
    planned = plan(week.tenant, blocks, stretch)
    return Preview(planned, again(week.tenant, blocks, stretch, planned) if bookings else [])


def paste(
    *, week: TemplateWeek, stretch: Stretch, people: Sequence[Resource], bookings: bool, actor: Actor
) -> Pasted:  # fmt: skip
    """Working time and activities first, then each booking by itself; one that collides is left out and told of."""
    with writing():
        blocks = blocks_of(week, people)
        wanted = again(week.tenant, blocks, stretch, []) if bookings else []
        # All at once: whoever locks one after the other may meet another who comes from the other side.
        lock_resources({one.pk for one in people} | needed(read(week.tenant), wanted))
        pasted = pasting.paste_week(week=week, stretch=stretch, people=people, actor=actor)
        booked, refused = _book(week.tenant, again(week.tenant, blocks, stretch, []) if bookings else [], actor)
        if booked:
            pks = [str(one.pk) for one in booked]
            events.record(week.tenant, BOOKED, subject_id=pasted.batch_id, actor=actor, bookings=pks)
    return Pasted(pasted.batch_id, pasted.made, booked, refused)


def take_back(*, tenant: Tenant, batch_id: UUID, actor: Actor) -> TakenBack:
    """Everything that a paste has made, but for what has changed since. Clients of its bookings are told.

    Raises `StaleState` when nothing of it is left."""
    event = Event.objects.filter(tenant=tenant, type=BOOKED, subject_id=batch_id).first()
    pks = event.data["bookings"] if event else []
    with writing():
        lock_resources(occupied(Part.objects.filter(booking__in=pks).values_list("pk", flat=True)))
        gone = sum(_cancelled(booking, actor) for booking in unchanged(pks))
        rest = pasting.take_back(tenant=tenant, batch_id=batch_id, actor=actor, besides=gone)
    return TakenBack(rest.gone, rest.kept + len(pks) - gone)


def _book(tenant: Tenant, wanted: list[Again], actor: Actor) -> tuple[list[Booking], list[Again]]:
    booked, refused = [], []
    for one in wanted:
        if one.wish is None or one.start_at is None or one.client is None:
            refused += [one] if one.why != "there" else []
            continue
        client = one.client
        contact = Contact(client.name, client.email, client.phone, client.language)
        try:
            made = book_directly(
                tenant=tenant, wish=one.wish, start_at=one.start_at, contact=contact, actor=actor, client=client
            )
        except (SlotTaken, NotBookable, Invalid):
            refused.append(one)
        else:
            booked.append(made)
    return booked, refused


def _cancelled(booking: Booking, actor: Actor) -> bool:
    try:
        cancel(booking=booking, actor=actor, by="staff", seen=booking.sequence)
    except StaleState:
        return False
    return True
