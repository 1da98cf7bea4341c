"""Places, and what is in them: clients see a change at once, and nothing is deleted."""

from typing import Any

import pytest

from booking.resources.models import Location, Resource
from tenants.models import Event
from tenants.tenancy import tenant_tx
from tests.cast import Cast
from tests.setup.pages import ODD, UNDO, confirmed, foretold, free_days, given, inert

PLACES, THINGS = "/salon/desk/settings/places/", "/salon/desk/settings/things/"
NEW_PLACE = {"name": "Söder", "street": "Götgatan 1", "city": "Stockholm"}


@pytest.fixture
def here(cast: Cast) -> str:
    return f"{PLACES}{cast.salon.place.code}/"


@pytest.fixture
def room(cast: Cast) -> str:
    return f"{THINGS}{cast.salon.rooms[0].code}/"


def places(cast: Cast) -> dict[str, Location]:
    with tenant_tx(cast.salon.tenant):
        return {row.name: row for row in Location.objects.all()}


def things(cast: Cast) -> dict[str, Resource]:
    with tenant_tx(cast.salon.tenant):
        return {row.name: row for row in Resource.objects.exclude(kind="practitioner")}


def told(cast: Cast, type: str) -> list[Any]:
    with tenant_tx(cast.salon.tenant):
        return list(Event.objects.filter(type=type).order_by("id").values_list("data", flat=True))


def archive(alice: Any, page: str, **more: str) -> Any:
    mark = alice.get(page).context["archiving"].mark
    return confirmed(alice, f"{page}archive/", {"seen": mark} | more, follow=True)


def test_clients_see_another_address_at_once(alice, here):
    assert "Storgatan 1" in alice.get("/salon/").text
    assert alice.post(here, given(alice, here, street="Kungsgatan 9")).status_code == 303
    public = alice.get("/salon/").text
    assert "Kungsgatan 9" in public
    assert "Storgatan 1" not in public


def test_a_new_place_has_the_zone_and_the_country_of_the_business_and_comes_once(alice, cast):
    typed = given(alice, PLACES + "add/", **NEW_PLACE)
    assert [alice.post(PLACES + "add/", typed).status_code for _click in range(2)] == [303, 303]
    made = places(cast)["Söder"]
    assert (made.timezone, made.country, len(places(cast))) == ("Europe/Stockholm", "SE", 2)
    assert len(told(cast, "place.added")) == 1


def test_another_time_zone_is_said_twice_and_what_was_typed_is_kept(alice, cast, here):
    typed = given(alice, here, timezone="Europe/Helsinki", street="Kungsgatan 9")
    asked = alice.post(here, typed)
    assert asked.status_code == 200
    assert "Bookings keep their moment" in asked.text
    assert 'value="Kungsgatan 9"' in asked.text
    assert next(iter(places(cast).values())).timezone == "Europe/Stockholm"
    assert alice.post(here, typed | {"known": foretold(asked).mark}).status_code == 303
    assert next(iter(places(cast).values())).timezone == "Europe/Helsinki"
    starts = alice.get(f"/api/v1/salon/slots?service={cast.salon.service.code}&from=2026-11-24&to=2026-11-24").json()
    assert starts["results"][0]["start"] == "2026-11-24T09:00:00+02:00"


def test_nothing_is_offered_at_an_archived_place_until_it_is_back(alice, cast, here):
    alice.post(PLACES + "add/", given(alice, PLACES + "add/", **NEW_PLACE))
    code = cast.salon.service.code
    before = free_days(alice, code)
    assert before
    gone = archive(alice, here)
    assert "is archived" in gone.text
    assert free_days(alice, code) == []
    assert "Storgatan" not in alice.get("/salon/").text
    assert "This is archived." in alice.get(here).text
    archive(alice, here, active="on")
    assert free_days(alice, code) == before
    assert [len(told(cast, f"place.{what}")) for what in ("archived", "restored")] == [1, 1]


