"""A booking is dragged: the panel says what will be, the way back is one button, and who comes later is told."""

import re

import pytest

from booking.availability.absences import add_absence
from booking.availability.models import WeeklyHours
from booking.bookings.models import Booking
from booking.bookings.selectors import history
from booking.clients.models import Client
from booking.management.commands.check_integrity import find_faults
from tenants.tenancy import tenant_tx
from tests.desk.conftest import at
from tests.notifications.conftest import messages, tell_and_send

PANEL = {"HX-Request": "true", "HX-Target": "panel"}


def url(booking: Booking, rest: str = "move/") -> str:
    return f"/salon/desk/bookings/{booking.code}/{rest}"


def dragged(booking: Booking, start: str, **more: object) -> str:
    """As the grid asks when a booking is dropped."""
    said = {"start": start, "end": start, "seen": booking.sequence, **more}
    return url(booking) + "?" + "&".join(f"{name}={value}" for name, value in said.items())


def now_of(booking: Booking) -> Booking:
    with tenant_tx(booking.tenant_id):
        return Booking.objects.get(pk=booking.pk)


def undo_note(page: str) -> str:
    return re.search(r'name="undo" value="([^"]+)"', page)[1]


def test_the_panel_says_from_to_price_and_policy_and_asks_whether_to_tell(alice, book):
    booking = book()
    page = alice.get(dragged(booking, "2026-11-26T14:00"), headers=PANEL)
    assert page.status_code == 200
    for said in (
        "Move Dana CANARY-salon to Thu 26 Nov 14:00?", "Tue 24 Nov 10:00–11:00", "stays as agreed",
        "Then the client may move or cancel until Wed 25 Nov 14:00.", "Tell the client",
    ):  # fmt: skip
        assert said in page.text, said
    assert re.search(r'type="checkbox" name="tell"[^>]*checked', page.text)
    assert "<html" not in page.text


def test_a_wall_clock_time_is_the_business_own(alice, book, cast):
    booking = book()
    alice.post(dragged(booking, "2026-11-25T09:30"), {"seen": 0, "tell": "on"})
    assert now_of(booking).start_at == at(9, days=1, minute=30)


def test_dropped_on_a_colleague_it_says_from_whom_to_whom(alice, book, cast):
    booking, bob = book(), cast.salon.practitioners[1]
    page = alice.get(dragged(booking, "2026-11-24T10:00", **{"with": bob.code}), headers=PANEL).text
    assert "10:00–11:00, Alice CANARY-salon" in page
    assert "</b>, Bob CANARY-salon" in page
    alice.post(dragged(booking, "2026-11-24T10:00", **{"with": bob.code}), {"seen": 0, "tell": "on"})
    with tenant_tx(booking.tenant_id):
        assert booking.parts.get().resource_id == bob.pk


def test_dropped_on_somebody_who_does_not_give_the_service_it_is_refused(alice, book, cast):
    booking, bob = book(), cast.salon.practitioners[1]
    with tenant_tx(booking.tenant_id):
        cast.salon.service.providers.filter(resource=bob).delete()
    where = dragged(booking, "2026-11-24T14:00", **{"with": bob.code})
    for answer in (alice.get(where), alice.post(where, {"seen": 0, "tell": "on"})):
        assert answer.status_code == 409
        assert "Massage CANARY-salon is not given in that calendar." in answer.text
        assert "anyway" not in answer.text
    assert now_of(booking).sequence == 0


def test_bob_cannot_drag_his_booking_to_alice(bob, book, cast):
    booking = book(who=1)
    where = dragged(booking, "2026-11-24T14:00", **{"with": cast.salon.practitioners[0].code})
    assert bob.post(where, {"seen": 0, "tell": "on"}).status_code == 409
    assert now_of(booking).sequence == 0


@pytest.mark.parametrize(("ticked", "kinds"), [({"tell": "on"}, ["confirmation", "moved"]), ({}, ["confirmation"])])
def test_the_client_is_told_only_when_it_is_ticked_and_reminded_all_the_same(alice, book, ticked, kinds):
    booking = book(at(10, days=3), who=1)
    tell_and_send(booking.tenant)
    assert alice.post(dragged(booking, "2026-11-27T14:00"), {"seen": 0, **ticked}).status_code == 302
    tell_and_send(booking.tenant)
    told = [one.kind for one in messages(booking, recipient="client") if one.kind != "reminder"]
    assert sorted(told) == kinds
    assert [one.kind for one in messages(booking, recipient="practitioner")] == ["confirmation", "moved"]
    assert [one.about_start_at for one in messages(booking, kind="reminder", status="planned")] == [at(14, days=3)]
    lines = [line.what for line in alice.get(url(booking, "")).context["history"]]
    assert ("the client was not told" in lines[0]) == (not ticked)


