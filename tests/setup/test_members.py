"""Who works here and as what: nobody takes away the last owner, and who is deactivated is out at once."""

import re
from typing import Any

import pytest
from django.test import Client as Browser

from booking.resources.models import Requirement, Resource
from tenants.keys import make_key
from tenants.models import ApiKey, Event, Invitation, Membership, Role
from tenants.setup.ranks import MAY_SET
from tenants.tenancy import tenant_tx
from tests.cast import Cast, member
from tests.desk.conftest import at
from tests.setup.pages import confirmed, given
from tests.setup.people import INVITE, MEMBERS, SEEN, change, invitation, link, page, stranger, wish
from tests.tenants.faces import face

pytestmark = pytest.mark.django_db(databases=["default", "owner", "relay"])

KNOWN = re.compile(r'name="known" value="([^"]+)"')


@pytest.fixture
def mona(cast: Cast) -> Membership:
    return member(cast.salon.tenant, "Mona", "manager")


@pytest.fixture
def manager(mona: Membership, log_in: Any) -> Browser:
    return log_in(mona)


def now(row: Membership) -> Membership:
    return Membership.objects.get(pk=row.pk)


def events(cast: Cast, kind: str) -> list[dict[str, Any]]:
    with tenant_tx(cast.salon.tenant):
        return list(Event.objects.filter(type=kind).order_by("id").values_list("data", flat=True))


def test_the_list_says_who_works_here_as_what_and_whether_they_came(alice, cast):
    listed = alice.get(MEMBERS).text
    assert "bob@salon.example" in listed
    assert listed.count("own calendar") == 2
    assert "logged in Today" in listed or "logged in Mon 23 Nov 09:00" in listed, "Alice herself"
    assert "has not logged in yet" in listed
    assert "charlie@gym.example" not in listed


def test_a_role_is_changed_told_and_seen_at_the_next_request(alice, bob, cast):
    assert bob.get("/salon/desk/money/").status_code == 403
    assert change(alice, cast.bob, role="manager").status_code == 303
    assert bob.get("/salon/desk/money/").status_code == 200
    assert events(cast, "member.changed") == [{"changed": {"role": ["practitioner", "manager"]}}]
    assert "Last changed by Alice" in alice.get(page(cast.bob)).text


def test_who_sees_all_calendars_finds_a_colleagues_booking(alice, bob, cast, book):
    booking = book(at(10))
    assert bob.get(f"/salon/desk/bookings/{booking.code}/").status_code == 404
    assert change(alice, cast.bob, sees_all="on").status_code == 303
    assert bob.get(f"/salon/desk/bookings/{booking.code}/").status_code == 200


@pytest.mark.parametrize("role", sorted(set(Role.values) - {Role.OWNER}))
def test_nobody_takes_away_the_last_owner_not_even_themselves(alice, cast, role):
    answer = change(alice, cast.alice, role=role)
    assert answer.status_code == 422
    assert "Somebody must own the business" in answer.text
    assert now(cast.alice).role == "owner"
    change(alice, cast.bob, role="owner")
    assert confirmed(alice, page(cast.alice), given(alice, page(cast.alice), role=role)).status_code == 303


def test_an_owner_who_is_deactivated_does_not_count(alice, cast, log_in):
    change(alice, cast.bob, role="owner")
    assert alice.post(f"{page(cast.bob)}leaving/").status_code == 303
    assert change(alice, cast.alice, role="manager").status_code == 422


def test_the_table_of_who_sets_whom_is_what_happens(cast, log_in):
    """Every pair of roles, by hand once more: a manager neither makes nor unmakes owners; others nobody."""
    assert {
        "owner": {"owner", "manager", "practitioner", "front_desk", "finance"},
        "manager": {"manager", "practitioner", "front_desk", "finance"},
    } == MAY_SET
    second = member(cast.salon.tenant, "Olga", "owner")
    target = member(cast.salon.tenant, "Tom", "finance")
    for by in Role.values:
        Membership.objects.filter(pk=second.pk).update(role=by)
        browser = log_in(second)
        for was in Role.values:
            for wanted in Role.values:
                Membership.objects.filter(pk=target.pk).update(role=was)
                change(browser, now(target), role=wanted)
                allowed = {was, wanted} <= MAY_SET.get(by, set())
                assert now(target).role == (wanted if allowed else was), (by, was, wanted)


def test_a_manager_sees_an_owners_page_and_changes_nothing_there(manager, alice, cast):
    shown = manager.get(page(cast.alice))
    assert (shown.status_code, "Only an owner can change" in shown.text) == (200, True)
    for path in ("", "leaving/", "return/", "calendar/"):
        manager.post(f"{page(cast.alice)}{path}", {"role": "finance", "calendar": "new"})
        assert (now(cast.alice).role, now(cast.alice).deactivated_at) == ("owner", None)


