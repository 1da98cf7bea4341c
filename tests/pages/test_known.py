"""A client who has shown who they are sees what is kept for clients, until they are forgotten."""

from datetime import timedelta
from typing import Any

import pytest

from booking.availability.models import OpenSlot
from booking.bookings.models import Booking
from booking.clients.models import Client
from booking.clients.proving import COOKIE
from tenants.tenancy import tenant_tx
from tests.cast import Cast
from tests.conftest import Clock
from tests.pages.keeping import ASK, SIX, TUESDAY, at_six, become_known, keep
from tests.pages.visitor import TUESDAY_TEN, Visitor, starts, text

MARK = "for existing clients"


def test_a_known_client_sees_it_and_books_it(cast: Cast, dana: Visitor, blue: OpenSlot):
    page = become_known(dana).times(**TUESDAY)
    assert at_six(page)
    assert MARK in text(page)
    assert "You are known as d…@example.com." in text(page)
    assert ASK not in text(page)
    held = dana.hold(SIX)
    form = dana.get(held).content.decode()
    for known in (cast.dana.name, "dana@example.com", cast.dana.phone):
        assert f'value="{known}"' in form
    answer = dana.post(held, {"name": "Dana", "email": "dana@example.com", "payment": "on_site"})
    assert answer.status_code == 303
    booking = dana.booking()
    assert (booking.start_at, booking.client_id, booking.client_proven) == (SIX, cast.dana.pk, True)
    with tenant_tx(cast.salon.tenant):
        assert Client.objects.get(pk=cast.dana.pk).name == cast.dana.name


def test_who_is_known_and_books_for_somebody_else_proves_nothing_about_them(cast: Cast, dana: Visitor):
    become_known(dana).book(typed={"name": "Eli", "email": "eli@example.com"})
    booking = dana.booking()
    assert (booking.client_id == cast.dana.pk, booking.client_proven) == (False, False)


def test_after_a_refusal_the_nearest_times_are_those_that_they_see(cast: Cast, dana: Visitor, blue: OpenSlot):
    become_known(dana).hold(SIX)
    other = OpenSlot.objects
    with tenant_tx(cast.salon.tenant):
        other.create(
            tenant=cast.salon.tenant, resource=cast.salon.practitioners[0], location=cast.salon.place,
            audience="clients", start_at=SIX + timedelta(hours=2), end_at=SIX + timedelta(hours=3),
        )  # fmt: skip
    taken = dana.press(SIX)
    assert taken.status_code == 409
    assert "2026-11-24T19:00:00+00:00" in starts(taken)
    assert MARK in text(taken)
    stranger = Visitor(cast.salon).press(SIX)
    assert "2026-11-24T19:00:00+00:00" not in starts(stranger)


@pytest.mark.parametrize("first", ["stranger", "known"])
def test_what_one_has_looked_at_is_not_kept_for_the_other(cast: Cast, dana: Visitor, blue: OpenSlot, first: str):
    become_known(dana)
    visitors = {"known": dana, "stranger": Visitor(cast.salon)}
    for name in (first, *visitors.keys(), first):
        page = visitors[name].times(**TUESDAY)
        assert at_six(page) == (name == "known"), name
        home = visitors[name].get("")
        assert ("You are known as" in text(home)) == (name == "known")


def test_no_cache_keeps_what_a_known_client_sees(dana: Visitor, blue: OpenSlot):
    become_known(dana)
    for page in (dana.get(""), dana.times(), dana.get("known/"), dana.get(dana.hold(SIX))):
        assert "no-store" in page["Cache-Control"]


def test_the_cookie_is_for_this_business_and_no_script(cast: Cast, dana: Visitor, blue: OpenSlot, settings: Any):
    become_known(dana)
    cookie = dana.browser.cookies[COOKIE]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/salon/", True, "Lax")
    assert cookie["max-age"] == 30 * 24 * 3600
    assert "example.com" not in cookie.value
    assert not cookie["secure"]
    keep(cast.gym)
    gym = Visitor(cast.gym)
    gym.browser.cookies[COOKIE] = cookie.value
    with tenant_tx(cast.gym.tenant):  # all of the test is one transaction, which was Salon's till now
        assert "You are known as" not in text(gym.get(""))
        assert gym.press(SIX).status_code == 422
    settings.SESSION_COOKIE_SECURE = True
    assert become_known(dana).browser.cookies[COOKIE]["secure"]


def test_who_is_forgotten_is_a_stranger_again(dana: Visitor, blue: OpenSlot):
    become_known(dana)
    assert dana.get("known/forget/").status_code == 405
    assert dana.post("known/forget/", {}).status_code == 303
    assert dana.browser.cookies[COOKIE].value == ""
    assert not at_six(dana.times(**TUESDAY))
    assert ASK in text(dana.get(""))


@pytest.mark.parametrize("end", ["a month", "another e-mail", "no client", "a word changed"])
def test_the_proof_ends(cast: Cast, dana: Visitor, blue: OpenSlot, clock: Clock, end: str):
    become_known(dana)
    with tenant_tx(cast.salon.tenant):
        if end == "a month":
            clock.forward(days=30, seconds=1)
        elif end == "another e-mail":
            Client.objects.filter(pk=cast.dana.pk).update(email="new@example.com")
        elif end == "no client":
            Client.objects.filter(pk=cast.dana.pk).delete()
        else:
            dana.browser.cookies[COOKIE] = "x" + dana.browser.cookies[COOKIE].value
    assert "You are known as" not in text(dana.get(""))
    assert not at_six(dana.times(**TUESDAY))
    assert dana.press(SIX).status_code == 422


def test_a_booking_by_somebody_known_can_be_moved_to_it(cast: Cast, dana: Visitor, blue: OpenSlot):
    path = become_known(dana).book(TUESDAY_TEN + timedelta(days=2), practitioner=dana.house.practitioners[0].code)
    with tenant_tx(cast.salon.tenant):
        Booking.objects.update(policy={"free_until_hours": 0})
    browser = Visitor(cast.salon)  # the link is enough
    assert at_six(browser.get(f"{path}move/", data=TUESDAY))
    assert browser.post(f"{path}move/", {"start": SIX.isoformat()}).status_code == 303
    assert dana.booking().start_at == SIX


def test_a_booking_that_was_merely_matched_cannot(cast: Cast, dana: Visitor, blue: OpenSlot):
    path = dana.book(TUESDAY_TEN + timedelta(days=2), practitioner=dana.house.practitioners[0].code)
    with tenant_tx(cast.salon.tenant):
        Booking.objects.update(policy={"free_until_hours": 0})
    assert dana.booking().client_id == cast.dana.pk
    assert not at_six(dana.get(f"{path}move/", data=TUESDAY))
    refused = dana.post(f"{path}move/", {"start": SIX.isoformat()})
    assert refused.status_code == 422
    assert dana.booking().start_at != SIX
