"""Whether clients hear of the bookings that come with a week, and of their end when the paste is undone."""

import pytest

from booking.availability.template_weeks import template_weeks
from booking.bookings.calendar.keeping import booking_blocks
from booking.bookings.calendar.pasting import paste, take_back
from booking.bookings.cancelling import cancel
from booking.bookings.models import Booking, ConfirmBy
from booking.clients.models import Client
from notifications.models import Message
from tenants.models import Event
from tenants.tenancy import tenant_tx
from tests.calendar.test_week_pages import RANGE, SAVE, WEEKS, paste_of, undo
from tests.calendar.weeks import MONDAY, NEXT, saved
from tests.notifications.conftest import tell

LIST = "/salon/desk/?view=list"


@pytest.fixture
def series(cast, book):
    """Dana's Tuesday at ten in a week that is kept with its bookings; she has been told of that."""
    book()
    with tenant_tx(cast.salon.tenant):
        week = saved(cast, besides=booking_blocks(cast.salon.tenant, MONDAY, cast.salon.practitioners[:1]))
    tell(cast.salon.tenant)
    with tenant_tx(cast.salon.tenant):
        Message.objects.all().delete()
    return week


def pasted(cast, week, *, told: bool):
    people, actor = cast.salon.practitioners[:1], cast.alice.actor
    return paste(week=week, stretch=NEXT, people=people, bookings=True, tell=told, actor=actor)


def heard(cast) -> list[str]:
    """What the client is told of, besides reminders."""
    tell(cast.salon.tenant)
    with tenant_tx(cast.salon.tenant):
        rows = Message.objects.filter(recipient="client").exclude(kind="reminder").order_by("id")
        return [row.kind for row in rows]


def test_clients_are_told_of_their_bookings_and_of_the_undo(cast, series):
    done = pasted(cast, series, told=True)
    assert heard(cast) == ["confirmation"]
    take_back(tenant=cast.salon.tenant, batch_id=done.batch_id, actor=cast.alice.actor)
    assert heard(cast) == ["confirmation", "cancelled"]


def test_who_is_not_to_be_told_hears_neither_of_the_bookings_nor_of_the_undo(cast, series):
    done = pasted(cast, series, told=False)
    assert [one.confirm_by for one in done.booked] == [ConfirmBy.NONE]
    taken = take_back(tenant=cast.salon.tenant, batch_id=done.batch_id, actor=cast.alice.actor)
    assert (taken.gone, heard(cast)) == (1, [])
    with tenant_tx(cast.salon.tenant):
        assert Event.objects.get(type="booking.cancelled").data["tell"] is False


def test_a_booking_of_a_silent_paste_that_is_cancelled_by_itself_is_told_as_ever(cast, series):
    [booking] = pasted(cast, series, told=False).booked
    with tenant_tx(cast.salon.tenant):
        cancel(booking=booking, actor=cast.alice.actor, by="staff")
    assert heard(cast) == ["cancelled"]


def test_the_practitioner_hears_of_bookings_that_another_has_pasted(cast, series):
    """As of a silent move: only the client need not be told."""
    people = cast.salon.practitioners[:1]
    paste(week=series, stretch=NEXT, people=people, bookings=True, tell=False, actor=cast.bob.actor)
    tell(cast.salon.tenant)
    with tenant_tx(cast.salon.tenant):
        rows = Message.objects.exclude(kind="reminder").values_list("recipient", "kind")
        assert list(rows) == [("practitioner", "confirmation")]


def test_the_page_asks_with_yes_and_the_look_says_how_many(alice, cast, series):
    codes = [cast.salon.practitioners[0].code]
    page, asked = f"{WEEKS}{series.pk}/paste/", paste_of(codes, bookings="on")
    form = alice.get(page + RANGE).context["form"]
    assert form["tell"].value() is True
    said = alice.get(page, asked | {"tell": "on"}).text
    assert "1 client will be told of the bookings." in said
    assert '<input type="hidden" name="tell" value="on">' in said
    said = alice.get(page, asked).text
    assert "The clients will not be told." in said
    assert 'name="tell"' not in said
    with tenant_tx(cast.salon.tenant):
        Client.objects.update(email="", phone="")
    assert "No client can be told" in alice.get(page, asked | {"tell": "on"}).text
    assert "told" not in alice.get(page, paste_of(codes) | {"tell": "on"}).text


@pytest.mark.parametrize(("tell", "kinds"), [({"tell": "on"}, ["confirmation", "cancelled"]), ({}, [])])
def test_the_choice_reaches_from_the_page_to_the_undo(alice, cast, series, tell, kinds):
    codes = [cast.salon.practitioners[0].code]
    alice.post(f"{WEEKS}{series.pk}/paste/", paste_of(codes, bookings="on") | tell)
    assert "Undone." in undo(alice, alice.get(LIST).text)
    assert heard(cast) == kinds


def test_a_week_without_bookings_does_not_ask(alice, cast, codes_of_the_salon):
    alice.post(SAVE + RANGE, {"name": "Hours", "day": "2026-11-25", "who": codes_of_the_salon})
    with tenant_tx(cast.salon.tenant):
        [week] = template_weeks(cast.salon.tenant)
        assert not Booking.objects.exists()
    assert "Tell the clients" not in alice.get(f"{WEEKS}{week.pk}/paste/" + RANGE).text


@pytest.fixture
def codes_of_the_salon(cast) -> list[str]:
    return [one.code for one in cast.salon.practitioners]