def test_archiving_is_undone_from_its_message(alice, cast, here):
    alice.post(PLACES + "add/", given(alice, PLACES + "add/", **NEW_PLACE))
    gone = archive(alice, here)
    back = alice.post("/salon/desk/undo/", {"undo": UNDO.findall(gone.text)[0]})
    assert (back.status_code, back["Location"]) == (303, here)
    assert all(place.active for place in places(cast).values())


def test_the_last_place_stays(alice, cast, here):
    answer = archive(alice, here)
    assert answer.status_code == 422
    assert "This is the only place" in answer.text
    assert next(iter(places(cast).values())).active


def test_bookings_at_an_archived_place_stand(alice, book, here):
    booking = book()
    alice.post(PLACES + "add/", given(alice, PLACES + "add/", **NEW_PLACE))
    archive(alice, here)
    assert alice.get(f"/salon/desk/bookings/{booking.code}/").status_code == 200
    booking.refresh_from_db()
    assert booking.stands


def test_equal_things_are_one_row_each_and_come_once(alice, cast):
    page = THINGS + "add/?kind=equipment"
    typed = given(alice, page, name="Bike", tags="Bike, helmet, bike", count="3")
    assert [alice.post(page, typed).status_code for _click in range(2)] == [303, 303]
    bikes = {name: row for name, row in things(cast).items() if name.startswith("Bike")}
    assert sorted(bikes) == ["Bike 1", "Bike 2", "Bike 3"]
    assert {(row.kind, tuple(row.tags)) for row in bikes.values()} == {("equipment", ("Bike", "helmet"))}
    assert "3 × Bike" in alice.get(THINGS).text


def test_a_service_is_offered_while_one_of_the_rooms_is_left(alice, cast):
    code = cast.salon.service.code
    before = free_days(alice, code)
    for number, left in ((0, before), (1, [])):
        archive(alice, f"{THINGS}{cast.salon.rooms[number].code}/")
        assert free_days(alice, code) == left
    archive(alice, f"{THINGS}{cast.salon.rooms[1].code}/", active="on")
    assert free_days(alice, code) == before


def test_a_room_without_what_the_service_asks_for_is_no_room_for_it(alice, cast, room):
    assert "Clients book it together with Massage" in alice.get(room).text
    for one in cast.salon.rooms:
        page = f"{THINGS}{one.code}/"
        confirmed(alice, page, given(alice, page, tags="window"))
    assert free_days(alice, cast.salon.service.code) == []
    assert "No service asks for it yet" in alice.get(room).text


def test_practitioners_are_no_things(alice, cast):
    code = cast.salon.practitioners[0].code
    assert alice.get(f"{THINGS}{code}/").status_code == 404
    assert alice.post(f"{THINGS}{code}/archive/", {"seen": "x"}).status_code == 404
    for kind in ("practitioner", "", "nonsense"):
        assert alice.get(f"{THINGS}add/?kind={kind}").status_code == 404


def test_another_business_place_is_refused_like_no_place(alice, cast, room):
    """T02."""
    answers = [
        alice.post(room, given(alice, room, location=place)).text
        for place in (cast.gym.place.pk, "00000000-0000-7000-8000-000000000000")
    ]
    said = "Choose one of those that are offered."
    assert all(said in answer for answer in answers)
    assert things(cast)[cast.salon.rooms[0].name].location_id == cast.salon.place.pk


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_odd_words_in_any_field_break_nothing(alice, here, room, odd):
    for page in (here, room, PLACES + "add/", THINGS + "add/?kind=vehicle"):
        typed = given(alice, page, name="Name")
        for field in [*typed, "active", "is_staff"]:
            assert inert(alice.post(page, typed | {field: odd}, follow=True)), (page, field)
        assert inert(alice.post(page.partition("?")[0] + "archive/", {"seen": odd, "active": odd}))
    for page in (PLACES, THINGS, "/salon/"):
        assert inert(alice.get(page)), page
    assert inert(alice.get(THINGS + "add/", {"kind": odd}))
