"""Working time is cleared from days and calendars, and put back; bookings and other weeks are not touched."""

import pytest

from booking.availability.catalogue import current
from booking.availability.clearing import clear_working_time, put_back
from booking.availability.models import Shift
from booking.availability.search import next_free
from booking.availability.wishing import Wish
from booking.kernel.errors import Invalid, StaleState
from tenants.models import Event
from tenants.tenancy import tenant_tx
from tests.calendar.weeks import DAY, MONDAY, WEEK, alice_of, days, pasted, saved, shift


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
