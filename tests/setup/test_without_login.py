"""Somebody whom others plan for: added, looked after, archived with what that touches in sight, and brought back."""

from datetime import UTC, datetime, time
from typing import Any

import pytest

from booking.availability.models import WeeklyHours
from booking.resources.models import Location, Resource, ServiceProvider
from tenants.models import Event
from tenants.tenancy import tenant_tx
from tests.cast import Cast
from tests.setup.pages import foretold, given, inert

PEOPLE = "/salon/desk/settings/practitioners/"
ADD = PEOPLE + "add/"
HOSTILE = "\u202e<svg onload=alert(1)>{{7*7}}"
TUESDAY = datetime(2026, 11, 24, 9, tzinfo=UTC)


def named(cast: Cast, name: str) -> Resource:
    with tenant_tx(cast.salon.tenant):
        return Resource.objects.get(name=name)


@pytest.fixture
def sara(alice: Any, cast: Cast) -> Resource:
    """A substitute who gives the salon's service on weekdays."""
    assert alice.post(ADD, given(alice, ADD, name="Sara", title="Vikarie")).status_code == 303
    row = named(cast, "Sara")
    with tenant_tx(cast.salon.tenant):
        ServiceProvider.objects.create(tenant=cast.salon.tenant, service=cast.salon.service, resource=row)
        for weekday in range(5):
            WeeklyHours.objects.create(
                tenant=cast.salon.tenant, resource=row, location=cast.salon.place, weekday=weekday, opens=time(9),
                closes=time(17),
            )  # fmt: skip
    return row


def free(browser: Any, cast: Cast, who: Resource) -> list[Any]:
    asked = {"service": cast.salon.service.code, "from": "2026-11-24", "to": "2026-11-24", "practitioner": who.code}
    return list(browser.get("/api/v1/salon/slots", asked).json().get("results", []))


def test_who_is_added_stands_last_among_the_others_and_is_asked_what_they_give(alice, cast):
    answer = alice.post(ADD, given(alice, ADD, name="Sara"))
    row = named(cast, "Sara")
    assert answer.headers["Location"] == f"{PEOPLE}{row.code}/services/"
    assert (row.kind, row.member, row.location, row.public) == ("practitioner", None, cast.salon.place, True)
    assert row.position > max(one.position for one in cast.salon.practitioners)
    text = alice.get(PEOPLE).text
    assert text.index(cast.salon.practitioners[1].name) < text.index("Sara")
    assert "nobody logs in as them" in text
    assert f'href="{PEOPLE}{row.code}/"' in alice.get("/salon/desk/settings/members/").text
    with tenant_tx(cast.salon.tenant):
        assert Event.objects.filter(type="practitioner.added", subject_id=row.pk).count() == 1


def test_a_double_click_adds_one(alice, cast):
    typed = given(alice, ADD, name="Sara")
    for _click in range(2):
        assert alice.post(ADD, typed).status_code == 303
    assert named(cast, "Sara")


def test_clients_book_them_as_they_book_anybody(alice, cast, sara):
    assert free(alice, cast, sara)
    assert "Sara" in alice.get("/salon/").text


def test_archiving_shows_what_is_booked_with_them_and_can_be_taken_back(alice, cast, sara, book):
    cast.salon.practitioners.append(sara)
    booked = book(TUESDAY, who=2)
    page, archive = f"{PEOPLE}{sara.code}/", f"{PEOPLE}{sara.code}/archive/"
    typed = {"seen": alice.get(page).context["archiving"].mark}
    told = foretold(alice.post(archive, typed))
    assert [one.code for one in told.shown] == [booked.code]
    assert told.gone > 100
    assert named(cast, "Sara").active
    assert alice.post(archive, typed | {"known": told.mark}).status_code == 303
    assert not named(cast, "Sara").active
    assert free(alice, cast, sara) == []
    assert "Archived" in alice.get(PEOPLE).text
    with tenant_tx(cast.salon.tenant):
        event = Event.objects.get(type="practitioner.archived", subject_id=sara.pk)
    assert alice.post(f"/salon/desk/settings/log/{event.pk}/undo/", {}).status_code == 303
    assert named(cast, "Sara").active
    assert free(alice, cast, sara)


def test_they_are_brought_back_from_their_page(alice, cast, sara):
    page, archive = f"{PEOPLE}{sara.code}/", f"{PEOPLE}{sara.code}/archive/"
    typed = {"seen": alice.get(page).context["archiving"].mark}
    alice.post(archive, typed | {"known": foretold(alice.post(archive, typed)).mark})
    gone = alice.get(page)
    assert "This is archived." in gone.text
    alice.post(archive, {"seen": gone.context["archiving"].mark, "active": "on"})
    assert named(cast, "Sara").active


def test_whoever_logs_in_is_not_archived_here_nor_a_room_nor_anybody_of_another_business(alice, cast):
    """T02."""
    for row in (cast.salon.practitioners[1], cast.salon.rooms[0], cast.gym.practitioners[0]):
        assert alice.post(f"{PEOPLE}{row.code}/archive/", {"seen": "x"}).status_code == 404
    bob = f"{PEOPLE}{cast.salon.practitioners[1].code}/"
    assert alice.get(bob).context["archiving"] is None
    assert "archive/" not in alice.get(bob).text


def test_the_place_is_asked_for_where_there_are_several(alice, cast, sara):
    page = f"{PEOPLE}{sara.code}/"
    assert "location" not in alice.get(page).context["form"].fields
    with tenant_tx(cast.salon.tenant):
        other = Location.objects.create(tenant=cast.salon.tenant, name="Hamnen", timezone="Europe/Stockholm")
    typed = given(alice, page, location=str(other.pk))
    typed = {name: value for name, value in typed.items() if name not in ("photo", "no_photo")}
    assert alice.post(page, typed).status_code == 303
    assert named(cast, "Sara").location_id == other.pk
    typed = given(alice, page, location=str(cast.gym.place.pk))
    typed = {name: value for name, value in typed.items() if name not in ("photo", "no_photo")}
    assert alice.post(page, typed).status_code == 422
    assert alice.post(ADD, given(alice, ADD, name="Eve", location="")).status_code == 303
    assert named(cast, "Eve").location is None


@pytest.mark.parametrize("field", ["name", "title", "location"])
def test_nonsense_is_refused_or_shown_as_it_is(alice, cast, field):
    """I01."""
    with tenant_tx(cast.salon.tenant):
        Location.objects.create(tenant=cast.salon.tenant, name="Hamnen", timezone="Europe/Stockholm")
    for odd in (HOSTILE, "x" * 5000, "a\x00b"):
        assert inert(alice.post(ADD, given(alice, ADD, **({"name": "Eve"} | {field: odd})), follow=True))
    assert inert(alice.get(PEOPLE))
