"""RR5 in the settings: how many visits somebody takes in a day, how many people a room, and how many come."""

import pytest

from booking.availability.catalogue import current
from booking.resources.models import Resource, Service
from tenants.models import Event
from tenants.tenancy import tenant_tx
from tests.desk.conftest import at
from tests.desk.phoning import hold, new_client
from tests.setup.forms import UNDO, typed
from tests.setup.pages import confirmed
from tests.setup.people import stranger

PEOPLE, THINGS = "/salon/desk/settings/practitioners/", "/salon/desk/settings/things/"
WARNED = "has as many visits that day as the settings say: 1. You may book anyway."


@pytest.fixture
def person(cast) -> str:
    return f"{PEOPLE}{cast.salon.practitioners[0].code}/"


@pytest.fixture
def room(cast) -> str:
    return f"{THINGS}{cast.salon.rooms[0].code}/"


def free(cast, **named: str) -> int:
    query = {"service": cast.salon.service.code, "from": "2026-11-24", "to": "2026-11-24", **named}
    return len(stranger().get("/api/v1/salon/slots", query).json()["results"])


def most(cast) -> int | None:
    with tenant_tx(cast.salon.tenant):
        return Resource.objects.get(pk=cast.salon.practitioners[0].pk).most_a_day


def test_the_most_of_a_day_is_seen_at_once_told_and_taken_back(alice, cast, person, book):
    code = cast.salon.practitioners[0].code
    book()
    assert free(cast, practitioner=code)
    told = confirmed(alice, person, typed(alice, person, most_a_day="1"), follow=True)
    assert most(cast) == 1
    assert free(cast, practitioner=code) == 0
    assert free(cast)
    with tenant_tx(cast.salon.tenant):
        assert Event.objects.get(type="practitioner.changed").data["changed"] == {"most_a_day": [None, 1]}
    assert "Most visits a day: – → 1" in alice.get("/salon/desk/settings/log/").text
    alice.post("/salon/desk/undo/", {"undo": UNDO.findall(told.text)[0]})
    assert most(cast) is None
    assert free(cast, practitioner=code)


@pytest.mark.parametrize("wrong", ["0", "-1", "100", "2.5", "many", "x" * 5000, "\x00"])
def test_what_is_no_number_of_visits_is_refused(alice, cast, person, wrong):
    assert alice.post(person, typed(alice, person) | {"most_a_day": wrong}).status_code in (400, 422)
    assert most(cast) is None


def test_a_client_reads_what_is_the_matter_and_the_nearest_times(alice, cast, person, book):
    alice.post(person, typed(alice, person, most_a_day="1"))
    book()
    form = {
        "service": cast.salon.service.code, "practitioner": cast.salon.practitioners[0].code, "mode": "on_site",
        "start": at(14).isoformat(),
    }  # fmt: skip
    browser = stranger()
    browser.cookies["ledig_language"] = "en"
    answer = browser.post("/salon/holds/", form)
    assert answer.status_code == 422
    assert "No more visits can be booked on that day." in answer.text
    assert "Nearest free times" in answer.text


def test_staff_are_warned_and_may(alice, cast, person, book):
    code = cast.salon.practitioners[0].code
    alice.post(person, typed(alice, person, most_a_day="1"))
    first = hold(alice, cast, **{"with": code})
    assert WARNED not in alice.get(first).text
    alice.post(first, new_client())
    asked = hold(alice, cast, at(14), **{"with": code})
    told = alice.get(asked).text
    assert f"{cast.salon.practitioners[0].name} {WARNED}" in told
    assert "existing clients only" not in told
    alice.post(asked, new_client(name="Maj Lind", phone="070-555 13 13"))
    with tenant_tx(cast.salon.tenant):
        [event] = Event.objects.filter(type="booking.rule_passed")
    assert event.data["rules"] == ["most_a_day"]
    assert "More visits than in the settings for a day" in alice.get(f"/salon/desk/bookings/{event.subject_code}/").text


def test_moving_is_warned_of_as_well(alice, cast, person, book):
    code = cast.salon.practitioners[0].code
    alice.post(person, typed(alice, person, most_a_day="1"))
    there = book(at(10, days=1))
    moved = f"/salon/desk/bookings/{there.code}/move/"
    query = {"start": at(14).isoformat(), "with": code}
    assert WARNED not in alice.get(moved, query).text
    book()
    assert WARNED in alice.get(moved, query).text


def test_the_calendar_says_why(alice, cast, person, book):
    alice.post(person, typed(alice, person, most_a_day="1"))
    book()
    spot = {"start": "2026-11-24T14:00", "with": cast.salon.practitioners[0].code}
    text = alice.get("/salon/desk/time/", spot).text
    assert f"{cast.salon.practitioners[0].name} takes at most 1 visit a day, and has it." in text
    assert "You may book it all the same." in text


def test_a_room_says_how_many_it_takes_and_a_service_how_many_come(alice, cast, room, page):
    alice.post(room, typed(alice, room, capacity="2"))
    needs = page + "needs/"
    two, three = (typed(alice, needs, people=many, look="1") for many in ("2", "3"))
    names = [one.name for one in cast.salon.rooms]
    assert all(name in alice.post(needs, two).text.split('id="meaning"')[1] for name in names)
    meant = alice.post(needs, three).text.split('id="meaning"')[1]
    assert names[1] in meant
    assert names[0] not in meant
    alice.post(needs, typed(alice, needs, people="3"))
    with tenant_tx(cast.salon.tenant):
        catalogue = current(cast.salon.tenant)
        [(_need, pool)] = catalogue.requirements(catalogue.service(cast.salon.service.code))
        assert Service.objects.get(pk=cast.salon.service.pk).people == 3
    assert [one.name for one in pool] == [names[1]]
    assert free(cast)
    other = f"{THINGS}{cast.salon.rooms[1].code}/"
    confirmed(alice, other, typed(alice, other, capacity="2"))
    assert free(cast) == 0
    text = alice.get("/salon/desk/time/", {"start": "2026-11-24T10:00", "with": cast.salon.practitioners[0].code}).text
    assert "It needs a room (bed) for 3 people, and there is none." in text


@pytest.mark.parametrize("wrong", ["0", "-1", "1000", "many", "\x00"])
def test_what_is_no_number_of_people_is_refused(alice, cast, room, page, wrong):
    assert alice.post(room, typed(alice, room) | {"capacity": wrong}).status_code in (400, 422)
    assert alice.post(page + "needs/", typed(alice, page + "needs/") | {"people": wrong}).status_code in (400, 422)


def test_only_rooms_are_asked_how_many_they_take_and_equal_ones_take_as_many(alice, cast):
    assert "Most people" not in alice.get(f"{THINGS}add/?kind=vehicle").text
    new = f"{THINGS}add/?kind=room"
    alice.post(new, typed(alice, new, name="Sal", count="2", capacity="8"))
    with tenant_tx(cast.salon.tenant):
        assert [one.capacity for one in Resource.objects.filter(name__startswith="Sal")] == [8, 8]
