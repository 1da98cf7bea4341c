"""Hold a time: from now on nobody else can take it, for ten minutes by the database's clock."""

from datetime import datetime, timedelta
from typing import Any

from booking.availability.catalogue import Reading, read
from booking.availability.claiming import Asked, Claim, claim
from booking.availability.forcing import claim_anyway, must_have_reason
from booking.availability.locking import writing
from booking.availability.occupying import occupy, release
from booking.availability.search import nearest_free
from booking.availability.wishing import Wish
from booking.bookings.locking import changed, lock
from booking.bookings.models import Booking, Channel, Part, Status
from booking.bookings.passing import passed, record_passed
from booking.bookings.policies import frozen_policy
from booking.kernel.clock import from_minute, on_a_minute, to_minute
from booking.kernel.errors import Invalid, SlotTaken, StaleState
from booking.resources.models import Mode
from tenants import events
from tenants.actors import CLIENT, Actor
from tenants.agreeing import money_of
from tenants.models import Tenant

HOLD_FOR = timedelta(minutes=10)


def place_hold(
    *,
    tenant: Tenant,
    wish: Wish,
    start_at: datetime,
    channel: str = Channel.WEB,
    actor: Actor = CLIENT,
    language: str = "",
    staff: bool = False,
    proven_client: bool = False,
    reading: Reading | None = None,
    anyway: str = "",
    reason: str = "",
) -> Booking:
    """A booking in status *held*, with everything that the service needs. Price, length and policy are frozen.
    `proven_client`: what is kept for existing clients may be held. `reading`: one that was made for this very
    request, if there is one. `anyway`: staff pass the hours and the clock (a visit that has been is entered
    afterwards), or what is taken, and then say why (`availability.forcing`).

    Raises `SlotTaken` with the nearest free times, or `NotBookable` with the rule that forbids it."""
    if on_a_minute(start_at) is None:
        raise Invalid(errors={"start": ["A booking starts on a whole minute."]})
    reading, reason = reading or read(tenant), must_have_reason(anyway, reason)
    passes = staff and bool(anyway)
    asked = Asked(reading, wish, to_minute(start_at), staff=staff, proven_client=proven_client, again=passes)
    try:
        with writing():
            how = {"channel": channel, "language": language or tenant.locale, "currency": money_of(tenant)}
            claimed = claim_anyway(asked, anyway) if passes else claim(asked)
            rules = passed(asked, claimed) if staff else []
            booking = _write(tenant, reading, wish, claimed, start_at, how)
            record_forced(booking, claimed, reason, actor, past=asked.start < reading.now)
            record_passed(booking, rules, actor)
            events.record(
                tenant, "booking.held", subject_id=booking.pk, subject_code=booking.code, actor=actor, channel=channel
            )
    except SlotTaken:
        near = nearest_free(tenant, wish, start_at, staff=staff, proven_client=proven_client)
        raise SlotTaken(alternatives=near) from None
    return booking


def record_forced(booking: Booking, claimed: Claim, reason: str, actor: Actor, *, past: bool = False) -> None:
    """Keep why staff booked over what was taken, as long as it stands there, and write down what they passed. `past`:
    it had begun already, or had been."""
    kept = reason if claimed.over else ""
    if booking.forced_reason != kept:
        booking.forced_reason = kept
        booking.save(update_fields=["forced_reason"])
    if claimed.over or claimed.outside:
        events.record(
            booking.tenant, "booking.forced", subject_id=booking.pk, subject_code=booking.code, actor=actor,
            passing="taken" if claimed.over else "past" if past else "hours", reason=bool(kept),
        )  # fmt: skip


def release_hold(*, booking: Booking, actor: Actor = CLIENT) -> None:
    """Give up a hold: the time is free at once. Raises `StaleState` when it is no longer held."""
    with writing():
        locked = lock(booking)
        if locked.booking.status != Status.HELD:
            raise StaleState
        release(locked.owners)
        locked.booking.status = Status.EXPIRED
        changed(locked.booking, locked.now, "status")
        events.record(booking.tenant, "booking.released", subject_id=booking.pk, subject_code=booking.code, actor=actor)


def _write(
    tenant: Tenant, reading: Reading, wish: Wish, claimed: Claim, start_at: datetime, how: dict[str, str]
) -> Booking:
    service, terms, catalogue = wish.service, claimed.terms, reading.catalogue
    end_at = start_at + timedelta(minutes=terms.minutes)
    place: Any = terms.location or next(iter(catalogue.locations))
    booking = Booking.objects.create(
        tenant=tenant,
        held_until=from_minute(0) + timedelta(minutes=reading.now) + HOLD_FOR,
        start_at=start_at,
        end_at=end_at,
        location=catalogue.locations[place],
        mode=wish.mode or next((mode for mode in service.modes if mode in terms.modes), Mode.ON_SITE),
        group=catalogue.groups.get(wish.group) if wish.group else None,
        price=terms.price or 0,
        tax_rate=service.tax_rate,
        policy=frozen_policy(service),
        **how,
    )
    part = Part.objects.create(
        tenant=tenant,
        booking=booking,
        service=service,
        resource=catalogue.resources[claimed.resources[0]],
        start_at=start_at,
        end_at=end_at,
        buffer_before=service.buffer_before,
        buffer_after=service.buffer_after,
        gap_begin=claimed.gap.begin if claimed.gap else 0,
        gap_end=claimed.gap.end if claimed.gap else 0,
        price=terms.price or 0,
    )
    take(tenant, part, claimed, booking.held_until)
    _has(booking, part)
    return booking


def _has(booking: Booking, part: Part) -> None:
    """As `prefetch_related` would: what was just written need not be read again."""
    parts = booking.parts.all()
    parts._result_cache = [part]
    booking._prefetched_objects_cache = {"parts": parts}  # type: ignore[attr-defined]


def take(tenant: Tenant, part: Part, claimed: Claim, expires_at: datetime | None) -> None:
    """Occupy everything that was claimed for a part, buffers included; the person not in the gap."""
    begin, end = claimed.gap or (0, 0)
    if (part.gap_begin, part.gap_end) != (begin, end):
        part.gap_begin, part.gap_end = begin, end
        part.save(update_fields=["gap_begin", "gap_end"])
    occupy(
        tenant,
        claimed.resources,
        part.start_at - timedelta(minutes=part.buffer_before),
        part.end_at + timedelta(minutes=part.buffer_after),
        owner_id=part.pk,
        expires_at=expires_at,
        over=claimed.over,
        gap=(part.start_at + timedelta(minutes=begin), part.start_at + timedelta(minutes=end)) if end else None,
    )
