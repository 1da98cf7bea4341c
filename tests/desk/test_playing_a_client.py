"""CL10: staff make a test client and see their page as it does. It counts nowhere and writes to its player alone."""

import pytest

from booking.bookings.models import Booking
from booking.clients.models import Client
from notifications.models import DemoMail
from tenants.models import Event, Membership
from tenants.tenancy import tenant_tx
from tests.desk.conftest import at
from tests.desk.phoning import hold, somebody_known
from tests.notifications.conftest import MAILBOX, messages, tell_and_send

PAGE = "/salon/desk/clients/test/"


@pytest.fixture
def tester(log_in, cast) -> Client:
    """The receptionist's."""
    assert log_in(cast.front_desk).post(PAGE, {"name": "Provklient"}).status_code == 303
    with tenant_tx(cast.salon.tenant):
        return Client.objects.get(test=True)


@pytest.fixture
def fiona(log_in, cast):
    return log_in(cast.front_desk)


def played(browser, cast, email="fiona@salon.example") -> Booking:
    """A booking on the public page, in the browser in which the test client was entered."""
    browser.post(PAGE, {"act": "enter"})
    said = {"service": cast.salon.service.code, "start": at(10).isoformat(), "practitioner": "any"}
    held = browser.post("/salon/holds/", said)["Location"]
    page = browser.get(held)
    assert "Provklient (test client)" in page.text
    details = {"name": "Somebody Else", "email": email, "phone": "", "message": "", "paying": "on_site"}
    details |= {"mode": "on_site", "payment": "on_site"}
    browser.post(held, {name: value for name, value in details.items() if f'name="{name}"' in page.text})
    with tenant_tx(cast.salon.tenant):
        return Booking.objects.select_related("tenant", "client").get()


def test_it_is_made_once_at_ones_own_address_and_logged(tester, fiona, cast):
    fiona.post(PAGE, {"name": "Another"})
    with tenant_tx(cast.salon.tenant):
        assert [(one.name, one.email) for one in Client.objects.filter(test=True)] == [
            ("Provklient", "fiona@salon.example")
        ]
        assert Event.objects.filter(type="client.test_made", actor_id=cast.front_desk.user_id).count() == 1
    page = fiona.get(PAGE).text
    assert "comes to you, at fiona@salon.example" in page
    assert "Open your page as the test client" in page


def test_each_plays_their_own(tester, alice):
    page = alice.get(PAGE).text
    assert "Make a test client" in page
    assert "Provklient" not in page


def test_the_public_page_knows_the_test_client_and_says_so(tester, fiona):
    assert fiona.post(PAGE, {"act": "enter"})["Location"] == "/salon/"
    assert "You are known as Provklient (test client)." in fiona.get("/salon/").text


@pytest.mark.parametrize("email", ["fiona@salon.example", "other@example.com", "dana@example.com"])
def test_what_it_books_is_the_test_clients_whatever_is_typed(tester, fiona, cast, email, settings):
    for name, value in MAILBOX.items():
        setattr(settings, name, value)
    booking = played(fiona, cast, email)
    assert booking.client == tester
    tell_and_send(booking.tenant)
    assert {(one.recipient, one.address) for one in messages(booking)} == {("client", "fiona@salon.example")}
    mail = DemoMail.objects.get(to="fiona@salon.example")
    assert mail.subject.startswith("[Test] ")
    assert not DemoMail.objects.exclude(to="fiona@salon.example").exists()


def test_it_counts_in_no_figure_and_is_nobodys_first_visit(tester, fiona, alice, cast):
    booking = played(fiona, cast)
    feed = alice.get("/salon/desk/calendar.json", {"from": "2026-11-24", "until": "2026-11-25"}).json()["entries"]
    (entry,) = [one for one in feed if one["id"] == booking.code]
    assert entry["kind"] == "booked"
    assert "test" in entry["said"]
    assert alice.get("/salon/desk/?view=list&day=2026-11-24").context["days"][0]["booked"] == 0
    found = alice.get("/salon/desk/clients/", {"q": "Provklient"}).text
    assert '<span class="badge">Test</span>' in found
    for kind in ("new", "existing", "own", "mediated"):
        assert "Provklient" not in alice.get("/salon/desk/clients/", {"kind": kind}).text


def test_by_phone_it_is_told_to_its_player_too(tester, fiona, cast):
    where = hold(fiona, cast, at(10), client=tester.code)
    page = fiona.get(where).text
    assert '<span class="badge">Test</span>' in page
    fiona.post(where, somebody_known(email="stranger@example.com", confirm_by="email"))
    with tenant_tx(cast.salon.tenant):
        booking = Booking.objects.get(client=tester)
    tell_and_send(booking.tenant)
    assert {one.address for one in messages(booking)} == {"fiona@salon.example"}


def test_what_is_still_to_come_is_listed_to_be_cancelled(tester, fiona, cast):
    booking = played(fiona, cast)
    page = fiona.get(PAGE).text
    assert f"/salon/desk/bookings/{booking.code}/" in page
    assert "Tue 24 Nov 10:00" in page


def test_who_sees_only_their_own_calendar_may_play_too(bob, cast):
    bob.post(PAGE, {"name": "Bobs test"})
    assert "Bobs test" in bob.get("/salon/desk/clients/", {"q": "Bobs"}).text
    with tenant_tx(cast.salon.tenant):
        Client.objects.create(tenant=cast.salon.tenant, name="Alices test", email="a@b.example", test=True)
    assert "Alices test" not in bob.get("/salon/desk/clients/", {"q": "Alices"}).text


@pytest.mark.parametrize(
    "said", [{"name": ""}, {"name": "x" * 121}, {"name": "T", "test": "0"}, {"name": "T", "email": "x@y.z"}]
)
def test_what_does_not_fit_is_refused(fiona, cast, said):
    assert fiona.post(PAGE, said).status_code == 422
    with tenant_tx(cast.salon.tenant):
        assert not Client.objects.filter(test=True).exists()


def test_entering_without_one_changes_nothing(fiona, cast):
    assert fiona.post(PAGE, {"act": "enter"}).status_code == 422
    assert "ledig_known" not in fiona.cookies


def test_who_is_no_longer_there_plays_nobody(tester, fiona, cast):
    """A06."""
    fiona.post(PAGE, {"act": "enter"})
    assert "Provklient (test client)" in fiona.get("/salon/").text
    with tenant_tx(cast.salon.tenant):
        Membership.objects.filter(pk=cast.front_desk.pk).update(deactivated_at=cast.salon.tenant.created_at)
    assert "Provklient" not in fiona.get("/salon/").text


def test_its_address_is_not_changed_by_hand(tester, fiona):
    page = f"/salon/desk/clients/{tester.code}/details/"
    assert fiona.get(page).status_code == 404
    assert fiona.post(page, {"name": "Provklient", "email": "elsewhere@example.com"}).status_code == 404
