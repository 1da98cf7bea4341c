"""Whoever was chosen at the phone is not there any more: it is said, nothing is lost, and nobody else is taken for them
before a person says so."""

from urllib.parse import parse_qs, urlsplit

import pytest

from booking.resources.models import Resource, ServiceProvider, Team, TeamMember
from tenants.tenancy import tenant_tx
from tests.desk.conftest import at
from tests.desk.phoning import BOOK, bookings, hold, holds, query, somebody_known, take
from tests.switching import switch_off

ALL_THE_SAME = "These times are with anybody who is free"


@pytest.fixture
def team(cast) -> Team:
    """Bob alone."""
    with tenant_tx(cast.salon.tenant):
        team = Team.objects.create(tenant=cast.salon.tenant, name="Evenings")
        TeamMember.objects.create(tenant=cast.salon.tenant, team=team, resource=cast.salon.practitioners[1])
    return team


def archive(cast) -> None:
    Team.objects.update(active=False)


def empty(cast) -> None:
    TeamMember.objects.all().delete()


def leave(cast) -> None:
    Resource.objects.filter(pk=cast.salon.practitioners[1].pk).update(active=False)


def unlearn(cast) -> None:
    ServiceProvider.objects.filter(resource=cast.salon.practitioners[1]).delete()


def without(cast) -> None:
    switch_off(cast.salon, "units")


CASES = [
    (archive, "Evenings is archived."),
    (empty, "There is nobody left in Evenings."),
    (leave, "There is nobody left in Evenings."),
    (unlearn, "Nobody in Evenings gives this service."),
    (without, "Units and teams have been switched off."),
]


@pytest.mark.parametrize(("gone", "said"), CASES, ids=[one[0].__name__ for one in CASES])
def test_a_press_takes_nobody_else_and_the_page_says_why_and_keeps_the_rest(alice, cast, team, gone, said):
    chosen = {"with": team.code, "client": cast.dana.code, "minutes": 60}
    assert ALL_THE_SAME not in alice.get(query(cast, at(10, days=1), **chosen)).text
    with tenant_tx(cast.salon.tenant):
        gone(cast)
    answer = take(alice, cast, at(10, days=1), **chosen)
    assert answer.status_code == 409
    assert holds(cast) == []
    assert said in answer.text
    assert ALL_THE_SAME in answer.text
    [wished] = answer.context["wished"]
    kept = parse_qs(wished.query)
    assert kept["client"] == [cast.dana.code]
    assert "with" not in kept
    assert alice.post(f"{BOOK}?{wished.query}").status_code == 303
    assert len(holds(cast)) == 1


@pytest.mark.parametrize(("gone", "said"), CASES, ids=[one[0].__name__ for one in CASES])
def test_who_is_on_the_phone_with_a_held_time_goes_on_and_is_told_when_they_look_for_another(
    alice, cast, team, gone, said
):
    address = hold(alice, cast, at(10, days=1), **{"with": team.code, "client": cast.dana.code})
    with tenant_tx(cast.salon.tenant):
        gone(cast)
    page = alice.get(address)
    assert page.status_code == 200
    other = alice.get(f"{BOOK}?{page.context['back']}").text
    assert said in other
    path, asked = urlsplit(address).path, urlsplit(address).query
    released = alice.post(f"{path}release/?{asked}")
    assert said in alice.get(released["Location"]).text


def test_a_held_time_is_completed_with_the_one_of_the_team_who_had_it(alice, cast, team):
    address = hold(alice, cast, at(10, days=1), **{"with": team.code, "client": cast.dana.code})
    with tenant_tx(cast.salon.tenant):
        archive(cast)
    assert alice.post(address, somebody_known()).status_code == 303
    [booking] = bookings(cast)
    with tenant_tx(cast.salon.tenant):
        assert booking.parts.get().resource_id == cast.salon.practitioners[1].pk


def test_a_person_who_left_is_said_too(alice, cast):
    bob = cast.salon.practitioners[1]
    with tenant_tx(cast.salon.tenant):
        leave(cast)
    answer = take(alice, cast, at(10, days=1), **{"with": bob.code})
    assert answer.status_code == 409
    assert f"{bob.name} is archived." in answer.text
    assert holds(cast) == []


def test_a_reason_that_was_typed_stays(alice, cast, book):
    book(at(10, days=1), who=1)
    with tenant_tx(cast.salon.tenant):
        leave(cast)
    over = {"with": cast.salon.practitioners[1].code, "force": "taken"}
    answer = take(alice, cast, at(10, days=1), **over, sent={"reason": "She bleeds"})
    assert answer.status_code == 409
    assert "She bleeds" in answer.text
    assert holds(cast) == []


def test_a_code_of_nobodys_or_of_the_gym_next_door_is_not_there(alice, cast):
    with tenant_tx(cast.gym.tenant):
        theirs = Team.objects.create(tenant=cast.gym.tenant, name="Theirs")
    for code in (theirs.code, cast.gym.practitioners[0].code, "nobody"):
        assert alice.get(f"{BOOK}?with={code}").status_code == 404
