"""Units, regions and teams: set up, put in order, and chosen in the calendar, at the phone and on a service's page."""

import json
import re
from urllib.parse import urlencode

import pytest

from booking.availability.catalogue import current
from booking.availability.models import OpenSlot
from booking.bookings.models import Booking
from booking.resources.models import Location, Resource, ServiceProvider, Team, TeamMember, Unit
from tenants.models import Event, Membership
from tenants.tenancy import tenant_tx
from tests.desk.conftest import at, written
from tests.setup.forms import SEEN, UNDO, typed
from tests.setup.pages import ODD, confirmed, inert
from tests.switching import switch_off

UNITS, TEAMS = "/salon/desk/settings/units/", "/salon/desk/settings/teams/"
FEED = "/salon/desk/calendar.json?from=2026-11-23&until=2026-11-30"


def add(alice, page, **said):
    return alice.post(page + "add/", typed(alice, page + "add/", **said))


@pytest.fixture
def team(cast) -> Team:
    """Bob alone."""
    with tenant_tx(cast.salon.tenant):
        team = Team.objects.create(tenant=cast.salon.tenant, name="Evenings")
        TeamMember.objects.create(tenant=cast.salon.tenant, team=team, resource=cast.salon.practitioners[1])
    return team


def members(cast, code: str) -> set[str]:
    with tenant_tx(cast.salon.tenant):
        catalogue = current(cast.salon.tenant)
        return {catalogue.resources[pk].name.split()[0] for pk in catalogue.divisions.members(code) or ()}


def test_a_unit_is_added_told_changed_and_taken_back(alice, cast):
    place = cast.salon.place
    assert add(alice, UNITS, name="North", places=[place.code]).status_code == 303
    with tenant_tx(cast.salon.tenant):
        unit = Unit.objects.get()
        assert Location.objects.get(pk=place.pk).unit_id == unit.pk
    assert members(cast, unit.code) == {"Alice", "Bob", "Rum"}
    page = f"{UNITS}{unit.code}/"
    told = alice.post(page, typed(alice, page, name="South", places=None), follow=True)
    assert "South" in alice.get(UNITS).text
    assert members(cast, unit.code) == set()
    with tenant_tx(cast.salon.tenant):
        data = Event.objects.get(type="unit.changed").data
    assert data == {"changed": {"name": ["North", "South"], "places": [[place.code], []]}}
    assert "Unit changed" in alice.get("/salon/desk/settings/log/").text
    alice.post("/salon/desk/undo/", {"undo": UNDO.findall(told.text)[0]})
    assert members(cast, unit.code) == {"Alice", "Bob", "Rum"}


def test_a_person_belongs_to_their_own_unit_and_a_region_has_all_below_it(alice, cast):
    bob = cast.salon.practitioners[1]
    add(alice, UNITS, name="Region")
    with tenant_tx(cast.salon.tenant):
        region = Unit.objects.get()
    add(alice, UNITS, name="North", above=str(region.pk), places=[cast.salon.place.code])
    add(alice, UNITS, name="South", above=str(region.pk), people=[bob.code])
    with tenant_tx(cast.salon.tenant):
        north, south = (Unit.objects.get(name=name) for name in ("North", "South"))
    assert members(cast, north.code) == {"Alice", "Rum"}
    assert members(cast, south.code) == {"Bob"}
    assert members(cast, region.code) == {"Alice", "Bob", "Rum"}
    assert "Region with 2 units" in alice.get(UNITS).text
    refused = alice.post(f"{UNITS}{region.code}/", typed(alice, f"{UNITS}{region.code}/") | {"above": str(north.pk)})
    assert refused.status_code == 422
    order = alice.post(UNITS + "order/", {"unit": south.code, "place": 0})
    assert order.status_code == 303
    page = alice.get(UNITS).text
    assert page.index("Region") < page.index("South") < page.index("North")
    alice.post(f"{UNITS}{region.code}/archive/", {"seen": SEEN.findall(alice.get(f"{UNITS}{region.code}/").text)[1]})
    assert members(cast, region.code) == set()
    assert members(cast, north.code) == {"Alice", "Rum"}


