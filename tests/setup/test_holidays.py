"""Holidays of a region close the places there, and eves are closed by a tick like any other day."""

from datetime import date
from typing import Any

from booking.availability.models import Closure
from booking.kernel.public_holidays import customary_days, public_holidays, regions
from booking.resources.models import Location
from tenants.models import Tenant
from tenants.tenancy import tenant_tx
from tests.desk.conftest import at
from tests.setup.pages import UNDO, confirmed, given
from tests.setup.test_closures import HOLIDAYS, far, kept

__all__ = ["far"]


def test_only_countries_whose_regions_differ_have_any():
    assert {country: bool(regions(country)) for country in ("SE", "NO", "DK", "XX")} == dict.fromkeys(
        ("SE", "NO", "DK", "XX"), False
    )
    assert dict(regions("DE"))["BY"] == "Bayern"
    assert dict(regions("CH"))["ZH"] == "Zürich"
    assert dict(regions("ES"))["CT"] == "Cataluña"
    assert [code for code, _name in regions("FI")] == ["01"]  # Åland
    assert date(2027, 5, 27) in public_holidays("DE", "de", 2027, "BY")  # Corpus Christi
    assert date(2027, 5, 27) not in public_holidays("DE", "de", 2027)
    assert public_holidays("DE", "de", 2027, "nowhere") == {}


def test_what_many_close_by_custom_is_whole_days_and_no_holidays():
    custom = customary_days("SE", "sv", 2027)
    assert custom[date(2027, 4, 30)] == "Valborgsmässoafton"
    assert not custom.keys() & public_holidays("SE", "sv", 2027).keys()
    assert date(2027, 12, 24) in customary_days("DK", "da", 2027)
    assert customary_days("NO", "nb", 2027) == customary_days("XX", "en", 2027) == {}


def test_an_eve_is_closed_by_a_tick_like_a_holiday(alice, cast):
    assert "Days that many close by custom" in alice.get(HOLIDAYS).text
    assert "<details open" not in alice.get(HOLIDAYS).text.replace('class="holidays__custom" ', "")
    assert confirmed(alice, HOLIDAYS, given(alice, HOLIDAYS, days=["2027-01-05"])).status_code == 303
    assert kept(cast) == [("Trettondagsafton", "2027-01-05", "2027-01-05")]
    assert "<details open" in alice.get(HOLIDAYS).text.replace('class="holidays__custom" ', "")


def in_germany(cast: Any, *regions: str) -> list[Location]:
    """The salon's first place and others, each in its region."""
    Tenant.objects.filter(pk=cast.salon.tenant.pk).update(country="DE")
    with tenant_tx(cast.salon.tenant):
        for n, region in enumerate(regions[1:]):
            Location.objects.create(
                tenant=cast.salon.tenant, name=f"Ort {n}", country="DE", timezone="Europe/Berlin", region=region
            )
        Location.objects.filter(pk=cast.salon.place.pk).update(country="DE", region=regions[0])
        return list(Location.objects.order_by("pk"))


def test_a_region_is_chosen_where_the_place_is_and_goes_with_the_country(alice, cast):
    place = f"/salon/desk/settings/places/{cast.salon.place.code}/"
    assert 'type="hidden" name="region"' in alice.get(place).text
    assert alice.post(place, given(alice, place, region="BY")).status_code == 422
    in_germany(cast, "")
    assert "Choose its region" in alice.get(HOLIDAYS).text
    assert "Bayern" in alice.get(place).text
    assert alice.post(place, given(alice, place, region="ZH")).status_code == 422
    assert alice.post(place, given(alice, place, region="BY")).status_code == 303
    assert "Choose its region" not in alice.get(HOLIDAYS).text
    assert "Region: Not chosen → Bayern" in alice.get("/salon/desk/settings/log/").text
    assert alice.post(place, given(alice, place, country="CH")).status_code == 303
    with tenant_tx(cast.salon.tenant):
        assert Location.objects.get().region == ""


def test_the_holidays_of_the_only_region_are_those_of_the_business(alice, cast):
    in_germany(cast, "BY")
    assert confirmed(alice, HOLIDAYS, given(alice, HOLIDAYS, days=["2027-05-27"])).status_code == 303
    with tenant_tx(cast.salon.tenant):
        assert Closure.objects.get().location is None


def test_a_holiday_of_one_region_closes_that_place_alone(alice, cast):
    here, other = in_germany(cast, "BY", "BE")
    key = f"2027-05-27@{here.code}"
    assert f"only {here.name}" in alice.get(HOLIDAYS).text.replace("&#x27;", "'")
    answer = confirmed(alice, HOLIDAYS, given(alice, HOLIDAYS, days=[key, f"2027-03-08@{other.code}"]), follow=True)
    with tenant_tx(cast.salon.tenant):
        closed = {row.location_id: row.from_on for row in Closure.objects.all()}
    assert closed == {here.pk: date(2027, 5, 27), other.pk: date(2027, 3, 8)}
    assert given(alice, HOLIDAYS)["days"] == sorted([key, f"2027-03-08@{other.code}"])
    alice.post("/salon/desk/undo/", {"undo": UNDO.findall(answer.text)[0]})
    assert kept(cast) == []


def test_bookings_at_the_place_are_shown_before_its_holiday_is_closed(alice, cast, book):
    here, _other = in_germany(cast, "BY", "BE")
    booking = book(at(10, days=43))  # Epiphany
    asked = alice.post(HOLIDAYS, given(alice, HOLIDAYS, days=[f"2027-01-06@{here.code}"]))
    assert booking.code in asked.text
    assert kept(cast) == []


def test_another_business_place_is_no_place_for_a_holiday(alice, cast):
    """T02."""
    in_germany(cast, "BY", "BE")
    for code in (cast.gym.place.code, "NOWHERE"):
        answer = alice.post(HOLIDAYS, given(alice, HOLIDAYS, days=[f"2027-01-06@{code}"]))
        assert answer.status_code == 422
    assert kept(cast) == []
