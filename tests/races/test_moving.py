"""B05: a booking is moved while others want its new time, while it is moved once more, and while it is cancelled."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tenants.models import Event
from tenants.tenancy import tenant_tx
from tests.cast import Cast
from tests.races.crowd import Ask, Crowd, report, tally

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True, databases=["default", "owner", "relay"])]
TEN = datetime(2026, 11, 25, 10, tzinfo=ZoneInfo("Europe/Stockholm"))
ROUNDS = 8


def at(n: int, hours: int = 0) -> str:
    """Ten o'clock and so many hours on the n-th Wednesday."""
    return (TEN + timedelta(weeks=n, hours=hours)).isoformat()


def history(houses: Cast, booking: dict) -> list[str]:
    with tenant_tx(houses.salon.tenant):
        return list(Event.objects.filter(subject_code=booking["code"]).order_by("id").values_list("type", flat=True))


def move(booking: dict, start: str) -> Ask:
    return Ask("POST", f"bookings/{booking['code']}/move", {"start": start}, booking["token"])


def free(crowd: Crowd, n: int, who: str) -> set[str]:
    return {slot["start"] for slot in crowd.slots(at(n)[:10], practitioner=who)}


def test_a_move_into_a_time_that_others_book_gets_it_or_changes_nothing(crowd: Crowd, houses: Cast):
    alice = houses.salon.practitioners[0].code
    for n in range(ROUNDS):
        booking = crowd.book(at(n), practitioner=alice)
        wanted = at(n, hours=3)
        # In every second round the movers come first.
        others, movers = [crowd.hold(wanted, practitioner=alice)] * 10, [move(booking, wanted)] * 2
        told = crowd.all_at_once(movers + others if n % 2 else others + movers)
        report("move into a wanted time", told)
        moved, holds = (told[:2], told[2:]) if n % 2 else (told[10:], told[:10])
        if any(one.status == 201 for one in holds):
            assert tally(told) == {(201, ""): 1, (409, "slot_taken"): 11}
            assert history(houses, booking) == ["booking.held", "booking.confirmed"]
            assert at(n) not in free(crowd, n, alice)
        else:
            assert [(one.status, one.body["start"]) for one in moved] == [(200, wanted)] * 2
            assert history(houses, booking) == ["booking.held", "booking.confirmed", "booking.moved"]
            assert at(n) in free(crowd, n, alice)
        assert wanted not in free(crowd, n, alice)


def test_a_double_click_on_move_moves_once(crowd: Crowd, houses: Cast):
    alice = houses.salon.practitioners[0].code
    for n in range(3):
        booking = crowd.book(at(n), practitioner=alice)
        told = crowd.all_at_once([move(booking, at(n, hours=3))] * 10)
        report("double click", told)
        assert tally(told) == {(200, ""): 10}
        assert history(houses, booking).count("booking.moved") == 1


def test_two_tabs_that_move_to_different_times_leave_the_booking_at_one(crowd: Crowd, houses: Cast):
    alice = houses.salon.practitioners[0].code
    for n in range(3):
        booking = crowd.book(at(n), practitioner=alice)
        told = crowd.all_at_once([move(booking, at(n, hours=h)) for h in (2, 4, 2, 4)])
        report("two tabs", told)
        assert {one.status for one in told} <= {200, 409}
        now = crowd.one(Ask("GET", f"bookings/{booking['code']}", token=booking["token"])).body["start"]
        assert now in (at(n, hours=2), at(n, hours=4))
        assert {at(n), at(n, hours=2), at(n, hours=4)} - free(crowd, n, alice) == {now}


def test_cancelling_while_moving_ends_cancelled_with_both_times_free(crowd: Crowd, houses: Cast):
    alice = houses.salon.practitioners[0].code
    outcomes = set()
    for n in range(ROUNDS):
        booking = crowd.book(at(n), practitioner=alice)
        cancel = Ask("POST", f"bookings/{booking['code']}/cancellation", {}, booking["token"])
        asks = [cancel, move(booking, at(n, hours=3))]
        told = crowd.all_at_once(asks if n % 2 else asks[::-1])
        cancelled, moved = told if n % 2 else told[::-1]
        assert cancelled.status == 200
        assert (moved.status, moved.code) in {(200, ""), (409, "stale_state")}
        outcomes.add(moved.status)
        happened = history(houses, booking)
        assert happened.count("booking.cancelled") == 1
        assert happened.count("booking.moved") == (moved.status == 200)
        assert {at(n), at(n, hours=3)} <= free(crowd, n, alice)
    report(f"cancel and move: {outcomes}", told)


def test_a_crowd_of_cancellations_cancels_once(crowd: Crowd, houses: Cast):
    booking = crowd.book(at(0))
    told = crowd.all_at_once([Ask("POST", f"bookings/{booking['code']}/cancellation", {}, booking["token"])] * 20)
    assert tally(told) == {(200, ""): 1, (409, "stale_state"): 19}
    assert history(houses, booking).count("booking.cancelled") == 1