def test_what_is_taken_from_another_unit_is_told_there_and_taken_back_there(alice, cast):
    place = cast.salon.place
    add(alice, UNITS, name="North", places=[place.code])
    add(alice, UNITS, name="South", places=[place.code])
    with tenant_tx(cast.salon.tenant):
        north, south = Unit.objects.order_by("name")
        event = Event.objects.get(type="unit.changed")
    assert (event.subject_id, event.data) == (north.pk, {"changed": {"places": [[place.code], []]}})
    assert members(cast, north.code) == set()
    alice.post(f"/salon/desk/settings/log/{event.pk}/undo/")
    assert members(cast, north.code) == {"Alice", "Bob", "Rum"}
    assert members(cast, south.code) == set()


def test_a_team_is_added_put_in_order_and_archived(alice, cast):
    bob = cast.salon.practitioners[1]
    assert add(alice, TEAMS, name="Evenings", people=[bob.code]).status_code == 303
    add(alice, TEAMS, name="Mornings")
    with tenant_tx(cast.salon.tenant):
        evenings, mornings = Team.objects.all()
    assert members(cast, evenings.code) == {"Bob"}
    assert alice.post(TEAMS + "order/", {"team": mornings.code, "place": 0}).status_code == 303
    page = alice.get(TEAMS).text
    assert page.index("Mornings") < page.index("Evenings")
    page = f"{TEAMS}{evenings.code}/"
    alice.post(page + "archive/", {"seen": SEEN.findall(alice.get(page).text)[1]})
    assert members(cast, evenings.code) == set()
    assert "Team archived" in alice.get("/salon/desk/settings/log/").text


def test_a_double_click_makes_one(alice, cast):
    for page, model in ((UNITS, Unit), (TEAMS, Team)):
        said = typed(alice, page + "add/", name="North")
        assert [alice.post(page + "add/", said).status_code for _ in range(2)] == [303, 303]
        with tenant_tx(cast.salon.tenant):
            assert model.objects.count() == 1


@pytest.mark.parametrize("wrong", ODD.values(), ids=ODD)
def test_odd_marks_are_inert_and_what_is_anothers_is_refused(alice, cast, team, wrong):
    for page in (UNITS + "add/", TEAMS + "add/", f"{TEAMS}{team.code}/"):
        assert inert(alice.post(page, typed(alice, page) | {"name": wrong}))
        assert alice.post(page, typed(alice, page, name="x") | {"people": wrong}).status_code in (400, 422)
    for page, name in ((UNITS, "unit"), (TEAMS, "team")):
        assert alice.post(page + "order/", {name: wrong, "place": wrong}).status_code in (303, 400, 404, 422)
    assert alice.get(f"{FEED}&{urlencode({'among': wrong[:999]})}").status_code in (200, 422)


def test_nothing_of_the_gym_next_door_can_be_put_in_or_chosen(alice, cast):
    charlie, place = cast.gym.practitioners[0], cast.gym.place
    with tenant_tx(cast.gym.tenant):
        theirs = Unit.objects.create(tenant=cast.gym.tenant, name="Theirs")
    for page, said in (
        (UNITS, {"people": [charlie.code]}), (UNITS, {"places": [place.code]}), (TEAMS, {"people": [charlie.code]}),
        (UNITS, {"above": str(theirs.pk)}),
    ):  # fmt: skip
        assert add(alice, page, name="x", **said).status_code == 422
    assert alice.get(f"{UNITS}{theirs.code}/").status_code == 404
    assert alice.post(UNITS + "order/", {"unit": theirs.code, "place": 0}).status_code == 404
    assert "Theirs" not in alice.get(f"/salon/desk/?view=list&among={theirs.code}").text


