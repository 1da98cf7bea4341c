"""From the activity log: somebody who was deactivated comes back, and working hours are what they were."""

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from booking.availability.clearing import clear_working_time
from booking.availability.models import Shift, WeeklyHours
from booking.availability.weekly import Block, Clocks, change_day
from booking.resources.models import Resource
from tenants.models import ApiKey, Event, Membership
from tenants.tenancy import tenant_tx
from tests.cast import Cast
from tests.desk.conftest import STOCKHOLM
from tests.setup.pages import confirmed, foretold, free_days
from tests.setup.test_log_undo import LOG, lines, undo
from tests.setup.test_log_undo_weekly import seen_and_undone

MEMBERS = "/salon/desk/settings/members/"
TUESDAY = date(2026, 11, 24)


def line_of(browser: Any, word: str) -> Any:
    """The newest that says so."""
    return next(one for one in lines(browser) if word in one.what)


def out(alice: Any, cast: Cast) -> Any:
    """Bob is deactivated; the line about it."""
    page = f"{MEMBERS}{cast.bob.pk}/leaving/"
    assert confirmed(alice, page, {}).status_code == 303
    return line_of(alice, "deactivated")


def bob_now(cast: Cast) -> tuple[bool, bool]:
    """Whether he is a member, and whether his calendar takes bookings."""
    with tenant_tx(cast.salon.tenant):
        calendar = Resource.objects.get(pk=cast.salon.practitioners[1].pk)
        return Membership.objects.get(pk=cast.bob.pk).deactivated_at is None, calendar.active


def test_whoever_was_deactivated_comes_back_without_what_ended_with_it(alice, bob, cast):
    with tenant_tx(cast.salon.tenant):
        keys = list(ApiKey.objects.filter(made_by=cast.bob, revoked_at=None).values_list("pk", flat=True))
    line = out(alice, cast)
    assert bob_now(cast) == (False, False)
    assert undo(alice, line).status_code == 303
    assert bob_now(cast) == (True, True)
    assert bob.get("/salon/desk/").status_code != 200
    with tenant_tx(cast.salon.tenant):
        assert not ApiKey.objects.filter(pk__in=keys, revoked_at=None).exists()
    assert line_of(alice, "deactivated").undo is None
    assert undo(alice, line).status_code == 409
    assert bob_now(cast) == (True, True)


def test_who_has_come_back_and_gone_again_is_brought_back_by_the_newest_line_only(alice, cast):
    first = out(alice, cast)
    alice.post(f"{MEMBERS}{cast.bob.pk}/return/")
    newest = out(alice, cast)
    assert undo(alice, first).status_code == 409
    assert bob_now(cast) == (False, False)
    assert undo(alice, newest).status_code == 303
    assert bob_now(cast) == (True, True)


def test_the_calendar_of_who_logs_in_again_is_not_put_away_by_the_log(alice, cast):
    """No page would bring it back for as long as they log in."""
    out(alice, cast)
    alice.post(f"{MEMBERS}{cast.bob.pk}/return/")
    with tenant_tx(cast.salon.tenant):
        came_back = Event.objects.filter(type="practitioner.restored").latest("id")
    answer = confirmed(alice, f"{LOG}{came_back.pk}/undo/", {})
    assert answer.status_code == 409
    assert "They log in here again." in answer.text
    assert bob_now(cast) == (True, True)


def a_day_off(cast: Cast, clocks: Clocks | None = None) -> UUID:
    """Bob does not work that Tuesday, or then instead, as somebody said in the calendar."""
    tenant, bob = cast.salon.tenant, cast.salon.practitioners[1]
    with tenant_tx(tenant):
        row = WeeklyHours.objects.get(resource=bob, weekday=1)
        return change_day(tenant=tenant, block=Block(row, TUESDAY), clocks=clocks, actor=cast.alice.actor)


def days_of_bob(browser: Any, cast: Cast) -> list[str]:
    code = cast.salon.practitioners[1].code
    return free_days(browser, f"{cast.salon.service.code}&practitioner={code}", until_on="2026-11-27")


def test_a_day_that_was_changed_follows_the_weekly_hours_again(alice, cast):
    before = days_of_bob(alice, cast)
    a_day_off(cast)
    assert days_of_bob(alice, cast) == before[1:]
    line = line_of(alice, "of one day changed")
    assert seen_and_undone(alice, line).status_code == 303
    assert days_of_bob(alice, cast) == before
    assert undo(alice, line).status_code == 409
    assert line_of(alice, "of one day changed").since


def test_what_was_booked_on_a_day_that_was_changed_is_shown_before_it_is_taken_back(alice, cast, book):
    a_day_off(cast, (time(12), time(20)))
    late = book(datetime(2026, 11, 24, 18, tzinfo=STOCKHOLM), who=1)
    was, line = days_of_bob(alice, cast), line_of(alice, "of one day changed")
    asked = undo(alice, line)
    assert [one.code for one in foretold(asked).shown] == [late.code]
    assert "Undo all the same" in asked.text
    assert (days_of_bob(alice, cast), line_of(alice, "of one day changed").undo) == (was, line.undo)
    assert undo(alice, line, known=foretold(asked).mark).status_code == 303
    assert line_of(alice, "of one day changed").since


def test_a_day_that_was_changed_again_is_not_taken_back(alice, cast):
    batch = a_day_off(cast)
    line = line_of(alice, "of one day changed")
    with tenant_tx(cast.salon.tenant):
        Shift.objects.filter(batch_id=batch).update(version=1)
    refused = undo(alice, line)
    assert refused.status_code == 409
    assert "This has been changed since" in refused.text
    assert line_of(alice, "of one day changed").since


def test_hours_that_were_cleared_come_back(alice, cast):
    before = days_of_bob(alice, cast)
    tenant, bob = cast.salon.tenant, cast.salon.practitioners[1]
    with tenant_tx(tenant):
        clear_working_time(tenant=tenant, people=[bob], first=TUESDAY, last=TUESDAY, actor=cast.alice.actor)
    assert days_of_bob(alice, cast) == before[1:]
    line = next(one for one in lines(alice) if one.undo)
    assert seen_and_undone(alice, line).status_code == 303
    assert days_of_bob(alice, cast) == before
    assert undo(alice, line).status_code == 409
