"""A hold at its very end: the database's clock decides, whatever the servers' clocks say; there is one owner ever."""

from datetime import datetime, timedelta

import pytest

from booking.availability.models import Occupancy
from booking.bookings.models import Booking, Status
from booking.kernel.errors import HoldExpired, SlotTaken
from payments import sweeping
from payments.checkout import Checkout
from tenants.tenancy import tenant_tx
from tests.cast import Cast, House
from tests.conftest import Clock
from tests.payments.money import TUESDAY, Waiting, check_out, hold, real_database, together, work_off
from tests.payments.stripe_server import StandIn

pytestmark = real_database
SKEWS = [-2, 0, 2]  # seconds by which the servers' clocks differ from the database's
ROUNDS = 3


def stop(clock: Clock, moment: datetime, skew: int) -> None:
    """The database's clock at the moment; Python's beside it."""
    clock.set(moment)
    clock._traveller.move_to(moment + timedelta(seconds=skew), tick=False)


def owners(house: House, start_at: datetime) -> set[str]:
    """Whose bookings occupy the first practitioner then, and have not run out."""
    with tenant_tx(house.tenant):
        taken = Occupancy.objects.filter(resource=house.practitioners[0], start_at__lte=start_at, end_at__gt=start_at)
        found = Booking.objects.filter(parts__pk__in=taken.values("owner_id"))
        return {booking.code for booking in found}


@pytest.mark.parametrize("skew", SKEWS)
@pytest.mark.parametrize("milliseconds", [-1, 0, 1])
def test_confirming_at_the_end_of_a_hold_while_it_is_swept_and_somebody_else_wants_the_time(
    cast: Cast, stand_in: StandIn, clock: Clock, skew: int, milliseconds: int
) -> None:
    for day in range(ROUNDS):
        start_at = TUESDAY + timedelta(days=day)
        mine = hold(cast.salon, start_at)
        stop(clock, mine.held_until + timedelta(milliseconds=milliseconds), skew)
        confirmed, swept, rival = together(
            lambda mine=mine: check_out(cast.salon, mine, "on_site"),
            sweeping.sweep_holds,
            lambda start_at=start_at: hold(cast.salon, start_at),
        )
        assert isinstance(swept, int)
        status = Waiting(cast.salon, mine, "").status
        if milliseconds < 0:
            assert isinstance(confirmed, Checkout), confirmed
            assert isinstance(rival, SlotTaken), rival
            assert status == Status.CONFIRMED
            assert owners(cast.salon, start_at) == {mine.code}
        else:
            assert isinstance(confirmed, HoldExpired), confirmed
            assert isinstance(rival, Booking), rival
            assert owners(cast.salon, start_at) == {rival.code}
            work_off()
            assert Waiting(cast.salon, mine, "").status == Status.EXPIRED
            assert Waiting(cast.salon, rival, "").status == Status.HELD


@pytest.mark.parametrize("skew", SKEWS)
@pytest.mark.parametrize(("milliseconds", "ends"), [(-1, 0), (0, 1), (1, 1)])
def test_the_sweep_ends_a_hold_not_a_millisecond_early(
    cast: Cast, stand_in: StandIn, clock: Clock, skew: int, milliseconds: int, ends: int
) -> None:
    mine = hold(cast.salon)
    stop(clock, mine.held_until + timedelta(milliseconds=milliseconds), skew)
    assert sweeping.sweep_holds() == ends
    assert Waiting(cast.salon, mine, "").status == (Status.EXPIRED if ends else Status.HELD)


def test_many_sweeps_at_once_end_each_hold_once(cast: Cast, stand_in: StandIn, clock: Clock) -> None:
    held = [hold(cast.salon, TUESDAY + timedelta(days=day)) for day in range(3)]
    clock.forward(minutes=10)
    assert sum(together(*[sweeping.sweep_holds] * 4)) == len(held)
    for booking in held:
        assert Waiting(cast.salon, booking, "").told() == ["booking.held", "booking.expired"]
