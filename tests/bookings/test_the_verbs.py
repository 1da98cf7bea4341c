"""A booking's whole life through the verbs, on a frozen Monday."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from booking.availability.catalogue import current
from booking.availability.models import Occupancy, WeeklyHours
from booking.availability.search import free_times, next_free
from booking.availability.wishing import Wish
from booking.bookings import cancelling, completing, direct, expiring, holding, moving
from booking.bookings.models import Booking, Status
from booking.bookings.selectors import held, history, managed
from booking.clients.models import Client
from booking.clients.services import Contact
from booking.kernel.errors import Forbidden, HoldExpired, NotBookable, NotFound, SlotTaken, StaleState
from booking.resources.models import Resource, ServiceProvider
from tenants.actors import Actor
from tenants.tenancy import tenant_tx
from tests.cast import Cast
from tests.conftest import Clock
from tests.forging import forged

STOCKHOLM = ZoneInfo("Europe/Stockholm")
TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=STOCKHOLM)
DANA = Contact("Dana Ek", "dana@example.com", "+46701234567", "sv")


@pytest.fixture
def salon(cast: Cast):
    with tenant_tx(cast.salon.tenant):
        yield cast.salon


def wish(salon, *, who: int | None = None) -> Wish:
    catalogue = current(salon.tenant)
    chosen = catalogue.resources[salon.practitioners[who].pk] if who is not None else None
    return Wish(service=catalogue.service(salon.service.code), practitioner=chosen)


def hold(salon, start_at=TUESDAY, who: int | None = None) -> Booking:
    return holding.place_hold(tenant=salon.tenant, wish=wish(salon, who=who), start_at=start_at)


def starts(salon, who: int | None = None) -> list[datetime]:
    times = free_times(salon.tenant, wish(salon, who=who), TUESDAY.date(), TUESDAY.date()).times
    return [time.start_at for time in times]


def test_a_hold_takes_the_practitioner_and_a_room_with_buffers(salon):
    booking = hold(salon, who=0)
    taken = Occupancy.objects.filter(owner_id=booking.parts.get().pk)
    assert {row.resource_id for row in taken} >= {salon.practitioners[0].pk}
    assert taken.count() == 2
    assert all(row.end_at - row.start_at == timedelta(minutes=75) for row in taken)
    assert TUESDAY not in starts(salon, who=0)


def test_a_time_held_when_its_practitioner_leaves_is_nobodys(salon):
    """Whoever left is in no list of people to hand over for; so the client chooses again, while they are there."""
    booking = hold(salon, who=0)
    Resource.objects.filter(pk=salon.practitioners[0].pk).update(active=False)
    with pytest.raises(HoldExpired):
        completing.complete_hold(booking=booking, contact=DANA, paying="on_site")
    assert Booking.objects.get(pk=booking.pk).status == Status.HELD


def test_a_held_time_is_refused_to_the_next_with_the_nearest_times(salon):
    hold(salon, who=0)
    with pytest.raises(SlotTaken) as refused:
        hold(salon, who=0)
    nearest = refused.value.extra["alternatives"]
    assert len(nearest) == 3
    assert [time.start_at - TUESDAY for time in nearest] == [timedelta(minutes=m) for m in (90, 120, 150)]


def test_any_practitioner_goes_to_who_has_least_to_do(salon):
    first = hold(salon)
    second = hold(salon)
    assert {first.parts.get().resource_id, second.parts.get().resource_id} == {p.pk for p in salon.practitioners}
    with pytest.raises(SlotTaken):
        hold(salon)


def test_anybody_means_the_cheapest_who_is_free_as_the_page_says(salon):
    ServiceProvider.objects.filter(resource=salon.practitioners[0]).update(price=60000)
    cheap, dear = hold(salon), hold(salon)
    assert (cheap.price, dear.price) == (50000, 60000)


def test_the_last_room_decides_when_practitioners_are_still_free(salon):
    salon.rooms[1].delete()
    hold(salon, who=0)
    with pytest.raises(SlotTaken):
        hold(salon, who=1)


@pytest.mark.parametrize(
    ("start", "reason"),
    [
        (datetime(2026, 11, 23, 9, 30, tzinfo=STOCKHOLM), "too_soon"),
        (datetime(2027, 11, 23, 10, 0, tzinfo=STOCKHOLM), "beyond_horizon"),
        (datetime(2026, 11, 28, 10, 0, tzinfo=STOCKHOLM), "no_opening"),
        (datetime(2026, 11, 24, 10, 10, tzinfo=STOCKHOLM), "off_grid"),
    ],
)
def test_a_time_against_the_rules_is_not_bookable_and_says_which_rule(salon, start, reason):
    with pytest.raises(NotBookable) as refused:
        hold(salon, start, who=0)
    assert refused.value.extra["reason"] == reason


def test_a_hold_runs_out_after_ten_minutes_by_the_databases_clock(salon, clock: Clock):
    booking = hold(salon, who=0)
    clock.forward(minutes=10)
    with pytest.raises(HoldExpired):
        completing.complete_hold(booking=booking, contact=DANA, paying="on_site")
    with pytest.raises(HoldExpired):
        held(salon.tenant, booking.hold_token)
    assert TUESDAY in starts(salon, who=0)


def test_an_expired_hold_makes_way_for_the_next(salon, clock: Clock):
    first = hold(salon, who=0)
    clock.forward(minutes=10, seconds=1)
    second = hold(salon, who=0)
    assert Occupancy.objects.filter(owner_id=second.parts.get().pk).count() == 2
    assert expiring.expire(booking=first)
    assert Occupancy.objects.filter(owner_id=second.parts.get().pk).count() == 2


def test_completing_confirms_when_paid_on_site_and_lasts(salon, clock: Clock):
    booking = completing.complete_hold(booking=hold(salon, who=0), contact=DANA, paying="on_site")
    assert booking.status == Status.CONFIRMED
    clock.forward(days=1)
    assert Occupancy.objects.filter(owner_id=booking.parts.get().pk, expires_at=None).count() == 2


def test_waiting_for_money_prolongs_once_to_fifteen_minutes(salon, clock: Clock):
    booking = hold(salon, who=0)
    clock.forward(minutes=9)
    booking = completing.complete_hold(booking=booking, contact=DANA, paying="online")
    assert booking.status == Status.AWAITING_PAYMENT
    assert booking.held_until == clock.now + timedelta(minutes=15)
    with pytest.raises(StaleState):
        completing.complete_hold(booking=booking, contact=DANA, paying="online")


def test_a_known_email_is_linked_unproven_and_nothing_stored_changes(salon):
    stranger = Contact("Somebody Else", "DANA@example.com", "+4712345678", "nb")
    booking = completing.complete_hold(booking=hold(salon), contact=stranger, paying="on_site")
    assert booking.client_id == salon.client.pk
    assert not booking.client_proven
    stored = Client.objects.get(pk=salon.client.pk)
    assert (stored.name, stored.phone, stored.language) == (salon.client.name, salon.client.phone, "sv")
    assert booking.contact_name == "Somebody Else"


def test_a_released_hold_is_free_at_once_and_cannot_be_completed(salon):
    booking = hold(salon, who=0)
    holding.release_hold(booking=booking)
    assert TUESDAY in starts(salon, who=0)
    with pytest.raises(HoldExpired):
        completing.complete_hold(booking=booking, contact=DANA, paying="on_site")


def booked(salon, start_at=TUESDAY, who: int = 0) -> Booking:
    booking = completing.complete_hold(booking=hold(salon, start_at, who=who), contact=DANA, paying="on_site")
    return managed(salon.tenant, booking.manage_token)


def test_moving_frees_the_old_time_and_takes_the_new_one(salon):
    booking = booked(salon)
    moved = moving.move(booking=booking, start_at=TUESDAY + timedelta(minutes=30))
    assert moved.start_at == TUESDAY + timedelta(minutes=30)
    assert moved.sequence == 1
    assert Occupancy.objects.filter(owner_id=booking.parts.get().pk).count() == 2
    assert TUESDAY - timedelta(hours=1) in starts(salon, who=0)
    assert [event.type for event in history(booking)] == ["booking.held", "booking.confirmed", "booking.moved"]


def test_moving_twice_to_the_same_time_changes_nothing_the_second_time(salon):
    booking = booked(salon)
    moving.move(booking=booking, start_at=TUESDAY + timedelta(hours=2))
    moving.move(booking=booking, start_at=TUESDAY + timedelta(hours=2))
    assert [event.type for event in history(booking)].count("booking.moved") == 1


def test_moving_to_a_taken_time_changes_nothing(salon):
    booked(salon, TUESDAY + timedelta(hours=2))
    booking = booked(salon)
    with pytest.raises(SlotTaken):
        moving.move(booking=booking, start_at=TUESDAY + timedelta(hours=2))
    assert Booking.objects.get(pk=booking.pk).start_at == TUESDAY
    assert Occupancy.objects.filter(owner_id=booking.parts.get().pk).count() == 2


def test_a_second_tab_that_saw_an_older_state_is_refused(salon):
    booking = booked(salon)
    moving.move(booking=booking, start_at=TUESDAY + timedelta(hours=2), seen=0)
    with pytest.raises(StaleState):
        moving.move(booking=booking, start_at=TUESDAY + timedelta(hours=3), seen=0)
    with pytest.raises(StaleState):
        cancelling.cancel(booking=booking, seen=0)


def test_the_client_may_not_move_or_cancel_after_the_policys_hour_but_staff_may(salon, clock: Clock):
    booking = booked(salon)
    clock.set(TUESDAY - timedelta(hours=23))
    with pytest.raises(Forbidden):
        moving.move(booking=booking, start_at=TUESDAY + timedelta(hours=2))
    with pytest.raises(Forbidden):
        cancelling.cancel(booking=booking)
    assert cancelling.cancel(booking=booking, by="staff").status == Status.CANCELLED


def test_cancelling_frees_the_time_once(salon):
    booking = booked(salon)
    cancelling.cancel(booking=booking)
    assert TUESDAY in starts(salon, who=0)
    with pytest.raises(StaleState):
        cancelling.cancel(booking=booking)


def test_staff_book_by_phone_through_the_same_verb_bound_by_no_notice(salon, cast: Cast):
    soon = datetime(2026, 11, 23, 9, 30, tzinfo=STOCKHOLM)
    booking = direct.book_directly(
        tenant=salon.tenant, wish=wish(salon, who=0), start_at=soon, contact=DANA, client=cast.dana,
        actor=Actor("member", cast.front_desk.user_id),
    )  # fmt: skip
    assert (booking.status, booking.channel, booking.client_proven) == (Status.CONFIRMED, "phone", True)


def test_a_token_opens_only_its_own_booking_and_purpose(salon):
    booking, other = booked(salon), booked(salon, TUESDAY + timedelta(hours=3))
    assert managed(salon.tenant, other.manage_token).pk == other.pk
    token = booking.manage_token
    for wrong in (token[:-1], token.upper(), forged(token), booking.hold_token, "x" * 43, ""):
        with pytest.raises(NotFound):
            managed(salon.tenant, wrong)


def test_the_next_free_times_begin_after_the_notice(salon, clock: Clock):
    assert next_free(salon.tenant, wish(salon))[0].start_at == clock.now + timedelta(minutes=60)


def test_moving_a_cancelled_booking_says_so_even_when_the_new_time_is_taken(salon):
    booked(salon, TUESDAY + timedelta(hours=2))
    booking = booked(salon)
    cancelling.cancel(booking=booking)
    with pytest.raises(StaleState):
        moving.move(booking=booking, start_at=TUESDAY + timedelta(hours=2))


def test_the_next_free_times_are_as_many_as_asked_for_though_this_week_has_fewer(salon, clock: Clock):
    clock.set(datetime(2026, 11, 27, 15, 0, tzinfo=STOCKHOLM))  # Friday: one more start today, then next week
    WeeklyHours.objects.filter(weekday__gt=0).delete()
    times = next_free(salon.tenant, wish(salon, who=0), 20)
    assert len(times) == 20
    assert len({time.starts_local.date() for time in times}) > 1