def test_the_calendar_shows_a_team_remembers_it_and_no_longer_when_it_is_gone(alice, cast, team, book):
    alices, bobs = book(at(10, days=1)), book(at(12, days=1))
    with tenant_tx(cast.salon.tenant):
        alices.parts.update(resource=cast.salon.practitioners[0])
        bobs.parts.update(resource=cast.salon.practitioners[1])
        Booking.objects.filter(pk=alices.pk).update(contact_name="Ada")
        Booking.objects.filter(pk=bobs.pk).update(contact_name="Bea")
    assert alice.post("/salon/desk/choices/", {"among": team.code}).status_code == 204
    with tenant_tx(cast.salon.tenant):
        assert Membership.objects.get(pk=cast.alice.pk).choices["calendar"]["among"] == team.code
    shown = alice.get("/salon/desk/?view=list").text
    assert "Bea" in shown
    assert "Ada" not in shown
    config = json.loads(alice.get("/salon/desk/?view=week").context["config"])
    assert [one["id"] for one in config["people"]] == [cast.salon.practitioners[1].code]
    fed = {one["with"] for one in alice.get(f"{FEED}&among={team.code}").json()["entries"]}
    assert fed == {cast.salon.practitioners[1].code}
    named = alice.get(f"/salon/desk/?view=list&with={cast.salon.practitioners[0].code}").text
    assert "Ada" in named
    assert "Bea" not in named
    switch_off(cast.salon, "units")
    shown = alice.get("/salon/desk/?view=list").text
    assert "Ada" in shown
    assert "Evenings" not in shown


def test_what_is_entered_beside_a_calendar_of_a_team_is_the_teams(alice, cast, team):
    """The address on the screen tells it, remembered or not: a link, or another tab."""
    seen = {"HX-Current-URL": f"http://testserver/salon/desk/?view=week&among={team.code}", "HX-Target": "toasts"}
    alice.post("/salon/desk/slots/", {"start": "2026-11-24T18:00"}, headers=seen)
    with tenant_tx(cast.salon.tenant):
        [slot] = OpenSlot.objects.all()
    assert slot.resource_id == cast.salon.practitioners[1].pk
    weeks = alice.get("/salon/desk/weeks/?from=2026-11-23", headers=seen).text
    assert f"people={cast.salon.practitioners[1].code}" in weeks
    listed = alice.get(f"/salon/desk/?view=list&among={team.code}").text
    assert f"among={team.code}" in re.findall(r'href="(/salon/desk/weeks/[^"]*)"', listed)[0]


def test_one_who_is_unticked_stays_so_on_a_page_of_another_team_than_the_remembered(alice, cast, team):
    said = {"among": team.code, "among_was": team.code, "all": "1"}
    alice.post("/salon/desk/choices/", said)
    with tenant_tx(cast.salon.tenant):
        kept = Membership.objects.get(pk=cast.alice.pk).choices["calendar"]
    assert (kept["among"], kept["people"]) == (team.code, ["-"])


def test_a_practitioner_sees_no_more_by_naming_a_team(bob, cast, team):
    with tenant_tx(cast.salon.tenant):
        TeamMember.objects.create(tenant=cast.salon.tenant, team=team, resource=cast.salon.practitioners[0])
    fed = bob.get(f"{FEED}&among={team.code}").json()
    assert {one["with"] for one in fed["hours"]} <= {cast.salon.practitioners[1].code}
    assert "Evenings" not in bob.get("/salon/desk/book/").text


def test_at_the_phone_a_time_with_a_team_is_held_with_one_of_them(alice, cast, team):
    page = alice.get("/salon/desk/book/")
    assert f'<option value="{team.code}">Evenings</option>' in page.text
    start = written(at(10, days=1))
    answer = alice.post(f"/salon/desk/book/?service={cast.salon.service.code}&with={team.code}&start={start}")
    assert answer.status_code == 303
    with tenant_tx(cast.salon.tenant):
        assert {part.resource_id for one in Booking.objects.all() for part in one.parts.all()} == {
            cast.salon.practitioners[1].pk
        }
    assert f"with={team.code}" in answer["Location"]


def test_a_whole_team_is_ticked_on_the_page_of_a_service(alice, cast, team, page):
    with tenant_tx(cast.salon.tenant):
        ServiceProvider.objects.filter(resource=cast.salon.practitioners[1]).delete()
    who = typed(alice, page + "who/", teams=[team.code])
    assert confirmed(alice, page + "who/", who).status_code == 303
    with tenant_tx(cast.salon.tenant):
        given = set(ServiceProvider.objects.values_list("resource__name", flat=True))
        assert len(given) == len(cast.salon.practitioners)
    switch_off(cast.salon, "units")
    assert "Whole teams" not in alice.get(page + "who/").text


def test_only_practitioners_are_in_teams(alice, cast):
    with tenant_tx(cast.salon.tenant):
        room = Resource.objects.filter(kind="room")[0]
    assert add(alice, TEAMS, name="x", people=[room.code]).status_code == 422
