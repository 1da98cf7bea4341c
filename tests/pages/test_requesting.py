"""Clients ask for a time where the business wants to answer first: what they read, and what they can do."""

from datetime import timedelta

import pytest

from booking.bookings.approving import accept, decline
from booking.bookings.expiring import expire
from booking.bookings.models import Status
from booking.bookings.moving import move
from booking.kernel.errors import Forbidden
from booking.resources.models import Service
from tenants.tenancy import tenant_tx
from tests.cast import Cast
from tests.conftest import Clock
from tests.grouping import change
from tests.pages.keeping import become_known
from tests.pages.visitor import TUESDAY_TEN, TYPED, Visitor, below, text
from tests.requested import approves

WITHOUT = {name: said for name, said in TYPED.items() if name != "payment"}


@pytest.fixture
def page(cast: Cast, dana: Visitor) -> str:
    """Where Dana sees what she has asked for."""
    approves(cast.salon, hours=4)
    answer = dana.post(dana.hold(), WITHOUT)
    assert answer.status_code == 303
    return below(answer).partition("?")[0]


def test_before_asking_it_is_said_that_and_until_when_the_business_answers(cast: Cast, dana: Visitor):
    approves(cast.salon, hours=4)
    said = text(dana.get(dana.hold()))
    assert "confirms each booking" in said
    assert "We answer by Mon 23 Nov 13:00." in said
    assert "Ask for Tue 24 Nov 10:00" in said
    assert "How would you like to pay?" not in said


def test_it_is_asked_for_and_not_booked(dana: Visitor, page: str):
    said = text(dana.get(page))
    assert "You have asked for a time" in said
    assert "We answer by Mon 23 Nov 13:00" in said
    assert dana.booking().status == Status.REQUESTED
    assert dana.get(page + "calendar.ics").status_code == 404
    assert dana.get(page + "move/").status_code == 302


def test_sent_twice_it_is_asked_for_once(cast: Cast, dana: Visitor):
    approves(cast.salon)
    address = dana.hold()
    assert len({dana.post(address, WITHOUT)["Location"] for _ in range(2)}) == 1
    assert dana.get(address)["Location"].endswith(f"/b/{dana.booking().manage_token}/")


def test_it_is_withdrawn_by_one_press(dana: Visitor, page: str):
    dana.post(page + "cancellation/", {"seen": "0"})
    assert dana.booking().cancelled_by == "withdrawn"
    assert "You have withdrawn your request" in text(dana.get(page))
    assert dana.get(page + "calendar.ics").status_code == 404
    assert dana.post(page + "cancellation/", {"seen": "0"}).status_code == 303


def test_who_withdraws_what_was_accepted_meanwhile_is_told(cast: Cast, dana: Visitor, page: str):
    with tenant_tx(cast.salon.tenant):
        accept(booking=dana.booking(), actor=cast.alice.actor, word="Bring a towel")
    assert dana.post(page + "cancellation/", {"seen": "0"}).status_code == 409
    assert dana.booking().status == Status.CONFIRMED
    said = text(dana.get(page))
    assert "Bring a towel" in said
    assert dana.get(page + "calendar.ics").status_code == 200


def test_another_time_than_the_accepted_one_is_asked_for_too(cast: Cast, dana: Visitor, page: str, clock: Clock):
    approves(cast.salon, hours=4)
    with tenant_tx(cast.salon.tenant):
        Service.objects.filter(pk=cast.salon.service.pk).update(free_until_hours=1)
        accept(booking=dana.booking(), actor=cast.alice.actor)
    said = dana.get(page)
    assert "Another time is asked for first." in text(said)
    assert "You can cancel free of charge until" in text(said)
    assert f"{page}move/" not in said.text
    assert below(dana.get(f"{page}move/")) == page
    assert below(dana.post(f"{page}move/", {"start": "2026-11-26T13:00:00+01:00"})) == page
    assert dana.booking().start_at == TUESDAY_TEN


@pytest.mark.parametrize("bookings", [1, 2])
def test_who_has_as_many_as_they_can_is_told_what_to_do_instead_of_asking(
    cast: Cast, dana: Visitor, clock: Clock, bookings: int
):
    """One more is refused while the first stands: there is nothing to ask for beside it."""
    approves(cast.salon, hours=4)
    change(cast.salon, most_bookings=bookings, most_days=14, free_until_hours=1)
    become_known(dana)
    page = below(dana.post(dana.hold(), WITHOUT)).partition("?")[0]
    with tenant_tx(cast.salon.tenant):
        accept(booking=dana.booking(), actor=cast.alice.actor)
    said = dana.get(page)
    full = bookings == 1
    assert ("to have this one moved, or cancel it and ask for another." in text(said)) == full
    assert ("Ask for another time" in said.text) == (not full)
    assert f"{page}cancellation/" in said.text
    with tenant_tx(cast.salon.tenant), pytest.raises(Forbidden) as refused:
        move(booking=dana.booking(), start_at=TUESDAY_TEN + timedelta(hours=2), proven_client=True)
    assert ("cancel it and ask for another" in str(refused.value.message)) == full
    assert dana.press(TUESDAY_TEN + timedelta(days=2)).status_code == (422 if full else 303)


def test_a_declined_one_shows_the_business_word(cast: Cast, dana: Visitor, page: str):
    with tenant_tx(cast.salon.tenant):
        decline(booking=dana.booking(), actor=cast.alice.actor, word="<svg onload=alert(1)> Monday?")
    answer = dana.get(page)
    assert "We could not take this time" in text(answer)
    assert "Monday?" in text(answer)
    assert b"<svg onload" not in answer.content


def test_one_without_an_answer_says_so_before_and_after_the_sweep(dana: Visitor, page: str, clock: Clock):
    clock.forward(hours=4)
    assert "We did not answer in time" in text(dana.get(page))
    with tenant_tx(dana.house.tenant):
        assert expire(booking=dana.booking())
    assert "We did not answer in time" in text(dana.get(page))
    assert dana.booking().status == Status.EXPIRED


@pytest.mark.parametrize("language", ["sv", "nb"])
def test_the_page_speaks_the_clients_language(cast: Cast, dana: Visitor, page: str, language: str):
    said = text(Visitor(cast.salon, language).get(page))
    assert {"sv": "Du har frågat efter en tid", "nb": "Du har spurt om en time"}[language] in said
