"""CA5 for what is neither booked nor offered by hand: absences, working time of one day, and hours of each week."""

import json
from datetime import date, time
from typing import Any

import pytest
from django.test import Client as Browser

from booking.availability.models import Absence, Entered, Occupancy, Shift, WeeklyHours
from booking.resources.models import Service
from tenants.models import Event
from tenants.tenancy import tenant_tx
from tests.calendar.test_dragging_bookings import PANEL
from tests.calendar.test_entering import TOASTS, given, rows, undo, url
from tests.calendar.test_weekly_hours import hours_of, where, wish, worked
from tests.cast import Cast, make_service
from tests.desk.conftest import at

ENTRIES = "/salon/desk/entries/"
KINDS = {"absence": Absence, "shift": Shift}
TUESDAY = date(2026, 11, 24)
SATURDAY = date(2026, 11, 28)
DAY = "/salon/desk/calendar.json?from=2026-11-24&until=2026-11-25"


def enter(browser: Browser, cast: Cast, tab: str, **more: Any) -> Any:
    browser.post(ENTRIES, given(cast, tab, **more))
    return rows(cast, KINDS[tab])[-1]


def drag(browser: Browser, row: Entered, start: str, end: str, **more: Any) -> Any:
    kind = "absences" if isinstance(row, Absence) else "shifts"
    return browser.post(
        url(kind, row, "times/"), {"start": start, "end": end, "seen": row.version} | more, headers=TOASTS
    )


def taken(cast: Cast, who: int = 0) -> list[tuple]:
    with tenant_tx(cast.salon.tenant):
        found = Occupancy.objects.filter(resource=cast.salon.practitioners[who], kind="absence")
        return list(found.values_list("start_at", "end_at"))


def test_an_absence_is_dragged_with_the_time_that_it_takes_and_one_button_takes_it_back(alice, cast):
    absence = enter(alice, cast, "absence", note="Dentist")
    answer = drag(alice, absence, "2026-11-27T13:00", "2026-11-27T16:30")
    assert "Changed: Fri 27 Nov 13:00–16:30" in answer.text
    assert answer["HX-Trigger"] == "calendar-changed"
    assert "HX-Trigger-After-Settle" not in answer
    [now] = rows(cast, Absence)
    assert (now.start_at, now.end_at, now.note, now.version) == (
        at(13, days=3),
        at(16, days=3, minute=30),
        "Dentist",
        1,
    )
    assert taken(cast) == [(now.start_at, now.end_at)]
    assert "Undone." in undo(alice, answer).text
    assert taken(cast) == [(absence.start_at, absence.end_at)]


def test_an_absence_may_become_a_colleagues_and_weeks_of_leave_may_be_shorter(alice, cast):
    absence = enter(alice, cast, "absence", end="2026-12-12T12:00")
    other = cast.salon.practitioners[1]
    drag(alice, absence, "2026-11-28T10:00", "2026-12-05T12:00", **{"with": other.code})
    [now] = rows(cast, Absence)
    assert (now.resource_id, now.end_at) == (other.pk, at(12, days=11))
    assert taken(cast) == []
    parts = sorted(taken(cast, 1))
    assert (parts[0][0], parts[-1][1]) == (now.start_at, now.end_at)


def test_an_absence_that_comes_to_lie_over_bookings_shows_which(alice, cast, book):
    book(at(10))
    absence = enter(alice, cast, "absence")
    answer = drag(alice, absence, "2026-11-24T10:00", "2026-11-24T12:00")
    page = json.loads(answer["HX-Trigger-After-Settle"])["calendar-asked"]["page"]
    assert page == url("absences", absence)
    text = alice.get(page, headers=PANEL).text
    assert "1 booking lies under it" in text
    assert cast.salon.client.name in text
    [now] = rows(cast, Absence)
    again = drag(alice, now, "2026-11-24T10:15", "2026-11-24T12:00")
    assert "HX-Trigger-After-Settle" not in again  # the same booking; it was told


def test_working_time_of_one_day_is_dragged_and_keeps_what_it_is_for(alice, cast):
    with tenant_tx(cast.salon.tenant):
        few = make_service(cast.salon.tenant, "Ansikte", cast.salon.practitioners[:1], minutes=30)
    shift = enter(alice, cast, "shift", services=[few.code], audience="clients", modes=["video"])
    with tenant_tx(cast.salon.tenant):
        Service.objects.filter(pk=few.pk).update(active=False)  # and is not all of them then
    answer = drag(alice, shift, "2026-11-29T09:30", "2026-11-29T13:00")
    assert "Changed: Sun 29 Nov 09:30–13:00" in answer.text
    [now] = rows(cast, Shift)
    assert (now.on, now.opens, now.closes, now.version) == (date(2026, 11, 29), time(9, 30), time(13), 1)
    assert (now.service_ids, now.audience, now.modes) == ([few.pk], "clients", ["video"])
    with tenant_tx(cast.salon.tenant):
        assert Event.objects.get(type="shift.changed").data["before"]["opens"] == "10:00:00"
    undo(alice, answer)
    [back] = rows(cast, Shift)
    assert (back.on, back.opens, back.closes) == (SATURDAY, time(10), time(12))


