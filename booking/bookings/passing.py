"""The rules for clients that staff need not keep: passed without a word, and written down."""

from datetime import timedelta

from booking.availability.book import for_everyone, open_intervals
from booking.availability.catalogue import Catalogue
from booking.availability.claiming import Asked, Claim
from booking.availability.explaining import full_that_day
from booking.availability.opening_book import book_for
from booking.availability.wallclock import day_of
from booking.availability.wishing import horizon_of, notice_of
from booking.bookings.models import Booking, Part
from booking.kernel.clock import to_minute
from booking.kernel.intervals import contains
from tenants import events
from tenants.actors import Actor

NOTICE, HORIZON, AUDIENCE, MOST_A_DAY = "notice", "horizon", "audience", "most_a_day"
ONE_DAY = timedelta(days=1)


def passed(asked: Asked, claimed: Claim) -> list[str]:
    """What a time passes that is claimed and not taken yet, or only by the booking that moves."""
    zone = asked.reading.catalogue.zones[claimed.terms.location]
    full = full_that_day(asked.reading, asked.wish, claimed.resources, asked.start, zone)
    return [*_too_near_or_far(asked, claimed), *([MOST_A_DAY] if full else [])]


def _too_near_or_far(asked: Asked, claimed: Claim) -> list[str]:
    """What of notice and horizon a time passes. One that has begun is entered afterwards, and that is told anyway."""
    catalogue, now = asked.reading.catalogue, asked.reading.now
    zone = catalogue.zones[claimed.terms.location]
    last = day_of(zone, int(now)) + timedelta(days=horizon_of(catalogue, asked.wish))
    near = now <= asked.start < now + notice_of(catalogue, asked.wish)
    return [rule for rule, so in ((NOTICE, near), (HORIZON, day_of(zone, asked.start) > last)) if so]


def kept_for_others(catalogue: Catalogue, booking: Booking, part: Part) -> list[str]:
    """Whether somebody who has not shown that they are a client got what is kept for those who are."""
    if booking.client_proven:
        return []
    day = day_of(catalogue.zones[booking.location_id], to_minute(part.start_at))
    book = book_for(catalogue, day - ONE_DAY, day + ONE_DAY)
    start, end = to_minute(part.start_at), to_minute(part.end_at)
    to_clients, to_all = (
        contains(
            open_intervals(one, part.resource_id, service=part.service_id, location=booking.location_id), start, end
        )
        for one in (book, for_everyone(book))
    )
    return [AUDIENCE] if to_clients and not to_all else []


def record_passed(booking: Booking, rules: list[str], actor: Actor) -> None:
    """Nothing when none was passed."""
    if rules:
        events.record(
            booking.tenant, "booking.rule_passed", subject_id=booking.pk, subject_code=booking.code, actor=actor,
            rules=rules,
        )  # fmt: skip
