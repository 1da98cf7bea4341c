"""The business's own page: its look, its language, its clock; and a preview that keeps nothing."""

import re

import pytest

from tenants.models import Connecting, Event, Tenant
from tenants.tenancy import tenant_tx
from tests.desk.conftest import at
from tests.setup.forms import UNDO
from tests.setup.test_saving import PAGE, given, now

PREVIEW = PAGE + "preview/"


def test_the_colour_of_the_house_is_no_choice(alice, cast):
    assert given(alice)["accent"] == "#1F6F5C"
    alice.post(PAGE, given(alice))
    assert now(cast).accent == ""
    alice.post(PAGE, given(alice, accent="#aa3377"))
    assert now(cast).accent == "#AA3377"
    assert given(alice)["accent"] == "#AA3377"


def test_a_new_colour_is_seen_at_once(alice, cast):
    alice.post(PAGE, given(alice, accent="#aa3377"))
    assert "/salon/theme.css?AA3377" in alice.get("/salon/").text


@pytest.mark.parametrize("accent", ["red", "#12", "url(x)", "#1F6F5", "#GGGGGG"])
def test_what_is_no_colour_is_refused(alice, cast, accent):
    """I02."""
    assert alice.post(PAGE, given(alice, accent=accent)).status_code == 422
    assert now(cast).accent == ""


def test_language_and_clock_are_those_that_exist(alice, cast):
    assert alice.post(PAGE, given(alice, timezone="Europe/Helsinki", locale="nb")).status_code == 303
    assert (now(cast).timezone, now(cast).locale) == ("Europe/Helsinki", "nb")
    assert alice.post(PAGE, given(alice, timezone="Mars/Olympus")).status_code == 422
    assert alice.post(PAGE, given(alice, locale="xx")).status_code == 422


def test_the_preview_shows_what_is_typed_and_keeps_nothing(alice, cast):
    with tenant_tx(cast.salon.tenant):
        before = Event.objects.count(), Tenant.objects.get(slug="salon").name
    answer = alice.get(PREVIEW, {"name": "New <b>name", "line": "Line\u202e", "accent": "#ffff00"})
    assert "New &lt;b&gt;name" in answer.text
    assert "\u202e" not in answer.text
    assert "darker than you chose" in answer.text
    assert re.findall('class="by-day" .*? fill="([^"]+)"', answer.text) == ["#585800"] * 2
    with tenant_tx(cast.salon.tenant):
        assert (Event.objects.count(), Tenant.objects.get(slug="salon").name) == before


def test_the_preview_takes_anything_without_breaking(alice):
    for typed in ({}, {"accent": '"/><script>'}, {"name": "x" * 5000}, {"unknown": "1"}):
        answer = alice.get(PREVIEW, typed)
        assert answer.status_code == 200
        assert "<script>" not in answer.text
        assert "x" * 121 not in answer.text


def test_a_country_typed_wrong_is_mended_and_nothing_follows_by_itself(alice, cast):
    before = now(cast)
    assert alice.post(PAGE, given(alice, country="NO")).status_code == 303
    assert now(cast).country == "NO"
    kept = (now(cast).timezone, now(cast).currency, now(cast).locale)
    assert kept == (before.timezone, before.currency, before.locale)
    told = alice.post(PAGE, given(alice, currency="EUR"), follow=True)
    assert "€500" in alice.get("/salon/").text
    with tenant_tx(cast.salon.tenant):
        said = Event.objects.filter(type="business.changed").order_by("id").values_list("data", flat=True)
        assert [one["changed"] for one in said] == [{"country": ["SE", "NO"]}, {"currency": ["SEK", "EUR"]}]
    alice.post("/salon/desk/undo/", {"undo": UNDO.findall(told.text)[0]})
    assert now(cast).currency == "SEK"
    for wrong in ({"country": "XX"}, {"country": "US"}, {"currency": "ISK"}, {"currency": "XXX"}):
        assert alice.post(PAGE, given(alice, **wrong)).status_code == 422


def test_money_that_somebody_has_booked_in_stays_by_form_and_by_way_back(alice, cast, book):
    told = alice.post(PAGE, given(alice, currency="EUR"), follow=True)
    book(at(10, days=1))
    assert "Somebody has booked" in alice.get(PAGE).text
    alice.post(PAGE, given(alice, currency="DKK", line="New"))
    assert (now(cast).currency, now(cast).line) == ("EUR", "New")
    alice.post(PAGE, given(alice, line=""))
    alice.post("/salon/desk/undo/", {"undo": UNDO.findall(told.text)[0]})
    assert now(cast).currency == "EUR"


@pytest.mark.parametrize("state", [state for state in Connecting if state != Connecting.BEGUN])
def test_an_account_for_cards_keeps_its_country(alice, cast, state):
    Tenant.objects.filter(pk=cast.salon.tenant.pk).update(stripe_account="acct_1", stripe_state=state)
    assert "is of this country" in alice.get(PAGE).text
    alice.post(PAGE, given(alice, country="NO"))
    assert (now(cast).country, now(cast).stripe_account) == ("SE", "acct_1")


def test_one_that_was_only_begun_is_left_for_a_new_one(alice, cast):
    account = {"stripe_account": "acct_1", "stripe_state": "begun", "takes_cards": False}
    Tenant.objects.filter(pk=cast.salon.tenant.pk).update(**account)
    alice.post(PAGE, given(alice, line="New"))
    assert now(cast).stripe_account == "acct_1"
    alice.post(PAGE, given(alice, country="NO"))
    assert (now(cast).country, now(cast).stripe_account, now(cast).stripe_state) == ("NO", "", "")
    with tenant_tx(cast.salon.tenant):
        assert Event.objects.filter(type="cards.dropped", actor_id=cast.alice.user_id).count() == 1
    assert "that was begun was left" in alice.get("/salon/desk/settings/log/?kind=money").text
    alice.post(PAGE, given(alice, country="DK"))
    with tenant_tx(cast.salon.tenant):
        assert Event.objects.filter(type="cards.dropped").count() == 1, "there was none any more"
