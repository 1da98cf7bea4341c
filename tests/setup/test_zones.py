"""Time zones to choose from: the likely ones first, each clock by one name; older names still hold."""

import pytest

from booking.resources.models import Location
from tenants.setup.countries import COUNTRIES
from tenants.setup.zones import is_zone, zones
from tenants.tenancy import tenant_tx
from tests.setup.pages import given

OLD = "Asia/Calcutta"


@pytest.fixture
def here(cast) -> str:
    return f"/salon/desk/settings/places/{cast.salon.place.code}/"


def listed(*of: str) -> list[str]:
    return [zone for _group, choices in zones(*of) for zone, _name in choices]


def test_the_clocks_of_the_country_come_first_then_the_nordic_ones():
    assert listed("PT")[:6] == [
        "Europe/Lisbon", "Atlantic/Madeira", "Atlantic/Azores", "Europe/Stockholm", "Europe/Oslo", "Europe/Copenhagen"
    ]  # fmt: skip
    assert listed("SE")[:2] == ["Europe/Stockholm", "Europe/Oslo"]


def test_each_clock_is_there_once_by_its_newest_name():
    every = listed("NO")
    assert len(every) == len(set(every)) < 450
    assert {one.zone for one in COUNTRIES.values()} <= set(every)
    assert not {OLD, "Europe/Belfast", "US/Eastern", "Etc/GMT+1", "UTC", "Atlantic/Jan_Mayen"} & set(every)


@pytest.mark.parametrize("wrong", ["Etc/GMT+1", "UTC", "Europe/Sundsvall", "../Europe/Oslo", ""])
def test_what_is_no_clock_of_a_town_is_refused(alice, here, wrong):
    answer = alice.post(here, given(alice, here, timezone=wrong))
    assert answer.status_code == 422
    assert "Europe/Stockholm" in answer.text


def test_a_place_with_an_older_name_keeps_it(alice, cast, here):
    with tenant_tx(cast.salon.tenant):
        Location.objects.update(timezone=OLD)
    assert is_zone(OLD)
    assert f'<option value="{OLD}" selected>' in alice.get(here).text
    assert alice.post(here, given(alice, here, street="Kungsgatan 9")).status_code == 303
    with tenant_tx(cast.salon.tenant):
        assert Location.objects.values_list("timezone", "street").get() == (OLD, "Kungsgatan 9")


def test_a_row_says_the_clock_of_a_place_only_where_it_is_another(alice, cast):
    with tenant_tx(cast.salon.tenant):
        Location.objects.update(street="", postcode="", city="")
    rows = alice.get("/salon/desk/settings/places/").text
    assert "Europe/" not in rows
    assert "row__note" not in rows
    with tenant_tx(cast.salon.tenant):
        Location.objects.update(timezone="Europe/Helsinki")
    assert '<span class="row__note">Europe/Helsinki</span>' in alice.get("/salon/desk/settings/places/").text
