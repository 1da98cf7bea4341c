"""Services and slots as CONTRACT says them."""

from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from booking.availability.models import WeeklyHours
from booking.resources.models import Location, Requirement, ServiceProvider
from tenants.tenancy import tenant_tx
from tests.api.program import ALL, AT_TEN, TUESDAY, Program, assert_problem
from tests.cast import Cast, practitioner
from tests.conftest import Clock

FIELDS = {"start", "end", "practitioner", "location", "modes", "price"}
CLOCK_CHANGE = "2027-10-31"


def test_services_are_what_the_public_page_shows(cast: Cast, anybody: Program):
    answer = anybody.get("services")
    assert answer.status_code == 200
    [service] = answer.json()
    house = cast.salon
    assert service == {
        "code": house.service.code,
        "name": house.service.name,
        "description": "",
        "duration_minutes": 60,
        "durations": [60],
        "price": {"amount": 50000, "currency": "SEK"},
        "modes": ["on_site", "video"],
        "practitioners": [{"code": who.code, "name": who.name} for who in house.practitioners],
        "locations": [{"code": house.place.code, "name": house.place.name}],
        "approval": False,
        "form": None,
    }


def test_slots_are_sorted_and_carry_the_offset_of_the_place(cast: Cast, anybody: Program):
    answer = anybody.slots(TUESDAY, "2026-11-25").json()
    assert answer["timezone"] == "Europe/Stockholm"
    starts = [slot["start"] for slot in answer["results"]]
    assert starts[0] == f"{TUESDAY}T09:00:00+01:00"
    assert starts == sorted(starts)
    assert len(set(starts)) == len(starts)
    first = answer["results"][0]
    assert first.keys() == FIELDS
    assert first == {
        "start": f"{TUESDAY}T09:00:00+01:00",
        "end": f"{TUESDAY}T10:00:00+01:00",
        "practitioner": None,
        "location": {"code": cast.salon.place.code, "name": cast.salon.place.name},
        "modes": ["on_site", "video"],
        "price": {"amount": 50000, "currency": "SEK"},
    }


def test_a_named_practitioner_is_in_each_of_their_slots(cast: Cast, anybody: Program):
    bob = cast.salon.practitioners[1]
    slots = anybody.slots(practitioner=bob.code).json()["results"]
    assert slots
    assert all(slot["practitioner"] == {"code": bob.code, "name": bob.name} for slot in slots)


def test_both_half_past_two_of_the_long_night_are_told_apart_by_their_offset(
    clock: Clock, cast: Cast, anybody: Program
):
    house = cast.salon
    clock.set(clock.now.replace(year=2027, month=10, day=20))
    with tenant_tx(house.tenant):
        WeeklyHours.objects.create(
            tenant=house.tenant, resource=house.practitioners[0], location=house.place, weekday=6,
            opens=time(1), closes=time(5),
        )  # fmt: skip
    starts = [slot["start"] for slot in anybody.slots(CLOCK_CHANGE, CLOCK_CHANGE).json()["results"]]
    assert f"{CLOCK_CHANGE}T02:30:00+02:00" in starts
    assert f"{CLOCK_CHANGE}T02:30:00+01:00" in starts
    held = anybody.hold(f"{CLOCK_CHANGE}T02:30:00+01:00").json()
    assert held["start"] == f"{CLOCK_CHANGE}T02:30:00+01:00"


def test_the_next_slots_are_five_at_most_and_the_first_there_are(anybody: Program):
    following = anybody.get("slots/next", service=anybody.house.service.code).json()
    assert following["timezone"] == "Europe/Stockholm"
    today = anybody.slots("2026-11-23", "2026-11-24").json()["results"]
    assert following["results"] == today[:5]


def test_different_prices_are_different_slots(cast: Cast, anybody: Program):
    house = cast.salon
    with tenant_tx(house.tenant):
        ServiceProvider.objects.filter(resource=house.practitioners[1]).update(price=70000)
    slots = anybody.slots().json()["results"]
    nine = [slot["price"]["amount"] for slot in slots if slot["start"] == f"{TUESDAY}T09:00:00+01:00"]
    assert sorted(nine) == [50000, 70000]
    assert [slot["start"] for slot in slots] == sorted(slot["start"] for slot in slots)


def test_the_same_time_at_two_places_is_one_slot_until_a_place_is_named(cast: Cast, anybody: Program):
    house = cast.salon
    with tenant_tx(house.tenant):
        other = Location.objects.create(tenant=house.tenant, name="Hamnen", timezone="Europe/Stockholm")
        eve = practitioner(house.tenant, other, "Eve")
        ServiceProvider.objects.create(tenant=house.tenant, service=house.service, resource=eve)
        Requirement.objects.filter(service=house.service).delete()
    slots = anybody.slots().json()["results"]
    assert len({slot["start"] for slot in slots}) == len(slots)
    assert slots[0]["location"] is None
    there = anybody.slots(location=other.code).json()["results"]
    assert {slot["location"]["code"] for slot in there} == {other.code}


