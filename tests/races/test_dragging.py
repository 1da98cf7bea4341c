"""B05 at the desk: two colleagues who let the same booking go at the same moment, a hasty double click, and one who
moves what the other cancels. Whoever comes later is told; nothing is written twice."""

import re
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Barrier
from zoneinfo import ZoneInfo

import httpx
import pytest
from django.test import Client as Browser

from booking.bookings.models import Booking, Status
from tenants.models import Event, Membership
from tenants.tenancy import tenant_tx
from tests.cast import Cast
from tests.races.crowd import Crowd

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True, databases=["default", "owner", "relay"])]
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
ROUNDS = 4
STOCKHOLM = ZoneInfo("Europe/Stockholm")
PANEL = {"HX-Request": "true", "HX-Target": "panel"}


@dataclass(frozen=True)
class Press:
    """A button under somebody's finger: the panel is open and says what will be."""

    browser: httpx.Client
    address: str
    sent: dict[str, str]

    def __call__(self) -> httpx.Response:
        return self.browser.post(self.address, data=self.sent)


@contextmanager
def at_the_desk(url: str, *members: Membership) -> Iterator[list[httpx.Client]]:
    browsers = []
    for member in members:
        login = Browser()
        login.force_login(member.user)
        cookies = {"sessionid": login.cookies["sessionid"].value, "ledig_language": "en"}
        browsers.append(httpx.Client(base_url=url, cookies=cookies, timeout=60, headers=PANEL | {"Referer": url}))
    try:
        yield browsers
    finally:
        for browser in browsers:
            browser.close()


def looked_at(browser: httpx.Client, address: str, **more: str) -> Press:
    """The panel as it stands now, one press from being sent."""
    page = browser.get(address)
    assert page.status_code == 200, page.text
    seen = re.search(r'name="seen" value="(\d+)"', page.text)[1]
    token = TOKEN.search(page.text)[1]
    return Press(browser, address, {"csrfmiddlewaretoken": token, "seen": seen} | more)


def move_to(browser: httpx.Client, code: str, start: str, seen: int = 0) -> Press:
    return looked_at(browser, f"/salon/desk/bookings/{code}/move/?start={start}&end={start}&seen={seen}")


def all_at_once(*presses: Press) -> list[httpx.Response]:
    gate = Barrier(len(presses))

    def at_the_gate(press: Press) -> httpx.Response:
        gate.wait()
        return press()

    with ThreadPoolExecutor(len(presses)) as fingers:
        return list(fingers.map(at_the_gate, presses))


def now_of(cast: Cast, code: str) -> Booking:
    with tenant_tx(cast.salon.tenant):
        return Booking.objects.get(code=code)


def written(cast: Cast, code: str) -> Counter[str]:
    with tenant_tx(cast.salon.tenant):
        return Counter(Event.objects.filter(subject_code=code).values_list("type", flat=True))


def new_booking(crowd: Crowd, cast: Cast, n: int) -> str:
    alice = cast.salon.practitioners[0].code
    return crowd.book(f"2026-11-{24 + n}T10:00:00+01:00", practitioner=alice)["code"]


def test_of_two_colleagues_who_drag_one_booking_the_later_is_told(web: str, crowd: Crowd, houses: Cast):
    with at_the_desk(web, houses.alice, houses.front_desk) as (alice, desk):
        for n in range(ROUNDS):
            code = new_booking(crowd, houses, n)
            presses = [
                move_to(alice, code, f"2026-12-0{n + 1}T10:00"),
                move_to(desk, code, f"2026-12-0{n + 1}T13:00"),
            ]
            answers = all_at_once(*presses)
            assert sorted(answer.status_code for answer in answers) == [200, 409]
            [won] = [n for n, answer in enumerate(answers) if answer.status_code == 200]
            booking = now_of(houses, code)
            assert booking.start_at.astimezone(STOCKHOLM).hour == (10, 13)[won]
            assert (booking.sequence, written(houses, code)["booking.moved"]) == (1, 1)
            assert "meanwhile" in answers[1 - won].text


def test_a_double_click_moves_once(web: str, crowd: Crowd, houses: Cast):
    with at_the_desk(web, houses.alice) as (alice,):
        for n in range(ROUNDS):
            code = new_booking(crowd, houses, n)
            press = move_to(alice, code, f"2026-12-0{n + 1}T10:00")
            answers = all_at_once(press, press, press)
            assert {answer.status_code for answer in answers} <= {200, 409}
            assert [answer.status_code for answer in answers].count(200) >= 1
            assert (now_of(houses, code).sequence, written(houses, code)["booking.moved"]) == (1, 1)


def test_what_one_moves_and_the_other_cancels_ends_in_one_of_both_and_the_later_is_told(
    web: str, crowd: Crowd, houses: Cast
):
    with at_the_desk(web, houses.alice, houses.front_desk) as (alice, desk):
        for n in range(ROUNDS):
            code = new_booking(crowd, houses, n)
            moving = move_to(alice, code, f"2026-12-0{n + 1}T10:00")
            cancelling = looked_at(desk, f"/salon/desk/bookings/{code}/cancellation/", reason="")
            moved, cancelled = all_at_once(moving, cancelling)
            booking, events = now_of(houses, code), written(houses, code)
            assert events["booking.moved"] + events["booking.cancelled"] == 1
            if booking.status == Status.CANCELLED:
                assert (events["booking.cancelled"], moved.status_code) == (1, 409)
            else:
                assert (events["booking.moved"], cancelled.status_code) == (1, 409)
