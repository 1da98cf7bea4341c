"""The client's own page: what stands, what happens next, and changing it as far as the policy goes."""

from datetime import datetime

import pytest

from booking.bookings.models import Booking, Status
from booking.bookings.moving import move
from booking.resources.models import Mode, Resource, Service
from tenants.tenancy import tenant_tx
from tests.cast import Cast
from tests.conftest import Clock
from tests.pages.visitor import STOCKHOLM, TUESDAY_TEN, Visitor, below, links, starts, text

THURSDAY = "2026-11-26T13:00:00+01:00"


@pytest.fixture
def booked(dana: Visitor) -> str:
    """Thursday, so that there is time to change one's mind."""
    return dana.book(THURSDAY, practitioner=dana.house.practitioners[0].code)


@pytest.mark.parametrize(
    ("language", "words"), {"sv": "Det här händer nu", "nb": "Dette skjer nå", "en": "What happens next"}.items()
)
def test_the_last_page_says_what_happens_next_in_three_lines(cast: Cast, language: str, words: str):
    visitor = Visitor(cast.salon, language)
    page = visitor.get(visitor.book(THURSDAY) + "?new=1")
    said = text(page)
    assert words in said
    assert "dana@example.com" in said
    assert "Kom in och sätt dig." in said
    assert page.content.decode().count("<li>") == 3


def test_a_reminder_is_promised_only_when_one_is_planned(dana: Visitor, clock: Clock):
    clock.set(datetime(2026, 11, 25, 9, 59, tzinfo=STOCKHOLM))  # a day, two hours and a minute before
    assert "We remind you Thu 26 Nov 12:00." in text(dana.get(dana.book("2026-11-27T12:00:00+01:00") + "?new=1"))
    soon = dana.book("2026-11-26T11:30:00+01:00")
    assert "there will be no reminder" in text(dana.get(soon + "?new=1"))


def test_what_was_moved_meanwhile_is_not_cancelled_and_the_refusal_leads_to_the_booking(dana: Visitor, booked: str):
    with tenant_tx(dana.house.tenant):
        move(booking=dana.booking(), start_at=datetime(2026, 11, 26, 15, 0, tzinfo=STOCKHOLM))
    answer = dana.post(booked + "cancellation/", {"seen": "0"})
    assert answer.status_code == 409
    assert "409" not in text(answer)
    assert f"/salon/{booked}" in links(answer)


def test_it_offers_the_calendar_file_the_map_and_how_to_change_it(dana: Visitor, booked: str):
    found = links(dana.get(booked + "?new=1"))
    assert f"/salon/{booked}calendar.ics" in found
    assert "https://www.openstreetmap.org/search?query=Storgatan+1%2C+111+22+Stockholm" in found
    assert f"/salon/{booked}" in found


def test_later_it_says_how_it_stands_and_what_may_be_done(dana: Visitor, booked: str):
    page = dana.get(booked)
    said = text(page)
    for words in (
        "Thursday 26 November, 13:00–14:00", "Massage CANARY-salon, 60 min", "Alice CANARY-salon",
        "To pay on site 500 kr", "You can move or cancel free of charge until Wed 25 Nov 13:00.",
    ):  # fmt: skip
        assert words in said
    assert {f"/salon/{booked}move/", f"/salon/{booked}cancellation/"} <= set(links(page))


def test_after_the_last_moment_it_says_why_not_and_whom_to_call(dana: Visitor, booked: str, clock: Clock):
    clock.forward(days=2, hours=4, minutes=1)
    said = text(dana.get(booked))
    assert "It can no longer be changed here" in said
    assert "ended Wed 25 Nov 13:00." in said
    assert "+46 8 123 456 78" in said
    assert dana.get(booked + "move/")["Location"] == f"/salon/{booked}"
    assert dana.get(booked + "cancellation/")["Location"] == f"/salon/{booked}"
    dana.post(booked + "cancellation/", {"seen": "0"})
    dana.post(booked + "move/", {"start": "2026-11-27T10:00:00+01:00", "seen": "0"})
    booking = dana.booking()
    assert (booking.status, booking.sequence) == (Status.CONFIRMED, 0)


def test_when_it_is_over_it_can_be_booked_again(dana: Visitor, booked: str, clock: Clock):
    clock.forward(days=4)
    page = dana.get(booked)
    assert "Over" in text(page)
    assert f"/salon/s/{dana.house.service.code}/" in links(page)