def test_what_the_public_does_not_see_is_not_found(cast: Cast, anybody: Program):
    house = cast.salon
    with tenant_tx(house.tenant):
        type(house.practitioners[1]).objects.filter(pk=house.practitioners[1].pk).update(public=False)
    hidden = anybody.slots(practitioner=house.practitioners[1].code)
    nobody = anybody.slots(practitioner="NOBODY12")
    assert_problem(hidden, 404, "not_found")
    assert hidden.content == nobody.content
    assert len(anybody.get("services").json()[0]["practitioners"]) == 1
    taken = [anybody.hold().json()["practitioner"]["name"]]
    assert taken == [house.practitioners[0].name]
    assert_problem(anybody.hold(), 409, "slot_taken")


def test_a_service_of_another_business_is_not_found(cast: Cast, anybody: Program):
    foreign = anybody.get("slots", service=cast.gym.service.code, **{"from": TUESDAY, "to": TUESDAY})
    unknown = anybody.get("slots", service="UNKNOWN1", **{"from": TUESDAY, "to": TUESDAY})
    assert_problem(foreign, 404, "not_found")
    assert foreign.content == unknown.content


def test_days_before_today_and_beyond_the_horizon_hold_nothing(anybody: Program):
    assert anybody.slots("2026-11-01", "2026-11-20").json()["results"] == []
    assert anybody.slots("2028-11-01", "2028-11-20").json()["results"] == []


def test_least_notice_applies_to_an_answer_that_is_remembered(clock: Clock, anybody: Program):
    before = anybody.slots("2026-11-23", "2026-11-23").json()["results"]
    clock.forward(hours=1)
    after = anybody.slots("2026-11-23", "2026-11-23").json()["results"]
    assert after == before[2:]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"from": "2026-11-24"}, "to"),
        ({"from": "24/11/2026", "to": TUESDAY}, "from"),
        ({"from": "2026-02-30", "to": TUESDAY}, "from"),
        ({"from": TUESDAY, "to": "9999-12-31"}, "to"),
        ({"from": "0001-01-01", "to": TUESDAY}, "from"),
        ({"from": TUESDAY, "to": "2026-11-23"}, "to"),
        ({"from": TUESDAY, "to": "2027-01-26"}, "to"),
        ({"from": TUESDAY, "to": TUESDAY, "mode": "telepathy"}, "mode"),
        ({"from": TUESDAY, "to": TUESDAY, "duration": "sixty"}, "duration"),
        ({"from": TUESDAY, "to": TUESDAY, "duration": "45"}, "duration"),
        ({"from": TUESDAY, "to": TUESDAY, "practitioner": ""}, "practitioner"),
        ({"from": TUESDAY, "to": TUESDAY, "ordering": "password"}, "ordering"),
        ({"from": TUESDAY, "to": TUESDAY, "page_size": "1000000"}, "page_size"),
        ({"from": TUESDAY, "to": [TUESDAY, TUESDAY]}, "to"),
    ],
)
def test_each_wrong_parameter_is_named(anybody: Program, query, field):
    answer = anybody.get("slots", service=anybody.house.service.code, **query)
    assert list(assert_problem(answer, 400, "invalid")["errors"]) == [field]


def test_sixty_two_days_are_answered_and_one_more_is_refused(anybody: Program):
    last = date(2026, 11, 24) + timedelta(days=61)
    assert anybody.slots(TUESDAY, last.isoformat()).status_code == 200
    refused = anybody.slots(TUESDAY, (last + timedelta(days=1)).isoformat())
    assert list(assert_problem(refused, 400, "invalid")["errors"]) == ["to"]


@pytest.mark.parametrize("path", ["services", "slots", "slots/next", "bookings/ABC", "bookings/ABC/policy"])
def test_a_parameter_that_nobody_knows_is_refused_everywhere(key_holder: Program, path):
    errors = assert_problem(key_holder.get(path, client__user__password__startswith="a"), 400, "invalid")["errors"]
    assert "client__user__password__startswith" in errors


@pytest.mark.django_db(transaction=True, databases=ALL)
def test_the_queries_are_six_at_most_whatever_the_number_of_practitioners(cast: Cast, anybody: Program, settings):
    settings.RATE_LIMITS = True
    house = cast.salon

    def asked() -> int:
        anybody.slots()
        anybody.hold(AT_TEN)  # so that the answer is read from the rows again
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert anybody.slots().json()["results"]
        return len(captured)

    two = asked()
    assert two <= 6
    with tenant_tx(house.tenant):
        for n in range(18):
            more = practitioner(house.tenant, house.place, f"Nr {n}")
            ServiceProvider.objects.create(tenant=house.tenant, service=house.service, resource=more)
    assert asked() == two


@pytest.mark.django_db(transaction=True, databases=ALL)
def test_an_answer_is_read_from_the_rows_once(cast: Cast, anybody: Program):
    anybody.slots()
    with CaptureQueriesContext(connection) as captured:
        anybody.slots()
    assert not any("availability_occupancy" in query["sql"] for query in captured)