def test_unknown_fields_and_an_older_page_change_nothing(alice, cast):
    """A03, and two who change the same colleague."""
    for name in ("tenant", "user", "deactivated_at", "choices", "id", "is_active"):
        assert change(alice, cast.bob, role="manager", **{name: "1"}).status_code == 422
    seen = SEEN.findall(alice.get(page(cast.bob)).text)[0]
    change(alice, cast.bob, role="front_desk")
    late = alice.post(page(cast.bob), {"seen": seen, "role": "finance"})
    assert (late.status_code, now(cast.bob).role) == (409, "front_desk")


def test_members_of_another_business_are_like_nobody(alice, cast):
    """T01, T02: the table of members is global, so each page asks whose they are."""
    nobody = "01890000-0000-7000-8000-000000000000"
    for path in ("", "leaving/", "return/", "calendar/"):
        for method in ("get", "post"):
            theirs = getattr(alice, method)(f"{MEMBERS}{cast.charlie.pk}/{path}")
            none = getattr(alice, method)(f"{MEMBERS}{nobody}/{path}")
            assert theirs.status_code == none.status_code in (404, 405)
            assert face(theirs, str(cast.charlie.pk)) == face(none, nobody)
    assert now(cast.charlie).role == "owner"


def test_who_is_deactivated_is_out_at_once_with_keys_and_invitations(alice, bob, cast, log_in):
    """A06."""
    tenant = cast.salon.tenant
    change(alice, cast.bob, role="manager")
    with tenant_tx(tenant):
        key = make_key(tenant=tenant, name="Bob's", scopes=["read"], made_by=cast.bob)
    bob.post(INVITE, wish())
    alice.post(INVITE, wish("other@new.example"))
    stays = stranger().get(link(cast)).status_code
    program = {"Authorization": f"Bearer {key}"}
    asked = f"/api/v1/salon/bookings/{'A' * 8}"
    assert (bob.get("/salon/desk/").status_code, stays) == (200, 200)
    assert stranger().get(asked, headers=program).status_code == 404
    assert alice.post(f"{page(cast.bob)}leaving/")["Location"] == f"{page(cast.bob)}leaving/"
    assert bob.get("/salon/desk/")["Location"].startswith("/account/login/"), "the session has ended"
    assert log_in(now(cast.bob)).get("/salon/desk/").status_code == 404, "a new login does not help"
    assert log_in(now(cast.bob)).get("/salon/desk/changes").status_code == 404
    assert stranger().get(asked, headers=program).status_code == 401
    assert stranger().get(link(cast)).status_code == 404
    assert stranger().get(link(cast, "other@new.example")).status_code == 200
    assert events(cast, "member.deactivated") == [{"keys": 1}]
    assert events(cast, "invitation.withdrawn") == [{"role": "practitioner"}]
    with tenant_tx(tenant):
        assert ApiKey.objects.filter(revoked_at=None).count() == 1, "the house's own key"


@pytest.mark.parametrize(("becomes", "open_still"), [("manager", {"a"}), ("front_desk", set()), ("owner", {"a", "b"})])
def test_nobody_comes_in_by_the_word_of_one_who_could_not_say_it_now(alice, cast, log_in, becomes, open_still):
    mona = member(cast.salon.tenant, "Mona", "owner")
    for name, role in {"a": "manager", "b": "owner"}.items():
        assert log_in(mona).post(INVITE, wish(f"{name}@new.example", role=role)).status_code == 303
    change(alice, mona, role=becomes)
    found = {name for name in "ab" if stranger().get(link(cast, f"{name}@new.example")).status_code == 200}
    assert found == open_still
    told = events(cast, "invitation.withdrawn")
    assert sorted(one["role"] for one in told) == sorted({"a": "manager", "b": "owner"}[n] for n in {"a", "b"} - found)


def test_who_sends_an_invitation_again_gives_their_word_for_it(alice, cast, log_in):
    mona = member(cast.salon.tenant, "Mona", "manager")
    log_in(mona).post(INVITE, wish())
    alice.post(f"/salon/desk/settings/invitations/{invitation(cast).pk}/mail/")
    assert invitation(cast).invited_by_id == cast.alice.pk
    assert alice.post(f"{page(mona)}leaving/").status_code == 303
    assert stranger().get(link(cast)).status_code == 200
    assert events(cast, "invitation.withdrawn") == []


def test_who_works_elsewhere_too_stays_logged_in_there_only(alice, bob, cast):
    Membership.objects.create(tenant=cast.gym.tenant, user=cast.bob.user, role="front_desk")
    alice.post(f"{page(cast.bob)}leaving/")
    assert bob.get("/salon/desk/").status_code == 404
    assert bob.get("/gym/desk/").status_code == 200
    assert b"Salon" not in bob.get("/account/businesses/?all").content


