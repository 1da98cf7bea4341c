"""RR12: a length of a service is given by whom it is ticked for, each at their own price."""

from typing import Any

import pytest
from django.test import Client as Browser

from booking.availability.catalogue import current
from booking.availability.models import GroupTerms
from booking.availability.pricing import price_of, usual_of
from booking.availability.wishing import Wish, providers
from booking.bookings.models import Booking
from booking.clients.models import Group
from booking.resources.models import Service, ServiceLength, ServiceProvider
from tenants.tenancy import tenant_tx
from tests.cast import Cast, make_service
from tests.setup.forms import UNDO, typed
from tests.setup.one_service import last_event
from tests.setup.pages import confirmed

DAY = "2026-11-24"
HOSTILE = "\u202e<svg onload=alert(1)>{{7*7}}"


@pytest.fixture
def lengths(cast: Cast) -> list[int]:
    """60 at 500, and two that are longer."""
    with tenant_tx(cast.salon.tenant):
        for minutes, price in ((90, 70000), (120, 90000)):
            ServiceLength.objects.create(
                tenant=cast.salon.tenant, service=cast.salon.service, minutes=minutes, price=price
            )
    return [60, 90, 120]


@pytest.fixture
def who(page: str) -> str:
    return page + "who/"


def own(cast: Cast, n: int = 1) -> tuple[Any, Any, Any]:
    with tenant_tx(cast.salon.tenant):
        row = ServiceProvider.objects.get(service=cast.salon.service, resource=cast.salon.practitioners[n])
        return row.minutes, row.price, row.by_length


def set_own(cast: Cast, n: int = 1, **values: Any) -> None:
    with tenant_tx(cast.salon.tenant):
        rows = ServiceProvider.objects.filter(service=cast.salon.service, resource=cast.salon.practitioners[n])
        rows.update(**values)


def slots(browser: Browser, cast: Cast, **more: Any) -> list[dict[str, Any]]:
    asked = {"service": cast.salon.service.code, "from": DAY, "to": DAY} | more
    answer = browser.get("/api/v1/salon/slots", asked)
    assert answer.status_code == 200, answer.content
    return list(answer.json()["results"])


def prices(found: list[dict[str, Any]]) -> set[int]:
    return {slot["price"]["amount"] for slot in found}


def given(cast: Cast, **wish: Any) -> dict[str, tuple[int, int | None]]:
    """By the first names of those who can be chosen."""
    with tenant_tx(cast.salon.tenant):
        catalogue = current(cast.salon.tenant)
        service = catalogue.service(cast.salon.service.code)
        found = providers(catalogue, Wish(service, **wish))
        return {catalogue.resources[one.resource].name.split()[0]: (one.minutes, one.price) for one in found}


def english() -> Browser:
    browser = Browser()
    browser.cookies["ledig_language"] = "en"
    return browser


def test_each_length_has_its_own_price_and_is_given_or_not(alice, cast, who, lengths):
    bob = cast.salon.practitioners[1].code
    said = {f"price_{bob}": "550", f"price_{bob}_90": "800,50", f"length_{bob}_120": None}
    told = alice.post(who, typed(alice, who, **said), follow=True)
    assert "Saved." in told.text
    assert own(cast) == (None, 55000, {"90": 80050, "120": None})
    after = last_event(cast)["changed"]["who"][1]
    assert after == {
        cast.salon.practitioners[0].code: [None, None],
        bob: [None, 55000, {"90": 80050, "120": None}],
    }
    for minutes, expected in ((60, {50000, 55000}), (90, {70000, 80050}), (120, {90000})):
        assert prices(slots(alice, cast, duration=minutes)) == expected
    assert slots(alice, cast, duration=120, practitioner=bob) == []
    alice.post("/salon/desk/undo/", {"undo": UNDO.findall(told.text)[0]})
    assert own(cast) == (None, None, {})


def test_both_pages_show_the_same_and_change_nothing_by_being_saved(alice, cast, who, lengths):
    bob, code = cast.salon.practitioners[1], cast.salon.service.code
    set_own(cast, minutes=None, price=55000, by_length={"60": None, "90": 80000})
    theirs = f"/salon/desk/settings/practitioners/{bob.code}/services/"
    for page, end in ((who, bob.code), (theirs, code)):
        form = alice.get(page).context["form"]
        names = ("length_{}_60", "price_{}", "length_{}_90", "price_{}_90", "length_{}_120", "price_{}_120")
        shown = [form[name.format(end)].value() for name in names]
        assert shown == [False, "550", True, "800", True, None]
        assert confirmed(alice, page, typed(alice, page)).status_code == 303
        assert own(cast) == (None, 55000, {"60": None, "90": 80000})
    confirmed(alice, theirs, typed(alice, theirs, **{f"price_{code}_120": "0", f"length_{code}_60": "on"}))
    assert own(cast) == (None, 55000, {"90": 80000, "120": 0})
    assert alice.get(theirs).context["form"][f"price_{code}_120"].value() == "0"


