"""The first page: today and the coming days, for whoever may see them."""

from datetime import timedelta

from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from booking.availability.catalogue import current
from booking.availability.wishing import Wish
from booking.bookings.holding import place_hold
from booking.bookings.models import Booking, Part, Status
from tenants.models import Delivery
from tenants.tenancy import tenant_tx
from tests.desk.conftest import TUESDAY, at


def page(browser, query=""):
    return browser.get(f"/salon/desk/{query or chr(63)}&view=list")


def fill(house, count):
    """Standing bookings around the Tuesday, as rows; nobody asks here whether they fit."""
    with tenant_tx(house.tenant):
        for n in range(count):
            start = TUESDAY + timedelta(minutes=n)
            booking = Booking.objects.create(
                tenant=house.tenant, status=Status.CONFIRMED, start_at=start, end_at=start + timedelta(hours=1),
                location=house.place, mode="on_site", client=house.client, contact_name=f"Client {n}",
                price=50000, currency="SEK",
            )  # fmt: skip
            Part.objects.create(
                tenant=house.tenant, booking=booking, service=house.service, resource=house.practitioners[n % 2],
                start_at=booking.start_at, end_at=booking.end_at, price=50000,
            )  # fmt: skip


def test_a_week_without_bookings_says_so_and_offers_to_book(alice):
    response = page(alice)
    assert response.status_code == 200
    assert "Nothing is booked these days" in response.text
    assert "/salon/desk/book/" in response.text


def test_a_booking_shows_when_who_what_with_whom_and_where(alice, book, cast):
    booking = book()
    text = page(alice).text
    assert "Tomorrow, Tuesday 24 November" in text
    assert "10:00–11:00" in text
    assert "Dana CANARY-salon" in text
    what = "Massage CANARY-salon · Alice CANARY-salon · Rum 1 CANARY-salon"
    assert what in text or what.replace("Rum 1", "Rum 2") in text
    assert f"/salon/desk/bookings/{booking.code}/" in text
    assert "Not paid" in text


def test_only_the_first_visit_of_a_client_is_marked(alice, book):
    book(at(10))
    book(at(14))
    rows = [row for day in page(alice).context["days"] for row in day["rows"]]
    assert [row.kind for row in rows] == ["first", "booked"]
    assert page(alice).text.count("First visit") == 1


def test_the_next_booking_is_marked_with_a_word(alice, book):
    book(at(10))
    book(at(14))
    text = page(alice).text
    assert text.count("Next</span>") == 1
    assert text.count('aria-current="true"') == 3  # the booking, the entry of the rail, and the view


def test_in_days_to_come_none_is_the_next_one(alice, book):
    book(at(10, days=14))
    assert "Next</span>" not in page(alice, "?day=2026-12-08").text


def test_a_hold_shows_its_time_and_no_name(alice, cast):
    with tenant_tx(cast.salon.tenant):
        service = current(cast.salon.tenant).service(cast.salon.service.code)
        place_hold(tenant=cast.salon.tenant, wish=Wish(service=service), start_at=TUESDAY)
    (row,) = [row for day in page(alice).context["days"] for row in day["rows"]]
    assert row.held
    assert (row.who, row.what, row.marks) == ("", "", [])
    assert "reserved" in page(alice).text


def test_a_hold_that_ran_out_is_gone(alice, cast, clock):
    with tenant_tx(cast.salon.tenant):
        service = current(cast.salon.tenant).service(cast.salon.service.code)
        place_hold(tenant=cast.salon.tenant, wish=Wish(service=service), start_at=TUESDAY)
    clock.forward(minutes=11)
    assert "reserved" not in page(alice).text


def test_bob_sees_his_own_bookings_only(bob, book, cast):
    book(at(10), who=0)
    mine = book(at(14), who=1)
    rows = [row for day in page(bob).context["days"] for row in day["rows"]]
    assert [row.code for row in rows] == [mine.code]


def test_bob_sees_all_once_he_may(bob, book, cast):
    cast.bob.sees_all = True
    cast.bob.save()
    book(at(10), who=0)
    book(at(14), who=1)
    assert len([row for day in page(bob).context["days"] for row in day["rows"]]) == 2


def test_the_list_can_be_narrowed_to_one_practitioner(alice, book, cast):
    book(at(10), who=0)
    book(at(14), who=1)
    rows = [
        row for day in page(alice, f"?with={cast.salon.practitioners[1].code}").context["days"] for row in day["rows"]
    ]
    assert len(rows) == 1
    assert "Bob" in rows[0].what


def test_a_day_in_the_address_comes_first(alice, book):
    book(at(10, days=14))
    assert "Tuesday 8 December" in page(alice, "?day=2026-12-08").text
    assert page(alice, "?day=2026-12-08").context["days"][0]["booked"] == 1


def test_nonsense_in_the_address_is_today(alice):
    for query in ("?day=yesterday", "?day=9999-99-99", "?day=0001-01-01", "?with=%C3%A9", "?day=2026-W48-2"):
        assert page(alice, query).status_code == 200


def test_a_hundred_bookings_ask_as_often_as_ten(alice, cast):
    fill(cast.salon, 10)
    page(alice)
    with CaptureQueriesContext(connection) as ten:
        assert len(page(alice).context["days"][1]["rows"]) == 10
    fill(cast.salon, 90)
    with CaptureQueriesContext(connection) as hundred:
        assert len(page(alice).context["days"][1]["rows"]) == 100
    assert len(hundred) == len(ten)


def test_finance_looks_but_is_offered_nothing_to_book(log_in, cast, book):
    book()
    text = page(log_in(cast.finance)).text
    assert "Dana CANARY-salon" in text
    assert "/salon/desk/book/" not in text
    assert "/salon/desk/clients/" not in text


def test_the_owner_is_told_of_what_could_not_be_delivered(alice, bob, book, cast, clock):
    book()
    assert "could not be delivered" not in page(alice).text
    with tenant_tx(cast.salon.tenant):
        Delivery.objects.update(dead_at=clock.now)
    assert "1 message could not be delivered" in page(alice).text
    assert "could not be delivered" not in page(bob).text


def test_the_member_reads_their_own_language(cast):
    cast.alice.user.language = "en"
    cast.alice.user.save()
    browser = Browser()
    browser.force_login(cast.alice.user)
    assert '<html lang="en"' in page(browser).text
    browser.cookies["ledig_language"] = "nb"
    assert '<html lang="nb"' in page(browser).text


def test_nobody_of_the_gym_sees_anything_of_the_salon(log_in, cast, book):
    book(house=cast.gym)
    browser = log_in(cast.charlie)
    assert page(browser).status_code == 404
    mine = browser.get("/gym/desk/")
    assert mine.status_code == 200
    assert "CANARY-salon" not in mine.text


def test_a_stranger_is_asked_to_log_in(cast, client):
    assert page(client).status_code == 302
    assert client.get("/salon/desk/")["Location"] == "/account/login/?next=/salon/desk/"
    assert client.get("/salon/desk/", headers={"HX-Request": "true"}).status_code == 401