@pytest.mark.parametrize("ticked", [{"tell": "on"}, {}])
def test_undo_puts_it_back_and_tells_the_client_only_if_they_were_told(alice, book, ticked, settings):
    booking = book(at(10, days=3))
    tell_and_send(booking.tenant)
    done = alice.post(dragged(booking, "2026-11-27T14:00"), {"seen": 0, **ticked}, headers=PANEL)
    assert "Moved: Dana CANARY-salon, now Fri 27 Nov 14:00" in done.text
    assert done["HX-Retarget"] == "#toasts"
    tell_and_send(booking.tenant)
    undone = alice.post("/salon/desk/undo/", {"undo": undo_note(done.text)}, headers={"HX-Target": "toasts"})
    assert "Undone." in undone.text
    assert (now_of(booking).start_at, now_of(booking).sequence) == (at(10, days=3), 2)
    tell_and_send(booking.tenant)
    assert len(messages(booking, recipient="client", kind="moved")) == (2 if ticked else 0)
    assert alice.post("/salon/desk/undo/", {"undo": undo_note(done.text)}).status_code == 409


def test_undo_puts_it_back_where_no_rule_would_let_it(alice, book):
    booking = book()
    for start in ("2026-11-24T22:00", "2026-11-24T12:00"):
        fresh = now_of(booking)
        done = alice.post(dragged(fresh, start, force="hours"), {"seen": fresh.sequence}, headers=PANEL)
    assert now_of(booking).start_at == at(12)
    assert alice.post("/salon/desk/undo/", {"undo": undo_note(done.text)}).status_code == 303
    assert now_of(booking).start_at == at(22)


def test_undo_of_what_somebody_changed_since_changes_nothing(alice, book):
    booking = book()
    done = alice.post(dragged(booking, "2026-11-24T14:00"), {"seen": 0}, headers=PANEL)
    alice.post(dragged(now_of(booking), "2026-11-24T15:00"), {"seen": 1})
    assert alice.post("/salon/desk/undo/", {"undo": undo_note(done.text)}).status_code == 409
    assert now_of(booking).start_at == at(15)


def test_who_drags_what_was_moved_meanwhile_is_told_where_it_is_now(alice, book):
    booking = book()
    first = alice.get(dragged(booking, "2026-11-24T14:00"))
    alice.post(dragged(booking, "2026-11-24T15:00"), {"seen": 0})
    assert first.status_code == 200
    where = dragged(booking, "2026-11-24T14:00")
    for answer in (alice.get(where, headers=PANEL), alice.post(where, {"seen": 0}, headers=PANEL)):
        assert answer.status_code == 409
        assert "It stands at Tue 24 Nov 15:00–16:00 now." in answer.text
        assert "Move it to Tue 24 Nov 14:00 from there" in answer.text
        assert answer["HX-Trigger"] == "calendar-changed"
    assert (now_of(booking).start_at, now_of(booking).sequence) == (at(15), 1)


def test_who_drags_what_was_cancelled_meanwhile_is_told_so(alice, book):
    booking = book()
    alice.post(url(booking, "cancellation/"), {"seen": 0, "reason": ""})
    answer = alice.get(dragged(booking, "2026-11-24T14:00"))
    assert answer.status_code == 409
    assert "It cannot be moved any more" in answer.text


def test_outside_the_hours_it_is_refused_then_warned_of_then_done(alice, book):
    booking = book()
    refused = alice.get(dragged(booking, "2026-11-28T10:00"))
    assert refused.status_code == 409
    assert (
        "cannot be had. Alice CANARY-salon does not work then, or not for the whole of 60 min. Nothing was changed"
        in refused.text
    )
    assert "Nearest free times" in refused.text
    where = url(booking) + re.search(r'href="(\?[^"]*force=hours[^"]*)"', refused.text)[1].replace("&amp;", "&")
    assert "Alice CANARY-salon does not work then, or not for the whole of 60 min." in alice.get(where).text
    assert alice.post(where, {"seen": 0}).status_code == 302
    assert now_of(booking).start_at == at(10, days=4)
    assert "Outside working hours" in alice.get(url(booking, "")).text


def test_over_a_taken_time_the_owner_says_why(alice, book):
    book(at(14))
    booking = book()
    refused = alice.get(dragged(booking, "2026-11-24T14:00"))
    assert "Move over it, with a reason" in refused.text
    where = dragged(booking, "2026-11-24T14:00", force="taken")
    assert "Alice CANARY-salon is taken 14:00–15:00. Both will stand." in alice.get(where).text
    assert alice.post(where, {"seen": 0, "reason": " "}).status_code == 422
    assert alice.post(where, {"seen": 0, "reason": "Twins"}).status_code == 302
    page = alice.get(url(booking, "")).text
    assert "Over something else" in page
    assert "“Twins”" in page
    with tenant_tx(booking.tenant_id):
        assert find_faults() == []
        assert history(booking)[-1].type == "booking.forced"


def test_the_front_desk_may_pass_the_hours_but_nothing_that_is_taken(log_in, cast, book):
    fiona = log_in(cast.front_desk)
    book(at(14))
    booking = book()
    assert "with a reason" not in fiona.get(dragged(booking, "2026-11-24T14:00")).text
    where = dragged(booking, "2026-11-24T14:00", force="taken")
    assert fiona.post(where, {"seen": 0, "reason": "Because"}).status_code == 409
    assert now_of(booking).sequence == 0
    assert fiona.post(dragged(booking, "2026-11-28T10:00", force="hours"), {"seen": 0}).status_code == 302


