"""Two owners who demote each other at the same moment: one of them stays owner, however they hurry."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import httpx
import pytest
from django.test import Client as Browser

from tenants.models import Membership, Role
from tests.cast import Cast, member
from tests.races.serving import serving

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True, databases=["default", "owner", "relay"])]
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
SEEN = re.compile(r'name="seen" value="([^"]+)"')
ROUNDS = 12
TURNS = ([303, 403], [303, 422])
"""The slower one is told that they change nobody any more or, where their form was being read just then, that the other
is the last owner."""


@pytest.fixture(scope="module")
def unguarded(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("unguarded"), "tests.races.unguarded:application", UNGUARDED="people") as url:
        yield url


def owners(cast: Cast) -> int:
    return Membership.objects.filter(tenant=cast.salon.tenant, role=Role.OWNER, deactivated_at=None).count()


def ready(url: str, who: Membership, other: Membership) -> tuple[httpx.Client, str, dict[str, str]]:
    """A browser that has the colleague's form open, and what it will send."""
    login = Browser()
    login.force_login(who.user)
    address = f"{url}/salon/desk/settings/members/{other.pk}/"
    browser = httpx.Client(cookies={"sessionid": login.cookies["sessionid"].value}, timeout=30)
    page = browser.get(address).text
    given = {"csrfmiddlewaretoken": TOKEN.findall(page)[0], "seen": SEEN.findall(page)[0], "role": "front_desk"}
    return browser, address, given


def fight(url: str, cast: Cast, olga: Membership) -> tuple[int, list[int]]:
    """How many owners are left, and what was answered."""
    both = [cast.alice, olga]
    Membership.objects.filter(pk__in=[one.pk for one in both]).update(role=Role.OWNER)
    forms = [ready(url, *pair) for pair in (both, both[::-1])]
    gate = Barrier(2)

    def send(form: tuple[httpx.Client, str, dict[str, str]]) -> int:
        browser, address, given = form
        gate.wait()
        return browser.post(address, data=given, headers={"Referer": address}).status_code

    with ThreadPoolExecutor(2) as crowd:
        told = list(crowd.map(send, forms))
    for browser, _address, _given in forms:
        browser.close()
    return owners(cast), told


def test_the_last_two_owners_cannot_both_be_demoted(web: str, houses: Cast):
    olga = member(houses.salon.tenant, "Olga", "owner")
    for _round in range(ROUNDS):
        left, told = fight(web, houses, olga)
        assert left == 1
        assert sorted(told) in TURNS


def test_control_without_the_lock_nobody_would_own_the_business(unguarded: str, houses: Cast):
    olga = member(houses.salon.tenant, "Olga", "owner")
    assert 0 in {fight(unguarded, houses, olga)[0] for _round in range(ROUNDS)}
