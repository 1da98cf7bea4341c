"""SE1, in the hands of those who are not told: the time is taken, and can be moved and cancelled; the client is nobody.
That nothing leaks anywhere is walked through in tests/tenants/test_a_kept_client.py."""

import pytest

from booking.availability.models import WeeklyHours
from booking.bookings.models import Booking
from booking.clients.models import Client
from booking.resources.models import Resource
from notifications.composing import compose
from notifications.models import Message
from notifications.selectors import loaded_booking
from tenants.models import Event
from tenants.tenancy import tenant_tx
from tests.api.program import Program
from tests.calendar.test_weekly_hours import where, wish
from tests.cast import member
from tests.desk.conftest import at
from tests.desk.phoning import bookings, clients, hold, new_client, somebody_known
from tests.notifications.conftest import tell
from tests.setup.pages import given

NAME = "Dana CANARY-salon"
SECRECY = "/salon/desk/settings/practitioners/{}/secrecy/"
PANEL = {"HX-Request": "true", "HX-Target": "panel"}
FEED = "/salon/desk/calendar.json?from=2026-11-23&until=2026-11-30"
pytestmark = pytest.mark.django_db


@pytest.fixture
def bobs(cast) -> Resource:
    return cast.salon.practitioners[1]


@pytest.fixture
def kept(cast, bobs) -> None:
    """Bob's clients are Bob's."""
    with tenant_tx(cast.salon.tenant):
        Resource.objects.filter(pk=bobs.pk).update(clients_shown_to="own")


@pytest.fixture
def fiona(cast, log_in):
    """At the front desk."""
    return log_in(cast.front_desk)


def page_of(booking: Booking, rest: str = "") -> str:
    return f"/salon/desk/bookings/{booking.code}/{rest}"


def fresh(booking: Booking) -> Booking:
    with tenant_tx(booking.tenant):
        return Booking.objects.get(pk=booking.pk)


def entry(browser, booking) -> dict:
    (found,) = [one for one in browser.get(FEED).json()["entries"] if one["id"] == booking.code]
    return found


def test_the_calendar_says_booked_and_the_page_says_why(fiona, bob, book, kept):
    booking = book(who=1)
    assert (entry(fiona, booking)["title"], entry(fiona, booking)["kind"]) == ("Booked", "booked")
    assert (entry(bob, booking)["title"], entry(bob, booking)["kind"]) == (NAME, "first")
    page = fiona.get(page_of(booking)).text
    assert "keeps their clients to themselves" in page
    assert '<h1 tabindex="-1">A client</h1>' in page
    assert "The client&#x27;s own link" not in page
    assert "Booked" in fiona.get("/salon/desk/?view=list").text


def test_a_hold_that_ran_out_is_nobodys_page(fiona, book, kept):
    booking = book(who=1)
    with tenant_tx(booking.tenant):
        Booking.objects.filter(pk=booking.pk).update(status="expired", contact_name="", client=None)
    assert fiona.get(page_of(booking)).status_code == 404


def test_it_is_moved_and_the_client_is_told(fiona, cast, book, kept):
    booking = book(who=1)
    asked = page_of(booking, "move/?at=2026-11-24T14:00&minutes=60")
    assert 'name="tell"' in fiona.get(asked).text
    done = fiona.post(asked, {"seen": "0", "tell": "on", "reason": ""}, follow=True)
    assert "Moved: A client" in done.text
    assert NAME not in done.text
    now = fresh(booking)
    assert (now.start_at, now.contact_name, now.contact_email) == (at(14), NAME, "dana@example.com")
    assert now.client_id == cast.salon.client.pk
    tell(cast.salon.tenant)
    with tenant_tx(cast.salon.tenant):
        assert Message.objects.get(kind="moved", recipient="client").address == "dana@example.com"


def test_it_is_cancelled_and_put_back_without_a_name(fiona, cast, book, kept):
    booking = book(who=1)
    done = fiona.post(page_of(booking, "cancellation/"), {"seen": "0", "tell": "on", "reason": "ill"}, headers=PANEL)
    assert "Cancelled: A client" in done.text
    assert NAME not in done.text
    undo = done.text.split('name="undo" value="')[1].split('"')[0]
    fiona.post("/salon/desk/undo/", {"undo": undo})
    assert (fresh(booking).status, fresh(booking).contact_name) == ("confirmed", NAME)


def test_nobody_learns_the_name_by_giving_the_booking_to_a_colleague(fiona, alice, cast, book, kept):
    booking, to = book(who=1), cast.salon.practitioners[0]
    assert to.name not in fiona.get(page_of(booking, "move/")).text
    asked = page_of(booking, f"move/?at=2026-11-24T14:00&minutes=60&with={to.code}")
    refused = fiona.post(asked, {"seen": "0", "tell": "on", "reason": ""})
    assert refused.status_code == 409
    assert "Only somebody who is told who the clients of" in refused.text
    program = Program(cast.salon, cast.salon.key)
    body = {"start": "2026-11-24T14:00:00+01:00", "practitioner": to.code}
    assert program.post(f"bookings/{booking.code}/move", body).status_code == 403
    assert fresh(booking).start_at == at(10)
    body["practitioner"] = cast.salon.practitioners[1].code
    assert program.post(f"bookings/{booking.code}/move", body).json()["client"] == {
        "name": "",
        "email": "",
        "phone": "",
    }
    alice.post(asked.replace("14:00", "15:00"), {"seen": "1", "tell": "on", "reason": ""})
    assert fresh(booking).start_at == at(15)


