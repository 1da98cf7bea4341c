"""A colleague is invited by a link in the mail that is good once; whoever invites learns nothing about strangers."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser

from booking.resources.models import Resource
from tenants.models import Delivery, Event, Invitation, Membership, User
from tenants.setup.inviting import MAILS_A_DAY, MOST_A_DAY
from tenants.tasks import forget_old
from tenants.tenancy import tenant_tx
from tests.cast import PASSWORD, Cast, member
from tests.conftest import Clock
from tests.setup.people import INVITE, MEMBERS, WORD, invitation, link, mails, path_in, stranger, wish
from tests.tenants.faces import face

pytestmark = pytest.mark.django_db(databases=["default", "owner", "relay"])
NEW = {"name": "Nina Ny", "password": WORD}


@pytest.fixture(autouse=True)
def demo_post(settings: Any) -> None:
    settings.EMAIL_BACKEND = "notifications.senders.MailboxBackend"
    settings.BASE_URL = "https://ledig.example"


@pytest.fixture
def manager(cast: Cast, log_in: Any) -> Browser:
    return log_in(member(cast.salon.tenant, "Mona", "manager"))


def count(cast: Cast) -> int:
    with tenant_tx(cast.salon.tenant):
        return Invitation.objects.count()


def test_somebody_new_comes_with_name_and_password_and_has_a_calendar(alice, cast):
    assert alice.post(INVITE, wish())["Location"] == MEMBERS
    assert "nina@new.example" in alice.get(MEMBERS).text
    (mail,) = mails(cast)
    nina = stranger()
    assert "You are invited as practitioner" in nina.get(path_in(mail)).text
    answer = nina.post(path_in(mail), NEW)
    assert answer["Location"] == "/salon/desk/"
    assert nina.get("/salon/desk/").status_code == 200
    there = Membership.objects.get(user__email="nina@new.example")
    assert (there.role, there.user.name, there.user.language) == ("practitioner", "Nina Ny", "en")
    with tenant_tx(cast.salon.tenant):
        assert Resource.objects.get(member=there).name == "Nina Ny"
    assert stranger().post("/account/login/", {"login": "nina@new.example", "password": WORD}).status_code == 302


@pytest.mark.parametrize(
    ("language", "words"),
    [("sv", "bjuder in dig till"), ("nb", "inviterer deg til"), ("en", "invites you to")],
)
def test_the_mail_speaks_the_language_that_was_chosen(alice, cast, language, words):
    alice.post(INVITE, wish(language=language))
    (mail,) = mails(cast)
    assert words in mail.text
    assert words in mail.html
    assert path_in(mail) in mail.html


def test_a_known_person_is_written_to_in_the_language_that_they_read_here(alice, cast):
    User.objects.filter(pk=cast.charlie.user_id).update(language="nb")
    alice.post(INVITE, wish("charlie@gym.example", language="sv"))
    assert "inviterer deg til" in mails(cast)[0].text


def test_the_answer_is_the_same_for_a_known_and_an_unknown_address(alice, cast):
    """U02."""
    faces = []
    for email in ("charlie@gym.example", "nobody@gym.example"):
        answer = alice.post(INVITE, wish(email))
        after = alice.get(MEMBERS)
        faces.append((face(answer, email), face(after, email, str(invitation(cast, email).pk)), len(mails(cast))))
        with tenant_tx(cast.salon.tenant):
            Invitation.objects.filter(email=email).update(withdrawn_at=cast.salon.tenant.created_at)
    assert faces[0][:2] == faces[1][:2]
    assert (faces[0][2], faces[1][2]) == (1, 2)


def test_a_known_person_joins_with_their_own_login_and_nobody_elses(alice, cast, log_in):
    alice.post(INVITE, wish("charlie@gym.example", role="finance", calendar=""))
    address = link(cast, "charlie@gym.example")
    away = stranger()
    page = away.get(address).text
    assert f"/account/login/?next={address}" in page
    assert 'name="password"' not in page
    assert away.post(address, NEW).status_code == 404, "no new password for a login that is there"
    assert User.objects.get(email="charlie@gym.example").check_password(PASSWORD)
    fiona = log_in(cast.front_desk)
    assert "The invitation is for another address" in fiona.get(address).text
    assert fiona.post(address, NEW).status_code == 404
    charlie = log_in(cast.charlie)
    assert charlie.get("/salon/desk/").status_code == 404
    assert charlie.post(address)["Location"] == "/salon/desk/"
    assert Membership.objects.get(tenant=cast.salon.tenant, user=cast.charlie.user).role == "finance"
    assert Membership.objects.get(tenant=cast.gym.tenant, user=cast.charlie.user).role == "owner"


def test_a_link_is_good_once_for_a_week_and_not_when_withdrawn(alice, cast, clock: Clock):
    alice.post(INVITE, wish())
    address = link(cast)
    assert stranger().post(address, NEW).status_code == 303
    assert stranger().get(address).status_code == 404
    alice.post(INVITE, wish("late@new.example"))
    clock.forward(days=7, seconds=1)
    assert stranger().post(link(cast, "late@new.example"), NEW).status_code == 404
    alice.post(INVITE, wish("off@new.example"))
    alice.post(f"/salon/desk/settings/invitations/{invitation(cast, 'off@new.example').pk}/withdrawal/")
    assert stranger().post(link(cast, "off@new.example"), NEW).status_code == 404
    assert not User.objects.filter(email__in=["late@new.example", "off@new.example"]).exists()


def test_looking_at_the_link_does_not_use_it_up_and_forged_ones_open_nothing(alice, cast):
    alice.post(INVITE, wish())
    address = link(cast)
    for _look in range(2):
        assert stranger().get(address).status_code == 200
    for forged in (address[:-2] + "/", address.upper().replace("/SALON/JOIN/", "/salon/join/"), "/salon/join/x/"):
        assert stranger().get(forged).status_code == 404
    assert stranger().get(address.replace("/salon/", "/gym/")).status_code == 404


def test_sent_again_it_is_the_same_link_good_for_another_week(alice, cast, clock: Clock):
    alice.post(INVITE, wish())
    clock.forward(days=6)
    again = f"/salon/desk/settings/invitations/{invitation(cast).pk}/mail/"
    assert alice.post(again).status_code == 303
    first, second = mails(cast)[0], mails(cast)[-1]
    clock.forward(days=6)
    assert path_in(first) == path_in(second) == link(cast)
    assert stranger().get(link(cast)).status_code == 200


def test_two_clicks_send_one_invitation(alice, cast):
    assert [alice.post(INVITE, wish()).status_code for _click in range(2)] == [303, 303]
    assert count(cast) == 1
    assert len(mails(cast)) == 1
    refused = alice.post(INVITE, wish(role="manager"))
    assert (refused.status_code, "Is invited already" in refused.text) == (422, True)


def test_reading_the_event_twice_sends_one_mail(alice, cast):
    alice.post(INVITE, wish())
    assert len(mails(cast)) == 1
    with tenant_tx(cast.salon.tenant):
        Delivery.objects.update(done_at=None, leased_until=None)
    assert len(mails(cast)) == 1


def test_mails_to_one_address_and_invitations_of_a_day_are_limited(alice, cast):
    alice.post(INVITE, wish())
    again = f"/salon/desk/settings/invitations/{invitation(cast).pk}/mail/"
    told = [alice.post(again).status_code for _time in range(MAILS_A_DAY)]
    assert told == [303] * (MAILS_A_DAY - 1) + [429]
    for number in range(MOST_A_DAY - 1):
        assert alice.post(INVITE, wish(f"n{number}@new.example")).status_code == 303
    assert alice.post(INVITE, wish("more@new.example")).status_code == 429


def test_a_manager_cannot_invite_an_owner(manager, alice, cast):
    assert manager.post(INVITE, wish(role="owner")).status_code == 422
    assert count(cast) == 0
    alice.post(INVITE, wish(role="owner"))
    owners = f"/salon/desk/settings/invitations/{invitation(cast).pk}/"
    assert manager.post(f"{owners}mail/").status_code == 403
    assert manager.post(f"{owners}withdrawal/").status_code == 403
    assert manager.get(MEMBERS).text.count("/withdrawal/") == 0


def test_unknown_fields_make_nobody_anything(alice, cast):
    """A03."""
    for name in ("is_staff", "tenant", "sees_everything", "expires_at", "email_verified"):
        assert alice.post(INVITE, wish(**{name: "1"})).status_code == 422
    assert count(cast) == 0
    alice.post(INVITE, wish())
    for name in ("role", "email", "is_active"):
        assert stranger().post(link(cast), NEW | {name: "owner"}).status_code == 422
    assert not User.objects.filter(email="nina@new.example").exists()


def test_another_business_calendar_is_like_none(alice, cast):
    """T02."""
    for code in (
        cast.gym.practitioners[0].code,
        "ABCDEFGH",
        cast.salon.rooms[0].code,
        cast.salon.practitioners[1].code,
    ):
        answer = alice.post(INVITE, wish(calendar=code))
        assert answer.status_code == 422
        assert "CANARY-gym" not in answer.text
    assert count(cast) == 0


def test_a_calendar_that_is_nobodys_can_be_theirs(alice, cast):
    with tenant_tx(cast.salon.tenant):
        Resource.objects.filter(pk=cast.salon.practitioners[1].pk).update(member=None)
    code = cast.salon.practitioners[1].code
    alice.post(INVITE, wish(calendar=code))
    alice.post(INVITE, wish("second@new.example", calendar=code))
    stranger().post(link(cast), NEW)
    late = stranger()
    late.post(link(cast, "second@new.example"), NEW)
    assert "The calendar that was meant for you is somebody else" in late.get("/salon/desk/?view=list").text
    with tenant_tx(cast.salon.tenant):
        assert Resource.objects.get(code=code).member.user.email == "nina@new.example"
        assert Resource.objects.filter(kind="practitioner").count() == 2


def test_who_works_here_or_did_is_not_invited_again(alice, cast):
    assert "Works here already" in alice.post(INVITE, wish("BOB@salon.example")).text
    cast.bob.deactivated_at = cast.salon.tenant.created_at
    cast.bob.save()
    assert "Bring them back" in alice.post(INVITE, wish("bob@salon.example")).text


@pytest.mark.parametrize("word", ["short", "1234567890", "nina@new.example"])
def test_a_weak_password_is_refused_and_the_name_kept(alice, cast, word):
    alice.post(INVITE, wish())
    answer = stranger().post(link(cast), {"name": "Nina Ny", "password": word})
    assert answer.status_code == 422
    assert 'value="Nina Ny"' in answer.text
    assert not User.objects.filter(email="nina@new.example").exists()


def test_hostile_names_stand_still(alice, cast):
    """I01."""
    alice.post(INVITE, wish())
    answer = stranger().post(link(cast), {"name": "\u202e<svg onload=alert(1)> {{7*7}}\r\nx", "password": WORD})
    assert answer.status_code == 303
    listed = alice.get(MEMBERS).text
    assert "&lt;svg onload=alert(1)&gt; {{7*7}} x" in listed
    assert "<svg onload" not in listed
    assert alice.post(INVITE, wish("a\x00b@new.example")).status_code == 422
    assert alice.post(INVITE, wish("a" * 300 + "@new.example")).status_code == 422


def test_no_token_and_no_address_lies_in_the_events_or_in_the_table(alice, cast):
    alice.post(INVITE, wish())
    token = invitation(cast).token
    with tenant_tx(cast.salon.tenant):
        (event,) = Event.objects.filter(type="invitation.sent")
        row = Invitation.objects.values().get()
    assert event.data == {"role": "practitioner"}
    assert token not in str(row)
    assert row["expires_at"] - row["created_at"] == timedelta(days=7)


def test_addresses_of_people_who_were_invited_long_ago_are_forgotten(alice, cast, clock: Clock):
    alice.post(INVITE, wish())
    clock.forward(days=36)
    forget_old()
    assert count(cast) == 1
    clock.forward(days=2)
    forget_old()
    assert count(cast) == 0
