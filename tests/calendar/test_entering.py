"""CA4 CA13 CA15 CA16: the dialog enters working time, activities and absences; their panels change and remove them."""

import re
from datetime import date, time, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client as Browser

from booking.availability.catalogue import current
from booking.availability.models import Absence, Activity, Entered, Occupancy, Shift
from booking.availability.search import free_times
from booking.availability.wishing import Wish
from tenants.models import Event
from tenants.tenancy import tenant_tx
from tests.cast import Cast, make_service
from tests.desk.conftest import at

ENTRIES = "/salon/desk/entries/"
TOASTS = {"HX-Request": "true", "HX-Target": "toasts"}
UNDO = re.compile(r'name="undo" value="([^"]+)"')
SATURDAY = date(2026, 11, 28)


def given(cast: Cast, tab: str, who: int = 0, **more: Any) -> dict[str, Any]:
    said = {
        "tab": tab, "start": "2026-11-28T10:00", "end": "2026-11-28T12:00", "with": cast.salon.practitioners[who].code,
    }  # fmt: skip
    besides = {"shift": {"audience": "everyone"}, "activity": {"title": "Team meeting", "note": ""}, "absence": {}}
    return said | besides[tab] | more


def rows(cast: Cast, model: type[Entered]) -> list[Any]:
    with tenant_tx(cast.salon.tenant):
        return list(model._default_manager.order_by("id"))


def free(cast: Cast, who: int = 0, service: Any = None) -> int:
    with tenant_tx(cast.salon.tenant):
        catalogue = current(cast.salon.tenant)
        wish = Wish(catalogue.service((service or cast.salon.service).code), catalogue.resources[
            cast.salon.practitioners[who].pk])  # fmt: skip
        return len(free_times(cast.salon.tenant, wish, SATURDAY, SATURDAY).times)


def undo(browser: Browser, answer: Any) -> Any:
    return browser.post("/salon/desk/undo/", {"undo": UNDO.findall(answer.text)[-1]}, headers=TOASTS)


def url(kind: str, row: Entered, rest: str = "") -> str:
    return f"/salon/desk/{kind}/{row.pk}/{rest}"


def test_the_dialog_is_filled_in_with_time_and_person(alice, cast):
    code = cast.salon.practitioners[1].code
    said = {"start": "2026-11-28T10:15", "end": "2026-11-28T11:45", "with": code}
    text = alice.get(ENTRIES, said | {"tab": "shift"}).text
    assert 'value="2026-11-28T10:15"' in text
    assert 'value="2026-11-28T11:45"' in text
    assert f'value="{code}" selected' in text
    assert "tab=absence" in text


def test_it_opens_on_its_first_tab_a_booking_of_what_the_person_gives(alice, cast):
    person = cast.salon.practitioners[1]
    with tenant_tx(cast.salon.tenant):
        make_service(cast.salon.tenant, "Somebody else's", [cast.salon.practitioners[0]])
    said = {"start": "2026-11-28T10:15", "end": "2026-11-28T11:45", "with": person.code}
    text = alice.get(ENTRIES, said | {"client": cast.salon.client.code}).text
    [chosen] = re.findall(r'aria-current="page">([^<]*)<', text)
    assert chosen == f"Booking for {cast.salon.client.name}"
    assert "Sat 28 Nov 10:15, " in text
    [query] = re.findall(r'href="/salon/desk/book/\?([^"]*)" data-focus', text)
    for part in ("start=2026-11-28T09%3A15Z", f"with={person.code}", f"client={cast.salon.client.code}"):
        assert part in query
    assert "Somebody else" not in text
    assert alice.get(f"/salon/desk/book/?{unescape(query)}").status_code == 200


def test_working_time_is_bookable_at_once_for_all_services(alice, cast):
    assert free(cast) == 0
    answer = alice.post(ENTRIES, given(cast, "shift"), follow=True)
    assert "Working time: Sat 28 Nov 10:00–12:00" in answer.text
    [shift] = rows(cast, Shift)
    assert (shift.on, shift.opens, shift.closes, shift.service_ids) == (SATURDAY, time(10), time(12), None)
    assert free(cast) == 3
    undo(alice, answer)
    assert (rows(cast, Shift), free(cast)) == ([], 0)


