"""A request takes its time, and ends in one of four ways: accepted, declined, withdrawn, or not answered."""

from datetime import timedelta

import pytest

from booking.availability.models import Occupancy
from booking.bookings.approving import accept, decline, withdraw
from booking.bookings.completing import complete_hold, pay_on_site_instead
from booking.bookings.expiring import expire
from booking.bookings.models import Booking, Status
from booking.bookings.moving import move
from booking.bookings.selectors import history
from booking.clients.services import Contact
from booking.kernel.errors import Forbidden, HoldExpired, SlotTaken, StaleState
from tenants.tenancy import tenant_tx
from tests.cast import Cast
from tests.conftest import Clock
from tests.payments.money import TUESDAY, hold
from tests.requested import approves, ask_for, now, taken

pytestmark = pytest.mark.django_db
ENDS = {"accept": accept, "decline": decline, "withdraw": withdraw}


def end(cast: Cast, booking: Booking, how: str, **more: object) -> Booking:
    by = {} if how == "withdraw" else {"actor": cast.alice.actor}
    with tenant_tx(booking.tenant):
        return ENDS[how](booking=booking, **by, **more)


def lapse(booking: Booking) -> bool:
    with tenant_tx(booking.tenant):
        return expire(booking=booking)


def told(booking: Booking) -> list[tuple[str, dict]]:
    with tenant_tx(booking.tenant):
        return [(event.type, event.data) for event in history(booking)][1:]


def test_a_request_takes_its_time_until_it_is_answered(cast: Cast, clock: Clock):
    booking = ask_for(cast.salon)
    assert (booking.status, booking.held_until) == (Status.REQUESTED, clock.now + timedelta(hours=24))
    with pytest.raises(SlotTaken):
        hold(cast.salon)
    assert end(cast, booking, "accept", word="Welcome").status == Status.CONFIRMED
    fresh = now(booking)
    assert (fresh.held_until, fresh.reply, fresh.sequence) == (None, "Welcome", 1)
    assert taken(booking) == 2
    assert told(booking) == [("booking.requested", {}), ("booking.confirmed", {"reason": True})]


def test_the_answer_comes_before_the_time_itself(cast: Cast, clock: Clock):
    assert ask_for(cast.salon, hours=240).held_until == TUESDAY


@pytest.mark.parametrize(("how", "by"), [("decline", "declined"), ("withdraw", "withdrawn")])
def test_what_comes_to_nothing_frees_the_time_at_once(cast: Cast, how: str, by: str):
    booking = ask_for(cast.salon)
    end(cast, booking, how)
    fresh = now(booking)
    assert (fresh.status, fresh.cancelled_by, taken(booking)) == (Status.CANCELLED, by, 0)
    assert told(booking)[-1] == (f"booking.{by}", {})
    assert hold(cast.salon).status == Status.HELD


def test_without_an_answer_it_ends_by_itself(cast: Cast, clock: Clock):
    booking = ask_for(cast.salon)
    clock.forward(hours=23, minutes=59)
    assert not lapse(booking)
    clock.forward(minutes=1)
    assert hold(cast.salon).status == Status.HELD  # free, before anybody wrote it down
    assert lapse(booking)
    assert now(booking).status == Status.EXPIRED
    assert told(booking)[-1] == ("booking.lapsed", {"was": "requested"})


@pytest.mark.parametrize("how", ENDS)
def test_after_its_end_nothing_counts_any_more(cast: Cast, clock: Clock, how: str):
    """Also when nobody has written it down yet."""
    booking = ask_for(cast.salon)
    clock.forward(hours=24)
    with pytest.raises(StaleState):
        end(cast, booking, how)
    assert lapse(booking)
    with pytest.raises(StaleState):
        end(cast, booking, how)
    assert now(booking).status == Status.EXPIRED


@pytest.mark.parametrize("first", ENDS)
@pytest.mark.parametrize("second", ENDS)
def test_the_first_answer_counts(cast: Cast, first: str, second: str):
    booking = ask_for(cast.salon)
    done = end(cast, booking, first)
    with pytest.raises(StaleState):
        end(cast, booking, second)
    assert not lapse(booking)
    assert now(booking).status == done.status


def test_who_looked_at_another_state_is_told(cast: Cast):
    booking = ask_for(cast.salon)
    with pytest.raises(StaleState):
        end(cast, booking, "accept", seen=7)
    assert now(booking).status == Status.REQUESTED


def test_a_request_is_neither_moved_nor_paid(cast: Cast):
    booking = ask_for(cast.salon)
    with tenant_tx(booking.tenant):
        with pytest.raises(StaleState):
            move(booking=booking, start_at=TUESDAY + timedelta(hours=2), actor=cast.alice.actor, by_staff=True)
        with pytest.raises(StaleState):
            pay_on_site_instead(booking=booking)


def test_what_was_accepted_is_moved_by_the_business_alone(cast: Cast):
    """The time that it was moved to is one that nobody has said yes to."""
    approves(cast.salon)
    booking = end(cast, ask_for(cast.salon), "accept")
    later = TUESDAY + timedelta(hours=2)
    with tenant_tx(booking.tenant):
        with pytest.raises(Forbidden) as refused:
            move(booking=booking, start_at=later)
        assert "asked for first" in str(refused.value.message)
        assert now(booking).start_at == TUESDAY
        assert move(booking=booking, start_at=later, actor=cast.alice.actor, by_staff=True).start_at == later


def test_who_asks_when_it_has_begun_asks_for_nothing(cast: Cast, clock: Clock):
    """Nobody could answer, so nobody is told that nobody did."""
    held = hold(cast.salon)
    clock.set(TUESDAY)
    with tenant_tx(held.tenant):
        Booking.objects.filter(pk=held.pk).update(held_until=TUESDAY + timedelta(minutes=5))
        Occupancy.objects.filter(owner_id__in=held.parts.values("pk")).update(expires_at=TUESDAY + timedelta(minutes=5))
        with pytest.raises(HoldExpired):
            complete_hold(
                booking=held, contact=Contact("Dana", "dana@example.com"), paying="on_site",
                answer_within=timedelta(hours=24),
            )  # fmt: skip
