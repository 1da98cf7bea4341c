"""Staff and programs book for a client in one step: the same verbs, one after the other, in one transaction."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from booking.availability.catalogue import Reading, current
from booking.availability.locking import writing
from booking.availability.wishing import Wish
from booking.bookings.answers import answered
from booking.bookings.completing import complete_hold
from booking.bookings.holding import place_hold
from booking.bookings.models import Booking, Channel, Paying
from booking.clients.models import Client
from booking.clients.services import Contact
from tenants.actors import Actor
from tenants.models import Tenant


def book_directly(
    *,
    tenant: Tenant,
    wish: Wish,
    start_at: datetime,
    contact: Contact,
    actor: Actor,
    client: Client | None = None,
    channel: str = Channel.PHONE,
    anyway: str = "",
    reason: str = "",
    reading: Reading | None = None,
    answers: Mapping[str, Any] | None = None,
) -> Booking:
    """Confirmed at once, to be paid on site; for a client of a group on the terms of the group. Neither notice nor
    horizon binds staff; what is taken does, unless they say otherwise and why (`anyway`, `reason`, `reading`: as for
    `place_hold`). `answers`: by the codes of the service's questions, none of which must be answered.

    Raises `SlotTaken` with the nearest free times, or `NotBookable`."""
    if client is not None and client.group_id and wish.group is None:
        wish = replace(wish, group=client.group_id)
    with writing():
        booking = place_hold(
            tenant=tenant, wish=wish, start_at=start_at, channel=channel, actor=actor,
            language=contact.language, staff=True, anyway=anyway, reason=reason, reading=reading,
        )  # fmt: skip
        said = answered(current(tenant).asked(wish.service), answers, all_of_them=False) if answers else ()
        return complete_hold(
            booking=booking, contact=contact, paying=Paying.ON_SITE, actor=actor, client=client, answers=said
        )
