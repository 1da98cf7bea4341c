"""Two bookings of one client at the same moment, of which the rule allows one: the second counts the first."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from booking.availability.catalogue import current
from booking.availability.wishing import Wish
from booking.bookings.completing import complete_hold
from booking.bookings.holding import place_hold
from booking.bookings.models import Booking
from booking.clients.services import Contact
from booking.kernel.errors import NotBookable
from tenants.tenancy import tenant_tx
from tests.cast import Cast
from tests.grouping import change
from tests.pages.visitor import TUESDAY_TEN

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True, databases=["default", "owner", "relay"])]
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"


def held(cast: Cast, who: int) -> Booking:
    """At the same time with each of the two, in a room each: no resource is common to them."""
    salon = cast.salon
    with tenant_tx(salon.tenant):
        catalogue = current(salon.tenant)
        wish = Wish(catalogue.service(salon.service.code), catalogue.resources[salon.practitioners[who].pk])
        return place_hold(tenant=salon.tenant, wish=wish, start_at=TUESDAY_TEN)


def complete(cast: Cast, hold: Booking) -> Booking:
    return complete_hold(booking=hold, contact=Contact("Dana", "dana@example.com"), paying="on_site", client=cast.dana)


def in_another_tab(cast: Cast, hold: Booking) -> str:
    try:
        with tenant_tx(cast.salon.tenant):
            return complete(cast, hold).status
    except NotBookable as refused:
        return str(refused.extra["reason"])
    finally:
        connection.close()


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # within a transaction it would stay as it was
        cursor.execute(WAITING)
        return bool(cursor.fetchone()[0])


def test_the_second_waits_for_the_first_and_is_refused(houses: Cast):
    """Without the lock on the client the second would not wait, see nothing of the first, and stand."""
    change(houses.salon, most_bookings=1, most_days=30)
    first, second = held(houses, 0), held(houses, 1)
    with ThreadPoolExecutor(1) as other:
        with tenant_tx(houses.salon.tenant):
            complete(houses, first)
            told = other.submit(in_another_tab, houses, second)
            while not somebody_waits():
                assert not told.done(), told.result()
                time.sleep(0.01)
        assert told.result() == "too_many"
    with tenant_tx(houses.salon.tenant):
        assert Booking.objects.filter(client=houses.dana).count() == 1
