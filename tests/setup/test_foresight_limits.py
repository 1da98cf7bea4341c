"""How much people and rooms take, and what a service asks for, are seen before they are kept: whoever has booked what
would not do any more is named, and keeps it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from booking.availability.models import Occupancy, WeeklyHours
from booking.bookings.models import Booking, Part
from booking.resources.models import Requirement, Resource, Service
from tenants.models import Event
from tenants.tenancy import tenant_tx
from tests.cast import Cast
from tests.setup.changes import SETTINGS, rules
from tests.setup.forms import typed
from tests.setup.pages import foretold
from tests.setup.test_foresight_rules import free
from tests.setup.test_pictures import file
from tests.setup.test_skills import ask, give

TUESDAY = datetime(2026, 11, 24, 9, tzinfo=UTC)
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


@pytest.fixture
def booked(cast: Cast, book: Any) -> list[Booking]:
    """Alice and Bob at ten, each in a room; Alice again in the afternoon."""
    return [book(TUESDAY), book(TUESDAY, who=1), book(TUESDAY + timedelta(hours=4))]


@pytest.fixture
def room(cast: Cast) -> str:
    return f"{SETTINGS}things/{cast.salon.rooms[0].code}/"


@pytest.fixture
def person(cast: Cast) -> str:
    return f"{SETTINGS}practitioners/{cast.salon.practitioners[0].code}/"


def taking(cast: Cast, resource: Resource) -> set[str]:
    with tenant_tx(cast.salon.tenant):
        parts = Occupancy.objects.filter(resource=resource, kind="booking").values_list("owner_id", flat=True)
        return set(Part.objects.filter(pk__in=list(parts)).values_list("booking__code", flat=True))


def named(told: Any) -> set[str]:
    return {one.code for one in told.shown}


def people(cast: Cast, many: int) -> None:
    with tenant_tx(cast.salon.tenant):
        Service.objects.filter(pk=cast.salon.service.pk).update(people=many)


def all_stand_as_they_were(cast: Cast, before: set[Any]) -> bool:
    return before == occupied(cast)


def occupied(cast: Cast) -> set[Any]:
    with tenant_tx(cast.salon.tenant):
        assert set(Booking.objects.values_list("status", flat=True)) == {"confirmed"}
        return set(Occupancy.objects.filter(kind="booking").values_list("owner_id", "resource_id", "start_at"))


@pytest.mark.parametrize("said", [{"capacity": "2"}, {"tags": "mat"}], ids=["for fewer", "without a bed"])
def test_who_has_booked_in_a_room_that_would_not_do_any_more_is_named_and_keeps_it(alice, cast, room, booked, said):
    people(cast, 3)
    before, theirs = occupied(cast), taking(cast, cast.salon.rooms[0])
    assert 0 < len(theirs) < len(booked)
    asked = alice.post(room, typed(alice, room, **said))
    told = foretold(asked)
    assert named(told) == theirs
    assert f"They keep {cast.salon.rooms[0].name}, though it would not do for them any more." in asked.text
    assert alice.post(room, typed(alice, room, **said) | {"known": told.mark}).status_code == 303
    assert all_stand_as_they_were(cast, before)


def test_a_room_that_still_does_is_kept_at_once(alice, cast, room, booked):
    people(cast, 2)
    for said in ({"capacity": "2"}, {"tags": "bed, ramp"}, {"name": "Nook"}, {"capacity": ""}):
        assert alice.post(room, typed(alice, room, **said)).status_code == 303, said


def test_a_room_moved_to_another_place_is_missed_by_what_is_booked_here(alice, cast, room, booked):
    place = f"{SETTINGS}places/add/"
    assert alice.post(place, typed(alice, place, name="Other", timezone="Europe/Stockholm")).status_code == 303
    with tenant_tx(cast.salon.tenant):
        other = type(cast.salon.place).objects.get(name="Other")
    told = foretold(alice.post(room, typed(alice, room, location=str(other.pk))))
    assert named(told) == taking(cast, cast.salon.rooms[0])


def test_a_new_room_is_booked_by_nobody(alice, cast, booked):
    page = f"{SETTINGS}things/add/?kind=room"
    assert alice.post(page, typed(alice, page, name="New", capacity="1", tags="bed")).status_code == 303


def test_only_the_most_of_a_day_is_asked_about_on_somebody_s_page(alice, cast, person, booked):
    said = {"title": "Masseur", "about": "Calm hands", "video_url": "https://video.example/new"}
    assert alice.post(person, typed(alice, person, **said)).status_code == 303
    told = foretold(alice.post(person, typed(alice, person, title="Healer", most_a_day="2")))
    assert (told.touched, told.come) == ([], 0)
    assert told.gone > 0
    assert told.note == "On days that are fuller already, what is booked stays."


def test_whom_clients_could_no_longer_choose_is_told_with_the_times_that_go(alice, cast, person, booked):
    before = free(alice, cast)
    said = typed(alice, person, public=None)
    told = foretold(alice.post(person, said))
    assert (told.touched, told.come, free(alice, cast)) == ([], 0, before)
    assert alice.post(person, said | {"known": told.mark}).status_code == 303
    assert 0 < told.gone == before - free(alice, cast)
    back = foretold(alice.post(person, typed(alice, person, public="on")))
    assert (back.gone, back.come) == (0, told.gone)


def test_another_pair_of_hands_that_moves_away_is_missed_by_what_is_booked_here(alice, cast, person, book):
    with tenant_tx(cast.salon.tenant):
        Requirement.objects.filter(service=cast.salon.service).update(kind="practitioner", tag="")
        WeeklyHours.objects.filter(resource=cast.salon.practitioners[0]).delete()
        other = type(cast.salon.place).objects.create(
            tenant=cast.salon.tenant, name="Other", timezone="Europe/Stockholm"
        )
    theirs = book(TUESDAY, who=1)
    assert taking(cast, cast.salon.practitioners[0]) == {theirs.code}
    before = free(alice, cast)
    said = typed(alice, person, location=str(other.pk))
    told = foretold(alice.post(person, said))
    assert named(told) == {theirs.code}
    assert alice.post(person, said | {"known": told.mark}).status_code == 303
    assert told.gone == before - free(alice, cast)


def test_a_photo_beside_it_is_asked_for_again(alice, cast, person, booked):
    """Browsers send a file once."""
    said = {name: value for name, value in typed(alice, person, most_a_day="2").items() if name != "photo"}
    asked = alice.post(person, said | {"photo": file()})
    assert "Choose the picture again" in asked.text
    known = {"known": foretold(asked).mark}
    assert alice.post(person, said | known | {"photo": file()}).status_code == 303
    with tenant_tx(cast.salon.tenant):
        row = Resource.objects.get(pk=cast.salon.practitioners[0].pk)
    assert row.most_a_day == 2
    assert row.photo_id is not None


def test_taking_back_the_most_of_a_day_from_the_log_is_seen_first(alice, cast, person, booked):
    said = typed(alice, person, most_a_day="1")
    told = foretold(alice.post(person, said))
    alice.post(person, said | {"known": told.mark})
    with tenant_tx(cast.salon.tenant):
        event = Event.objects.get(type="practitioner.changed")
    ahead = alice.post(f"{SETTINGS}log/{event.pk}/undo/", {}).context["foretold"]
    assert (ahead.gone, ahead.come) == (0, told.gone)


class TestNeeds:
    @pytest.mark.parametrize(
        ("said", "expected"),
        [
            ({"quantity_0": "2"}, [0, 1, 2]),
            ({"people": "2"}, []),
            ({"people": "9"}, "those in the small room"),
            ({"what_0": None, "quantity_0": None}, []),
        ],
        ids=["two rooms", "two people", "too many people", "no room"],
    )
    def test_what_would_not_do_any_more_is_named_and_stands(self, alice, cast, booked, page, said, expected):
        small = cast.salon.rooms[0]
        with tenant_tx(cast.salon.tenant):
            Resource.objects.filter(pk=small.pk).update(capacity=4)
        before, address = occupied(cast), page + "needs/"
        codes = taking(cast, small) if isinstance(expected, str) else {booked[n].code for n in expected}
        asked = alice.post(address, typed(alice, address, **said))
        told = foretold(asked)
        assert (named(told) if told else set()) == codes
        if codes:
            assert "They do not have what the service would ask for, and get nothing more." in asked.text
            assert alice.post(address, typed(alice, address, **said) | {"known": told.mark}).status_code == 303
        assert all_stand_as_they_were(cast, before)

    def test_another_kind_that_nobody_has_booked(self, alice, cast, booked, page):
        with tenant_tx(cast.salon.tenant):
            Resource.objects.create(tenant=cast.salon.tenant, kind="equipment", name="Laser")
        address = page + "needs/"
        told = foretold(alice.post(address, typed(alice, address, what_0="equipment")))
        assert named(told) == {one.code for one in booked}

    def test_what_the_givers_cannot_do_on_its_day(self, alice, cast, booked, book, page):
        """Alice may until Wednesday, Bob never could."""
        late = book(TUESDAY + timedelta(days=7))
        give(cast, ("Laser", None, date(2026, 11, 25)))
        address = page + "needs/"
        told = foretold(alice.post(address, typed(alice, address, skills=["Laser"])))
        assert named(told) == {booked[1].code, late.code}

    def test_what_did_not_do_before_is_no_news(self, alice, cast, booked, page):
        give(cast, ("Laser", None, None))
        ask(cast, "Laser")
        told = foretold(alice.post(page + "needs/", typed(alice, page + "needs/", quantity_0="2")))
        assert named(told) == {booked[0].code, booked[2].code}

    def test_another_pair_of_hands_is_not_whoever_gives_it(self, alice, cast, booked, page):
        with tenant_tx(cast.salon.tenant):
            Requirement.objects.filter(service=cast.salon.service).update(kind="practitioner", tag="")
        address, said = rules("needs/", quantity_0="2")(cast, alice, NOW)
        told = foretold(alice.post(address, said))
        assert told is None or not told.touched

    def test_other_services_are_left_alone(self, alice, cast, booked, page):
        with tenant_tx(cast.salon.tenant):
            other = Service.objects.get(pk=cast.salon.service.pk)
            other.pk, other.code, other.name, other._state.adding = None, "OTHERSVC", "Other", True
            other.save()
            Part.objects.filter(booking=booked[0]).update(service=other)
        told = foretold(alice.post(page + "needs/", typed(alice, page + "needs/", quantity_0="2")))
        assert named(told) == {booked[1].code, booked[2].code}