def test_a_client_who_comes_to_nobody_else_is_not_found_nor_warned_of(fiona, alice, cast, book, kept):
    book(who=1)
    assert [hit.client.name for hit in alice.get("/salon/desk/clients/?q=dana").context["hits"]] == [NAME]
    assert fiona.get("/salon/desk/clients/?q=dana").context["hits"] == []
    page = f"/salon/desk/clients/{cast.salon.client.code}/"
    assert [fiona.get(page + rest).status_code for rest in ("", "details/")] == [404, 404]
    typed = new_client(email="dana@example.com")
    assert fiona.post(hold(fiona, cast, at(13)), typed).status_code == 303  # as though nobody had this e-mail
    assert len(clients(cast)) == 2


def test_of_a_client_who_comes_to_others_too_only_that_is_known(fiona, alice, cast, book, kept):
    secret, plain = book(who=1), book(at(13), who=0)
    page = f"/salon/desk/clients/{cast.salon.client.code}/"
    assert (secret.code in alice.get(page).text, plain.code in alice.get(page).text) == (True, True)
    assert (secret.code in fiona.get(page).text, plain.code in fiona.get(page).text) == (False, True)
    # Of the earlier visit nothing tells, neither the star that would be missing nor a warning.
    assert (entry(fiona, plain)["kind"], entry(alice, plain)["kind"]) == ("first", "booked")
    assert "First visit" in fiona.get(page_of(plain)).text
    address = hold(fiona, cast, at(10), **{"client": cast.salon.client.code, "with": cast.salon.practitioners[0].code})
    assert "has another booking then" not in fiona.get(address).text
    assert fiona.post(address, somebody_known()).status_code == 303
    assert len(bookings(cast)) == 3


def test_a_program_neither_reads_nor_books_for_somebody_who_is_kept(cast, book, kept):
    booking, program = book(who=1), Program(cast.salon, cast.salon.key)
    assert program.get(f"bookings/{booking.code}").json()["client"] == {"name": "", "email": "", "phone": ""}
    body = {"service": cast.salon.service.code, "start": "2026-11-25T10:00:00+01:00", "client": cast.salon.client.code}
    assert program.post("bookings", body).status_code == 400
    book(at(13), who=0)
    assert program.post("bookings", body).status_code == 201


def test_what_managers_get_by_mail_and_before_a_change_names_nobody(alice, cast, book, kept):
    """Owners get the same mails and pages as managers, and can look at the desk."""
    booking = book(who=1)
    with tenant_tx(cast.salon.tenant):
        message = Message(
            tenant=cast.salon.tenant, booking=booking, kind="disputed", recipient="manager", medium="email",
            address="mona@salon.example", language="en",
        )  # fmt: skip
        letter = compose(message, loaded_booking(booking.pk))
    assert booking.code in letter.text
    assert NAME not in letter.subject + letter.text + letter.html
    add = "/salon/desk/settings/closures/add/"
    page = alice.post(add, given(alice, add, name="Away", from_on="2026-11-24", until_on="")).text
    assert "Tue 24 Nov" in page
    assert NAME not in page


def test_other_hours_each_week_name_nobody_either(fiona, bob, cast, book, kept, bobs):
    booking = book(at(15), who=1)
    with tenant_tx(cast.salon.tenant):
        row = WeeklyHours.objects.get(resource=bobs, weekday=1)
    for browser, named in ((fiona, False), (bob, True)):
        page = browser.post(where(row), wish(row, "onwards"), headers=PANEL).text
        assert booking.code in page
        assert (NAME in page) == named


def test_only_an_owner_says_to_whom_clients_are_shown(alice, bob, fiona, cast, log_in, bobs):
    url = SECRECY.format(bobs.code)
    with tenant_tx(cast.salon.tenant):
        mona = log_in(member(cast.salon.tenant, "Mona", "manager"))
    for browser in (bob, fiona, mona):
        assert browser.post(url, {"clients_shown_to": "all"}).status_code == 403
    assert alice.post(url, given(alice, url, clients_shown_to="own"))["Location"] == url
    with tenant_tx(cast.salon.tenant):
        assert Resource.objects.get(pk=bobs.pk).clients_shown_to == "own"
        event = Event.objects.get(type="practitioner.changed")
    assert event.data["changed"] == {"clients_shown_to": ["all", "own"]}
    log = mona.get("/salon/desk/settings/log/")
    assert "Everybody who sees the calendar → Nobody but the practitioner and the owners" in log.text
    assert {line.undo for line in log.context["lines"]} == {None}
    assert mona.post(f"/salon/desk/settings/log/{event.pk}/undo/").status_code == 404
    assert "Nobody but the practitioner" in mona.get(f"/salon/desk/settings/practitioners/{bobs.code}/").text


def test_a_calendar_that_is_nobodys_cannot_be_for_nobody_but_them(alice, cast, bobs):
    with tenant_tx(cast.salon.tenant):
        Resource.objects.filter(pk=bobs.pk).update(member=None)
    url = SECRECY.format(bobs.code)
    refused = alice.post(url, given(alice, url, clients_shown_to="own"))
    assert refused.status_code == 422
    assert "Nobody logs in as them yet" in refused.text
    assert alice.post(url, given(alice, url, clients_shown_to="desk")).status_code == 303
    assert alice.post(url, given(alice, url, clients_shown_to="x")).status_code == 422
    gym = SECRECY.format(cast.gym.practitioners[0].code)
    assert alice.get(gym).status_code == 404


def test_a_new_client_of_a_kept_calendar_is_gone_from_sight_once_booked(fiona, cast, kept, bobs):
    address = hold(fiona, cast, at(13), **{"with": bobs.code})
    assert fiona.post(address, new_client()).status_code == 303
    with tenant_tx(cast.salon.tenant):
        assert Client.objects.filter(name="Nils Aronsson").exists()
    assert fiona.get("/salon/desk/clients/?q=nils").context["hits"] == []
