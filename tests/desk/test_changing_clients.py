"""What is known of a client is put right at the desk; no log holds what it was or is."""

import json

import pytest

from booking.clients.models import Client
from tenants.models import Event
from tenants.tenancy import tenant_tx
from tests.setup.forms import SEEN, typed

HOSTILE = "\u202e<svg onload=alert(1)>{{7*7}}<div hx-get=//evil hx-trigger=load>😀"


@pytest.fixture
def page(cast) -> str:
    return f"/salon/desk/clients/{cast.dana.code}/details/"


def now(cast) -> Client:
    with tenant_tx(cast.salon.tenant):
        return Client.objects.get(pk=cast.dana.pk)


def test_they_are_reached_from_the_list(alice, cast, page):
    whole = page.removesuffix("details/")
    assert f'href="{whole}"' in alice.get("/salon/desk/clients/?q=Dana").text
    assert f'href="{whole}"' not in alice.get("/salon/desk/clients/?q=Dana&hold=ABCDEFGH").text
    assert f'href="{page}"' in alice.get(whole).text


def test_details_are_changed_and_only_that_is_logged(alice, cast, page):
    said = typed(alice, page, name="Dana Ek-Lund", email="Dana.Lund@Example.com", phone="070 999 88 77", language="nb")
    assert alice.post(page, said).status_code == 303
    fresh = now(cast)
    assert (fresh.name, fresh.email) == ("Dana Ek-Lund", "dana.lund@example.com")
    assert (fresh.phone, fresh.language) == ("+46709998877", "nb")
    with tenant_tx(cast.salon.tenant):
        event = Event.objects.get(type="client.changed")
    assert event.data == {"changed": dict.fromkeys(["name", "email", "phone", "language"])}
    assert "Lund" not in json.dumps(event.data)
    assert "Last changed by Alice" in alice.get(page).text
    assert "Client changed" in alice.get("/salon/desk/settings/log/").text


def test_what_booked_once_stays_as_it_was_booked(alice, cast, page, book):
    booking = book()
    alice.post(page, typed(alice, page, name="Somebody Else"))
    with tenant_tx(cast.salon.tenant):
        booking.refresh_from_db()
    assert "Somebody Else" not in booking.contact_name


def test_the_later_of_two_is_told_and_keeps_what_was_typed(alice, cast, page):
    late = typed(alice, page, name="Late")
    alice.post(page, typed(alice, page, name="First"))
    refused = alice.post(page, late)
    assert refused.status_code == 409
    assert 'value="Late"' in refused.text
    assert now(cast).name == "First"
    assert alice.post(page, late | {"seen": SEEN.findall(refused.text)[0]}).status_code == 303
    assert now(cast).name == "Late"


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""}, {"name": "\u200b"}, {"name": "x" * 121}, {"email": "dana@"}, {"phone": "12"}, {"language": "tlh"},
        {"email": "", "phone": ""}, {"code": "X"}, {"identity_mark": "x"}, {"source": "mediated"}, {"tenant": "gym"},
    ],
)  # fmt: skip
def test_what_is_wrong_changes_nothing(alice, cast, page, wrong):
    before = now(cast)
    assert alice.post(page, typed(alice, page, **({"name": "Kept"} | wrong))).status_code == 422
    assert (now(cast).name, now(cast).email) == (before.name, before.email)


def test_a_number_that_stands_there_stays_as_it_was_written(alice, cast, page):
    with tenant_tx(cast.salon.tenant):
        Client.objects.filter(pk=cast.dana.pk).update(phone="08-12")
    assert alice.post(page, typed(alice, page, name="Dana")).status_code == 303
    assert now(cast).phone == "08-12"


def test_hostile_names_lie_still(alice, cast, page):
    """I01."""
    alice.post(page, typed(alice, page, name=HOSTILE))
    for where in (page, "/salon/desk/clients/?q=svg"):
        text = alice.get(where).text
        assert "&lt;svg onload" in text
        assert "<svg onload" not in text
        assert "<div hx-get=//evil" not in text
    assert alice.post(page, typed(alice, page, name="a\x00b")).status_code in (400, 422)


def test_somebody_elses_clients_are_not_there(alice, bob, cast, log_in):
    """T02; and Bob, who sees his own calendar, has never met Dana."""
    theirs = cast.gym.client.code
    for code in (theirs, "NOBODY000000"):
        assert alice.get(f"/salon/desk/clients/{code}/details/").status_code == 404
        assert alice.post(f"/salon/desk/clients/{code}/details/", {"name": "x"}).status_code == 404
    assert bob.get(f"/salon/desk/clients/{cast.dana.code}/details/").status_code == 404
    assert log_in(cast.finance).get(f"/salon/desk/clients/{cast.dana.code}/details/").status_code == 403