def test_whoever_gives_no_length_at_all_is_not_ticked(alice, cast, who, lengths):
    bob = cast.salon.practitioners[1].code
    none = {f"length_{bob}_{minutes}": None for minutes in lengths}
    answer = alice.post(who, typed(alice, who, **none))
    assert (answer.status_code, "Choose at least one length" in answer.text) == (422, True)
    assert alice.post(who, typed(alice, who, **none, **{f"minutes_{bob}": "45"})).status_code == 303
    assert given(cast) == {"Alice": (60, 50000), "Bob": (45, 50000)}
    assert given(cast, minutes=90) == {"Alice": (90, 70000)}


@pytest.mark.parametrize("wrong", ["-1", "1e9", HOSTILE, "9" * 400])
def test_a_price_that_cannot_be_is_refused_and_stays_typed(alice, cast, who, lengths, wrong):
    name = f"price_{cast.salon.practitioners[1].code}_90"
    answer = alice.post(who, typed(alice, who, **{name: wrong}))
    assert (answer.status_code, answer.context["form"][name].value()) == (422, wrong)
    assert "<svg onload" not in answer.text
    assert own(cast) == (None, None, {})
    assert alice.post(who, typed(alice, who, **{f"{name}0": "1"})).status_code == 422


def test_of_whom_nobody_names_only_the_usual_length_counts(cast, lengths):
    set_own(cast, by_length={"60": None, "90": 65000})
    assert given(cast) == {"Alice": (60, 50000)}
    assert given(cast, minutes=90) == {"Alice": (90, 70000), "Bob": (90, 65000)}
    assert given(cast, practitioner=cast.salon.practitioners[1]) == {"Bob": (90, 65000)}
    with tenant_tx(cast.salon.tenant):
        catalogue = current(cast.salon.tenant)
        service, bob = catalogue.service(cast.salon.service.code), catalogue.resources[cast.salon.practitioners[1].pk]
        assert usual_of(catalogue, bob, service) == (90, 65000)
        assert price_of(catalogue, bob, service, 90, "SEK") == 65000
        assert price_of(catalogue, bob, service, 60, "SEK") == 43300  # staff may all the same: by proportion
    set_own(cast, 0, by_length={"60": None})
    assert given(cast) == {"Alice": (90, 70000), "Bob": (90, 65000)}


def test_what_a_group_pays_stands_for_everybodys_and_for_anybodys_own(cast, lengths):
    set_own(cast, price=1, by_length={"90": 2})
    with tenant_tx(cast.salon.tenant):
        tenant = cast.salon.tenant
        group = Group.objects.create(tenant=tenant, name="Students")
        GroupTerms.objects.create(tenant=tenant, group=group, service=cast.salon.service, price=40000)
    assert set(given(cast, group=group.pk).values()) == {(60, 40000)}
    assert set(given(cast, group=group.pk, minutes=90).values()) == {(90, 56000)}


def test_a_hold_costs_what_the_one_who_gives_it_takes_for_that_length(alice, cast, lengths):
    set_own(cast, by_length={"90": 81000})
    for who, price in ((0, 70000), (1, 81000)):
        held = alice.post(
            "/api/v1/salon/holds",
            {"service": cast.salon.service.code, "start": f"{DAY}T09:00:00+01:00", "duration": 90,
             "practitioner": cast.salon.practitioners[who].code},
            content_type="application/json",
        )  # fmt: skip
        assert held.status_code == 201, held.content
        assert held.json()["price"]["amount"] == price
    with tenant_tx(cast.salon.tenant):
        assert sorted(Booking.objects.values_list("price", flat=True)) == [70000, 81000]


def test_a_client_is_shown_who_gives_which_length_and_told_of_a_choice_that_does_not_fit(cast, lengths):
    bob, code = cast.salon.practitioners[1].code, cast.salon.service.code
    set_own(cast, by_length={"60": None, "90": 65000})
    visitor = english()
    page = f"/salon/s/{code}/"
    asked = visitor.get(page).text
    assert "90 or 120 min" in asked
    assert "From 650\xa0kr" in asked
    fits = {"practitioner": bob, "mode": "on_site"}
    told = visitor.get(page, fits | {"minutes": "60"})
    assert "does not give that length" in told.text
    assert 'value="60"' not in told.text
    assert "Continue" not in told.text
    times = visitor.get(page, fits | {"minutes": "90"}).text
    assert "does not give that length" not in times
    assert "650\xa0kr" in times
    [service] = [one for one in visitor.get("/api/v1/salon/services").json() if one["code"] == code]
    assert service["durations"] == [60, 90, 120]


def test_lengths_that_nobody_gives_are_not_on_the_page(cast, lengths):
    for n in (0, 1):
        set_own(cast, n, by_length={"60": None, "120": None})
    visitor = english()
    assert "How long?" not in visitor.get(f"/salon/s/{cast.salon.service.code}/").text
    [service] = visitor.get("/api/v1/salon/services").json()
    assert (service["duration_minutes"], service["durations"], service["price"]["amount"]) == (90, [90], 70000)
    assert prices(slots(visitor, cast)) == {70000}


