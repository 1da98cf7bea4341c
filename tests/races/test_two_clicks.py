"""An impatient receptionist presses the same time many times at once: it is held once, though a colleague is free."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from django.test import Client as Browser

from booking.bookings.models import Booking
from tenants.models import Membership
from tenants.tenancy import tenant_tx
from tests.cast import Cast
from tests.races.serving import serving

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True, databases=["default", "owner", "relay"])]
CLICKS, HOURS = 6, (9, 11, 13, 15)


def pressed(url: str, member: Membership, cast: Cast, hour: int) -> set[str]:
    """Where the answers to so many presses on one time lead."""
    browser = Browser()
    browser.force_login(member.user)
    with httpx.Client(base_url=url, cookies={"sessionid": browser.cookies["sessionid"].value}) as desk:
        page = desk.get("/salon/desk/book/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)[1]
        said = {"service": cast.salon.service.code, "start": f"2026-11-24T{hour:02}:00Z"}

        def press(_n: int) -> httpx.Response:
            return desk.post("/salon/desk/book/", params=said, data={"csrfmiddlewaretoken": token}, timeout=30)

        with ThreadPoolExecutor(CLICKS) as fingers:
            answers = list(fingers.map(press, range(CLICKS)))
    assert {answer.status_code for answer in answers} <= {303, 409}
    return {answer.headers["Location"] for answer in answers if answer.status_code == 303}


def holds(cast: Cast) -> int:
    with tenant_tx(cast.salon.tenant):
        return Booking.objects.filter(status="held").count()


def test_many_presses_on_one_time_hold_it_once(web: str, houses: Cast):
    for n, hour in enumerate(HOURS, start=1):
        assert len(pressed(web, houses.alice, houses, hour)) == 1
        assert holds(houses) == n


@pytest.fixture(scope="module")
def web_with_open_doors(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("unguarded"), "tests.races.unguarded:application", UNGUARDED="clicks") as url:
        yield url


def test_control_without_the_lock_on_the_person_two_are_held(web_with_open_doors: str, houses: Cast):
    """If this ever fails, the race above has stopped being a race."""
    assert any(len(pressed(web_with_open_doors, houses.alice, houses, hour)) > 1 for hour in HOURS)