def test_their_calendar_takes_no_bookings_and_comes_back_with_them(alice, cast, book, log_in):
    booking = book(at(10), who=1)
    public = f"/salon/p/{cast.salon.practitioners[1].code}/"
    assert stranger().get(public).status_code == 200
    before = alice.get(f"{page(cast.bob)}leaving/").text
    assert "1 booking is still to come" in before
    assert f"/salon/desk/bookings/{booking.code}/move/" in before
    alice.post(f"{page(cast.bob)}leaving/", {"known": KNOWN.findall(before)[0]})
    assert stranger().get(public).status_code == 404
    after = alice.get(f"{page(cast.bob)}leaving/").text
    assert f"/salon/desk/bookings/{booking.code}/move/" in after
    assert alice.get(f"/salon/desk/bookings/{booking.code}/move/").status_code == 200
    assert "No longer here" in alice.get(MEMBERS).text
    for _click in range(2):
        assert alice.post(f"{page(cast.bob)}return/").status_code == 303
    assert stranger().get(public).status_code == 200
    assert log_in(now(cast.bob)).get("/salon/desk/").status_code == 200
    assert len(events(cast, "member.restored")) == 1


def test_what_is_booked_meanwhile_is_shown_before_they_are_out(alice, cast, book):
    book(at(10), who=1)
    seen = KNOWN.findall(alice.get(f"{page(cast.bob)}leaving/").text)[0]
    book(at(14), who=1)
    for known in (seen, "", "0" * 24, "<svg onload=alert(1)>"):
        shown = alice.post(f"{page(cast.bob)}leaving/", {"known": known})
        assert shown.status_code == 200
        assert "Nothing is done yet" in shown.text
        assert "2 bookings are still to come" in shown.text
        assert now(cast.bob).deactivated_at is None
    assert alice.post(f"{page(cast.bob)}leaving/", {"known": KNOWN.findall(shown.text)[0]}).status_code == 303
    assert now(cast.bob).deactivated_at is not None


def test_a_booking_in_which_they_are_needed_besides_is_handed_over_too(alice, cast, book):
    with tenant_tx(cast.salon.tenant):
        Requirement.objects.create(tenant=cast.salon.tenant, service=cast.salon.service, kind="practitioner")
    booking = book(at(10), who=0)
    before = alice.get(f"{page(cast.bob)}leaving/").text
    assert "1 booking is still to come" in before
    assert f"/salon/desk/bookings/{booking.code}/" in before
    assert alice.post(f"{page(cast.bob)}leaving/", {}).status_code == 200, "it has to be seen"
    alice.post(f"{page(cast.bob)}leaving/", {"known": KNOWN.findall(before)[0]})
    assert f"/salon/desk/bookings/{booking.code}/" in alice.get(f"{page(cast.bob)}leaving/").text


def test_pressed_twice_it_is_done_once_and_never_to_oneself(alice, cast):
    assert [alice.post(f"{page(cast.bob)}leaving/").status_code for _click in range(2)] == [303, 303]
    assert len(events(cast, "member.deactivated")) == 1
    refused = alice.post(f"{page(cast.alice)}leaving/")
    assert (refused.status_code, "You cannot deactivate yourself" in refused.text) == (422, True)


def test_who_comes_back_by_an_invitation_has_the_new_role(alice, cast, log_in):
    alice.post(INVITE, wish("bob@elsewhere.example"))
    alice.post(f"{page(cast.bob)}leaving/")
    with tenant_tx(cast.salon.tenant):
        Invitation.objects.update(email="bob@salon.example", role="finance")
    log_in(now(cast.bob)).post(link(cast, "bob@salon.example"))
    assert (now(cast.bob).role, now(cast.bob).deactivated_at) == ("finance", None)


def test_a_member_without_calendar_is_given_one(alice, cast):
    fiona = cast.front_desk
    assert "None. Clients cannot book with them." in alice.get(page(fiona)).text
    with tenant_tx(cast.salon.tenant):
        Resource.objects.filter(pk=cast.salon.practitioners[1].pk).update(member=None)
    for code in (cast.gym.practitioners[0].code, cast.salon.rooms[0].code, "ABCDEFGH"):
        assert alice.post(f"{page(fiona)}calendar/", {"calendar": code}).status_code == 422
    for _click in range(2):
        code = cast.salon.practitioners[1].code
        alice.post(f"{page(fiona)}calendar/", {"calendar": code})
    with tenant_tx(cast.salon.tenant):
        assert Resource.objects.get(member=fiona).code == code


def test_the_list_asks_the_same_number_of_questions_however_many_work_here(
    alice, cast, django_assert_max_num_queries: Any
):
    for number in range(30):
        member(cast.salon.tenant, f"M{number}", "front_desk")
    with django_assert_max_num_queries(14):
        assert alice.get(MEMBERS).status_code == 200
