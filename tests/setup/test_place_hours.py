"""The opening hours of a place: clients read them, and no weekly hours count beyond them."""

from datetime import date, datetime, time
from typing import Any

import pytest

from booking.availability.catalogue import read
from booking.availability.explaining import explained
from booking.availability.models import PlaceHours, Shift, WeeklyHours
from booking.availability.weekly import Block, change_day
from booking.availability.wishing import Wish
from booking.resources.models import Location
from tenants.models import Event
from tenants.tenancy import tenant_tx
from tests.cast import Cast
from tests.desk.conftest import STOCKHOLM
from tests.setup.pages import ODD, UNDO, confirmed, foretold, free_days, given, inert
from tests.setup.test_log_undo import lines, undo

HOURS = "/salon/desk/settings/hours/"
WEEKDAYS = {f"d{day}r0_{end}": at for day in range(5) for end, at in (("opens", "10:00"), ("closes", "15:00"))}


@pytest.fixture
def page(cast: Cast) -> str:
    return f"/salon/desk/settings/places/{cast.salon.place.code}/hours/"


def starts(browser: Any, cast: Cast, day: str = "2026-11-25") -> list[str]:
    answer = browser.get(f"/api/v1/salon/slots?service={cast.salon.service.code}&from={day}&to={day}")
    return [slot["start"][11:16] for slot in answer.json()["results"]]


def kept(cast: Cast) -> list[str]:
    with tenant_tx(cast.salon.tenant):
        return [str(row) for row in PlaceHours.objects.order_by("weekday", "opens")]


def test_clients_read_them_and_are_offered_nothing_beyond(alice, cast, page):
    before = starts(alice, cast)
    assert (before[0], before[-1]) == ("09:00", "16:00")
    asked = alice.post(page, typed := given(alice, page, **WEEKDAYS))
    assert foretold(asked).gone > 0
    assert (kept(cast), starts(alice, cast)) == ([], before)
    assert alice.post(page, typed | {"known": foretold(asked).mark})["Location"] == HOURS
    now = starts(alice, cast)
    assert (now[0], now[-1]) == ("10:00", "14:00")
    assert "Mo–Fr 10:00–15:00" in alice.get("/salon/").text
    assert "Mo–Fr 10:00–15:00" in alice.get(HOURS).text
    with tenant_tx(cast.salon.tenant):
        (event,) = Event.objects.filter(type="place_hours.changed")
    assert event.subject_code == cast.salon.place.code


def test_the_hours_of_people_say_where_they_count_no_further(alice, cast, page):
    confirmed(alice, page, given(alice, page, **WEEKDAYS))
    text = alice.get(f"{HOURS}{cast.salon.practitioners[0].code}/").text
    assert f"{cast.salon.place.name} is open Mo–Fr 10:00–15:00." in text


def test_without_any_it_is_open_whenever_somebody_is(alice, cast, page):
    before = starts(alice, cast)
    confirmed(alice, page, given(alice, page, **WEEKDAYS))
    confirmed(alice, page, given(alice, page, **dict.fromkeys(WEEKDAYS, "")))
    assert (kept(cast), starts(alice, cast)) == ([], before)


def test_what_is_opened_for_a_day_counts_all_the_same(alice, cast, page):
    confirmed(alice, page, given(alice, page, **WEEKDAYS))
    with tenant_tx(cast.salon.tenant):
        Shift.objects.create(
            tenant=cast.salon.tenant, resource=cast.salon.practitioners[0], location=cast.salon.place,
            on=date(2026, 11, 28), opens=time(17), closes=time(19),
        )  # fmt: skip
    assert "2026-11-28" in free_days(alice, cast.salon.service.code)
    assert starts(alice, cast, "2026-11-28")[0] == "17:00"


def test_a_day_that_is_changed_in_the_calendar_stays_within_them(alice, cast, page):
    """All that the day has is written as its own then, also what lies in the evening."""
    confirmed(alice, page, given(alice, page, **WEEKDAYS))
    tenant, bob = cast.salon.tenant, cast.salon.practitioners[1]
    with tenant_tx(tenant):
        cast.salon.service.providers.exclude(resource=bob).delete()
        row = WeeklyHours.objects.get(resource=bob, weekday=2)
        WeeklyHours.objects.create(
            tenant=tenant, resource=bob, location=cast.salon.place, weekday=2, opens=time(18), closes=time(20)
        )
        day = Block(row, date(2026, 11, 25))
        change_day(tenant=tenant, block=day, clocks=(time(9), time(16)), actor=cast.alice.actor)
    now = starts(alice, cast)
    assert (now[0], now[-1]) == ("10:00", "14:00")


