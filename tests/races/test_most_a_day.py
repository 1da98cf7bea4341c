"""Two clients take the last place of somebody's day at the same moment, each at another time: one gets it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from booking.availability.catalogue import current
from booking.availability.wishing import Wish
from booking.bookings.holding import place_hold
from booking.bookings.models import Booking
from booking.kernel.errors import NotBookable
from booking.resources.models import Resource
from tenants.tenancy import tenant_tx
from tests.cast import Cast
from tests.pages.visitor import TUESDAY_TEN
from tests.races.test_limit import somebody_waits

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True, databases=["default", "owner", "relay"])]


def hold(cast: Cast, hours: int) -> Booking:
    """With Alice, in a room of its own: at another time nothing is common to two but her day."""
    salon = cast.salon
    catalogue = current(salon.tenant)
    wish = Wish(catalogue.service(salon.service.code), catalogue.resources[salon.practitioners[0].pk])
    return place_hold(tenant=salon.tenant, wish=wish, start_at=TUESDAY_TEN + timedelta(hours=hours))


def in_another_tab(cast: Cast) -> str:
    try:
        with tenant_tx(cast.salon.tenant):
            return hold(cast, 3).status
    except NotBookable as refused:
        return str(refused.extra["reason"])
    finally:
        connection.close()


@pytest.mark.parametrize(("most", "told"), [(1, "day_full"), (2, "held")])
def test_the_second_waits_for_the_first_and_counts_it(houses: Cast, most: int, told: str):
    with tenant_tx(houses.salon.tenant):
        Resource.objects.filter(pk=houses.salon.practitioners[0].pk).update(most_a_day=most)
    with ThreadPoolExecutor(1) as other:
        with tenant_tx(houses.salon.tenant):
            hold(houses, 0)
            second = other.submit(in_another_tab, houses)
            while not somebody_waits():
                assert not second.done(), second.result()
        assert second.result() == told
