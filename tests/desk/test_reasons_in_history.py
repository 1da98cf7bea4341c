"""Free text may be about people, and events are for ever: it stands on the row, and an event only tells of it."""

import json

from django.test import Client as Browser

from booking.availability.catalogue import current
from booking.availability.models import TemplateWeek
from booking.availability.wishing import Wish
from booking.bookings.direct import book_directly
from booking.bookings.models import Booking
from booking.bookings.moving import move
from booking.clients.services import Contact
from tenants.actors import SYSTEM, Actor
from tenants.models import Event
from tenants.tenancy import tenant_tx
from tests.cast import Cast
from tests.desk.conftest import Book, at

SAVE = "/salon/desk/weeks/save/"


def in_events(cast: Cast, text: str) -> bool:
    with tenant_tx(cast.salon.tenant):
        return any(text in json.dumps(data) for data in Event.objects.values_list("data", flat=True))


def page(browser: Browser, booking: Booking) -> str:
    return browser.get(f"/salon/desk/bookings/{booking.code}/").text


def over(cast: Cast, reason: str) -> Booking:
    salon = cast.salon
    with tenant_tx(salon.tenant):
        catalogue = current(salon.tenant)
        wish = Wish(catalogue.service(salon.service.code), catalogue.resources[salon.practitioners[0].pk])
        return book_directly(
            tenant=salon.tenant, wish=wish, start_at=at(10), contact=Contact("Bo", "bo@example.com"),
            actor=Actor("member", cast.alice.user_id), anyway="taken", reason=reason,
        )  # fmt: skip


def test_why_it_was_cancelled(alice: Browser, book: Book, cast: Cast):
    booking = book()
    alice.post(f"/salon/desk/bookings/{booking.code}/cancellation/", {"seen": 0, "reason": "Has the flu"})
    assert "Cancelled · “Has the flu”" in page(alice, booking)
    assert not in_events(cast, "flu")


def test_why_it_stands_over_something_else_is_told_of_the_last_time(alice: Browser, book: Book, cast: Cast):
    book()
    book(at(14))
    booking = over(cast, "Her sister is ill")
    assert "Over something else · “Her sister is ill”" in page(alice, booking)
    with tenant_tx(cast.salon.tenant):
        move(booking=booking, start_at=at(14), actor=SYSTEM, by_staff=True, anyway="taken", reason="The bus is late")
    text = page(alice, booking)
    assert text.count("Over something else · “The bus is late”") == 1
    assert "Her sister" not in text
    assert "True" not in text
    assert not in_events(cast, "sister")
    assert not in_events(cast, "bus is late")


def test_what_was_written_into_an_event_long_ago_is_still_told(alice: Browser, book: Book, cast: Cast):
    booking = book()
    with tenant_tx(cast.salon.tenant):
        Event.objects.create(
            tenant=cast.salon.tenant, type="booking.forced", subject_id=booking.pk, subject_code=booking.code,
            actor_kind="member", data={"passing": "taken", "reason": "An old one"},
        )  # fmt: skip
    assert "Over something else · “An old one”" in page(alice, booking)


def test_a_week_is_called_by_its_name_nowhere_but_in_its_row(alice: Browser, cast: Cast):
    code = cast.salon.practitioners[0].code
    assert alice.post(SAVE, {"name": "When Eva is ill", "day": "2026-11-24", "who": code}).status_code == 302
    with tenant_tx(cast.salon.tenant):
        week = TemplateWeek.objects.get()
    for said in ({"act": "rename", "name": "Eva again"}, {"act": "remove"}):
        assert alice.post(f"/salon/desk/weeks/{week.pk}/", said).status_code == 302
    with tenant_tx(cast.salon.tenant):
        assert Event.objects.filter(type__startswith="week.").count() == 3
    assert not in_events(cast, "Eva")
