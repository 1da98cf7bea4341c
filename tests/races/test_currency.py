"""A business that changes its currency while somebody holds a time: whoever comes second sees what the first has done,
so a calendar is in one money."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections, transaction
from django.test import Client as Browser

from booking.availability.catalogue import current
from booking.availability.wishing import Wish
from booking.bookings.holding import place_hold
from booking.bookings.models import Booking
from tenants.models import Tenant
from tenants.tenancy import tenant_tx
from tests.cast import Cast
from tests.faults.workers import wait_until
from tests.races.test_absences import TEN
from tests.setup.test_saving import PAGE, given

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True, databases=["default", "owner", "relay"])]
WAITING = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"


@pytest.fixture
def beside() -> Iterator[Callable[[Callable[[], Any]], "Future[Any]"]]:
    """Somebody else does it meanwhile; returned once they stand still."""
    with ThreadPoolExecutor(1) as other:

        def started(act: Callable[[], Any]) -> "Future[Any]":
            def run() -> Any:
                try:
                    return act()
                finally:
                    connections.close_all()

            doing = other.submit(run)
            wait_until(lambda: doing.done() or waits(), 10, "the other waits")
            assert not doing.done(), doing.result()
            return doing

        yield started


def waits() -> bool:
    with connections["owner"].cursor() as cursor:
        cursor.execute(WAITING)
        return bool(cursor.fetchone()[0])


def hold(houses: Cast) -> Booking:
    """As somebody who has read the business before."""
    salon = houses.salon
    with tenant_tx(salon.tenant):
        catalogue = current(salon.tenant)
        return place_hold(
            tenant=salon.tenant, wish=Wish(catalogue.service(salon.service.code)), start_at=TEN
        )  # fmt: skip


def test_a_hold_that_is_being_written_keeps_the_currency(houses: Cast, beside):
    owner = Browser()
    owner.force_login(houses.alice.user)
    typed = given(owner, currency="EUR")
    with transaction.atomic():
        held = hold(houses)
        answer = beside(lambda: owner.post(PAGE, typed))
    assert answer.result().status_code == 422
    assert (held.currency, Tenant.objects.get(pk=houses.salon.tenant.pk).currency) == ("SEK", "SEK")


def test_a_hold_that_comes_while_it_is_changed_is_in_the_new_one(houses: Cast, beside):
    owner = Browser()
    owner.force_login(houses.alice.user)
    with transaction.atomic():
        assert owner.post(PAGE, given(owner, currency="EUR")).status_code == 303
        held = beside(lambda: hold(houses))
    assert held.result().currency == "EUR"
