"""At most so many per client and period: kept where somebody is known for sure, marked for staff where not."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from booking.availability.catalogue import current
from booking.availability.wishing import Wish
from booking.bookings.cancelling import cancel
from booking.bookings.completing import complete_hold
from booking.bookings.holding import place_hold
from booking.bookings.limiting import passed
from booking.bookings.models import Booking
from booking.bookings.moving import move
from booking.clients.models import Client
from booking.clients.services import Contact
from booking.kernel.errors import NotBookable
from booking.resources.models import Location
from tenants.actors import Actor
from tenants.tenancy import tenant_tx
from tests.cast import Cast, make_service
from tests.grouping import change, join, make_group
from tests.pages.visitor import TUESDAY_TEN

MEMBER = Actor("member")


@pytest.fixture(autouse=True)
def english() -> Any:
    with translation.override("en"):
        yield


@pytest.fixture
def twice(cast: Cast) -> Cast:
    change(cast.salon, most_bookings=2, most_days=7)
    return cast


def book(
    cast: Cast,
    start: datetime,
    *,
    client: Client | None = None,
    paying: str = "on_site",
    email: str = "dana@example.com",
    **how: Any,
) -> Booking:
    """By the cast's client; with `client`, one who has shown who they are."""
    salon = cast.salon
    with tenant_tx(salon.tenant):
        wish = Wish(current(salon.tenant).service(salon.service.code), group=how.pop("group", None))
        held = place_hold(tenant=salon.tenant, wish=wish, start_at=start)
        contact = Contact("Dana", email)
        return complete_hold(booking=held, contact=contact, paying=paying, client=client, **how)


def days(n: int) -> datetime:
    return TUESDAY_TEN + timedelta(days=n)


def test_who_is_known_is_refused_and_told_when_they_can_book_again(twice: Cast):
    dana = twice.dana
    book(twice, days(0), client=dana)
    book(twice, days(3), client=dana)
    with pytest.raises(NotBookable) as refused:
        book(twice, days(6), client=dana)
    assert "It can be booked 2 times within 7 days" in str(refused.value.message)
    assert "1 December" in str(refused.value.message)
    assert refused.value.extra["again_on"] == "2026-12-01"
    with tenant_tx(twice.salon.tenant):
        assert Booking.objects.filter(client=dana).count() == 2
    assert not book(twice, days(7), client=dana).over_limit


def test_whoever_only_wrote_the_e_mail_learns_nothing_and_staff_see_it(twice: Cast):
    book(twice, days(0), client=twice.dana)
    first, second = book(twice, days(1)), book(twice, days(2))
    assert (first.status, first.over_limit) == ("confirmed", False)
    assert (second.status, second.over_limit) == ("confirmed", True)
    assert second.client_id == twice.dana.pk
    assert not book(twice, days(3), email="new@example.com").over_limit


def test_staff_pass_it_and_it_is_marked(twice: Cast):
    for n in range(2):
        assert not book(twice, days(n), client=twice.dana, actor=MEMBER).over_limit
    assert book(twice, days(2), client=twice.dana, actor=MEMBER).over_limit


def test_what_stands_or_is_being_paid_counts_and_nothing_else(twice: Cast, clock: Any):
    dana = twice.dana
    first = book(twice, days(0), client=dana)
    paid = book(twice, days(1), client=dana, paying="online")
    with pytest.raises(NotBookable):
        book(twice, days(2), client=dana)
    clock.set(paid.held_until)  # it ran out, whether or not somebody has written so yet
    book(twice, days(2), client=dana)
    with pytest.raises(NotBookable):
        book(twice, days(3), client=dana)
    with tenant_tx(twice.salon.tenant):
        cancel(booking=first)
    book(twice, days(3), client=dana)


def test_what_is_asked_for_counts_as_long_as_it_may_be_answered(twice: Cast, clock: Any):
    for n in range(2):
        asked = book(twice, days(n), client=twice.dana, answer_within=timedelta(hours=2))
    with pytest.raises(NotBookable):
        book(twice, days(2), client=twice.dana)
    clock.set(asked.held_until)
    assert not book(twice, days(2), client=twice.dana).over_limit


