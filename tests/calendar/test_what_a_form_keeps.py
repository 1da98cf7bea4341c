"""CA7 CA16: what a form did not show, or what nobody touched in it, stays as it was."""

import re
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.test import Client as Browser

from booking.availability.catalogue import current
from booking.availability.models import Entered, OpenSlot, Shift
from booking.availability.wishing import Wish
from booking.bookings.cancelling import cancel
from booking.bookings.direct import book_directly
from booking.clients.services import Contact
from booking.resources.models import Resource, Service
from tenants.actors import Actor
from tenants.tenancy import tenant_tx
from tests.cast import Cast, make_service
from tests.desk.conftest import Book, at


def filled(page: str) -> dict[str, Any]:
    """What a browser without JavaScript would send of the first form in the page's middle."""
    [form] = re.findall(r'<form class="form".*?</form>', page, re.DOTALL)
    said: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name is None or name[1] == "csrfmiddlewaretoken":
            continue
        if 'type="checkbox"' in tag or 'type="radio"' in tag:
            if "checked" in tag:
                said.setdefault(name[1], []).append(value[1] if value else "on")
        else:
            said[name[1]] = value[1] if value else ""
    for name, options in re.findall(r'<select name="([^"]*)".*?>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        said[name] = chosen[1] if chosen else re.findall(r'value="([^"]*)"', options)[0]
    return said


def saved(browser: Browser, cast: Cast, row: Entered, kind: str, **changes: str) -> Any:
    url = f"/salon/desk/{kind}/{row.pk}/"
    answer = browser.post(url, filled(browser.get(url).text) | changes)
    assert answer.status_code == 302, answer.content
    with tenant_tx(cast.salon.tenant):
        return type(row)._default_manager.get(pk=row.pk)


@pytest.fixture
def slot(alice: Browser, cast: Cast) -> OpenSlot:
    alice.post("/salon/desk/slots/", {"start": "2026-11-24T18:00", "with": cast.salon.practitioners[0].code})
    with tenant_tx(cast.salon.tenant):
        return OpenSlot.objects.get()


def test_a_price_that_nobody_touched_follows_the_length(alice: Browser, cast: Cast, slot: OpenSlot):
    longer = saved(alice, cast, slot, "slots", minutes="120")
    assert (longer.end_at - longer.start_at, longer.price) == (timedelta(hours=2), 100000)
    own = saved(alice, cast, slot, "slots", price="850")
    assert saved(alice, cast, own, "slots", minutes="60").price == 85000


def test_a_price_that_was_written_stays_even_if_it_is_the_old_one(alice: Browser, cast: Cast, slot: OpenSlot):
    assert saved(alice, cast, slot, "slots", minutes="120", price="500", price_by="hand").price == 50000


def a_shift(cast: Cast, **limits: Any) -> Shift:
    with tenant_tx(cast.salon.tenant):
        return Shift.objects.create(
            tenant=cast.salon.tenant, resource=cast.salon.practitioners[0], location=cast.salon.place,
            on=date(2026, 11, 28), opens=time(9), closes=time(12), **limits,
        )  # fmt: skip


def test_working_time_for_the_one_service_that_somebody_gives_stays_for_that_one(alice: Browser, cast: Cast):
    salon = cast.salon
    with tenant_tx(salon.tenant):
        make_service(salon.tenant, "Another", salon.practitioners[1:])
    shift = a_shift(cast, service_ids=[salon.service.pk])
    assert saved(alice, cast, shift, "shifts", end="2026-11-28T13:00").service_ids == [salon.service.pk]


def test_working_time_for_one_way_to_meet_stays_for_that_way(alice: Browser, cast: Cast):
    salon = cast.salon
    with tenant_tx(salon.tenant):
        other = make_service(salon.tenant, "Another", salon.practitioners[1:])
        Service.objects.filter(pk=other.pk).update(modes=["on_site", "video"])
    shift = a_shift(cast, modes=["on_site"])
    assert saved(alice, cast, shift, "shifts", end="2026-11-28T13:00").modes == ["on_site"]


def kinds(browser: Browser) -> list[str]:
    told = browser.get("/salon/desk/calendar.json?from=2026-11-24&until=2026-11-25").json()
    return [one["kind"] for one in told["entries"]]


def test_no_time_is_free_where_only_a_booking_over_another_is_left(alice: Browser, cast: Cast, book: Book):
    """What was booked beside something blocks as much as what stands alone."""
    salon, who = cast.salon, cast.salon.practitioners[0]
    first = book()
    with tenant_tx(salon.tenant):
        catalogue = current(salon.tenant)
        book_directly(
            tenant=salon.tenant, wish=Wish(catalogue.service(salon.service.code), catalogue.resources[who.pk]),
            start_at=at(10), contact=Contact("Bo", "bo@example.com"), actor=Actor("member"), anyway="taken", reason="x",
        )  # fmt: skip
        cancel(booking=first, by="staff")
        OpenSlot.objects.create(
            tenant=salon.tenant, resource=who, location=salon.place, start_at=at(10), end_at=at(11), price=1
        )
    assert kinds(alice) == ["first"]
    refused = alice.post("/salon/desk/slots/", {"start": "2026-11-24T10:00", "with": who.code})
    assert refused.status_code == 422
    assert "Something is booked then" in refused.text


def test_no_time_is_free_while_somebody_is_away(alice: Browser, cast: Cast, slot: OpenSlot):
    who = cast.salon.practitioners[0].code
    absence = {"tab": "absence", "start": "2026-11-24T08:00", "end": "2026-11-24T20:00", "with": who, "note": ""}
    assert kinds(alice) == ["open"]
    assert alice.post("/salon/desk/entries/", absence).status_code == 302
    assert kinds(alice) == ["absence"]
    refused = alice.post("/salon/desk/slots/", {"start": "2026-11-24T19:00", "with": who})
    assert refused.status_code == 422
    assert "is away then" in refused.text


def test_a_practitioner_whom_clients_do_not_see_cannot_be_booked_by_them(alice: Browser, cast: Cast):
    who = cast.salon.practitioners[0]
    with tenant_tx(cast.salon.tenant):
        Resource.objects.filter(pk=who.pk).update(public=False)
    text = alice.get("/salon/desk/time/", {"start": "2026-11-24T10:00", "with": who.code}).text
    assert f"Clients do not see {who.name}." in text
    assert "Clients can book it" not in text
    assert "You may book it all the same." in text
    late = alice.get("/salon/desk/time/", {"start": "2026-11-24T20:00", "with": who.code}).text
    assert "You may open a time here, or book after a warning." in late
