"""Accepted, declined, withdrawn and run out in the same moment: exactly one of them counts, ever."""

from datetime import timedelta
from functools import partial

import pytest

from booking.bookings.approving import accept, decline, withdraw
from booking.bookings.models import Booking, Status
from booking.kernel.errors import StaleState
from payments import sweeping
from tenants.tenancy import tenant_tx
from tests.cast import Cast
from tests.conftest import Clock
from tests.payments.money import TUESDAY, real_database, together
from tests.requested import ask_for, now, taken

pytestmark = real_database
ROUNDS = 4


def in_tx(verb, booking: Booking, **more) -> Booking:
    with tenant_tx(booking.tenant):
        return verb(booking=booking, **more)


@pytest.mark.parametrize("milliseconds", [-1, 0, 1])
def test_one_of_all_ends_counts(cast: Cast, clock: Clock, milliseconds: int) -> None:
    for day in range(ROUNDS):
        booking = ask_for(cast.salon, TUESDAY + timedelta(days=day), hours=1)
        clock.set(booking.held_until + timedelta(milliseconds=milliseconds))
        *answers, swept = together(
            partial(in_tx, accept, booking, actor=cast.alice.actor),
            partial(in_tx, withdraw, booking),
            partial(in_tx, decline, booking, actor=cast.alice.actor),
            partial(in_tx, accept, booking, actor=cast.bob.actor),
            sweeping.sweep_holds,
        )
        won = [one for one in answers if isinstance(one, Booking)]
        assert all(isinstance(one, Booking | StaleState) for one in answers), answers
        status = now(booking).status
        if milliseconds < 0:
            assert (len(won), swept) == (1, 0)
            assert status == won[0].status
            assert taken(booking) == (2 if status == Status.CONFIRMED else 0)
        else:
            assert (won, swept, status) == ([], 1, Status.EXPIRED)
            assert taken(booking) == 0