def test_another_service_does_not_count(twice: Cast):
    with tenant_tx(twice.salon.tenant):
        other = make_service(twice.salon.tenant, "Another", twice.salon.practitioners)
        held = place_hold(tenant=twice.salon.tenant, wish=Wish(other), start_at=days(0))
        complete_hold(booking=held, contact=Contact("Dana", "dana@example.com"), paying="on_site", client=twice.dana)
    book(twice, days(1), client=twice.dana)
    book(twice, days(2), client=twice.dana)


def test_the_group_s_own_rule_comes_first(twice: Cast):
    group = make_group(twice.salon, most_bookings=1, most_days=30)
    join(twice.salon, group)
    first = book(twice, days(0), client=twice.dana, group=group.pk)
    assert first.group_id == group.pk
    with pytest.raises(NotBookable) as refused:
        book(twice, days(14), client=twice.dana, group=group.pk)
    assert refused.value.extra["again_on"] == "2026-12-24"


def test_a_move_is_judged_by_the_day_it_moves_to(twice: Cast):
    dana, tenant = twice.dana, twice.salon.tenant
    book(twice, days(0), client=dana)
    book(twice, days(1), client=dana)
    late = book(twice, days(14), client=dana)
    with tenant_tx(tenant), pytest.raises(NotBookable):
        move(booking=late, start_at=days(3), proven_client=True)
    with tenant_tx(tenant):
        late.refresh_from_db()
        assert late.start_at == days(14)
        assert not move(booking=late, start_at=days(13)).over_limit
        late.refresh_from_db()
        assert move(booking=late, start_at=days(3), by_staff=True, actor=MEMBER).over_limit
        late.refresh_from_db()
        assert not move(booking=late, start_at=days(15), by_staff=True, actor=MEMBER).over_limit


def test_a_booking_does_not_stand_in_its_own_way(twice: Cast):
    change(twice.salon, most_bookings=1, most_days=30)
    only = book(twice, days(0), client=twice.dana)
    with tenant_tx(twice.salon.tenant):
        assert move(booking=only, start_at=days(1)).start_at == days(1)


def test_who_is_unproven_moves_and_is_told_nothing(twice: Cast):
    book(twice, days(0), client=twice.dana)
    book(twice, days(1), client=twice.dana)
    guess = book(twice, days(14))
    with tenant_tx(twice.salon.tenant):
        moved = move(booking=guess, start_at=days(2))
    assert moved.over_limit


def test_days_are_those_of_the_place(twice: Cast):
    """23:30 UTC on Monday is Tuesday in Stockholm: counted by the clock on the wall."""
    change(twice.salon, most_bookings=1, most_days=1)
    book(twice, days(0), client=twice.dana)
    with pytest.raises(NotBookable):
        book(twice, days(0) + timedelta(hours=3), client=twice.dana)
    assert book(twice, days(1) - timedelta(hours=1), client=twice.dana)


def test_what_is_longer_ago_than_the_period_is_not_even_read(twice: Cast):
    """Somebody who has been coming for years costs no more than somebody who began last week."""
    for n in (0, 7, 14, 21, 28):
        book(twice, days(n), client=twice.dana)
    salon = twice.salon
    with tenant_tx(salon.tenant), CaptureQueriesContext(connection) as questions:
        catalogue = current(salon.tenant)
        service = catalogue.service(salon.service.code)
        assert passed(catalogue, service, twice.dana.pk, days(27), "Europe/Stockholm") is None
        counting = [one["sql"] for one in questions if "bookings_booking" in one["sql"]]
        (sql,) = counting
        with connection.cursor() as cursor:
            cursor.execute(sql)
            assert len(cursor.fetchall()) == 2  # that of three weeks after the first, and the one after it


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_the_first_day_of_the_period_counts_wherever_the_place_is(twice: Cast, zone: str):
    change(twice.salon, most_bookings=1, most_days=7)
    book(twice, days(0), client=twice.dana)
    with tenant_tx(twice.salon.tenant):
        Location.objects.update(timezone=zone)
        catalogue = current(twice.salon.tenant)
        service = catalogue.service(twice.salon.service.code)
        found = [passed(catalogue, service, twice.dana.pk, days(n), zone) is not None for n in (5, 6, 7, 8)]
    assert found == [True, True, False, False]
