"""CA11: whoever is in front of somebody's eyes when they point at the calendar is whom the booking is for."""

import re
from html import unescape

import pytest

from booking.clients.models import Client
from tenants.tenancy import tenant_tx

WHEN = {"start": "2026-11-24T14:00", "end": "2026-11-24T15:00"}
PLACES = ["entries/", "time/"]


@pytest.mark.parametrize("place", PLACES)
def test_the_client_comes_along_by_name_into_every_link(alice, cast, place):
    page = alice.get(f"/salon/desk/{place}", WHEN | {"client": cast.salon.client.code}).text
    assert "Dana CANARY-salon" in page
    assert f"client={cast.salon.client.code}" in page
    assert page.count(f"client={cast.salon.client.code}") >= 4  # to book, and each tab


def test_the_booking_page_that_it_leads_to_asks_only_whether(alice, cast):
    page = alice.get("/salon/desk/time/", WHEN | {"client": cast.salon.client.code}).text
    action = unescape(re.search(r'action="(/salon/desk/book/[^"]+)"', page)[1])
    answer = alice.post(action, {"service": cast.salon.service.code}, follow=True)
    assert answer.status_code == 200
    assert "Book Dana CANARY-salon?" in answer.text


def test_a_refused_entry_keeps_the_client(alice, cast):
    said = {"tab": "activity", "title": "", "note": "", "with": cast.salon.practitioners[0].code} | WHEN
    answer = alice.post(f"/salon/desk/entries/?client={cast.salon.client.code}", said)
    assert answer.status_code == 422
    assert f"client={cast.salon.client.code}" in answer.text


def test_on_an_open_time_too(alice, cast):
    alice.post("/salon/desk/slots/", {"start": "2026-11-28T10:00", "with": cast.salon.practitioners[0].code})
    from_toast = alice.get("/salon/desk/calendar.json?from=2026-11-28&until=2026-11-29").json()["entries"][0]
    page = alice.get(from_toast["url"], {"client": cast.salon.client.code}).text
    assert "Book this time for Dana CANARY-salon" in page
    assert f"&amp;client={cast.salon.client.code}" in page


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("code", ["NOBODY", "x" * 400, "%00", "'"])
def test_a_code_of_nobodys_is_as_if_not_said(alice, place, code):
    answer = alice.get(f"/salon/desk/{place}", WHEN | {"client": code})
    assert answer.status_code == 200
    assert answer.context["client"] is None
    assert "client=" not in answer.text


@pytest.mark.parametrize("place", PLACES)
def test_bob_is_not_told_of_a_client_whom_he_does_not_know(bob, cast, place):
    with tenant_tx(cast.salon.tenant):
        stranger = Client.objects.create(tenant=cast.salon.tenant, name="Sven Secret", email="sven@example.com")
    answer = bob.get(f"/salon/desk/{place}", WHEN | {"client": stranger.code})
    assert answer.context["client"] is None
    assert "Sven" not in answer.text


def test_a_bookings_page_says_whose_it_is(alice, book, cast):
    assert f'data-client="{cast.salon.client.code}"' in alice.get(f"/salon/desk/bookings/{book().code}/").text
