"""Half an hour later, please: a booking does not stand in its own way, wherever it is moved from."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from booking.availability.catalogue import current
from booking.availability.search import free_times, nearest_free, next_free
from booking.availability.wishing import Wish
from booking.bookings.direct import book_directly
from booking.bookings.models import Booking
from booking.bookings.moving import move, wish_of
from booking.clients.services import Contact
from booking.kernel.errors import SlotTaken
from tenants.actors import Actor
from tenants.tenancy import tenant_tx
from tests.api.program import Program, token_in
from tests.cast import Cast, House
from tests.conftest import MONDAY, Clock
from tests.pages.visitor import Visitor, starts

STOCKHOLM = ZoneInfo("Europe/Stockholm")
TEN = datetime(2026, 11, 24, 10, 0, tzinfo=STOCKHOLM)
HALF_AN_HOUR = timedelta(minutes=30)
LITTLE = [TEN - HALF_AN_HOUR, TEN + HALF_AN_HOUR]
DANA = Contact("Dana Ek", "dana@example.com", "+46701234567", "sv")


@pytest.fixture
def salon(cast: Cast):
    with tenant_tx(cast.salon.tenant):
        yield cast.salon


def book(house: House, start_at: datetime = TEN, who: int = 0) -> Booking:
    catalogue = current(house.tenant)
    chosen = catalogue.resources[house.practitioners[who].pk]
    wish = Wish(service=catalogue.service(house.service.code), practitioner=chosen)
    actor = Actor("member", house.owner.user_id)
    return book_directly(tenant=house.tenant, wish=wish, start_at=start_at, client=None, contact=DANA, actor=actor)


def on_tuesday(house: House, wish: Wish) -> list[datetime]:
    return [time.start_at for time in free_times(house.tenant, wish, TEN.date(), TEN.date()).times]


def test_a_booking_that_moves_may_begin_within_its_own_time(salon):
    wish = wish_of(book(salon))
    assert set(LITTLE) <= set(on_tuesday(salon, wish))
    assert set(LITTLE) <= {time.start_at for time in next_free(salon.tenant, wish, 40)}
    assert [time.start_at for time in nearest_free(salon.tenant, wish, TEN, 2)] == LITTLE


def test_the_time_that_it_has_is_not_offered_with_the_same_practitioner(salon):
    wish = wish_of(book(salon))
    assert TEN not in on_tuesday(salon, wish)
    colleague = current(salon.tenant).resources[salon.practitioners[1].pk]
    assert TEN in on_tuesday(salon, replace(wish, practitioner=colleague))


def test_what_is_free_for_one_booking_is_free_for_nobody_else(salon):
    wish = wish_of(book(salon))
    everybody = replace(wish, instead_of=None)
    before = on_tuesday(salon, everybody)
    on_tuesday(salon, wish)
    assert on_tuesday(salon, everybody) == before
    assert not set(LITTLE) & set(before)


def test_another_booking_is_still_in_the_way(salon):
    wish = wish_of(book(salon))
    book(salon, TEN.replace(hour=12))
    assert TEN + HALF_AN_HOUR in on_tuesday(salon, wish)
    assert TEN + 2 * HALF_AN_HOUR not in on_tuesday(salon, wish)


def test_a_refused_move_offers_what_only_this_booking_can_have(salon):
    booking = book(salon)
    book(salon, TEN.replace(hour=12))
    with pytest.raises(SlotTaken) as refused:
        move(booking=booking, start_at=TEN.replace(hour=11))
    assert TEN + HALF_AN_HOUR in [time.start_at for time in refused.value.extra["alternatives"]]


def test_only_staff_are_offered_what_is_too_soon_for_clients(salon, clock: Clock):
    booking = book(salon, MONDAY + timedelta(hours=4))
    book(salon, MONDAY + timedelta(hours=2))
    wish = wish_of(booking)
    soon = MONDAY + HALF_AN_HOUR
    assert soon in [time.start_at for time in nearest_free(salon.tenant, wish, MONDAY, staff=True)]
    assert soon not in [time.start_at for time in nearest_free(salon.tenant, wish, MONDAY)]
    with pytest.raises(SlotTaken) as refused:
        move(booking=booking, start_at=MONDAY + timedelta(hours=1), by_staff=True)
    assert soon in [time.start_at for time in refused.value.extra["alternatives"]]


def test_the_clients_page_offers_half_an_hour_later(cast: Cast):
    with tenant_tx(cast.salon.tenant):
        booking = book(cast.salon)
    page = Visitor(cast.salon).get(f"b/{booking.manage_token}/move/", data={"day": "2026-11-24"})
    offered = [datetime.fromisoformat(start) for start in starts(page)]
    assert set(LITTLE) <= set(offered)
    assert TEN not in offered


def test_a_program_is_offered_half_an_hour_later(cast: Cast):
    booking = Program(cast.salon).book()
    with tenant_tx(cast.salon.tenant):
        book(cast.salon, TEN.replace(hour=12), who=[r.name for r in cast.salon.practitioners].index(_whom(booking)))
    answer = Program(cast.salon, token_in(booking)).post(
        f"bookings/{booking['code']}/move", {"start": TEN.replace(hour=11).isoformat()}
    )
    assert answer.status_code == 409
    assert (TEN + HALF_AN_HOUR).isoformat() in [slot["start"] for slot in answer.json()["alternatives"]]


def _whom(booking: dict) -> str:
    return booking["practitioner"]["name"]
