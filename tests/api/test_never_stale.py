"""What is told is true at that moment: the cache is exact, and what was rolled back has never been (B13)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from booking.availability.catalogue import current
from booking.availability.models import Closure
from booking.availability.search import free_times
from booking.availability.wishing import Wish
from booking.bookings.holding import place_hold
from booking.bookings.models import Booking
from booking.resources.models import Resource, ServiceLength
from tenants.models import Tenant
from tenants.tenancy import tenant_tx
from tests.api.program import ALL, AT_TEN, TUESDAY, Program
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True, databases=ALL)
TEN = datetime.fromisoformat(AT_TEN).astimezone(UTC)


def starts(program: Program, **wish: str) -> list[str]:
    return [slot["start"] for slot in program.slots(**wish).json()["results"]]


class Undone(Exception):
    pass


def test_what_was_rolled_back_has_never_been_taken(cast: Cast, anybody: Program):
    house = cast.salon
    alice = house.practitioners[0].code

    def within() -> None:
        with tenant_tx(house.tenant):
            catalogue = current(house.tenant)
            wish = Wish(catalogue.service(house.service.code), catalogue.resource(alice))
            place_hold(tenant=house.tenant, wish=wish, start_at=TEN)
            inside = free_times(house.tenant, wish, TEN.date(), TEN.date()).times
            assert TEN not in [time.start_at for time in inside]
            raise Undone

    with pytest.raises(Undone):
        within()
    assert AT_TEN in starts(anybody, practitioner=alice)
    # The version that the undone transaction saw comes again, with other contents.
    anybody.hold(f"{TUESDAY}T14:00:00+01:00", practitioner=alice)
    now = starts(anybody, practitioner=alice)
    assert AT_TEN in now
    assert f"{TUESDAY}T14:00:00+01:00" not in now


def test_a_hold_that_ran_out_is_free_without_anything_being_written(clock, cast: Cast, anybody: Program):
    alice = cast.salon.practitioners[0].code
    anybody.hold(practitioner=alice)
    assert AT_TEN not in starts(anybody, practitioner=alice)
    clock.forward(minutes=9, seconds=59)
    assert AT_TEN not in starts(anybody, practitioner=alice)
    clock.forward(seconds=1)
    assert AT_TEN in starts(anybody, practitioner=alice)


def test_a_change_of_rules_shows_at_once(cast: Cast, anybody: Program):
    house = cast.salon
    assert starts(anybody)
    with tenant_tx(house.tenant):
        ServiceLength.objects.filter(service=house.service).update(price=65000)
    assert anybody.slots().json()["results"][0]["price"] == {"amount": 65000, "currency": "SEK"}
    with tenant_tx(house.tenant):
        Resource.objects.filter(pk=house.practitioners[0].pk).update(active=False)
    assert len(anybody.get("services").json()[0]["practitioners"]) == 1
    Tenant.objects.filter(pk=house.tenant.pk).update(currency="NOK")
    assert anybody.slots().json()["results"][0]["price"]["currency"] == "NOK"
    with tenant_tx(house.tenant):
        Closure.objects.create(tenant=house.tenant, name="Helg", from_on=TUESDAY, until_on=TUESDAY)
    assert starts(anybody) == []


def test_a_business_that_is_suspended_is_gone_at_once(cast: Cast, anybody: Program):
    assert starts(anybody)
    Tenant.objects.filter(pk=cast.salon.tenant.pk).update(suspended_at=datetime.now(UTC) - timedelta(days=1))
    assert anybody.slots().status_code == 404


def test_reading_leaves_no_business_chosen_on_the_connection(cast: Cast, anybody: Program):
    """Its statements choose the business each for itself, outside a transaction."""
    anybody.slots()
    assert not connection.in_atomic_block
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('app.tenant', true)")
        assert cursor.fetchone()[0] in (None, "")
    with pytest.raises(Exception, match=r"app\.tenant|uuid"), transaction.atomic():
        Booking.objects.count()


def test_two_businesses_on_one_connection_do_not_see_each_other(cast: Cast, anybody: Program):
    gym = Program(cast.gym)
    for _ in range(3):
        assert b"CANARY-gym" not in anybody.slots().content
        assert b"CANARY-salon" not in gym.slots().content
    anybody.hold(practitioner=cast.salon.practitioners[0].code)
    assert AT_TEN in starts(gym)
