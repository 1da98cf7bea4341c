"""Recurring bookings come along with a week: booked anew by the verb that books all others, nothing forced."""

from datetime import date, datetime

import pytest

from booking.availability.models import WeeklyHours
from booking.availability.planning import Stretch
from booking.availability.template_weeks import blocks_of
from booking.bookings.calendar.keeping import booking_blocks
from booking.bookings.calendar.pasting import paste, preview, take_back
from booking.bookings.cancelling import cancel
from booking.bookings.models import Booking
from booking.kernel.errors import Invalid, StaleState
from tenants.actors import SYSTEM
from tenants.tenancy import tenant_tx
from tests.calendar.weeks import DAY, MONDAY, NEXT, STOCKHOLM, WEEK, saved, shift


@pytest.fixture(autouse=True)
def at_the_salon(cast):
    """Inside the business, as its own transaction sees it."""
    with tenant_tx(cast.salon.tenant):
        yield


@pytest.fixture
def series(cast, book):
    """Dana's Tuesday at ten in a week that is kept with its bookings."""
    book()
    people = cast.salon.practitioners[:1]
    return saved(cast, besides=booking_blocks(cast.salon.tenant, MONDAY, people))


def paste_series(cast, week, stretch=NEXT):
    return paste(
        week=week, stretch=stretch, people=cast.salon.practitioners[:1], bookings=True, actor=cast.alice.actor
    )  # fmt: skip


def test_a_recurring_booking_is_booked_anew_by_the_clock_on_the_wall(cast, series):
    block = blocks_of(series)[2]
    assert (block.kind, block.weekday, f"{block.opens:%H:%M}-{block.closes:%H:%M}") == ("booking", 1, "10:00-11:00")
    done = paste_series(cast, series, Stretch(date(2027, 3, 22), date(2027, 4, 4)))
    starts = [one.start_at.astimezone(STOCKHOLM) for one in done.booked]
    assert [f"{at:%m-%d %H:%M %z}" for at in starts] == ["03-23 10:00 +0100", "03-30 10:00 +0200"]
    assert {(one.client_id, one.status, one.mode) for one in done.booked} == {(cast.dana.pk, "confirmed", "on_site")}


def test_a_booking_that_is_there_is_not_made_twice(cast, series):
    assert len(paste_series(cast, series).booked) == 1
    again = paste_series(cast, series)
    assert (again.booked, again.refused) == ([], [])


def test_bookings_that_collide_are_told_and_nothing_is_forced(cast, series, book):
    other = book(datetime(2026, 12, 1, 10, 30, tzinfo=STOCKHOLM))
    stretch = Stretch(MONDAY + WEEK, MONDAY + 3 * WEEK - DAY)
    people = cast.salon.practitioners[:1]
    before = preview(series, stretch, people, bookings=True)
    assert [one.why for one in before.bookings] == ["busy", ""]
    done = paste_series(cast, series, stretch)
    assert ([one.on for one in done.refused], len(done.booked)) == ([date(2026, 12, 1)], 1)
    other.refresh_from_db()
    assert (other.status, Booking.objects.filter(forced_reason="").count()) == ("confirmed", 3)


def test_a_booking_fits_into_working_time_that_comes_with_the_same_paste(cast, series):
    WeeklyHours.objects.all().delete()
    assert [one.why for one in preview(series, NEXT, cast.salon.practitioners[:1], bookings=True).bookings] == [""]
    assert len(paste_series(cast, series).booked) == 1


def test_the_past_and_who_is_gone_are_not_booked(cast, series):
    assert [one.why for one in preview(series, Stretch(MONDAY - WEEK, MONDAY - DAY), cast.salon.practitioners[:1],
                                       bookings=True).bookings] == ["too_soon"]  # fmt: skip
    Booking.objects.update(client=None)
    cast.dana.delete()
    done = paste_series(cast, series)
    assert ([one.why for one in done.refused], done.booked) == (["gone"], [])


def test_a_paste_is_taken_back_with_its_bookings_unless_they_changed(cast, series):
    shift(cast)
    done = paste_series(cast, series, Stretch(MONDAY + WEEK, MONDAY + 3 * WEEK - DAY))
    first, second = done.booked
    cancel(booking=first, actor=SYSTEM, by="staff")
    taken = take_back(tenant=cast.salon.tenant, batch_id=done.batch_id, actor=cast.alice.actor)
    assert (taken.gone, taken.kept) == (1, 1)
    second.refresh_from_db()
    assert (second.status, second.cancelled_by) == ("cancelled", "staff")
    with pytest.raises(StaleState):
        take_back(tenant=cast.salon.tenant, batch_id=done.batch_id, actor=cast.alice.actor)


def test_too_many_bookings_are_refused(cast, series, book):
    book(datetime(2026, 11, 25, 10, tzinfo=STOCKHOLM))
    week = saved(cast, name="Two", besides=booking_blocks(cast.salon.tenant, MONDAY, cast.salon.practitioners[:1]))
    with pytest.raises(Invalid):
        paste_series(cast, week, Stretch(MONDAY, MONDAY + 52 * WEEK))
