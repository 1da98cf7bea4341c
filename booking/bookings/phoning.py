"""Booking by phone: the time is held from the moment it is chosen, by whoever has the client on the line, and by
nobody else. It lives as any hold does; one that ran out meanwhile is taken anew when it is still free."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from booking.availability.catalogue import current
from booking.availability.forcing import HOURS, TAKEN
from booking.availability.locking import writing
from booking.availability.wishing import Wish
from booking.bookings.answers import answered
from booking.bookings.completing import complete_hold
from booking.bookings.holding import place_hold, release_hold
from booking.bookings.models import Booking, Channel, Paying, Status
from booking.bookings.moving import wish_of
from booking.bookings.selectors import held_by, is_held
from booking.clients.models import Client
from booking.clients.services import Contact
from booking.kernel.errors import HoldExpired
from tenants.models import Event, Membership


def hold_by_phone(
    *, member: Membership, wish: Wish, start_at: datetime, instead: str = "", anyway: str = "", reason: str = ""
) -> Booking:
    """Take the time for the client on the phone. A second click finds what the first one took. `instead`: the code of
    the member's own hold that this one replaces; `anyway`, `reason`: as for `place_hold`.

    Raises `SlotTaken` with the nearest free times, or `NotBookable`."""
    with writing():
        _one_at_a_time(member)
        mine = held_by(member)
        same = next((one for one in mine if _is_for(one, wish, start_at)), None)
        if same is not None:
            return same
        for one in mine:
            if one.code == instead:
                release_hold(booking=one, actor=member.actor)
        return _take(member, wish, start_at, anyway, reason)


def complete_by_phone(
    *,
    hold: Booking,
    member: Membership,
    contact: Contact,
    client: Client,
    mode: str,
    start_at: datetime | None = None,
    answers: Mapping[str, Any] | None = None,
) -> Booking:
    """The same completing as everywhere, to be paid on site. `start_at`: another time after all. `answers`: what the
    client said to the service's questions, as far as somebody asked.

    Raises `SlotTaken` when the hold ran out and somebody else was faster; `StaleState` when it is complete already."""
    with writing():
        _one_at_a_time(member)
        asked = current(member.tenant).asked(hold.parts.all()[0].service)
        complete = partial(
            complete_hold, contact=contact, paying=Paying.ON_SITE, actor=member.actor, client=client, mode=mode,
            answers=answered(asked, answers or {}, all_of_them=False), on_own_terms=True,
        )  # fmt: skip
        if start_at not in (None, hold.start_at):
            return complete(booking=_anew(hold, member, start_at))
        try:
            return complete(booking=hold)
        except HoldExpired:
            return complete(booking=_anew(hold, member, hold.start_at))


def passed_by(hold: Booking) -> str:
    """What of the rules the person said to pass when they took the time."""
    said = Event.objects.filter(subject_id=hold.pk, type="booking.forced").order_by("id").last()
    return (TAKEN if said.data.get("passing") == TAKEN else HOURS) if said else ""


def _anew(hold: Booking, member: Membership, start_at: datetime) -> Booking:
    """The same agreement, from a hold of its own: what was to be passed belongs to one time only."""
    if is_held(hold):
        release_hold(booking=hold, actor=member.actor)
    wish, same = replace(wish_of(hold), instead_of=None), start_at == hold.start_at
    anyway = passed_by(hold) if same else ""
    return _take(member, wish, start_at, anyway, hold.forced_reason if same else "")


def _take(member: Membership, wish: Wish, start_at: datetime, anyway: str, reason: str) -> Booking:
    hold = place_hold(
        tenant=member.tenant, wish=wish, start_at=start_at, channel=Channel.PHONE, actor=member.actor,
        staff=True, anyway=anyway, reason=reason,
    )  # fmt: skip
    hold.held_by = member.user_id
    hold.save(update_fields=["held_by"])
    return hold


def _is_for(hold: Booking, wish: Wish, start_at: datetime) -> bool:
    part = hold.parts.all()[0]
    minutes = int((part.end_at - part.start_at).total_seconds() // 60)
    return (
        hold.status == Status.HELD
        and (hold.start_at, part.service_id) == (start_at, wish.service.pk)
        and (wish.practitioner is None or wish.practitioner.pk == part.resource_id)
        and (wish.among is None or part.resource_id in wish.among)
        and (wish.location is None or wish.location.pk == hold.location_id)
        and wish.mode in (None, hold.mode)
        and wish.minutes in (None, minutes)
    )


def _one_at_a_time(member: Membership) -> None:
    """Two clicks of one person, one after the other. Locked before any resource, so nobody waits in a circle."""
    Membership.objects.select_for_update(no_key=True).get(pk=member.pk)
