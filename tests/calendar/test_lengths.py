"""A booking's edge is dragged, or its length typed: length, price, what is taken, what is told, and the way back."""

import re
from datetime import timedelta

import pytest

from booking.availability.models import Occupancy
from booking.bookings.calendar_file import calendar_file
from booking.bookings.models import Booking
from booking.bookings.moving import move
from booking.bookings.selectors import history
from booking.kernel.errors import Invalid, SlotTaken
from booking.management.commands.check_integrity import find_faults
from booking.resources.models import ServiceLength
from tenants.actors import Actor
from tenants.tenancy import tenant_tx
from tests.calendar.test_dragging_bookings import PANEL, now_of, undo_note, url
from tests.desk.conftest import at
from tests.notifications.conftest import messages, tell_and_send


def pulled(booking: Booking, until: str, **more: object) -> str:
    """As the grid asks when a booking's lower edge is let go."""
    start = f"{booking.start_at.astimezone(at(10).tzinfo):%Y-%m-%dT%H:%M}"
    said = {"start": start, "end": until, "until": until, "seen": booking.sequence, **more}
    return url(booking) + "?" + "&".join(f"{name}={value}" for name, value in said.items())


def minutes(booking: Booking) -> int:
    return (booking.end_at - booking.start_at) // timedelta(minutes=1)


