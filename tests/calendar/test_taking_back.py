"""An undo takes back what was done, once, and nothing that anybody did since."""

from typing import Any

import pytest

from booking.availability import entered
from booking.availability.models import Activity
from booking.availability.slots import SlotTerms, open_slot
from booking.resources.models import Resource
from tenants.models import Membership, Role
from tenants.tenancy import tenant_tx
from tests.calendar.test_entering import ENTRIES, TOASTS, UNDO, given, rows, undo, url
from tests.desk.conftest import STOCKHOLM, at


def removed(browser: Any, activity: Activity, seen: int = 0) -> Any:
    return browser.post(url("activities", activity, "removal/"), {"seen": seen}, headers=TOASTS)


def test_the_same_undo_again_brings_nothing_back_that_a_colleague_removed_since(alice, log_in, cast):
    alice.post(ENTRIES, given(cast, "activity"))
    [activity] = rows(cast, Activity)
    first = removed(alice, activity)
    assert undo(alice, first).status_code == 200
    assert removed(log_in(cast.front_desk), activity, seen=1).status_code == 200
    assert undo(alice, first).status_code == 409
    assert rows(cast, Activity) == []


def test_two_undos_of_one_removal_are_one(alice, cast):
    alice.post(ENTRIES, given(cast, "activity"))
    answer = removed(alice, rows(cast, Activity)[0])
    assert undo(alice, answer).status_code == 200
    assert undo(alice, answer).status_code == 409
    assert len(rows(cast, Activity)) == 1


def test_who_may_not_touch_the_calendar_any_more_takes_nothing_back_in_it(log_in, cast):
    desk = log_in(cast.front_desk)
    answer = desk.post(ENTRIES, given(cast, "activity"), follow=True)
    note = UNDO.findall(answer.text)[-1]
    with tenant_tx(cast.salon.tenant):
        Membership.objects.filter(pk=cast.front_desk.pk).update(role=Role.PRACTITIONER)
        Resource.objects.filter(pk=cast.salon.practitioners[1].pk).update(member=cast.front_desk)
    assert desk.post("/salon/desk/undo/", {"undo": note}, headers=TOASTS).status_code in (404, 409)
    assert len(rows(cast, Activity)) == 1


def test_on_a_page_of_its_own_one_comes_back_to_the_day_where_it_stood(alice, cast):
    told = alice.post(ENTRIES, given(cast, "activity"), follow=True)
    note = UNDO.findall(told.text)[-1]
    [activity] = rows(cast, Activity)
    day = f"{activity.start_at.astimezone(STOCKHOLM):%Y-%m-%d}"
    assert alice.post("/salon/desk/undo/", {"undo": note})["Location"] == f"/salon/desk/?day={day}"
    assert rows(cast, Activity) == []


def test_a_time_that_is_opened_twice_is_one_time(cast):
    alice, place = cast.salon.practitioners[0], cast.salon.place
    terms = SlotTerms(resource=alice, location=place, start_at=at(18))
    with tenant_tx(cast.salon.tenant):
        first, second = (open_slot(tenant=cast.salon.tenant, terms=terms, actor=cast.alice.actor) for _ in range(2))
    assert first == second


def test_what_an_event_tells_of_a_row_names_its_version(cast):
    with tenant_tx(cast.salon.tenant):
        slot = open_slot(
            tenant=cast.salon.tenant, actor=cast.alice.actor,
            terms=SlotTerms(resource=cast.salon.practitioners[0], location=cast.salon.place, start_at=at(18)),
        )  # fmt: skip
    assert entered.told(slot)["version"] == 0


@pytest.mark.parametrize(("seconds", "answered"), [(299, 200), (301, 409)])
def test_after_five_minutes_nothing_is_taken_back(alice, cast, clock, seconds, answered):
    told = alice.post(ENTRIES, given(cast, "activity"), headers=TOASTS, follow=True)
    clock.forward(seconds=seconds)
    assert undo(alice, told).status_code == answered
    assert len(rows(cast, Activity)) == (0 if answered == 200 else 1)