def test_working_time_for_a_chosen_few(alice, cast):
    with tenant_tx(cast.salon.tenant):
        other = make_service(cast.salon.tenant, "Ansikte", cast.salon.practitioners[:1], minutes=30)
    alice.post(ENTRIES, given(cast, "shift", services=[other.code], audience="clients", modes=["video"]))
    [shift] = rows(cast, Shift)
    assert (shift.service_ids, shift.audience, shift.modes) == ([other.pk], "clients", ["video"])
    assert free(cast) == 0
    refused = alice.post(ENTRIES, given(cast, "shift", who=1, services=[other.code]))
    assert refused.status_code == 422
    assert "does not give this service" in refused.text


def test_working_time_over_midnight_and_instead_of_the_weekly_hours(alice, cast):
    said = {"start": "2026-11-24T22:00", "end": "2026-11-25T01:00", "replaces_weekly": "on"}
    alice.post(ENTRIES, given(cast, "shift", **said))
    [shift] = rows(cast, Shift)
    assert (shift.on, shift.opens, shift.closes, shift.replaces_weekly) == (date(2026, 11, 24), time(22), time(1), True)
    text = alice.get(url("shifts", shift)).text
    assert 'value="2026-11-25T01:00"' in text


@pytest.mark.parametrize("on", ["2027-03-28", "2026-10-25"])
def test_a_shift_lasts_a_day_by_the_clock_on_the_wall(alice, cast, on):
    whole = {"start": f"{on}T00:00", "end": str(date.fromisoformat(on) + timedelta(days=1)) + "T00:00"}
    assert alice.post(ENTRIES, given(cast, "shift", **whole)).status_code == 302
    longer = whole | {"end": whole["end"].replace("00:00", "00:30")}
    assert "24 hours at most" in alice.post(ENTRIES, given(cast, "shift", **longer)).text
    assert len(rows(cast, Shift)) == 1


def test_a_shift_is_changed_and_removed_each_with_a_way_back(alice, cast):
    alice.post(ENTRIES, given(cast, "shift"))
    [shift] = rows(cast, Shift)
    said = given(cast, "shift", seen=0, end="2026-11-28T16:00")
    answer = alice.post(url("shifts", shift), said, follow=True)
    [changed] = rows(cast, Shift)
    assert (changed.closes, changed.version) == (time(16), 1)
    assert alice.post(url("shifts", shift), said).status_code == 409
    undo(alice, answer)
    assert rows(cast, Shift)[0].closes == time(12)
    removed = alice.post(url("shifts", shift, "removal/"), {"seen": 2}, headers=TOASTS)
    assert rows(cast, Shift) == []
    undo(alice, removed)
    assert (rows(cast, Shift)[0].pk, free(cast)) == (shift.pk, 3)
    with tenant_tx(cast.salon.tenant):
        told = list(Event.objects.filter(subject_id=shift.pk).order_by("id").values_list("type", flat=True))
    assert told == ["shift.added", "shift.changed", "shift.changed", "shift.removed", "shift.added"]


def test_an_activity_blocks_nothing(alice, cast):
    day = {"start": "2026-11-24T09:00", "end": "2026-11-24T17:00"}
    answer = alice.post(ENTRIES, given(cast, "activity", **day, note="Bring the plan"), follow=True)
    assert "Entered: Team meeting, Tue 24 Nov 09:00–17:00" in answer.text
    assert "Bring the plan" in answer.text
    [entry] = alice.get("/salon/desk/calendar.json?from=2026-11-24&until=2026-11-25").json()["entries"]
    [activity] = rows(cast, Activity)
    assert (entry["title"], entry["url"]) == ("Team meeting", url("activities", activity))
    with tenant_tx(cast.salon.tenant):
        assert not Occupancy.objects.exists()
        told = Event.objects.get(type="activity.added")
    assert "Team" not in str(told.data)


def test_an_activity_is_dragged_and_who_comes_late_is_told(alice, cast):
    alice.post(ENTRIES, given(cast, "activity"))
    [activity] = rows(cast, Activity)
    said = {"start": "2026-11-29T10:00", "end": "2026-11-29T13:00", "seen": 0, "with": cast.salon.practitioners[1].code}
    assert alice.post(url("activities", activity, "times/"), said, headers=TOASTS).status_code == 200
    [moved] = rows(cast, Activity)
    assert (moved.start_at, moved.end_at, moved.title) == (at(10, days=5), at(13, days=5), "Team meeting")
    assert moved.resource_id == cast.salon.practitioners[1].pk
    late = alice.post(url("activities", activity, "times/"), said, headers=TOASTS)
    assert late.status_code == 409
    assert "Somebody changed this" in late.text


