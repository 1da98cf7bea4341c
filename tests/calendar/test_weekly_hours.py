"""CA13: weekly hours are changed where one sees them, for one day or each week from it on, and taken back."""

import re
from datetime import date, time, timedelta

import pytest

from booking.availability.catalogue import current
from booking.availability.clearing import working_time
from booking.availability.entered import snapshot
from booking.availability.models import Shift, WeeklyHours
from booking.availability.weekly import Block, change_day, change_onwards, onwards_back
from booking.kernel.errors import StaleState
from booking.management.commands.check_integrity import find_faults
from tenants.models import Event
from tenants.tenancy import tenant_tx
from tests.calendar.test_dragging_bookings import PANEL, undo_note
from tests.cast import Cast
from tests.desk.conftest import at
from tests.setup.pages import confirmed

TUESDAY = date(2026, 11, 24)
A_WEEK = timedelta(days=7)
USUAL = [(540, 1020)]


def hours_of(cast: Cast, who: int = 0, day: date = TUESDAY) -> WeeklyHours:
    with tenant_tx(cast.salon.tenant):
        return WeeklyHours.objects.get(resource=cast.salon.practitioners[who], weekday=day.weekday())


def worked(cast: Cast, day: date, who: int = 0) -> list[tuple[int, int]]:
    """From and to, in minutes of that day."""
    with tenant_tx(cast.salon.tenant):
        blocks = working_time(tenant=cast.salon.tenant, people=[cast.salon.practitioners[who]], first=day, last=day)
        return [(block.start_minute, block.end_minute) for block in blocks]


def where(row: WeeklyHours, day: date = TUESDAY) -> str:
    return f"/salon/desk/hours/{row.pk}/?on={day.isoformat()}"


def wish(row: WeeklyHours, scope: str, opens: str = "11:00", closes: str = "15:00", **more: str) -> dict[str, str]:
    seen = f"{row.opens:%H:%M} {row.closes:%H:%M} {row.valid_from_on} {row.valid_until_on} {row.location_id}"
    seen = f"{seen} {row.audience} {','.join(row.modes or ())}".strip()
    said = {"works": "on", "opens": opens, "closes": closes, "scope": scope, "audience": row.audience}
    return {"seen": seen} | said | more


def undo(browser, answer):
    return browser.post("/salon/desk/undo/", {"undo": undo_note(answer.text)}, headers={"HX-Target": "toasts"})


def test_the_menu_leads_to_them(alice, cast):
    row = hours_of(cast)
    menu = alice.get("/salon/desk/time/", {"start": "2026-11-24T10:00", "with": cast.salon.practitioners[0].code}).text
    assert where(row) in menu
    page = alice.get(where(row), headers=PANEL).text
    assert 'value="09:00"' in page
    assert "only Tuesday 24 November" in page
    assert "every week, from Tuesday 24 November on" in page


def test_one_day_alone_and_back(alice, cast):
    row = hours_of(cast)
    done = alice.post(where(row), wish(row, "day"), headers=PANEL, follow=True)
    assert "Working time 11:00–15:00, only Tuesday 24 November" in done.text
    assert worked(cast, TUESDAY) == [(660, 900)]
    assert worked(cast, TUESDAY + A_WEEK) == USUAL
    assert "Undone." in undo(alice, done).text
    assert worked(cast, TUESDAY) == USUAL
    assert undo(alice, done).status_code == 409


def test_each_week_from_that_day_on_and_back(alice, cast):
    row = hours_of(cast)
    done = confirmed(alice, where(row), wish(row, "onwards"), headers=PANEL, follow=True)
    assert "Working time 11:00–15:00, every week, from Tuesday 24 November on" in done.text
    assert [worked(cast, TUESDAY + n * A_WEEK) for n in (-1, 0, 1, 9)] == [USUAL, *[[(660, 900)]] * 3]
    assert "Undone." in undo(alice, done).text
    assert [worked(cast, TUESDAY + n * A_WEEK) for n in (-1, 0, 1)] == [USUAL] * 3
    assert undo(alice, done).status_code == 409


@pytest.mark.parametrize("scope", ["day", "onwards"])
def test_not_at_all_and_back(alice, cast, scope):
    row = hours_of(cast)
    said = wish(row, scope)
    del said["works"]
    done = confirmed(alice, where(row), said, headers=PANEL, follow=True)
    assert "No working time" in done.text
    assert worked(cast, TUESDAY) == []
    assert worked(cast, TUESDAY + A_WEEK) == (USUAL if scope == "day" else [])
    assert undo(alice, done).status_code == 200
    assert worked(cast, TUESDAY) == USUAL