@pytest.mark.parametrize("part", ["", "?new=1", "move/", "cancellation/", "calendar.ics"])
def test_every_page_of_it_is_private(dana: Visitor, booked: str, part: str):
    answer = dana.get(booked + part)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert (answer["X-Robots-Tag"], answer["Referrer-Policy"]) == ("noindex", "same-origin")


@pytest.mark.parametrize("part", ["", "move/", "cancellation/", "calendar.ics", "video/", "payment/", "status/"])
def test_only_the_right_link_opens_it(cast: Cast, dana: Visitor, booked: str, part: str):
    token = booked.split("/")[1]
    hold = dana.booking().hold_token
    for wrong in (token[:-1], token.upper(), token + "=", hold, "x"):
        assert dana.get(f"b/{wrong}/{part}").status_code == 404
    assert Visitor(cast.gym).get(f"b/{token}/{part}").status_code == 404


def test_a_known_e_mail_shows_nothing_of_the_client_who_has_it(dana: Visitor):
    path = dana.book(THURSDAY, {"name": "Somebody Else", "email": "dana@example.com"})
    said = text(dana.get(path)) + text(dana.get(path + "?new=1"))
    assert "+46701234567" not in said
    assert "Dana CANARY" not in said


def test_the_calendar_file_is_one_entry(dana: Visitor, booked: str):
    answer = dana.get(booked + "calendar.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer.content.count(b"BEGIN:VEVENT") == 1


def test_moving_asks_first_and_keeps_the_old_time_until_then(dana: Visitor, booked: str):
    page = dana.get(booked + "move/")
    assert "Your present time, Thu 26 Nov 13:00, is yours" in text(page)
    chosen = starts(page)[0]
    question = dana.get(booked + "move/", data={"start": chosen})
    assert "Move to Mon 23 Nov 10:00?" in text(question)
    assert dana.booking().sequence == 0
    answer = dana.post(booked + "move/", {"start": chosen, "seen": "0"})
    assert (answer.status_code, below(answer)) == (303, booked)
    assert "It is moved." in text(dana.get(booked))
    assert dana.booking().start_at.isoformat() == "2026-11-23T09:00:00+00:00"


def test_moving_shows_the_booked_practitioners_times_only(dana: Visitor, booked: str):
    with tenant_tx(dana.house.tenant):
        Resource.objects.filter(pk=dana.house.practitioners[0].pk)
    Visitor(dana.house).hold("2026-11-24T10:00:00+01:00", practitioner=dana.house.practitioners[0].code)
    assert "2026-11-24T09:00:00+00:00" not in starts(dana.get(booked + "move/", data={"day": "2026-11-24"}))


def test_moving_to_a_time_that_was_just_taken_keeps_the_old_one(dana: Visitor, booked: str):
    Visitor(dana.house).hold(TUESDAY_TEN, practitioner=dana.house.practitioners[0].code)
    answer = dana.post(booked + "move/", {"start": TUESDAY_TEN.isoformat(), "seen": "0"})
    assert answer.status_code == 409
    assert "Nothing was moved: you still have Thu 26 Nov 13:00." in text(answer)
    assert len(starts(answer)) == 3
    assert dana.booking().sequence == 0


def test_moving_twice_to_the_same_time_is_as_once(dana: Visitor, booked: str):
    sent = {"start": TUESDAY_TEN.isoformat(), "seen": "0"}
    assert [dana.post(booked + "move/", sent).status_code for _ in range(2)] == [303, 303]
    assert dana.booking().sequence == 1


def test_moving_what_changed_meanwhile_is_refused(dana: Visitor, booked: str):
    with tenant_tx(dana.house.tenant):
        move(booking=Booking.objects.get(), start_at=TUESDAY_TEN, by_staff=True)
    answer = dana.post(booked + "move/", {"start": "2026-11-25T10:00:00+01:00", "seen": "0"})
    assert answer.status_code == 409
    assert dana.booking().start_at == TUESDAY_TEN


@pytest.mark.parametrize("seen", ["9" * 5000, "²", "-1", "", "nothing"])
def test_moving_without_a_number_of_what_was_seen_moves(dana: Visitor, booked: str, seen: str):
    answer = dana.post(booked + "move/", {"start": "2026-11-25T10:00:00+01:00", "seen": seen})
    assert below(answer) == booked
    assert dana.booking().sequence == 1


def test_an_offset_with_seconds_makes_no_half_minutes(dana: Visitor, booked: str):
    assert below(dana.post(booked + "move/", {"start": "2026-11-25T10:00:00+00:59:30"})) == f"{booked}move/"
    assert dana.booking().sequence == 0


def test_a_time_that_is_none_leads_back_to_the_times(dana: Visitor, booked: str):
    assert below(dana.post(booked + "move/", {"start": "soon"})) == f"{booked}move/"


def test_htmx_gets_the_times_to_move_to(dana: Visitor, booked: str):
    part = dana.get(booked + "move/", headers={"HX-Request": "true", "HX-Target": "times"})
    assert part.content.decode().lstrip().startswith('<div class="pick fades" id="times"')


def test_cancelling_shows_what_it_leads_to_before_the_act(dana: Visitor, booked: str):
    page = text(dana.get(booked + "cancellation/"))
    assert "It costs nothing" in page
    assert "Free of charge until Wed 25 Nov 13:00." in page
    assert dana.booking().status == Status.CONFIRMED
    answer = dana.post(booked + "cancellation/", {"seen": "0", "reason": "A cold"})
    assert below(answer) == booked
    booking = dana.booking()
    assert (booking.status, booking.cancelled_by, booking.cancel_reason) == (Status.CANCELLED, "client", "A cold")
    assert "The time is cancelled" in text(dana.get(booked))
    assert b"CANCELLED" in dana.get(booked + "calendar.ics").content


def test_cancelling_twice_is_as_once(dana: Visitor, booked: str):
    for _ in range(2):
        assert dana.post(booked + "cancellation/", {"seen": "0"}).status_code in (302, 303)
    assert dana.booking().sequence == 1


def test_cancelling_what_changed_meanwhile_is_refused(dana: Visitor, booked: str):
    with tenant_tx(dana.house.tenant):
        move(booking=Booking.objects.get(), start_at=TUESDAY_TEN.replace(day=25), by_staff=True)
    assert dana.post(booked + "cancellation/", {"seen": "0"}).status_code == 409
    assert dana.booking().status == Status.CONFIRMED


def test_a_cancellation_without_what_was_seen_is_asked_again(dana: Visitor, booked: str):
    assert dana.post(booked + "cancellation/", {}).status_code == 422
    assert dana.post(booked + "cancellation/", {"seen": "0", "reason": "x" * 301}).status_code == 422


def test_the_room_opens_a_quarter_before_and_closes_when_it_is_over(dana: Visitor, clock: Clock):
    path = dana.book(THURSDAY, mode="video") + "video/"
    early = dana.get(path)
    assert early.status_code == 200
    assert "The room opens at 12:45" in text(early)
    clock.forward(days=3, hours=3, minutes=44)
    assert dana.get(path).status_code == 200
    clock.forward(minutes=1)
    assert (dana.get(path).status_code, dana.get(path)["Location"]) == (302, "https://video.example/room")
    clock.forward(minutes=75)
    assert "The meeting is over" in text(dana.get(path))


def test_a_cancelled_meeting_has_no_room(dana: Visitor, clock: Clock):
    path = dana.book(THURSDAY, mode="video")
    dana.post(path + "cancellation/", {"seen": "0"})
    clock.forward(days=3, hours=4)
    assert below(dana.get(path + "video/")) == path


def test_a_meeting_without_an_address_says_so(dana: Visitor, clock: Clock):
    path = dana.book(THURSDAY, mode="video")
    with tenant_tx(dana.house.tenant):
        Resource.objects.update(video_url="")
    clock.forward(days=3, hours=4)
    assert "The link is missing" in text(dana.get(path + "video/"))


def test_what_is_not_by_video_has_no_room(dana: Visitor, booked: str):
    assert dana.get(booked + "video/").status_code == 404


@pytest.mark.parametrize("mode", Mode.values)
def test_each_way_of_meeting_says_how(dana: Visitor, mode: str):
    with tenant_tx(dana.house.tenant):
        Service.objects.update(modes=["on_site", *[m for m in Mode.values if m != "on_site"]])
    typed = {"phone": "0701234567", "message": "Storgatan 2"}
    path = dana.book(THURSDAY, typed, mode=mode)
    expected = {"on_site": "Två trappor", "video": "opens at 12:45", "phone": "+46701234567", "home": "We come to"}
    assert expected[mode] in text(dana.get(path + "?new=1"))
