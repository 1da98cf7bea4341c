"""Working time is cleared from days and calendars, and put back; bookings and other weeks are not touched."""

from datetime import timedelta

import pytest

from booking.availability.catalogue import current
from booking.availability.clearing import clear_working_time, put_back
from booking.availability.models import OpenSlot, Shift
from booking.availability.search import next_free
from booking.availability.wishing import Wish
from booking.kernel.errors import Invalid, StaleState
from tenants.models import Event, new_key
from tenants.tenancy import tenant_tx
from tests.calendar.weeks import DAY, MONDAY, WEEK, alice_of, days, pasted, saved, shift
from tests.desk.conftest import at


@pytest.fixture(autouse=True)
def at_the_salon(cast):
    """Inside the business, as its own transaction sees it."""
    with tenant_tx(cast.salon.tenant):
        yield


def clear(cast, first=MONDAY, last=MONDAY + 6 * DAY, people=None):
    people = cast.salon.practitioners[:1] if people is None else people
    return clear_working_time(tenant=cast.salon.tenant, people=people, first=first, last=last, actor=cast.alice.actor)


def first_free(cast) -> str:
    catalogue = current(cast.salon.tenant)
    wish = Wish(catalogue.service(cast.salon.service.code), catalogue.resources[alice_of(cast).pk])
    return f"{next_free(cast.salon.tenant, wish, 1)[0].starts_local:%d %H:%M}"


def test_clearing_takes_the_working_time_of_these_days_and_people_and_no_other(cast, book):
    kept = book()
    shift(cast)
    assert clear(cast).blocks == 6
    assert days(cast, MONDAY, MONDAY + 6 * DAY) == ""
    assert days(cast, MONDAY - 3 * DAY, MONDAY + WEEK) == "20:09-17 30:09-17"
    assert days(cast, MONDAY, MONDAY, who=1) == "23:09-17"
    assert first_free(cast) == "30 09:00"
    kept.refresh_from_db()
    assert kept.status == "confirmed"
    with pytest.raises(Invalid):
        clear(cast)


def test_a_cleared_day_takes_new_working_time(cast):
    shift(cast, on=MONDAY + DAY, opens="18:00", closes="20:00", replaces_weekly=True)
    clear(cast)
    shift(cast, on=MONDAY + DAY, opens="12:00", closes="14:00")
    assert days(cast, MONDAY, MONDAY + 6 * DAY) == "24:12-14"
    assert first_free(cast) == "24 12:00"


def test_clearing_is_undone_to_the_last_field(cast):
    shift(cast, service_ids=[cast.salon.service.pk], audience="clients", modes=["video"], version=3)
    shift(cast, on=MONDAY, opens="22:00", closes="06:00", replaces_weekly=True)
    before = list(Shift.objects.order_by("pk").values())
    done = clear(cast)
    entered = shift(cast, on=MONDAY, opens="12:00", closes="13:00")
    put_back(tenant=cast.salon.tenant, batch_id=done.batch_id, actor=cast.alice.actor)
    assert list(Shift.objects.exclude(pk=entered.pk).order_by("pk").values()) == before
    with pytest.raises(StaleState):
        put_back(tenant=cast.salon.tenant, batch_id=done.batch_id, actor=cast.alice.actor)
    types = Event.objects.filter(subject_id=done.batch_id).order_by("id").values_list("type", flat=True)
    assert list(types) == ["hours.cleared", "hours.restored"]


def test_a_template_pasted_on_a_cleared_week_is_that_week_alone(cast):
    week = saved(cast, day=MONDAY)
    clear(cast, MONDAY + WEEK, MONDAY + 13 * DAY)
    shift(cast, on=MONDAY + WEEK, opens="09:00", closes="12:00")
    pasted(cast, week)
    assert days(cast, MONDAY + WEEK, MONDAY + 8 * DAY) == "30:09-12 30:12-17 01:09-17"


def opened(cast, start, who=0, **more):
    person = cast.salon.practitioners[who]
    return OpenSlot.objects.create(
        tenant=cast.salon.tenant, resource=person, location=person.location,
        start_at=start, end_at=start + timedelta(minutes=45), **more,
    )  # fmt: skip


def test_times_that_were_opened_one_by_one_go_and_come_back_to_the_last_field(cast):
    opened(
        cast, at(7), price=12300, audience="clients", modes=["video"], service_ids=[cast.salon.service.pk], version=2,
        follows_length=True,
    )  # fmt: skip
    opened(cast, at(20, days=4))
    before = list(OpenSlot.objects.order_by("pk").values())
    elsewhere = [opened(cast, at(7, days=7)).pk, opened(cast, at(7), who=1).pk]
    done = clear(cast)
    assert done.blocks == 7
    assert list(OpenSlot.objects.order_by("start_at").values_list("pk", flat=True)) == elsewhere[::-1]
    assert days(cast, MONDAY, MONDAY + 6 * DAY) == ""
    put_back(tenant=cast.salon.tenant, batch_id=done.batch_id, actor=cast.alice.actor)
    assert list(OpenSlot.objects.exclude(pk__in=elsewhere).order_by("pk").values()) == before
    with pytest.raises(StaleState):
        put_back(tenant=cast.salon.tenant, batch_id=done.batch_id, actor=cast.alice.actor)


def test_a_week_with_nothing_but_such_times_is_cleared_too(cast):
    clear(cast)
    opened(cast, at(7))
    done = clear(cast)
    assert done.blocks == 1
    put_back(tenant=cast.salon.tenant, batch_id=done.batch_id, actor=cast.alice.actor)
    assert OpenSlot.objects.count() == 1


def test_what_was_cleared_while_a_time_was_for_one_service_comes_back_for_that_one(cast):
    """Events are for ever, and tell it as it was called then."""
    clear(cast)
    opened(cast, at(7), service_ids=[cast.salon.service.pk])
    done = clear(cast)
    event = Event.objects.get(type="hours.cleared", subject_id=done.batch_id)
    for slot in event.data["slots"]:
        slot["service_id"] = slot.pop("service_ids")[0]
        del slot["follows_length"]
    event.pk, event.subject_id, event._state.adding = new_key(), new_key(), True
    event.save()
    put_back(tenant=cast.salon.tenant, batch_id=event.subject_id, actor=cast.alice.actor)
    [slot] = OpenSlot.objects.all()
    assert (slot.service_ids, slot.follows_length) == ([cast.salon.service.pk], False)


def test_late_on_sunday_evening_is_not_monday_yet(cast):
    sunday, monday = opened(cast, at(23, days=-2, minute=30)), opened(cast, at(0, days=-1, minute=15))
    clear(cast)
    assert list(OpenSlot.objects.values_list("pk", flat=True)) == [sunday.pk]
    assert monday.pk != sunday.pk
