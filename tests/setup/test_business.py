"""The business's own page: its look, its language, its clock; and a preview that keeps nothing."""

import pytest

from tenants.models import Event, Tenant
from tenants.tenancy import tenant_tx
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
    assert "#FFFF00" not in answer.text.upper()
    with tenant_tx(cast.salon.tenant):
        assert (Event.objects.count(), Tenant.objects.get(slug="salon").name) == before


def test_the_preview_takes_anything_without_breaking(alice):
    for typed in ({}, {"accent": '"/><script>'}, {"name": "x" * 5000}, {"unknown": "1"}):
        answer = alice.get(PREVIEW, typed)
        assert answer.status_code == 200
        assert "<script>" not in answer.text
        assert "x" * 121 not in answer.text