def test_working_time_goes_to_a_colleague_who_gives_all_of_it_and_to_no_other(alice, cast):
    with tenant_tx(cast.salon.tenant):
        few = make_service(cast.salon.tenant, "Ansikte", cast.salon.practitioners[:1], minutes=30)
    other = {"with": cast.salon.practitioners[1].code}
    shift = enter(alice, cast, "shift", services=[few.code])
    refused = drag(alice, shift, "2026-11-28T10:00", "2026-11-28T12:00", **other)
    assert refused.status_code == 422
    assert "does not give this service" in refused.text
    everything = enter(alice, cast, "shift")
    drag(alice, everything, "2026-11-28T10:00", "2026-11-28T12:00", **other)
    assert worked(cast, SATURDAY, 1) == [(600, 720)]


@pytest.mark.parametrize("tab", ["absence", "shift"])
def test_who_saw_an_older_one_and_who_may_not_changes_nothing(alice, bob, log_in, cast, tab):
    row = enter(alice, cast, tab)
    moved = ("2026-11-27T10:00", "2026-11-27T12:00")
    assert drag(alice, row, *moved).status_code == 200
    late = drag(alice, row, "2026-11-26T10:00", "2026-11-26T12:00")
    assert (late.status_code, "Somebody changed this" in late.text) == (409, True)
    assert drag(bob, row, *moved).status_code == 404
    assert drag(log_in(cast.finance), row, *moved).status_code == 403
    [now] = rows(cast, KINDS[tab])
    assert drag(alice, now, "2026-11-27T12:00", "2026-11-27T12:00").status_code == 422
    assert drag(alice, now, "2027-03-28T02:30", "2027-03-28T04:00").status_code == 422  # the clock skips it
    assert rows(cast, KINDS[tab])[0].version == 1
    mine = enter(bob, cast, tab, who=1)
    given_away = drag(bob, mine, *moved, **{"with": cast.salon.practitioners[0].code})
    assert given_away.status_code == 404


def blocks(browser: Browser, query: str = "") -> list[dict[str, Any]]:
    return browser.get(f"{DAY}&blocks=1{query}").json()["blocks"]


def test_the_feed_tells_what_the_hours_are_made_of_to_whoever_may_change_it(alice, log_in, cast):
    own = f"&people={cast.salon.practitioners[0].code}"
    row = hours_of(cast)
    [weekly] = blocks(alice, own)
    assert (weekly["start"], weekly["end"]) == ("2026-11-24T09:00:00", "2026-11-24T17:00:00")
    assert weekly["move"] == weekly["url"] == where(row)
    assert "change" not in weekly
    shift = enter(alice, cast, "shift", start="2026-11-24T17:00", end="2026-11-24T19:00")
    enter(alice, cast, "shift", start="2026-11-24T22:00", end="2026-11-25T01:00")  # over midnight: on its page alone
    [_weekly, own_day] = sorted(blocks(alice, own), key=lambda block: block["start"])
    assert (own_day["change"], own_day["url"], own_day["seen"]) == (
        f"shifts/{shift.pk}/times/", url("shifts", shift), 0
    )  # fmt: skip
    alice.post(url("shifts", shift), {"seen": 0, "replaces_weekly": "on"} | given(
        cast, "shift", start="2026-11-24T17:00", end="2026-11-24T19:00"))  # fmt: skip
    assert [block["start"][11:16] for block in blocks(alice, own)] == ["17:00"]
    assert blocks(log_in(cast.finance), own) == []
    assert "blocks" not in alice.get(DAY).json()


def test_hours_of_each_week_open_the_panel_with_where_they_were_dragged_to(alice, cast):
    row = hours_of(cast)
    page = alice.get(f"{where(row)}&start=2026-11-24T10:30&end=2026-11-24T16:00", headers=PANEL).text
    assert 'value="10:30"' in page
    assert 'value="16:00"' in page
    assert "only Tuesday 24 November" in page
    assert worked(cast, TUESDAY) == [(540, 1020)]  # nothing is done before that is answered
    alice.post(where(row), wish(row, "day", "10:30", "16:00"))
    assert worked(cast, TUESDAY) == [(630, 960)]


@pytest.mark.parametrize(
    "said", ["&start=2026-11-25T10:30&end=2026-11-25T16:00", "&start=2026-11-24T10:30", "&start=x&end=y"]
)
def test_what_makes_no_sense_shows_them_as_they_are(alice, cast, said):
    page = alice.get(where(hours_of(cast)) + said, headers=PANEL).text
    assert 'value="09:00"' in page
    assert 'value="17:00"' in page


def test_two_hours_of_one_weekday_are_two_blocks(alice, cast):
    row = hours_of(cast)
    with tenant_tx(cast.salon.tenant):
        WeeklyHours.objects.filter(pk=row.pk).update(closes=time(12))
        row.pk, row.opens, row.closes = None, time(12), time(17)
        row.save(force_insert=True)
    told = alice.get(f"{DAY}&blocks=1&people={cast.salon.practitioners[0].code}").json()
    assert len(told["hours"]) == 1
    assert sorted(block["start"][11:16] for block in told["blocks"]) == ["09:00", "12:00"]