def test_the_days_other_hours_stay(alice, cast):
    row = hours_of(cast)
    with tenant_tx(cast.salon.tenant):
        row.closes = time(12)
        row.save()
        WeeklyHours.objects.create(
            tenant=cast.salon.tenant, resource_id=row.resource_id, location_id=row.location_id, weekday=1,
            opens=time(13), closes=time(17),
        )  # fmt: skip
    alice.post(where(row), wish(row, "day", "10:00", "12:00"))
    assert worked(cast, TUESDAY) == [(600, 720), (780, 1020)]
    assert worked(cast, TUESDAY + A_WEEK) == [(540, 720), (780, 1020)]


def test_changed_from_its_very_first_day_nothing_empty_is_left(alice, cast):
    row = hours_of(cast)
    confirmed(alice, where(row), wish(row, "onwards"), headers=PANEL, follow=True)
    with tenant_tx(cast.salon.tenant):
        new = WeeklyHours.objects.get(resource=row.resource_id, weekday=1, valid_from_on=TUESDAY)
    done = confirmed(alice, where(new), wish(new, "onwards", "12:00", "14:00"), headers=PANEL, follow=True)
    assert worked(cast, TUESDAY) == [(720, 840)]
    with tenant_tx(cast.salon.tenant):
        assert not WeeklyHours.objects.filter(pk=new.pk).exists()
        assert find_faults() == []
    undo(alice, done)
    assert worked(cast, TUESDAY) == [(660, 900)]


def test_odd_weeks_stay_odd(alice, cast):
    row = hours_of(cast)
    with tenant_tx(cast.salon.tenant):
        row.weeks = "even"
        row.save()
    assert TUESDAY.isocalendar().week == 48
    assert "even weeks, from Tuesday 24 November on" in alice.get(where(row)).text
    confirmed(alice, where(row), wish(row, "onwards"))
    assert [worked(cast, TUESDAY + n * A_WEEK) for n in range(3)] == [[(660, 900)], [], [(660, 900)]]
    assert alice.get(where(row, TUESDAY + A_WEEK)).status_code == 404


def test_who_comes_second_overwrites_nothing(alice, cast):
    row = hours_of(cast)
    confirmed(alice, where(row), wish(row, "onwards"))
    assert alice.post(where(row, TUESDAY - A_WEEK), wish(row, "day")).status_code == 409
    with tenant_tx(cast.salon.tenant):
        fresh = WeeklyHours.objects.get(resource=row.resource_id, weekday=1, valid_from_on=TUESDAY)
    assert alice.post(where(fresh), wish(fresh, "day", "12:00", "13:00")).status_code == 302
    assert alice.post(where(fresh), wish(fresh, "day", "12:00", "14:00")).status_code == 409
    assert worked(cast, TUESDAY) == [(720, 780)]


def test_the_way_back_is_closed_once_somebody_went_on(cast):
    with tenant_tx(cast.salon.tenant):
        actor = cast.alice.actor
        row = hours_of(cast)
        kept, new = change_onwards(
            tenant=cast.salon.tenant, block=Block(row, TUESDAY), clocks=(time(8), time(9)), actor=actor
        )
        made = WeeklyHours.objects.get(pk=new)
        with pytest.raises(StaleState):
            change_day(tenant=cast.salon.tenant, block=Block(row, TUESDAY), clocks=None, actor=actor)
        change_onwards(
            tenant=cast.salon.tenant, block=Block(made, TUESDAY + A_WEEK), clocks=None, actor=actor
        )  # fmt: skip
        with pytest.raises(StaleState):
            onwards_back(tenant=cast.salon.tenant, kept=kept, on=TUESDAY, new=snapshot(made), actor=actor)


@pytest.mark.parametrize(
    "wrong",
    [{"opens": "15:00", "closes": "11:00"}, {"opens": "11:00", "closes": "11:00"}, {"opens": ""}, {"closes": "25:00"},
     {"scope": "always"}, {"more": "1"}],
    ids=str,
)  # fmt: skip
def test_what_makes_no_sense_is_said_and_kept(alice, cast, wrong):
    row = hours_of(cast)
    answer = alice.post(where(row), wish(row, "day") | wrong)
    assert answer.status_code == 422
    assert worked(cast, TUESDAY) == USUAL


@pytest.mark.parametrize("day", ["2026-11-25", "never", "2026-02-30", "9999-12-31"])
def test_a_day_that_is_none_of_theirs_is_not_found(alice, cast, day):
    assert alice.get(f"/salon/desk/hours/{hours_of(cast).pk}/", {"on": day}).status_code == 404


