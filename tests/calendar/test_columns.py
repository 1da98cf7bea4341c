"""Everything that is booked stands in the grid: also with a thing that has no practitioner, and with who has left."""

from datetime import time

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from booking.availability.catalogue import current
from booking.availability.models import OpenSlot, WeeklyHours
from booking.availability.wishing import Wish
from booking.bookings.direct import book_directly
from booking.bookings.models import Booking
from booking.clients.services import Contact
from booking.resources.models import Resource
from tenants.actors import Actor
from tenants.tenancy import tenant_tx
from tests.calendar.test_feed import entries, feed
from tests.calendar.test_page import config
from tests.cast import Cast, House, make_service
from tests.desk.conftest import Book, at


@pytest.fixture
def bicycle(cast: Cast) -> Resource:
    """Can be rented on weekdays from nine to five."""
    salon = cast.salon
    with tenant_tx(salon.tenant):
        found = Resource.objects.create(tenant=salon.tenant, kind="vehicle", name="Bicycle", location=salon.place)
        for weekday in range(5):
            WeeklyHours.objects.create(
                tenant=salon.tenant, resource=found, location=salon.place, weekday=weekday,
                opens=time(9), closes=time(17),
            )  # fmt: skip
        make_service(salon.tenant, "Rent", [found])
    return found


def rent(house: House, bicycle: Resource) -> Booking:
    with tenant_tx(house.tenant):
        service = next(one for one in current(house.tenant).services if one.name == "Rent")
        return book_directly(
            tenant=house.tenant, wish=Wish(service), start_at=at(10), contact=Contact("Bo", "bo@example.com"),
            actor=Actor("member"),
        )  # fmt: skip


def titles(browser: Browser, query: str = "") -> list[str]:
    return [one["title"] for one in config(browser, query)["people"]]


def retire(house: House, who: int = 0) -> Resource:
    with tenant_tx(house.tenant):
        person = house.practitioners[who]
        person.active = False
        person.save()
    return person


def test_what_can_be_booked_without_a_practitioner_has_a_column(alice: Browser, cast: Cast, bicycle: Resource):
    booking = rent(cast.salon, bicycle)
    [entry] = entries(alice)
    assert (entry["id"], entry["with"]) == (booking.code, bicycle.code)
    assert titles(alice)[-1] == "Bicycle"
    assert "Rum 1 CANARY-salon" not in titles(alice)
    assert bicycle.code in alice.get("/salon/desk/?view=list").text
    assert [row["with"] for row in feed(alice, f"from=2026-11-24&until=2026-11-25&people={bicycle.code}")["hours"]] == [
        bicycle.code
    ]


def test_its_times_are_opened_as_anybodys(alice: Browser, cast: Cast, bicycle: Resource):
    said = {"start": "2026-11-24T18:00", "with": bicycle.code}
    assert alice.get("/salon/desk/time/", said).status_code == 200
    assert alice.post("/salon/desk/slots/", said).status_code == 302
    room = cast.salon.rooms[0]
    assert alice.post("/salon/desk/slots/", said | {"with": room.code}).status_code == 404
    with tenant_tx(cast.salon.tenant):
        assert OpenSlot.objects.get().resource_id == bicycle.pk


def test_a_practitioner_sees_it_no_more_than_a_colleague(bob: Browser, cast: Cast, bicycle: Resource):
    rent(cast.salon, bicycle)
    assert entries(bob) == []
    assert titles(bob) == ["Bob CANARY-salon"]


def test_who_left_is_shown_as_long_as_something_is_booked(alice: Browser, bob: Browser, book: Book, cast: Cast):
    booking = book()
    gone = retire(cast.salon)
    with tenant_tx(cast.salon.tenant):
        OpenSlot.objects.create(
            tenant=cast.salon.tenant, resource=gone, location=cast.salon.place, start_at=at(18), end_at=at(19)
        )
    told = feed(alice)
    assert [entry["id"] for entry in told["entries"]] == [booking.code]
    assert gone.code not in {row["with"] for row in told["hours"]}
    assert gone.name in titles(alice)
    assert gone.name not in titles(alice, "?day=2027-03-01")
    own = cast.salon.practitioners[1].code
    for people, shown in ((gone.code, 1), (own, 0), (f"{own},{gone.code}", 1)):
        assert len(entries(alice, f"from=2026-11-24&until=2026-11-25&people={people}")) == shown
    assert entries(bob) == []


def test_the_feed_asks_no_more_for_who_left(alice: Browser, book: Book, cast: Cast):
    book()
    counts = []
    for _each in range(2):
        entries(alice)
        with CaptureQueriesContext(connection) as questions:
            entries(alice)
        counts.append(len(questions))
        retire(cast.salon)
    assert counts[0] == counts[1]