def test_dropped_where_it_was_nothing_happens(alice, book):
    booking = book()
    done = alice.post(dragged(booking, "2026-11-24T10:00"), {"seen": 0, "tell": "on"}, follow=True)
    assert "It stands there already." in done.text
    assert now_of(booking).sequence == 0


def test_whoever_cannot_be_reached_is_not_asked_about(alice, book, cast):
    with tenant_tx(cast.salon.tenant):
        silent = Client.objects.create(tenant=cast.salon.tenant, name="Sven")
    page = alice.get(dragged(book(client=silent), "2026-11-24T14:00")).text
    assert "cannot be told" in page
    assert 'type="checkbox" name="tell"' not in page


@pytest.mark.parametrize("start", ["2026-11-24T10:00:00+25:00", "x" * 300, "2026-13-01T10:00", "0001-01-01T00:00", ""])
def test_a_start_that_is_none_is_as_if_not_said(alice, book, start):
    assert alice.get(url(book()), {"start": start, "seen": "0"}).status_code == 200


def test_between_the_beginnings_it_says_so_and_not_that_it_is_outside_the_hours(alice, book):
    page = alice.get(dragged(book(), "2026-11-25T10:10"), headers=PANEL)
    assert page.status_code == 409
    assert "Clients can begin every 30 minutes" in page.text
    assert "outside working hours" not in page.text
    assert "outside working hours" in alice.get(dragged(book(at(14)), "2026-11-25T20:00"), headers=PANEL).text


def test_the_buffer_after_a_booking_is_named_as_what_it_is(alice, book):
    book(at(10))
    page = alice.get(dragged(book(at(14)), "2026-11-24T11:00"), headers=PANEL)
    assert page.status_code == 409
    assert "Alice CANARY-salon has a buffer after the booking 10:00–11:00." in page.text
    assert "is taken" not in page.text
    over = alice.get(dragged(book(at(14), who=1), "2026-11-24T11:00", force="taken"), headers=PANEL).text
    assert "is taken" not in over


def test_the_buffer_before_a_booking_and_the_own_one(alice, book, cast):
    with tenant_tx(cast.salon.tenant):
        cast.salon.service.buffer_before = 30
        cast.salon.service.save()
    book(at(12))
    page = alice.get(dragged(book(at(15)), "2026-11-24T11:00"), headers=PANEL).text
    assert "Alice CANARY-salon has a buffer before the booking 12:00–13:00." in page
    with tenant_tx(cast.salon.tenant):
        cast.salon.service.buffer_before = 0
        cast.salon.service.save()
    book(at(12), who=1)
    assert "Too close to 12:00–13:00" in alice.get(dragged(book(at(9, days=1), who=1), "2026-11-24T11:00")).text


def test_before_the_hours_and_over_a_booking_both_are_named(alice, book, cast):
    book(at(9))
    booking = book(at(14))
    page = alice.get(dragged(booking, "2026-11-24T08:30"), headers=PANEL).text
    assert "Alice CANARY-salon does not work then, or not for the whole of 60 min." in page
    assert "Alice CANARY-salon is taken 09:00–10:00." in page
    with tenant_tx(cast.salon.tenant):
        WeeklyHours.objects.filter(resource=cast.salon.practitioners[0]).delete()
    page = alice.get(dragged(booking, "2026-11-24T09:00"), headers=PANEL).text
    assert "does not work then" in page
    assert "is taken 09:00–10:00." in page


def test_a_room_that_is_taken_outside_the_hours_is_not_kept_quiet(alice, book, cast):
    with tenant_tx(cast.salon.tenant):
        cast.salon.service.requirements.update(quantity=2)
    booking = book(at(14))
    with tenant_tx(cast.salon.tenant):
        add_absence(resource=cast.salon.rooms[0], start_at=at(19), end_at=at(21))
    page = alice.get(dragged(booking, "2026-11-24T20:00"), headers=PANEL).text
    assert "Something that it needs is taken then. Alice CANARY-salon does not work then" in page
    assert "Move over it, with a reason" in page


def test_a_refused_drop_shows_each_time_once_and_one_way_to_the_others(alice, book):
    book(at(14))
    page = alice.get(dragged(book(), "2026-11-24T14:00"), headers=PANEL).text
    starts = re.findall(r'<a class="next" href="([^"]*)"', page)
    assert len(starts) == len(set(starts)) == 6
    assert "Next free times" not in page
    assert 'class="month"' not in page
    more = re.search(r'class="button" href="(\?[^"]*)">Other times', page)[1].replace("&amp;", "&")
    assert "start=" not in more


def test_and_staff_may_move_there_all_the_same(alice, book):
    booking = book()
    page = alice.get(dragged(booking, "2026-11-25T10:10", force="hours"), headers=PANEL)
    assert page.status_code == 200
    assert "Clients can begin every 30 minutes" in page.text
    alice.post(dragged(booking, "2026-11-25T10:10", force="hours"), {"seen": 0, "tell": ""}, headers=PANEL)
    assert now_of(booking).start_at == at(10, days=1, minute=10)
