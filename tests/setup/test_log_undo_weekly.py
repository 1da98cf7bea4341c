"""Weekly hours that were changed in the calendar, from one of their days on, are taken back from the activity log."""

from datetime import date, datetime, time
from typing import Any

from booking.availability.models import Audience, WeeklyHours
from booking.availability.week_hours import week_of
from booking.availability.weekly import Block, Clocks, Limits, change_onwards
from tenants.events import record
from tenants.models import Event
from tenants.tenancy import tenant_tx
from tests.cast import Cast
from tests.desk.conftest import STOCKHOLM
from tests.setup.changes import fewer_hours
from tests.setup.pages import confirmed, foretold
from tests.setup.test_log_undo import LOG, lines, undo

TUESDAY = date(2026, 11, 24)


def onwards(cast: Cast, clocks: Clocks | None, limits: Limits | None = None) -> None:
    """Alice's Tuesdays, from the next one on."""
    with tenant_tx(cast.salon.tenant):
        row = WeeklyHours.objects.get(resource=cast.salon.practitioners[0], weekday=1, valid_until_on=None)
        change_onwards(
            tenant=cast.salon.tenant, block=Block(row, TUESDAY), clocks=clocks, limits=limits, actor=cast.alice.actor
        )


def week(cast: Cast) -> list[Any]:
    with tenant_tx(cast.salon.tenant):
        return week_of(cast.salon.practitioners[0])


def seen_and_undone(browser: Any, line: Any) -> Any:
    told = foretold(undo(browser, line))
    return undo(browser, line, known=told.mark if told else "")


def test_hours_of_each_week_are_said_from_what_to_what_and_come_back(alice, cast):
    before = week(cast)
    onwards(cast, (time(10), time(12)), Limits(Audience.CLIENTS, ("video",)))
    (line,) = lines(alice)
    assert (line.what, line.about) == ("Working time of each week changed", cast.salon.practitioners[0].name)
    (said,) = line.details
    was, now = said.removeprefix("Weekly hours: ").split(" → ")
    assert was == "Mo–Fr 09:00–17:00"
    assert "10:00–12:00" in now
    assert "existing clients only" in now
    assert seen_and_undone(alice, line)["Location"] == LOG
    assert week(cast) == before
    again, first = lines(alice)
    assert (again.undo is not None, first.undo, first.since) == (True, None, True)
    assert again.details == [f"Weekly hours: {now} → {was}"]


def test_hours_that_ended_come_back_and_pressed_twice_it_is_once(alice, cast):
    before = week(cast)
    onwards(cast, None)
    (line,) = lines(alice)
    assert seen_and_undone(alice, line).status_code == 303
    refused = undo(alice, line)
    assert refused.status_code == 409
    assert "This has been changed since." in refused.text
    assert week(cast) == before
    assert len(lines(alice)) == 2


def test_what_it_touches_is_shown_first(alice, cast, book):
    onwards(cast, (time(9), time(20)))
    late = book(datetime(2026, 11, 24, 18, tzinfo=STOCKHOLM))
    there, line = week(cast), lines(alice, "?kind=hours")[0]
    asked = undo(alice, line)
    assert late.code in {one.code for one in foretold(asked).shown}
    assert week(cast) == there
    assert undo(alice, line, known=foretold(asked).mark).status_code == 303
    assert week(cast) != there


def test_hours_that_were_changed_again_are_left_alone(alice, cast, clock):
    onwards(cast, (time(10), time(12)))
    (line,) = lines(alice)
    page, typed = fewer_hours(cast, alice, clock.now)
    assert confirmed(alice, page, typed).status_code == 303
    there = week(cast)
    refused = undo(alice, line)
    assert refused.status_code == 409
    assert "This has been changed since." in refused.text
    assert week(cast) == there
    assert [one.since for one in lines(alice)] == [False, True]


def test_the_way_back_of_the_calendar_is_seen_by_the_log(alice, cast):
    """Whatever puts the hours back, they are not put back again."""
    onwards(cast, None)
    (line,) = lines(alice)
    with tenant_tx(cast.salon.tenant):
        WeeklyHours.objects.filter(resource=cast.salon.practitioners[0], weekday=1).update(valid_until_on=None)
    assert lines(alice)[0].since
    assert undo(alice, line).status_code == 409


def test_an_event_from_before_the_log_kept_the_week_has_no_way_back(alice, cast):
    told = {"opens": "10:00", "closes": "12:00", "before": {"opens": "09:00", "closes": "17:00"}}
    with tenant_tx(cast.salon.tenant):
        whose = cast.salon.practitioners[0].pk
        record(cast.salon.tenant, "hours.weekly_changed", subject_id=whose, on="2026-11-24", **told)
        event = Event.objects.get(type="hours.weekly_changed")
    (line,) = lines(alice)
    assert line.details == ["Opens: 09:00 → 10:00", "Closes: 17:00 → 12:00"]
    assert (line.undo, line.since) == (None, False)
    assert alice.post(f"{LOG}{event.pk}/undo/").status_code == 404


def test_whoever_may_not_change_hours_of_others_may_not_take_them_back(alice, bob, cast, log_in):
    onwards(cast, None)
    (line,) = lines(alice)
    for one in (bob, log_in(cast.front_desk), log_in(cast.finance)):
        assert undo(one, line).status_code == 403
    assert undo(log_in(cast.charlie), line).status_code == 404
    assert lines(alice, "?kind=hours")[0].undo