def test_an_own_price_stays_that_of_its_length_when_a_shorter_one_comes(alice, cast, page, who):
    bob = cast.salon.practitioners[1].code
    set_own(cast, price=55000)
    confirmed(alice, page, typed(alice, page, lines="2", minutes_1="30", price_1="300"))
    assert given(cast) == {"Alice": (30, 30000), "Bob": (30, 30000)}
    assert given(cast, minutes=60) == {"Alice": (60, 50000), "Bob": (60, 55000)}
    form = alice.get(who).context["form"]
    assert (form[f"price_{bob}"].value(), form[f"price_{bob}_60"].value()) == (None, "550")


def test_an_own_price_does_not_become_that_of_another_length_when_its_own_goes(alice, cast, page, who, lengths):
    set_own(cast, price=55000)
    gone = typed(alice, page, lines="2", minutes_0="90", price_0="700", minutes_1="120", price_1="900", minutes_2=None,
                 price_2=None)  # fmt: skip
    told = confirmed(alice, page, gone, follow=True)
    assert given(cast, minutes=90)["Bob"] == (90, 70000)
    alice.post("/salon/desk/undo/", {"undo": UNDO.findall(told.text)[0]})
    assert (given(cast)["Bob"], given(cast, minutes=90)["Bob"]) == ((60, 55000), (90, 70000))


def test_of_one_length_that_is_left_everybody_gives_it_who_is_ticked(alice, cast, page, who, lengths):
    set_own(cast, by_length={"90": None, "120": None})
    one = typed(alice, page, lines="1", minutes_0="90", price_0="700")
    confirmed(alice, page, {name: value for name, value in one.items() if name[-2:] not in ("_1", "_2")})
    assert given(cast)["Bob"] == (90, 70000)


def test_a_length_that_somebody_gives_no_longer_is_not_held_as_another(cast, lengths):
    set_own(cast, by_length={"90": None})
    said = {"service": cast.salon.service.code, "practitioner": cast.salon.practitioners[1].code, "minutes": "90"}
    answer = english().post("/salon/holds/", said | {"start": slots(english(), cast)[0]["start"]})
    assert answer.status_code == 303
    assert f"/salon/s/{cast.salon.service.code}/?" in answer["Location"]
    assert "does not give that length" in english().get(answer["Location"]).text


def test_a_length_that_came_meanwhile_is_not_taken_for_left_out(alice, cast, who, lengths):
    """Nor is it when the page is saved again after it was refused."""
    bob = cast.salon.practitioners[1].code
    seen = typed(alice, who, **{f"price_{bob}": "600"})
    with tenant_tx(cast.salon.tenant):
        ServiceLength.objects.create(tenant=cast.salon.tenant, service=cast.salon.service, minutes=30, price=100)
    set_own(cast, 0, by_length={"90": 1})
    refused = alice.post(who, seen)
    assert refused.status_code == 409
    form = refused.context["form"]
    assert form[f"length_{bob}_30"].value() is True
    again = {name: form[name].value() for name in form.fields}
    again = {name: "on" if value is True else value for name, value in again.items() if value not in (None, False)}
    assert alice.post(who, again).status_code == 303
    assert own(cast) == (None, 60000, {})


def test_a_service_that_came_meanwhile_stays_ticked(alice, cast, lengths):
    bob = cast.salon.practitioners[1]
    page = f"/salon/desk/settings/practitioners/{bob.code}/services/"
    seen = typed(alice, page, **{f"price_{cast.salon.service.code}": "600"})
    with tenant_tx(cast.salon.tenant):
        made = make_service(cast.salon.tenant, "Made meanwhile", [bob])
    refused = alice.post(page, seen)
    assert refused.status_code == 409
    form = refused.context["form"]
    assert form[f"gives_{made.code}"].value() is True
    again = {name: form[name].value() for name in form.fields}
    again = {name: "on" if value is True else value for name, value in again.items() if value not in (None, False)}
    assert alice.post(page, again).status_code == 303
    with tenant_tx(cast.salon.tenant):
        assert ServiceProvider.objects.filter(resource=bob).count() == 2


def test_undoing_gives_again_what_was_archived_meanwhile(alice, cast):
    bob, code = cast.salon.practitioners[1], cast.salon.service.code
    page = f"/salon/desk/settings/practitioners/{bob.code}/services/"
    set_own(cast, price=60000)
    told = confirmed(alice, page, typed(alice, page, **{f"gives_{code}": None}), follow=True)
    with tenant_tx(cast.salon.tenant):
        Service.objects.update(active=False)
    confirmed(alice, "/salon/desk/undo/", {"undo": UNDO.findall(told.text)[0]})
    assert own(cast) == (None, 60000, {})