def test_bookings_of_the_day_are_named_and_stay(alice, cast, book):
    booking = book(at(9))
    row = hours_of(cast)
    assert "1 booking that day" in alice.get(where(row)).text
    alice.post(where(row), wish(row, "day"))
    with tenant_tx(cast.salon.tenant):
        booking.refresh_from_db()
        assert booking.status == "confirmed"
        assert find_faults() == []


def test_hours_that_would_say_the_same_time_twice_are_refused(alice, cast):
    row = hours_of(cast)
    with tenant_tx(cast.salon.tenant):
        known = WeeklyHours.objects.create(
            tenant=cast.salon.tenant, resource_id=row.resource_id, location_id=row.location_id, weekday=1,
            opens=time(8), closes=time(12), audience="clients",
        )  # fmt: skip
    typed = wish(known, "onwards", "08:00", "12:00") | {"audience": "everyone"}
    refused = confirmed(alice, where(known), typed, headers=PANEL)
    assert (refused.status_code, "It overlaps 09:00–17:00" in refused.text) == (422, True)


def test_what_comes_and_goes_in_all_the_weeks_to_come_is_shown_first(alice, cast):
    row = hours_of(cast)
    asked = alice.post(where(row), wish(row, "onwards"), headers=PANEL)
    assert (asked.status_code, worked(cast, TUESDAY)) == (200, USUAL)
    assert "No booking is touched." in asked.text
    assert sum(one.gone for one in asked.context["foretold"].times) > 0
    assert alice.post(where(row), wish(row, "day"), headers=PANEL).status_code in (302, 303)


def test_bookings_of_all_the_weeks_to_come_are_shown_first(alice, cast, book):
    row, inside, late = hours_of(cast), book(at(12, days=7)), book(at(15, days=14))
    asked = alice.post(where(row), wish(row, "onwards"), headers=PANEL)
    assert (asked.status_code, worked(cast, TUESDAY)) == (200, USUAL)
    assert "1 booking is touched" in asked.text
    assert late.code in asked.text
    assert inside.code not in asked.text
    assert 'value="11:00"' in asked.text
    known = asked.context["foretold"].mark
    other = alice.post(where(row), wish(row, "onwards", "12:00", known=known), headers=PANEL)
    assert other.context["foretold"] is not None, "what was seen of other hours counts for nothing"
    assert alice.post(where(row), wish(row, "onwards", known=known)).status_code == 302
    assert worked(cast, TUESDAY) == [(660, 900)]
    late.refresh_from_db()
    assert late.status == "confirmed"


def test_bob_changes_his_own_and_nobody_elses_and_all_is_written_down(bob, cast):
    theirs, own = hours_of(cast, 0), hours_of(cast, 1)
    assert bob.get(where(theirs)).status_code == 404
    assert bob.post(where(theirs), wish(theirs, "day")).status_code == 404
    assert bob.post(where(own), wish(own, "day")).status_code == 302
    assert (worked(cast, TUESDAY, 0), worked(cast, TUESDAY, 1)) == (USUAL, [(660, 900)])
    with tenant_tx(cast.salon.tenant):
        event = Event.objects.get(type="hours.day_changed")
        was = {"opens": "09:00", "closes": "17:00", "audience": "everyone", "modes": None}
        assert (event.actor_id, event.data["before"]) == (cast.bob.user_id, was)
        assert Shift.objects.count() == 1
        assert current(cast.salon.tenant)


def test_what_the_client_is_offered_follows(alice, cast):
    row = hours_of(cast)
    code = cast.salon.practitioners[0].code
    asked = f"/api/v1/salon/slots?service={cast.salon.service.code}&from=2026-11-24&to=2026-11-24&practitioner={code}"
    alice.post(where(row), wish(row, "day"))
    starts = [slot["start"] for slot in alice.get(asked).json()["results"]]
    assert starts
    assert all(re.search(r"T1[1-4]:", start) for start in starts)


def test_the_persons_week_says_who_changed_it_last_in_the_calendar(alice, bob, cast):
    own = hours_of(cast, 1)
    page = f"/salon/desk/settings/hours/{cast.salon.practitioners[1].code}/"
    assert "Last changed" not in alice.get(page).text
    done = confirmed(bob, where(own), wish(own, "onwards"), headers=PANEL, follow=True)
    assert "Last changed by Bob" in alice.get(page).text
    undo(bob, done)
    assert "Last changed by Bob" in alice.get(page).text
