"""Pressing a time: it is held, or the page says what happened and what is free instead."""

from datetime import timedelta

import pytest

from booking.bookings.models import Booking, Status
from tenants.tenancy import tenant_tx
from tests.cast import Cast
from tests.conftest import Clock
from tests.pages.visitor import TUESDAY_TEN, Visitor, links, starts, text


def test_a_time_that_is_pressed_is_held_for_ten_minutes(dana: Visitor, clock: Clock):
    answer = dana.press()
    assert answer.status_code == 303
    booking = dana.booking()
    assert booking.status == Status.HELD
    assert booking.held_until == clock.now + timedelta(minutes=10)
    assert booking.language == "en"
    assert answer["Location"] == f"/salon/h/{booking.hold_token}/?practitioner=any&mode=on_site"


def test_a_time_that_was_just_taken_comes_with_the_three_nearest(cast: Cast, dana: Visitor):
    alice = dana.house.practitioners[0].code
    Visitor(cast.salon).hold(practitioner=alice)
    answer = dana.press(practitioner=alice)
    assert answer.status_code == 409
    said = text(answer)
    assert "Somebody just took Tue 24 Nov 10:00" in said
    assert "Nothing was booked, and nothing was charged." in said
    offered = starts(answer)
    assert len(offered) == 3
    # Each of them is one press away, with everything that was chosen.
    assert dana.press(offered[0], practitioner=alice).status_code == 303


def test_a_time_that_no_rule_offers_is_refused_kindly(dana: Visitor):
    answer = dana.press(TUESDAY_TEN.replace(hour=3))
    assert answer.status_code == 422
    assert "Tue 24 Nov 03:00 cannot be booked" in text(answer)
    assert len(starts(answer)) == 3
    with tenant_tx(dana.house.tenant):
        assert not Booking.objects.exists()


@pytest.mark.parametrize(
    "start",
    ["", "tomorrow", "2026-11-24T10:00:00", "2026-11-24", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00",
     "2026-11-24T10:00:30+01:00", "2026-11-24T10:00:00+00:59:30", "\x00", "2026-11-24T10:00:00+01:00" * 100,
     "20261124T100000+25:00"],
)  # fmt: skip
def test_what_is_no_time_is_refused(dana: Visitor, start: str):
    assert dana.press(start).status_code == 422


@pytest.mark.parametrize("field", ["practitioner", "mode", "location", "minutes"])
def test_nonsense_beside_the_time_is_refused_or_ignored(dana: Visitor, field: str):
    for nonsense in ("\x00", "x" * 5000, "<svg onload=alert(1)>", "-1", "99999999999"):
        assert dana.press(**{field: nonsense}).status_code in (303, 409, 422)


def test_a_price_from_outside_is_not_read(dana: Visitor):
    dana.hold(price="0", amount="-500", currency="JPY", paid="true", status="confirmed")
    booking = dana.booking()
    assert (booking.price, booking.currency, booking.paid_amount, booking.status) == (50000, "SEK", 0, Status.HELD)


def test_another_businesss_service_is_not_found(cast: Cast, dana: Visitor):
    assert dana.press(service=cast.gym.service.code).status_code == 404


def test_looking_at_the_address_of_holds_leads_to_the_business(dana: Visitor):
    answer = dana.get("holds/")
    assert (answer.status_code, answer["Location"]) == (302, "/salon/")
    assert dana.browser.get("/salon/holds/").status_code == 302


def test_choosing_another_time_frees_this_one_and_goes_back_to_its_day(dana: Visitor):
    alice = dana.house.practitioners[0].code
    path, _sep, query = dana.hold(practitioner=alice).partition("?")
    answer = dana.post(f"{path}release/?{query}", {})
    assert answer.status_code == 303
    assert answer["Location"].startswith(f"/salon/s/{dana.house.service.code}/?practitioner={alice}")
    assert answer["Location"].endswith("day=2026-11-24")
    assert dana.booking().status == Status.EXPIRED
    assert dana.press(practitioner=alice).status_code == 303


def test_letting_go_twice_is_as_once(dana: Visitor):
    path = dana.hold().partition("?")[0]
    assert [dana.post(f"{path}release/", {}).status_code for _ in range(2)] == [303, 303]


def test_letting_go_of_what_is_booked_changes_nothing(dana: Visitor):
    hold = dana.hold().partition("?")[0]
    dana.post(hold, {"name": "Dana", "email": "dana@example.com", "payment": "on_site"})
    dana.post(f"{hold}release/", {})
    assert dana.booking().status == Status.CONFIRMED


def test_who_goes_back_finds_the_time_that_they_hold(dana: Visitor):
    details = dana.hold()
    page = dana.times()
    assert "You are holding Tue 24 Nov 10:00." in text(page)
    assert f"/salon/{details}" in links(page)
    dana.post(details.replace("/?", "/release/?"), {})
    assert "You are holding" not in text(dana.times())


def test_what_is_held_is_told_to_nobody_else_and_no_longer_than_it_is_held(cast: Cast, dana: Visitor, clock: Clock):
    cookie = dana.press().cookies["ledig_hold"]
    assert (cookie["path"], cookie["max-age"], cookie["httponly"], cookie["samesite"]) == ("/salon/", 600, True, "Lax")
    assert "You are holding" not in text(Visitor(cast.salon).times())
    clock.forward(minutes=10)
    assert "You are holding" not in text(dana.times())


@pytest.mark.parametrize("nonsense", ["x", "\x00", "é", "a" * 3000])
def test_nonsense_in_the_cookie_is_no_hold(dana: Visitor, nonsense: str):
    dana.browser.cookies["ledig_hold"] = nonsense
    assert dana.times().status_code == 200