def taken(booking: Booking) -> set[tuple]:
    with tenant_tx(booking.tenant_id):
        rows = Occupancy.objects.filter(owner_id=booking.parts.get().pk)
        return {((row.end_at - row.start_at) // timedelta(minutes=1), row.exclusive) for row in rows}


def paid(booking: Booking, amount: int) -> None:
    with tenant_tx(booking.tenant_id):
        Booking.objects.filter(pk=booking.pk).update(paid_amount=amount)


def test_the_panel_says_from_to_length_and_both_prices(alice, book):
    page = alice.get(pulled(book(), "2026-11-24T11:30"), headers=PANEL)
    assert page.status_code == 200
    for said in ("Tue 24 Nov 10:00–11:30", "90 min instead of 60", "Price until now", "Then the client may move"):
        assert said in page.text, said
    assert re.search(r'name="price" value="750"', page.text)
    assert "stays as agreed" not in page.text


def test_longer_it_takes_more_and_costs_more_everywhere_and_undo_takes_it_all_back(alice, book):
    booking = book()
    tell_and_send(booking.tenant)
    before = taken(booking)
    done = alice.post(pulled(booking, "2026-11-24T11:30"), {"seen": 0, "tell": "on", "price": "750"}, headers=PANEL)
    assert "Changed: Dana CANARY-salon, Tue 24 Nov 10:00–11:30" in done.text
    longer = now_of(booking)
    assert (minutes(longer), longer.price, longer.sequence) == (90, 75000, 1)
    with tenant_tx(booking.tenant_id):
        part = longer.parts.get()
        assert (part.end_at, part.price) == (longer.end_at, 75000)
        assert find_faults() == []
        assert history(longer)[-1].data["new_minutes"] == 90
        assert b"SEQUENCE:1" in calendar_file(longer, language="en")
        assert b"T113000" in calendar_file(longer, language="en")
    assert {length for length, _exclusive in taken(booking)} == {length + 30 for length, _exclusive in before}
    tell_and_send(booking.tenant)
    assert [one.kind for one in messages(booking, recipient="client") if one.kind == "moved"] == ["moved"]
    line = alice.get(url(booking, "")).context["history"][0].what
    assert re.fullmatch(r"90 min instead of 60 · price .*750.* instead of .*500.*", line)
    undone = alice.post("/salon/desk/undo/", {"undo": undo_note(done.text)}, headers={"HX-Target": "toasts"})
    assert "Undone." in undone.text
    back = now_of(booking)
    assert (minutes(back), back.price, back.sequence, taken(booking)) == (60, 50000, 2, before)


def test_a_length_on_offer_has_its_own_price_and_staff_may_write_another(alice, book, cast):
    with tenant_tx(cast.salon.tenant):
        ServiceLength.objects.create(tenant=cast.salon.tenant, service=cast.salon.service, minutes=90, price=69000)
    booking = book()
    assert re.search(r'name="price" value="690"', alice.get(pulled(booking, "2026-11-24T11:30")).text)
    alice.post(pulled(booking, "2026-11-24T11:30"), {"seen": 0, "price": "600,50"})
    assert now_of(booking).price == 60050


def test_no_price_written_or_one_that_is_none_is_asked_for_again(alice, book):
    booking = book()
    for price in ("", "much", "-1"):
        answer = alice.post(pulled(booking, "2026-11-24T11:30"), {"seen": 0, "price": price})
        assert answer.status_code == 422, price
    assert minutes(now_of(booking)) == 60


def test_day_time_and_length_are_typed(alice, book):
    booking = book()
    page = alice.get(url(booking)).text
    assert 'value="2026-11-24T10:00"' in page
    assert re.search(r'name="minutes"[^>]*value="60"', page)
    where = url(booking) + "?at=2026-11-25T09:30&minutes=45"
    assert "Wed 25 Nov 09:30–10:15" in alice.get(where).text
    alice.post(where, {"seen": 0, "price": "375"})
    assert (now_of(booking).start_at, minutes(now_of(booking)), now_of(booking).price) == (
        at(9, days=1, minute=30),
        45,
        37500,
    )


def test_typed_with_the_same_length_the_price_stays_as_agreed(alice, book):
    booking = book()
    with tenant_tx(booking.tenant_id):
        Booking.objects.filter(pk=booking.pk).update(price=12300)
    where = url(booking) + "?at=2026-11-25T09:30&minutes=60"
    assert "stays as agreed" in alice.get(where).text
    alice.post(where, {"seen": 0})
    assert now_of(booking).price == 12300


@pytest.mark.parametrize("typed", ["0", "1441", "-5", "9" * 40, "an hour", "٦٠"])
def test_a_length_that_is_none_changes_nothing(alice, book, typed):
    booking = book()
    answer = alice.get(url(booking), {"at": "2026-11-25T09:15", "minutes": typed})
    assert answer.status_code == 422
    assert now_of(booking).sequence == 0


def test_an_edge_above_the_start_is_no_length(alice, book):
    assert alice.get(pulled(book(), "2026-11-24T09:30")).status_code == 422


@pytest.mark.parametrize(
    ("already", "said"),
    [(50000, "left to pay"), (90000, "more than the price"), (75000, ""), (0, "")],
)  # fmt: skip
def test_what_was_paid_stays_paid_and_the_difference_is_said(alice, book, already, said):
    booking = book()
    paid(booking, already)
    where = pulled(booking, "2026-11-24T11:30")
    page = alice.get(where).text
    assert ("Nothing is charged or paid back by itself." in page) == bool(said)
    done = alice.post(where, {"seen": 0, "price": "750"}, headers=PANEL).text
    assert said in page
    assert said in done
    assert (now_of(booking).paid_amount, now_of(booking).price) == (already, 75000)
    if said:
        assert said.replace("left to pay", "left") in alice.get(url(booking, "")).text


def test_over_the_next_booking_it_is_refused_with_a_reason_it_stands(alice, book):
    book(at(12))
    booking = book()
    refused = alice.get(pulled(booking, "2026-11-24T12:30"))
    assert refused.status_code == 409
    assert "10:00–12:30 cannot be had. Alice CANARY-salon is taken 12:00–13:00." in refused.text
    where = pulled(booking, "2026-11-24T12:30", force="taken")
    assert alice.post(where, {"seen": 0, "price": "1250", "reason": "Agreed"}).status_code == 302
    assert minutes(now_of(booking)) == 150
    with tenant_tx(booking.tenant_id):
        assert find_faults() == []


def test_the_buffer_after_counts_too(alice, book, cast):
    book(at(12))
    booking = book()
    assert alice.get(pulled(booking, "2026-11-24T11:45")).status_code == 200
    assert alice.get(pulled(booking, "2026-11-24T12:00")).status_code == 409


def test_seen_too_late_nothing_is_overwritten(alice, book):
    booking = book()
    alice.post(pulled(booking, "2026-11-24T11:30"), {"seen": 0, "price": "750"})
    assert alice.post(pulled(booking, "2026-11-24T12:30"), {"seen": 0, "price": "1250"}).status_code == 409
    assert minutes(now_of(booking)) == 90


def test_bob_lengthens_his_own_and_nobody_elses(bob, book):
    theirs, own = book(), book(who=1)
    where = {"seen": 0, "price": "750"}
    assert bob.post(pulled(theirs, "2026-11-24T11:30"), where).status_code == 404
    assert bob.post(pulled(own, "2026-11-24T11:30"), where).status_code == 302
    assert (minutes(now_of(theirs)), minutes(now_of(own))) == (60, 90)


def test_a_booking_of_an_odd_length_can_still_be_moved_and_keeps_length_and_price(alice, book):
    booking = book()
    alice.post(pulled(booking, "2026-11-24T10:50"), {"seen": 0, "price": "400"})
    page = alice.get(url(booking))
    assert page.status_code == 200
    assert page.context["next"]
    alice.post(url(booking) + "?start=2026-11-25T09:00", {"seen": 1})
    moved = now_of(booking)
    assert (moved.start_at, minutes(moved), moved.price) == (at(9, days=1), 50, 40000)


def test_the_client_moves_what_was_lengthened_but_never_its_length(cast, book):
    booking = book(at(10, days=3))
    with tenant_tx(cast.salon.tenant):
        staff = Actor("member", cast.alice.user_id)
        longer = move(booking=booking, start_at=booking.start_at, minutes=100, by_staff=True, actor=staff)
        assert (minutes(longer), longer.price) == (100, 83300)
        moved = move(booking=longer, start_at=at(14, days=3), minutes=30, price=0)
        assert (minutes(moved), moved.price) == (100, 83300)
        with pytest.raises(Invalid):
            move(booking=moved, start_at=at(14, days=3), minutes=1441, by_staff=True, actor=staff)


def test_what_was_free_is_paid_on_site_once_it_costs_something(alice, book):
    booking = book()
    with tenant_tx(booking.tenant_id):
        Booking.objects.filter(pk=booking.pk).update(price=0, paying="free")
    alice.post(pulled(booking, "2026-11-24T11:30"), {"seen": 0, "price": "750"})
    assert now_of(booking).paying == "on_site"
    alice.post(pulled(now_of(booking), "2026-11-24T11:00"), {"seen": 1, "price": "0"})
    assert now_of(booking).paying == "free"


def test_two_who_lengthen_towards_each_other_never_overlap(cast, book):
    first, second = book(), book(at(12))
    with tenant_tx(cast.salon.tenant):
        staff = Actor("member", cast.alice.user_id)
        move(booking=first, start_at=first.start_at, minutes=100, by_staff=True, actor=staff)
        with pytest.raises(SlotTaken):
            move(booking=second, start_at=at(11, minute=30), minutes=90, by_staff=True, actor=staff)


@pytest.mark.parametrize("asked", ["start=2027-03-28T02:30", "start=2027-03-28T01:30&until=2027-03-28T02:30"])
def test_a_time_that_the_clock_skips_is_refused_by_its_name(alice, book, asked):
    answer = alice.get(f"{url(book(), 'move/')}?{asked}")
    assert answer.status_code == 422
    assert "that time does not exist" in answer.text
