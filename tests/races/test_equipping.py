"""Bookings get the rooms that they lack one by one: nobody waits for all of them, and two presses give each its own."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from booking.availability.catalogue import current
from booking.availability.models import Occupancy, TakenBy
from booking.availability.wishing import Wish
from booking.bookings.direct import book_directly
from booking.bookings.equipping import EQUIPPED, Equipped, equip_next, unequipped
from booking.bookings.models import Booking
from booking.clients.services import Contact
from tenants.actors import SYSTEM
from tenants.models import Event
from tenants.tenancy import tenant_tx
from tests.cast import Cast
from tests.races.test_absences import TEN
from tests.races.test_pasting import count, transactions
from tests.switching import switch_off

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True, databases=["default", "owner", "relay"])]
DAYS = 4


@pytest.fixture
def without(houses: Cast) -> list[Booking]:
    """On each of some days both at ten, made while the business did without rooms; it has two."""
    salon, made = houses.salon, []
    switch_off(salon, "things")
    for n in range(DAYS):
        for who in salon.practitioners:
            with tenant_tx(salon.tenant):
                catalogue = current(salon.tenant)
                wish = Wish(catalogue.service(salon.service.code), catalogue.resources[who.pk])
                contact = Contact(name="Dana Ek", email="dana@example.com")
                made.append(
                    book_directly(
                        tenant=salon.tenant, wish=wish, start_at=TEN + timedelta(days=7 + n), contact=contact,
                        actor=SYSTEM,
                    )
                )  # fmt: skip
    switch_off(salon)
    return made


def test_no_transaction_holds_more_than_one_of_them(houses: Cast, without: list[Booking]):
    with CaptureQueriesContext(connection) as asked:
        assert equip_next(tenant=houses.salon.tenant, actor=SYSTEM) == Equipped(2 * DAYS, 0, asked_until(without))
    given = [count(one, 'INSERT INTO "tenants_event"') for one in transactions(asked)]
    assert (sum(given), max(given)) == (2 * DAYS, 1)


def asked_until(bookings: list[Booking]) -> int:
    return max(int(one.start_at.timestamp()) // 60 for one in bookings)


def test_of_two_who_press_at_once_each_booking_gets_one_room(houses: Cast, without: list[Booking]):
    tenant, gate = houses.salon.tenant, Barrier(2)

    def press(_n: int) -> int:
        try:
            gate.wait()
            return equip_next(tenant=tenant, actor=SYSTEM).given
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as crowd:
        given = sum(crowd.map(press, range(2)))
    with tenant_tx(tenant):
        left, parts = unequipped(tenant), [one.parts.get().pk for one in without]
        told = Counter(Event.objects.filter(type=EQUIPPED).values_list("subject_id", flat=True))
        rooms = Occupancy.objects.filter(owner_id__in=parts, kind=TakenBy.BOOKING, resource__kind="room")
        assert Counter(rooms.values_list("owner_id", flat=True)) == Counter(parts)
    assert (left, given, set(told.values())) == ([], 2 * DAYS, {1})
