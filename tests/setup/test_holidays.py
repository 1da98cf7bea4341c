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


def across_the_border(cast: Any, *countries: str) -> list[Location]:
    """The salon's place in Sweden, and others."""
    with tenant_tx(cast.salon.tenant):
        for n, country in enumerate(countries):
            Location.objects.create(
                tenant=cast.salon.tenant, name=f"Sted {n}", country=country, timezone="Europe/Oslo", position=n + 1
            )
        return list(Location.objects.order_by("position", "pk"))


def closed_where(cast: Any) -> list[tuple[str, str]]:
    with tenant_tx(cast.salon.tenant):
        rows = Closure.objects.select_related("location")
        return sorted((row.from_on.isoformat(), row.location.name if row.location else "") for row in rows)


def test_each_country_with_a_place_has_its_own_part(alice, cast):
    here, there = across_the_border(cast, "NO")
    page = alice.get(HOLIDAYS)
    assert "In Sweden. Tick" not in page.text
    assert [(part.name, part.places) for part in page.context["form"].countries] == [
        ("Sweden", [here]), ("Norway", [there])
    ]  # fmt: skip
    keys = {one.key for one in page.context["form"].holidays}
    assert {"2027-06-06@SE", "2027-05-17@NO", "2027-01-01@SE", "2027-01-01@NO"} <= keys
    assert not keys & {"2027-06-06@NO", "2027-05-17@SE", "2027-01-01"}
    with tenant_tx(cast.salon.tenant):
        Location.objects.filter(pk=here.pk).update(active=False)
    assert "In Norway. Tick" in alice.get(HOLIDAYS).text


def test_a_day_of_one_country_closes_its_places_alone(alice, cast, book):
    across_the_border(cast, "NO", "NO")
    booking = book(at(10, days=43))  # Epiphany, in Sweden
    asked = alice.post(HOLIDAYS, given(alice, HOLIDAYS, days=["2027-01-06@SE"]))
    assert booking.code in asked.text
    days = ["2027-05-17@NO", "2027-06-06@SE"]
    answer = confirmed(alice, HOLIDAYS, given(alice, HOLIDAYS, days=days), follow=True)
    assert closed_where(cast) == [
        ("2027-05-17", "Sted 0"), ("2027-05-17", "Sted 1"), ("2027-06-06", cast.salon.place.name)
    ]  # fmt: skip
    assert given(alice, HOLIDAYS)["days"] == days
    alice.post("/salon/desk/undo/", {"undo": UNDO.findall(answer.text)[0]})
    assert closed_where(cast) == []


def test_a_place_that_comes_later_is_neither_closed_nor_opens_the_others(alice, cast):
    _here, first = across_the_border(cast, "NO")
    confirmed(alice, HOLIDAYS, given(alice, HOLIDAYS, days=["2027-05-17@NO"]))
    with tenant_tx(cast.salon.tenant):
        later = Location.objects.create(
            tenant=cast.salon.tenant, name="Later", country="NO", timezone="Europe/Oslo", position=9
        )
    own = [f"2027-05-17@{first.code}", f"2027-05-17@{later.code}"]
    assert given(alice, HOLIDAYS)["days"] == own[:1]
    alice.post(HOLIDAYS, given(alice, HOLIDAYS))
    assert closed_where(cast) == [("2027-05-17", first.name)]
    answer = confirmed(alice, HOLIDAYS, given(alice, HOLIDAYS, days=own), follow=True)
    assert given(alice, HOLIDAYS)["days"] == ["2027-05-17@NO"]
    alice.post("/salon/desk/undo/", {"undo": UNDO.findall(answer.text)[0]})
    assert closed_where(cast) == [("2027-05-17", first.name)]


def test_what_was_closed_for_the_whole_business_stays_so_in_every_country(alice, cast):
    confirmed(alice, HOLIDAYS, given(alice, HOLIDAYS, days=["2027-01-01"]))
    across_the_border(cast, "NO")
    page = alice.get(HOLIDAYS)
    assert page.text.count("closed already: Nyårsdagen") == 2
    confirmed(alice, HOLIDAYS, given(alice, HOLIDAYS, days=["2027-05-17@NO"]))
    assert closed_where(cast) == [("2027-01-01", ""), ("2027-05-17", "Sted 0")]


def test_what_a_country_closed_stays_with_its_places_when_the_other_is_given_up(alice, cast):
    here, there = across_the_border(cast, "NO")
    confirmed(alice, HOLIDAYS, given(alice, HOLIDAYS, days=["2027-01-01@SE", "2027-01-01@NO"]))
    with tenant_tx(cast.salon.tenant):
        Location.objects.filter(pk=there.pk).update(active=False)
    assert given(alice, HOLIDAYS)["days"] == ["2027-01-01@SE"]
    answer = confirmed(alice, HOLIDAYS, given(alice, HOLIDAYS, days=[]), follow=True)
    assert closed_where(cast) == [("2027-01-01", there.name)]
    alice.post("/salon/desk/undo/", {"undo": UNDO.findall(answer.text)[0]})
    assert closed_where(cast) == sorted([("2027-01-01", here.name), ("2027-01-01", there.name)])