def test_a_time_when_the_place_is_shut_is_closed_and_not_out_of_hours(alice, cast, page):
    confirmed(alice, page, given(alice, page, **WEEKDAYS))
    at = datetime(2026, 11, 25, 9, tzinfo=STOCKHOLM)
    reading = read(cast.salon.tenant)
    with tenant_tx(cast.salon.tenant):
        found = explained(reading, Wish(cast.salon.service, cast.salon.practitioners[0]), at)
    assert [reason.code for reason in found.reasons] == ["closed"]


def test_which_bookings_lie_outside_is_shown_and_they_stand(alice, cast, page, book):
    early = book(datetime(2026, 11, 25, 9, tzinfo=STOCKHOLM))
    book(datetime(2026, 11, 25, 12, tzinfo=STOCKHOLM), who=1)
    told = foretold(alice.post(page, given(alice, page, **WEEKDAYS)))
    assert [one.code for one in told.shown] == [early.code]


@pytest.mark.parametrize(
    ("said", "field", "why"),
    [
        ({"d0r0_opens": "10:00"}, "d0r0_closes", "Say both when it begins and when it ends, or neither."),
        ({"d0r0_opens": "15:00", "d0r0_closes": "10:00"}, "d0r0_closes", "It must end after it begins."),
        ({"d0r0_opens": "10:00", "d0r0_closes": "15:00", "d0r1_opens": "14:00", "d0r1_closes": "16:00"},
         "d0r1_opens", "It overlaps 10:00–15:00."),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_stays_as_it_was_typed(alice, cast, page, said, field, why):
    answer = alice.post(page, given(alice, page, **said))
    assert answer.status_code == 422
    assert why in str(answer.context["form"].errors[field])
    assert all(f'value="{at}"' in answer.text for at in said.values())
    assert kept(cast) == []


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_odd_input_breaks_nothing(alice, cast, page, odd):
    assert inert(alice.post(page, given(alice, page, d0r0_opens=odd, d0r0_closes=odd, d0r0_night=odd, seen=odd)))
    assert kept(cast) == []


def test_it_is_taken_back_at_once_and_from_the_log(alice, cast, page):
    typed = given(alice, page, **WEEKDAYS)
    told = foretold(alice.post(page, typed))
    after = alice.post(page, typed | {"known": told.mark}, follow=True)
    assert alice.post("/salon/desk/undo/", {"undo": UNDO.search(after.text)[1]}).status_code == 303
    assert kept(cast) == []
    confirmed(alice, page, given(alice, page, **WEEKDAYS))
    line = lines(alice)[0]
    assert line.details == ["Opening hours: – → Mo–Fr 10:00–15:00"]
    told = foretold(undo(alice, line))
    assert undo(alice, line, known=told.mark if told else "").status_code == 303
    assert kept(cast) == []


def test_twice_is_once_and_who_has_not_seen_what_stands_there_is_shown_it(alice, cast, page):
    typed = given(alice, page, **WEEKDAYS)
    told = foretold(alice.post(page, typed))
    assert [alice.post(page, typed | {"known": told.mark}).status_code for _click in range(2)] == [303, 303]
    with tenant_tx(cast.salon.tenant):
        assert Event.objects.filter(type="place_hours.changed").count() == 1
    late = alice.post(page, typed | {"d6r0_opens": "10:00", "d6r0_closes": "12:00"})
    assert late.status_code == 409
    assert "Mo–Fr 10:00–15:00" in late.text
    assert len(kept(cast)) == 5


def test_those_of_a_place_that_is_archived_wait_for_it(alice, cast, page):
    confirmed(alice, page, given(alice, page, **WEEKDAYS))
    with tenant_tx(cast.salon.tenant):
        Location.objects.filter(pk=cast.salon.place.pk).update(active=False)
    assert alice.get(page).status_code == 404
    assert len(kept(cast)) == 5
