"""A whole page for existing clients only (PB7): a stranger is told how to become known, and nothing else."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from booking.bookings.models import Booking
from tenants.models import MayBook, Tenant
from tenants.tenancy import tenant_tx
from tests.cast import Cast, House
from tests.grouping import make_group
from tests.pages.keeping import become_known, keep
from tests.pages.visitor import TUESDAY_TEN, Visitor, links, starts, text
from tests.tenants.faces import face

API = "/api/v1/salon/"


def open_to(house: House, whom: str) -> None:
    with tenant_tx(house.tenant):
        Tenant.objects.filter(pk=house.tenant.pk).update(booked_by=whom)


@pytest.fixture
def shut(dana: Visitor, cast: Cast) -> Visitor:
    """Dana came while it was open to all; from now on it is not."""
    assert starts(dana.times())
    assert cast.salon.service.name in dana.get("").text
    open_to(cast.salon, MayBook.CLIENTS)
    return dana


def tells(house: House, page: str) -> bool:
    """Whether anything in it says what is given, by whom, or when."""
    names = [house.service.name, house.service.code, *(who.name for who in house.practitioners)]
    return any(name in page for name in [*names, "2026-11-24T", 'name="start"'])


def test_a_stranger_is_told_how_to_become_known_and_how_to_reach_the_business(shut: Visitor, cast: Cast):
    page = shut.get("")
    assert page.status_code == 200
    assert "Been here before?" in text(page)
    assert "New here?" in text(page)
    assert "/salon/known/" in links(page)
    assert not tells(cast.salon, page.text)
    assert "With it you see what you can book" in text(shut.get("known/"))


def test_each_way_to_a_time_leads_there_whether_there_is_such_a_service_or_not(shut: Visitor, cast: Cast):
    house = cast.salon
    there = [
        shut.times(), shut.times(month="2026-12"), shut.get(f"s/{house.service.code}/"),
        shut.get(f"s/{house.service.code}/?choose=1"),
        shut.get(f"s/{house.service.code}/?practitioner=any&mode=on_site", headers={"HX-Target": "times"}),
    ]  # fmt: skip
    nowhere = face(shut.get("s/NOBODY99/"))
    for answer in there:
        assert (answer.status_code, answer["Location"]) == (302, "/salon/")
        assert face(answer) == nowhere
    person = shut.get(f"p/{house.practitioners[0].code}/")
    assert (person.status_code, person["Location"]) == (302, "/salon/")
    assert face(person) == face(shut.get("p/NOBODY99/"))
    pressed = shut.press()
    assert (pressed.status_code, pressed["Location"]) == (303, "/salon/")
    with tenant_tx(house.tenant):
        assert not Booking.objects.exists()


def test_a_program_is_told_nothing_either(shut: Visitor, cast: Cast):
    house, browser = cast.salon, shut.browser
    days = f"service={house.service.code}&from=2026-11-24&to=2026-11-24"
    group = make_group(house, offered=True)
    for headers in ({}, {"Private-Link": group.token}, {"Authorization": f"Bearer {house.key}"}):
        assert browser.get(f"{API}services", headers=headers).json() == []
        for address in (f"slots?{days}", f"slots/next?service={house.service.code}"):
            answer = browser.get(API + address, headers=headers)
            assert answer.status_code == 404
            assert not tells(house, answer.text)
        body = {"service": house.service.code, "start": TUESDAY_TEN.isoformat()}
        answer = browser.post(f"{API}holds", body, content_type="application/json", headers=headers)
        unknown = body | {"service": "NOBODY99"}
        assert answer.status_code == 400
        assert answer.json() == browser.post(
            f"{API}holds", unknown, content_type="application/json", headers=headers
        ).json()  # fmt: skip


def test_a_private_link_proves_nobody(shut: Visitor, cast: Cast):
    group = make_group(cast.salon, offered=True)
    shut.get(f"private/{group.token}/")
    assert not tells(cast.salon, shut.get("").text)
    assert shut.times().status_code == 302
    become_known(shut)
    assert starts(shut.times())
    assert "You book on the terms for Members" in text(shut.times())


def test_whoever_is_known_books_as_ever(shut: Visitor, cast: Cast):
    become_known(shut)
    assert cast.salon.service.name in shut.get("").text
    shut.book()
    assert shut.booking().client_proven


def test_a_booking_that_stands_is_still_its_clients_to_move(dana: Visitor, cast: Cast):
    own = dana.book()
    open_to(cast.salon, MayBook.CLIENTS)
    assert dana.get(own).status_code == 200
    later = (TUESDAY_TEN + timedelta(hours=2)).isoformat()
    assert dana.post(f"{own}move/", {"start": later, "seen": dana.booking().sequence}).status_code == 303
    assert dana.booking().start_at == TUESDAY_TEN + timedelta(hours=2)


def test_the_desk_and_a_program_with_a_key_book_for_anybody(shut: Visitor, cast: Cast):
    body = {
        "service": cast.salon.service.code, "start": TUESDAY_TEN.isoformat(),
        "client": {"name": "New", "email": "new@example.com"},
    }  # fmt: skip
    headers = {"Authorization": f"Bearer {cast.salon.key}"}
    answer = shut.browser.post(f"{API}bookings", body, content_type="application/json", headers=headers)
    assert answer.status_code == 201, answer.content


def test_it_is_open_again_at_once_and_was_never_shut_elsewhere(shut: Visitor, cast: Cast):
    assert starts(Visitor(cast.gym).times())
    open_to(cast.salon, MayBook.EVERYBODY)
    assert starts(shut.times())


def test_what_is_shut_says_nothing_of_a_time_that_is_kept(shut: Visitor, cast: Cast):
    before = face(shut.get(""))
    keep(cast.salon)
    assert face(shut.get("")) == before


@pytest.mark.django_db(transaction=True, databases=["default", "owner", "relay"])
def test_the_page_costs_no_query_more(dana: Visitor, cast: Cast):
    def asked() -> int:
        dana.get("")
        with CaptureQueriesContext(connection) as seen:
            dana.get("")
        return len(seen)

    before = asked()
    open_to(cast.salon, MayBook.CLIENTS)
    assert asked() == before
