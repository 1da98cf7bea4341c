"""The page of one client at the desk; and what their group means when staff book for them."""

from datetime import timedelta

from django.test import Client as Browser

from booking.bookings.models import Booking
from booking.clients.models import Client
from tenants.models import Event
from tenants.tenancy import tenant_tx
from tests.calendar.test_feed import feed
from tests.cast import Cast
from tests.desk.conftest import TUESDAY
from tests.desk.phoning import hold
from tests.grouping import change, join, make_group
from tests.setup.forms import UNDO, typed


def at(cast: Cast) -> str:
    return f"/salon/desk/clients/{cast.dana.code}/"


def group_of(cast: Cast) -> object:
    with tenant_tx(cast.salon.tenant):
        return Client.objects.get(pk=cast.dana.pk).group_id


def test_staff_put_a_client_into_a_group_and_take_it_back(alice: Browser, cast: Cast):
    assert 'name="group"' not in alice.get(at(cast)).text  # there is none yet
    group = make_group(cast.salon)
    told = alice.post(at(cast), typed(alice, at(cast), group=str(group.pk)), follow=True)
    assert group_of(cast) == group.pk
    assert "Members" in alice.get("/salon/desk/clients/?q=dana").text
    with tenant_tx(cast.salon.tenant):
        event = Event.objects.get(type="client_group.changed")
    assert event.data == {"changed": {"group": None}}  # of what is personal only that it was changed
    alice.post("/salon/desk/undo/", {"undo": UNDO.findall(told.text)[0]})
    assert group_of(cast) is None


def test_a_group_of_another_business_is_none(alice: Browser, cast: Cast):
    """T02."""
    make_group(cast.salon)
    theirs = make_group(cast.gym)
    refused = [alice.post(at(cast), typed(alice, at(cast), group=value)) for value in (str(theirs.pk), "x", "a\x00b")]
    assert all(answer.status_code in (400, 422) for answer in refused)
    assert alice.post(at(cast), typed(alice, at(cast), name="Else")).status_code == 422
    assert group_of(cast) is None


def test_a_practitioner_sees_the_page_of_their_own_clients_only(bob: Browser, cast: Cast):
    assert bob.get(at(cast)).status_code == 404


def held_for(alice: Browser, cast: Cast, hours: int = 0) -> str:
    """A time is held for nobody yet; then the client is chosen."""
    page = hold(alice, cast, TUESDAY + timedelta(hours=hours))
    return f"{page}{'&' if '?' in page else '?'}client={cast.dana.code}"


def test_a_client_of_a_group_is_booked_on_its_terms(alice: Browser, cast: Cast):
    group = make_group(cast.salon, price=40000)
    join(cast.salon, group)
    page = held_for(alice, cast)
    shown = alice.get(page).text
    assert "400\xa0kr" in shown
    assert "on the terms for Members" in shown
    assert alice.post(page, typed(alice, page)).status_code == 303
    with tenant_tx(cast.salon.tenant):
        booking = Booking.objects.get()
        assert (booking.price, booking.group_id, booking.parts.get().price) == (40000, group.pk, 40000)
    assert "Members" in alice.get(f"/salon/desk/bookings/{booking.code}/").text


def test_staff_are_warned_of_one_too_many_and_may_book_it(alice: Browser, cast: Cast):
    change(cast.salon, most_bookings=1, most_days=30)
    first = held_for(alice, cast)
    assert "as many as the rule allows" not in alice.get(first).text
    alice.post(first, typed(alice, first))
    second = held_for(alice, cast, hours=3)
    assert "as many as the rule allows: 1 within 30 days" in alice.get(second).text
    answer = alice.post(second, typed(alice, second))
    assert answer.status_code == 303
    page = alice.get(answer["Location"]).text
    assert "More than the rule allows" in page
    entries = feed(alice)["entries"]
    assert ["more than the rule allows" in entry.get("said", "") for entry in entries].count(True) == 1
