"""Move a booking, or make it longer or shorter: the old time is freed and the new one taken in one transaction, or
nothing changes."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from booking.availability.catalogue import current, read
from booking.availability.claiming import Asked, Claim, claim
from booking.availability.forcing import claim_anyway, must_have_reason
from booking.availability.locking import writing
from booking.availability.occupying import occupied, release
from booking.availability.pricing import price_of
from booking.availability.search import nearest_free
from booking.availability.wishing import Replaced, Wish
from booking.bookings.holding import record_forced, take
from booking.bookings.limiting import has_all, passed_by, refuse
from booking.bookings.locking import Locked, changed, lock
from booking.bookings.models import Booking, Part, Paying, Status
from booking.bookings.passing import kept_for_others, passed, record_passed
from booking.bookings.policies import outcome
from booking.kernel.clock import on_a_minute, to_minute
from booking.kernel.errors import Forbidden, Invalid, SlotTaken, StaleState
from booking.resources.models import Resource
from tenants import events
from tenants.actors import CLIENT, Actor

LONGEST = 24 * 60  # minutes
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class How:
    """By whom, whether the client is told, and what staff pass."""

    actor: Actor
    by_staff: bool
    proven_client: bool
    tell: bool
    anyway: str
    reason: str
    minutes: int
    price: int | None
    again: bool


def wish_of(booking: Booking, practitioner: Resource | None = None, minutes: int | None = None) -> Wish:
    """What would be the same agreement at another time: same service, terms, way of meeting, and length unless
    `minutes` says another one. Neither length need be on offer. With another practitioner it is where they mostly
    are."""
    parts = list(booking.parts.select_related("resource").order_by("position"))
    part = parts[0]
    catalogue = current(booking.tenant)
    who = practitioner or part.resource
    place = catalogue.locations.get(who.location_id) if who.pk != part.resource_id else None  # type: ignore[arg-type]
    return Wish(
        service=catalogue.service_by_id(part.service_id),
        practitioner=who,
        location=place or catalogue.locations[booking.location_id],
        mode=booking.mode,
        minutes=minutes or minutes_of(part),
        any_length=True,
        group=booking.group_id,
        instead_of=Replaced(tuple(one.pk for one in parts), to_minute(part.start_at), part.resource_id),
    )


def is_asked_for(booking: Booking) -> bool:
    """Whether the business answers before a time of this service stands: clients move no such booking by themselves."""
    return current(booking.tenant).service_by_id(booking.parts.all()[0].service_id).approval


def how_to_ask(booking: Booking) -> str:
    """What its client can do who wants another time: a second one beside it may be one too many."""
    if has_all(booking):
        return gettext(
            "Another time is asked for first, and you already have as many as you can. Contact %(business)s to have "
            "this one moved, or cancel it and ask for another."
        ) % {"business": booking.tenant.name}
    return gettext("Another time is asked for first. Ask for it, and cancel this one when you have the answer.")


def minutes_of(what: Booking | Part) -> int:
    return (what.end_at - what.start_at) // MINUTE


def move(
    *,
    booking: Booking,
    start_at: datetime,
    practitioner: Resource | None = None,
    actor: Actor = CLIENT,
    by_staff: bool = False,
    proven_client: bool = False,
    seen: int | None = None,
    tell: bool = True,
    anyway: str = "",
    reason: str = "",
    minutes: int | None = None,
    price: int | None = None,
    again: bool = False,
) -> Booking:
    """The same booking at another time; its price and policy stay as agreed.

    `minutes`, for staff alone: another length; the price is then the service's for that length, unless `price` (minor
    units) says what it is. What was paid stays paid: nothing is charged or given back.

    `seen`: the sequence that the person looked at; another one is `StaleState`. Moving to where it already is
    changes nothing. `tell`: whether the client is told. `proven_client`: as for `place_hold`; and `anyway`,
    `reason`, for staff alone: a visit that took place at another time is put there afterwards, and nobody hears of it.
    `again`: back to where it stood, although that may be over.
    Raises `SlotTaken` with the nearest free times, `NotBookable`, `Forbidden` by the policy."""
    if on_a_minute(start_at) is None:
        raise Invalid(errors={"start": ["A booking starts on a whole minute."]})
    if minutes is not None and not 0 < minutes <= LONGEST:
        raise Invalid(errors={"minutes": [_("A booking takes at least a minute and at most a day.")]})
    wish = wish_of(booking, practitioner, minutes if by_staff else None)
    reason = must_have_reason(anyway, reason)
    how = How(actor, by_staff, proven_client, tell, anyway if by_staff else "", reason, wish.minutes or 0, price, again)
    try:
        with writing():
            return _move(booking, wish, start_at, how, seen)
    except SlotTaken:
        near = nearest_free(booking.tenant, wish, start_at, staff=by_staff, proven_client=proven_client)
        raise SlotTaken(alternatives=near) from None


def _move(booking: Booking, wish: Wish, start_at: datetime, how: How, seen: int | None) -> Booking:
    _must_stand(booking, seen)
    reading = read(booking.tenant)
    # Old and new resources are locked together, in the order of ids, before the booking is.
    held = occupied(wish.ignoring)
    asked = Asked(
        reading, wish, to_minute(start_at), staff=how.by_staff, proven_client=how.proven_client, also_lock=held,
        again=how.again or bool(how.anyway),
    )  # fmt: skip
    claimed = claim_anyway(asked, how.anyway) if how.anyway else claim(asked)
    locked = lock(booking, *claimed.resources)
    fresh, part = locked.booking, locked.parts[0]
    _must_be_as_seen(fresh, seen)
    same_place = fresh.start_at == start_at and part.resource_id == claimed.resources[0]
    if same_place and minutes_of(part) == how.minutes and fresh.price == _price(fresh, part, claimed, how):
        return fresh
    if not how.by_staff and not outcome(fresh, locked.now).allowed:
        raise Forbidden(_("It is too late to move this booking yourself. Please contact the business."))
    if not how.by_staff and is_asked_for(fresh):
        raise Forbidden(how_to_ask(fresh))
    _rewrite(locked, part, claimed, start_at, how)
    record_forced(fresh, claimed, how.reason, how.actor, past=asked.start < reading.now)
    if how.by_staff and not how.again:
        kept = kept_for_others(reading.catalogue, fresh, part)
        record_passed(fresh, [*passed(asked, claimed), *kept], how.actor)
    return fresh


def _must_stand(booking: Booking, seen: int | None) -> None:
    """Judged before the time is: who moves a cancelled booking is told just that. Judged again behind the lock."""
    _must_be_as_seen(Booking.objects.only("status", "sequence").get(pk=booking.pk), seen)


def _must_be_as_seen(booking: Booking, seen: int | None) -> None:
    if booking.status != Status.CONFIRMED or (seen is not None and booking.sequence != seen):
        raise StaleState


def _rewrite(locked: Locked, part: Part, claimed: Claim, start_at: datetime, how: How) -> None:
    booking = locked.booking
    before: dict[str, str | int] = {
        "old_start": booking.start_at.isoformat(),
        "old_end": booking.end_at.isoformat(),
        "old_resource_id": str(part.resource_id),
    }
    price = _price(booking, part, claimed, how)
    length = MINUTE * how.minutes
    before |= _terms_changed(booking, part, how.minutes, price)
    part.start_at, part.end_at, part.resource_id = start_at, start_at + length, claimed.resources[0]
    part.price += price - booking.price
    part.save(update_fields=["start_at", "end_at", "resource", "price"])
    release(locked.owners)
    take(booking.tenant, part, claimed, None)
    booking.start_at, booking.end_at = part.start_at, part.end_at
    booking.location_id = claimed.terms.location or booking.location_id
    booking.sequence += 1
    booking.price = price
    booking.paying = _paying(booking)
    _keep_the_limit(booking, part, how)
    changed(booking, locked.now, "start_at", "end_at", "location", "sequence", "price", "paying", "over_limit")
    events.record(
        booking.tenant, "booking.moved", subject_id=booking.pk, subject_code=booking.code, actor=how.actor,
        **before, new_start=start_at.isoformat(), new_resource_id=str(part.resource_id), tell=how.tell,
        **({"past": True} if booking.end_at <= locked.now else {}),
    )  # fmt: skip


def _keep_the_limit(booking: Booking, part: Part, how: How) -> None:
    """As when it was booked (`completing`): by the day on which it begins now."""
    found = passed_by(current(booking.tenant), booking, part)
    if found and not how.by_staff and booking.client_proven:
        raise refuse(found)
    booking.over_limit = found is not None


def _price(booking: Booking, part: Part, claimed: Claim, how: How) -> int:
    """As agreed, unless the length is another, or somebody says what it is. Only staff come with either."""
    if how.price is not None and how.by_staff:
        return how.price
    if minutes_of(part) == how.minutes:
        return booking.price
    catalogue = current(booking.tenant)
    service = catalogue.service_by_id(part.service_id)
    practitioner = catalogue.resources[claimed.resources[0]]
    return price_of(catalogue, practitioner, service, how.minutes, booking.currency, booking.group_id)


def _terms_changed(booking: Booking, part: Part, minutes: int, price: int) -> dict[str, str | int]:
    """For the event: what of the agreement is another, before and after."""
    told: dict[str, str | int] = {}
    if minutes != minutes_of(part):
        told |= {"old_minutes": minutes_of(part), "new_minutes": minutes}
    if price != booking.price:
        told |= {"old_price": booking.price, "new_price": price}
    return told


def _paying(booking: Booking) -> str:
    """What was free is paid on site once it costs something, and the other way about."""
    if booking.price and booking.paying == Paying.FREE:
        return Paying.ON_SITE
    if not booking.price and not booking.paid_amount:
        return Paying.FREE
    return booking.paying
