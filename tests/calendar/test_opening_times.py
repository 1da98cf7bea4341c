"""CA3 CA5 CA6 CA7 CA20: a click opens a time with length and price from the settings; its panel changes it."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser

from booking.availability.models import OpenSlot
from booking.bookings.models import Booking
from booking.resources.models import ServiceProvider
from tenants.models import Event
from tenants.tenancy import tenant_tx
from tests.cast import Cast
from tests.desk.conftest import at

SLOTS = "/salon/desk/slots/"
TOASTS = {"HX-Request": "true", "HX-Target": "toasts"}
PANEL = {"HX-Request": "true", "HX-Target": "panel"}
UNDO = re.compile(r'name="undo" value="([^"]+)"')


def opened(browser: Browser, cast: Cast, start: str = "2026-11-24T18:00", who: int = 0, **more: Any) -> Any:
    said = {"start": start, "with": cast.salon.practitioners[who].code} | more
    return browser.post(SLOTS, said, headers=TOASTS)


def slots(cast: Cast) -> list[OpenSlot]:
    with tenant_tx(cast.salon.tenant):
        return list(OpenSlot.objects.order_by("start_at"))


def form_of(slot: OpenSlot, cast: Cast, **changes: Any) -> dict[str, Any]:
    return {
        "seen": slot.version, "with": cast.salon.practitioners[0].code, "start": "2026-11-24T18:00", "minutes": "60",
        "price": "500", "audience": "everyone",
    } | changes  # fmt: skip


def undo(browser: Browser, answer: Any) -> Any:
    return browser.post("/salon/desk/undo/", {"undo": UNDO.findall(answer.text)[-1]}, headers=TOASTS)


def test_a_click_opens_a_time_with_length_and_price_from_the_settings(alice, cast):
    answer = opened(alice, cast)
    assert answer.status_code == 200
    assert answer["HX-Trigger"] == "calendar-changed"
    assert "Opened: Tue 24 Nov 18:00–19:00, 500" in answer.text
    [slot] = slots(cast)
    assert (slot.start_at, slot.end_at, slot.price, slot.version) == (at(18), at(19), 50000, 0)
    with tenant_tx(cast.salon.tenant):
        event = Event.objects.get(type="slot.opened")
    assert (event.subject_id, event.actor_id) == (slot.pk, cast.alice.user_id)


def test_somebodys_own_length_and_price_come_first(alice, cast):
    with tenant_tx(cast.salon.tenant):
        ServiceProvider.objects.filter(resource=cast.salon.practitioners[0]).update(minutes=90, price=66600)
    opened(alice, cast)
    [slot] = slots(cast)
    assert (slot.end_at - slot.start_at, slot.price) == (timedelta(minutes=90), 66600)


def test_the_time_can_be_taken_back_as_long_as_nobody_changed_it(alice, cast):
    answer = opened(alice, cast)
    assert "Undone." in undo(alice, answer).text
    assert slots(cast) == []
    assert undo(alice, answer).status_code == 409
    answer = opened(alice, cast)
    [slot] = slots(cast)
    alice.post(f"{SLOTS}{slot.pk}/", form_of(slot, cast, minutes="45"))
    assert undo(alice, answer).status_code == 409
    assert len(slots(cast)) == 1


def test_without_javascript_the_slots_own_page_comes(alice, cast):
    answer = alice.post(SLOTS, {"start": "2026-11-24T18:00"}, follow=True)
    assert answer.redirect_chain[-1][0].startswith(SLOTS)
    assert "Opened" in answer.text
    assert "Undo" in answer.text


def test_whoever_clicks_without_naming_anybody_opens_it_in_the_own_calendar(alice, log_in, cast):
    alice.post(SLOTS, {"start": "2026-11-24T18:00"}, headers=TOASTS)
    assert [slot.resource_id for slot in slots(cast)] == [cast.salon.practitioners[0].pk]
    asked = log_in(cast.front_desk).post(SLOTS, {"start": "2026-11-24T18:00"}, headers=TOASTS)
    page = json.loads(asked["HX-Trigger"])["calendar-asked"]["page"]
    assert "In whose calendar is a time opened?" in log_in(cast.front_desk).get(page).text
    assert len(slots(cast)) == 1


def test_nothing_is_opened_over_what_is_booked_or_past(alice, cast, book):
    book()
    refused = opened(alice, cast, "2026-11-24T10:30")
    assert refused.status_code == 422
    assert "Something is booked then" in refused.text
    assert opened(alice, cast, "2026-11-22T10:00").status_code == 422
    assert slots(cast) == []


def test_the_panel_shows_what_it_is_and_leads_to_booking_it(alice, cast):
    opened(alice, cast)
    [slot] = slots(cast)
    text = alice.get(f"{SLOTS}{slot.pk}/", headers=PANEL).text
    assert 'value="2026-11-24T18:00"' in text
    assert 'value="500"' in text
    assert "data-follows" in text
    assert f"start=2026-11-24T17%3A00Z&amp;with={cast.salon.practitioners[0].code}" in text
    assert "<html" not in text


def test_the_panel_changes_it_and_one_undo_changes_it_back(alice, cast):
    opened(alice, cast)
    [slot] = slots(cast)
    changes = {"minutes": "90", "price": "", "audience": "clients", "modes": ["video"], "start": "2026-11-25T18:30"}
    answer = alice.post(f"{SLOTS}{slot.pk}/", form_of(slot, cast, **changes), follow=True)
    [new] = slots(cast)
    assert (new.start_at, new.end_at) == (at(18, days=1, minute=30), at(20, days=1))
    assert (new.price, new.audience, new.modes, new.version) == (75000, "clients", ["video"], 1)
    assert "Undone." in undo(alice, answer).text
    [back] = slots(cast)
    assert (back.start_at, back.end_at, back.price, back.audience, back.modes) == (
        at(18),
        at(19),
        50000,
        "everyone",
        None,
    )


def test_who_saw_an_older_one_is_told(alice, cast):
    opened(alice, cast)
    [slot] = slots(cast)
    assert alice.post(f"{SLOTS}{slot.pk}/", form_of(slot, cast, minutes="30")).status_code == 302
    late = alice.post(f"{SLOTS}{slot.pk}/", form_of(slot, cast, minutes="40"))
    assert late.status_code == 409
    assert alice.post(f"{SLOTS}{slot.pk}/removal/", {"seen": 0}).status_code == 409
    assert [one.end_at - one.start_at for one in slots(cast)] == [timedelta(minutes=30)]


def drag(browser: Browser, slot: OpenSlot, start: str, end: str, **more: Any) -> Any:
    said = {"start": start, "end": end, "seen": slot.version, **more}
    return browser.post(f"{SLOTS}{slot.pk}/times/", said, headers=TOASTS)


def test_dragging_the_edge_takes_the_price_along_until_it_is_corrected(alice, cast):
    opened(alice, cast)
    [slot] = slots(cast)
    assert drag(alice, slot, "2026-11-24T18:00", "2026-11-24T20:00").status_code == 200
    [slot] = slots(cast)
    assert slot.price == 100000
    alice.post(f"{SLOTS}{slot.pk}/", form_of(slot, cast, minutes="120", price="777,50"))
    [slot] = slots(cast)
    answer = drag(alice, slot, "2026-11-24T18:00", "2026-11-24T18:45")
    [slot] = slots(cast)
    assert (slot.price, slot.end_at) == (77750, at(18, minute=45))
    undo(alice, answer)
    assert slots(cast)[0].end_at == at(20)


def test_it_can_be_dragged_to_a_colleague(alice, cast):
    opened(alice, cast)
    [slot] = slots(cast)
    drag(alice, slot, "2026-11-24T18:00", "2026-11-24T19:00", **{"with": cast.salon.practitioners[1].code})
    assert slots(cast)[0].resource_id == cast.salon.practitioners[1].pk


def test_removing_can_be_undone(alice, cast):
    opened(alice, cast)
    [slot] = slots(cast)
    answer = alice.post(f"{SLOTS}{slot.pk}/removal/", {"seen": 0}, headers=TOASTS)
    assert "Removed" in answer.text
    assert slots(cast) == []
    undo(alice, answer)
    [back] = slots(cast)
    assert (back.pk, back.start_at, back.price, back.version) == (slot.pk, slot.start_at, slot.price, 1)


def test_bob_may_not_touch_alices_times_nor_open_any_for_her(alice, bob, cast):
    opened(alice, cast)
    [slot] = slots(cast)
    assert opened(bob, cast).status_code == 404
    for path in ("", "times/", "removal/"):
        assert bob.post(f"{SLOTS}{slot.pk}/{path}", form_of(slot, cast)).status_code == 404
    assert bob.get(f"{SLOTS}{slot.pk}/").status_code == 404
    assert opened(bob, cast, who=1).status_code == 200
    mine = next(one for one in slots(cast) if one.resource_id == cast.salon.practitioners[1].pk)
    given_away = drag(bob, mine, "2026-11-24T18:00", "2026-11-24T19:00", **{"with": cast.salon.practitioners[0].code})
    assert given_away.status_code == 404


def test_finance_may_look_but_not_open(alice, log_in, cast):
    opened(alice, cast)
    [slot] = slots(cast)
    frank = log_in(cast.finance)
    assert opened(frank, cast).status_code == 403
    assert frank.get(f"{SLOTS}{slot.pk}/").status_code == 403
    feed = frank.get("/salon/desk/calendar.json?from=2026-11-24&until=2026-11-25").json()["entries"]
    assert [("url" in entry, "change" in entry) for entry in feed] == [(False, False)]


def test_another_business_slot_is_not_there(alice, cast):
    with tenant_tx(cast.gym.tenant):
        theirs = OpenSlot.objects.create(
            tenant=cast.gym.tenant, resource=cast.gym.practitioners[0], location=cast.gym.place,
            start_at=at(18), end_at=at(19),
        )  # fmt: skip
    for path in ("", "times/", "removal/"):
        assert alice.post(f"{SLOTS}{theirs.pk}/{path}", form_of(theirs, cast)).status_code == 404


def test_the_feed_shows_it_with_its_panel_until_it_is_taken(alice, cast, book):
    opened(alice, cast)
    [slot] = slots(cast)
    day = "/salon/desk/calendar.json?from=2026-11-24&until=2026-11-25"
    [entry] = alice.get(day).json()["entries"]
    assert (entry["url"], entry["change"]) == (f"{SLOTS}{slot.pk}/", f"slots/{slot.pk}/times/")
    book(at(18))
    assert [entry["kind"] for entry in alice.get(day).json()["entries"]] == ["first"]
    with tenant_tx(cast.salon.tenant):
        assert Booking.objects.count() == 1


@pytest.mark.parametrize(
    ("start", "status"),
    [("2027-03-28T02:30", 422), ("2027-10-31T02:30", 200), ("2026-11-24T18:00:30", 422), ("2026-11-24T18:00Z", 422)],
)
def test_a_time_that_the_clock_skips_is_refused_and_one_that_comes_twice_is_the_first(alice, cast, start, status):
    answer = opened(alice, cast, start)
    assert answer.status_code == status
    if status == 200:
        assert slots(cast)[0].start_at.isoformat() == "2027-10-31T00:30:00+00:00"