def test_an_absence_lists_the_bookings_it_lies_over_before_and_after(alice, cast, book):
    booking = book()
    day = {"start": "2026-11-24T08:00", "end": "2026-11-26T18:00"}
    before = alice.get(ENTRIES, given(cast, "absence", **day))
    assert f"/salon/desk/bookings/{booking.code}/" in before.text
    after = alice.post(ENTRIES, given(cast, "absence", **day, note="Ill"), follow=True)
    assert "1 booking lies under it" in after.text
    assert f"/salon/desk/bookings/{booking.code}/" in after.text
    assert booking.code not in alice.get(ENTRIES, given(cast, "activity", **day)).text


def test_what_an_absence_takes_follows_it(alice, cast):
    said = given(cast, "absence", start="2026-11-23T00:00", end="2026-11-30T00:00")
    alice.post(ENTRIES, said)
    [absence] = rows(cast, Absence)
    taken = rows(cast, Occupancy)
    assert (taken[0].start_at, taken[-1].end_at, {one.exclusive for one in taken}) == (
        at(0, days=-1), at(0, days=6), {False},
    )  # fmt: skip
    alice.post(url("absences", absence), said | {"seen": 0, "end": "2026-11-23T12:00"})
    [piece] = rows(cast, Occupancy)
    assert piece.end_at == at(12, days=-1)
    removed = alice.post(url("absences", absence, "removal/"), {"seen": 1}, headers=TOASTS)
    assert rows(cast, Occupancy) == []
    undo(alice, removed)
    assert [one.owner_id for one in rows(cast, Occupancy)] == [absence.pk]


@pytest.mark.parametrize(
    ("tab", "changes", "text"),
    [
        ("shift", {"end": "2026-11-28T10:00"}, "It must end after it begins."),
        ("shift", {"end": "2026-11-29T10:01"}, "It may last 24 hours at most."),
        ("activity", {"end": "2026-11-28T09:00"}, "It must end after it begins."),
        ("activity", {"end": "2026-11-30T10:00"}, "It may last 24 hours at most."),
        ("activity", {"title": "\u200b \u202e"}, "Write what it is."),
        ("absence", {"end": "2028-11-28T10:00"}, "It may last a year at most."),
        ("absence", {"start": "2027-03-28T02:30", "end": "2027-03-28T04:00"}, "that time does not exist"),
        ("activity", {"start": "2026-11-28T10:00:30"}, "Write a day and a time"),
        ("activity", {"start": "0001-01-01T00:00"}, "Write a day and a time"),
        ("shift", {"colour": "red"}, "something that does not belong there"),
        ("shift", {"audience": "nobody"}, "one of those that are offered"),
    ],
)
def test_what_cannot_be_is_refused_and_what_was_typed_is_kept(alice, cast, tab, changes, text):
    answer = alice.post(ENTRIES, given(cast, tab, **changes))
    assert answer.status_code == 422
    assert text in answer.text
    assert f'value="{changes.get("end", "2026-11-28T12:00")}"' in answer.text
    assert not any(rows(cast, model) for model in (Shift, Activity, Absence))


def test_bob_enters_in_his_own_calendar_only(alice, bob, cast):
    for tab in ("shift", "activity", "absence"):
        assert bob.get(ENTRIES, given(cast, tab)).status_code == 404
        assert bob.post(ENTRIES, given(cast, tab)).status_code == 404
        assert bob.post(ENTRIES, given(cast, tab, who=1)).status_code == 302
        assert alice.post(ENTRIES, given(cast, tab)).status_code == 302
    for kind, model in (("shifts", Shift), ("activities", Activity), ("absences", Absence)):
        mine, hers = sorted(rows(cast, model), key=lambda row: row.resource_id == cast.salon.practitioners[0].pk)
        assert bob.get(url(kind, mine)).status_code == 200
        assert cast.salon.practitioners[0].name not in bob.get(url(kind, mine)).text
        assert bob.get(url(kind, hers)).status_code == 404
        assert bob.post(url(kind, hers, "removal/"), {"seen": 0}).status_code == 404
    moved_away = given(cast, "activity", seen=0)
    assert bob.post(url("activities", rows(cast, Activity)[0]), moved_away).status_code == 404


def test_finance_enters_nothing(log_in, cast):
    frank = log_in(cast.finance)
    assert frank.get(ENTRIES).status_code == 403
    assert frank.post(ENTRIES, given(cast, "activity")).status_code == 403


def test_an_undo_is_for_whoever_did_it(alice, log_in, cast):
    answer = alice.post(ENTRIES, given(cast, "activity"), follow=True)
    assert undo(log_in(cast.front_desk), answer).status_code == 409
    assert len(rows(cast, Activity)) == 1
