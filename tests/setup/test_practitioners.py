"""What clients see of a practitioner is set here, and is seen at once."""

from typing import Any

import pytest

from booking.resources.models import Resource
from tenants.models import Event
from tenants.tenancy import tenant_tx
from tests.setup.pages import confirmed
from tests.setup.people import stranger

PEOPLE = "/salon/desk/settings/practitioners/"


def given(browser: Any, code: str, **changed: str) -> dict[str, str]:
    form = browser.get(f"{PEOPLE}{code}/").context["form"]
    values = {name: str(form[name].value() or "") for name in form.fields if name != "public"}
    return values | ({"public": "on"} if form["public"].value() else {}) | changed


@pytest.fixture
def code(cast: Any) -> str:
    return cast.salon.practitioners[1].code


def test_what_is_saved_is_on_the_public_page_at_once_and_told(alice, cast, code):
    public = f"/salon/p/{code}/"
    assert stranger().get(public).status_code == 200
    answer = alice.post(f"{PEOPLE}{code}/", given(alice, code, name="Bo Ek", title="Naprapat", about="Lugn.\nGlad."))
    assert answer.status_code == 303
    page = stranger().get(public).text
    for words in ("Bo Ek", "Naprapat", "Lugn.", "Glad."):
        assert words in page
    with tenant_tx(cast.salon.tenant):
        (event,) = Event.objects.filter(type="practitioner.changed")
    assert event.data["changed"] == {
        "name": [cast.salon.practitioners[1].name, "Bo Ek"], "title": ["", "Naprapat"], "about": None,
    }  # fmt: skip


def test_who_is_not_public_is_offered_to_nobody_at_once(alice, cast, code):
    service = cast.salon.service.code
    asked = f"/api/v1/salon/slots?service={service}&from=2026-11-24&to=2026-11-24&practitioner={code}"
    assert stranger().get(asked).json()["results"]
    posted = given(alice, code)
    del posted["public"]
    assert confirmed(alice, f"{PEOPLE}{code}/", posted).status_code == 303
    assert stranger().get(f"/salon/p/{code}/").status_code == 404
    assert not stranger().get(asked).json().get("results")
    assert "not on your page" in alice.get(PEOPLE).text


@pytest.mark.parametrize("url", ["javascript:alert(1)", "http://video.example/", "ftp://x.example/", "no link at all"])
def test_a_video_link_is_a_safe_one_or_none(alice, code, url):
    answer = alice.post(f"{PEOPLE}{code}/", given(alice, code, video_url=url))
    assert answer.status_code == 422
    assert alice.post(f"{PEOPLE}{code}/", given(alice, code, video_url="")).status_code == 303


def test_rooms_and_other_businesses_people_are_not_here(alice, cast, code):
    posted = given(alice, code)
    for other in (cast.salon.rooms[0].code, cast.gym.practitioners[0].code, "ABCDEFGH"):
        assert alice.get(f"{PEOPLE}{other}/").status_code == 404
        assert alice.post(f"{PEOPLE}{other}/", posted).status_code == 404


def test_unknown_and_hostile_fields(alice, cast, code):
    """A03, I01."""
    for name in ("active", "member", "kind", "code", "tenant", "location"):
        assert alice.post(f"{PEOPLE}{code}/", given(alice, code) | {name: "1"}).status_code == 422
    nasty = "<svg onload=alert(1)>\u202e{{7*7}} " + "e" + "\u0301" * 50
    fields = {"name": nasty, "title": nasty, "about": nasty, "arrival_text": nasty}
    assert alice.post(f"{PEOPLE}{code}/", given(alice, code, **fields)).status_code == 303
    for page in (stranger().get(f"/salon/p/{code}/"), alice.get(PEOPLE), alice.get(f"{PEOPLE}{code}/")):
        assert "<svg onload" not in page.text
        assert page.status_code == 200
    assert alice.post(f"{PEOPLE}{code}/", given(alice, code, about="x" * 2001)).status_code == 422
    assert alice.post(f"{PEOPLE}{code}/", given(alice, code, name="a\x00")).status_code == 422


def test_undo_brings_back_what_was(alice, cast, code):
    told = alice.post(f"{PEOPLE}{code}/", given(alice, code, title="Naprapat"), follow=True).text
    note = told.split('name="undo" value="')[1].split('"')[0]
    assert alice.post("/salon/desk/undo/", {"undo": note}).status_code == 303
    with tenant_tx(cast.salon.tenant):
        assert Resource.objects.get(code=code).title == ""


def test_the_older_page_changes_nothing(alice, code):
    late = given(alice, code, title="Mine")
    alice.post(f"{PEOPLE}{code}/", given(alice, code, title="Theirs"))
    refused = alice.post(f"{PEOPLE}{code}/", late)
    assert (refused.status_code, 'value="Mine"' in refused.text) == (409, True)
