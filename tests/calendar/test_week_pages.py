"""Template weeks as members meet them: the pages, whose calendars they touch, and what odd input leads to."""

import re
import uuid
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from booking.availability.models import Activity, Shift, TemplateBlock, TemplateWeek
from booking.availability.occupying import occupy
from booking.bookings.models import Booking
from tenants.models import Event, new_key
from tenants.tenancy import tenant_tx
from tests.setup.pages import confirmed

WEEKS = "/salon/desk/weeks/"
SAVE, CLEAR = f"{WEEKS}save/", "/salon/desk/hours/clear/"
MONDAY, SATURDAY = date(2026, 11, 23), date(2026, 11, 28)
RANGE = "?from=2026-11-23&until=2026-11-30"
PANEL = {"HX-Request": "true", "HX-Target": "panel"}


@pytest.fixture
def codes(cast) -> list[str]:
    return [one.code for one in cast.salon.practitioners]


@pytest.fixture
def shifts(cast) -> None:
    """Alice and Bob work on Saturday."""
    with tenant_tx(cast.salon.tenant):
        for one in cast.salon.practitioners:
            Shift.objects.create(
                tenant=cast.salon.tenant, resource=one, location=cast.salon.place, on=SATURDAY,
                opens=time(10), closes=time(14),
            )  # fmt: skip


@pytest.fixture
def week(alice, cast, codes, shifts, book) -> TemplateWeek:
    """Everything of the week in which everything happens, saved from the page."""
    book()
    told = alice.post(SAVE + RANGE, {"name": "Usual", "day": "2026-11-25", "who": codes, "bookings": "on"})
    assert told.headers["Location"].startswith(WEEKS)
    with tenant_tx(cast.salon.tenant):
        return TemplateWeek.objects.get(name="Usual")


def count(cast, model) -> int:
    with tenant_tx(cast.salon.tenant):
        return model.objects.count()


def paste_of(codes, **more):
    return {"first": "2026-11-30", "last": "2026-12-13", "weeks": "odd", "who": codes} | more


def undo(browser, said: str = "") -> str:
    """Press the newest Undo, on this page or on the next one."""
    said = said or browser.get("/salon/desk/?view=list").text
    note = re.findall(r'name="undo" value="([^"]+)"', said)[-1]
    browser.post("/salon/desk/undo/", {"undo": note})
    return browser.get("/salon/desk/?view=list").text


def test_the_pages_know_what_is_on_screen(alice, codes):
    shown = alice.get(WEEKS + RANGE + f"&people={codes[1]}").context["shown"]
    assert (shown.first, shown.last, [one.code for one in shown.people]) == (MONDAY, date(2026, 11, 29), codes[1:])
    form = alice.get(SAVE + RANGE + f"&people={codes[1]}").context["form"]
    assert (form.initial["day"], form.initial["who"]) == (MONDAY, codes[1:])
    assert "Mon 23 Nov – Sun 29 Nov" in alice.get(CLEAR + RANGE).text


def test_in_the_calendar_they_are_shown_in_its_panel(alice):
    assert alice.get(WEEKS + RANGE, headers=PANEL).text.lstrip().startswith("<section")
    assert "<html" in alice.get(WEEKS + RANGE).text


def test_a_saved_week_is_listed_looked_into_renamed_and_removed(alice, week):
    page = f"{WEEKS}{week.pk}/"
    assert "Usual" in alice.get(WEEKS).text
    assert re.search(r"10:00–11:00.*Dana CANARY-salon, Massage", alice.get(page).text, re.DOTALL)
    assert alice.post(page, {"act": "rename", "name": " "}).status_code == 422
    alice.post(page, {"act": "rename", "name": "Odd weeks"})
    assert "Now called Odd weeks" in alice.get(WEEKS).text
    alice.post(page, {"act": "remove"})
    assert alice.get(page).status_code == 404


def test_a_name_that_is_taken_keeps_what_was_typed(alice, week, codes):
    told = alice.post(SAVE + RANGE, {"name": "Usual", "day": "2026-11-25", "who": codes[:1], "activities": "on"})
    assert told.status_code == 422
    assert "Another week has this name" in told.text
    assert told.context["form"]["who"].value() == codes[:1]


@pytest.fixture
def double(cast, book) -> Booking:
    """Dana's Tuesday at ten has a second part, with Bob; at one she is with Alice alone."""
    booking = book()
    book(booking.start_at + timedelta(hours=3))
    with tenant_tx(cast.salon.tenant):
        part = booking.parts.get()
        part.pk, part.position, part.resource = new_key(), 1, cast.salon.practitioners[1]
        part.save(force_insert=True)
    return booking


def test_bookings_of_several_parts_are_kept_part_by_part_and_that_is_said(alice, cast, codes, double):
    shown = alice.get(SAVE + RANGE).text
    assert "1 booking in the week on screen has several parts." in shown
    assert "all of them are booked or none: Dana CANARY-salon, Tue 24 Nov 10:00" in shown
    assert "is not chosen" not in shown
    alice.post(SAVE + RANGE, {"name": "Usual", "day": "2026-11-25", "who": codes, "bookings": "on"})
    with tenant_tx(cast.salon.tenant):
        blocks = TemplateBlock.objects.filter(kind="booking").order_by("opens", "resource__name")
        assert [(one.opens.hour, one.together) for one in blocks] == [(10, double.pk), (10, double.pk), (13, None)]
    assert "several parts" not in alice.get(f"{SAVE}?from=2026-11-30&until=2026-12-07").text


def test_a_booking_with_somebody_who_is_not_chosen_is_left_out_and_that_is_said(alice, cast, codes, double):
    for people in (codes[:1], codes[1:]):
        shown = alice.get(SAVE + RANGE + f"&people={','.join(people)}").text
        assert "1 booking in the week on screen is also with somebody who is not chosen." in shown
        assert "only together with them: Dana CANARY-salon, Tue 24 Nov 10:00" in shown
        assert "several parts" not in shown
    asked = {"name": "Usual", "day": "2026-11-25", "who": codes[:1], "bookings": "on"}
    alice.post(SAVE + RANGE, asked)
    said = alice.get(WEEKS).text
    assert "1 booking was left out, since it is also with somebody who was not chosen: Dana CANARY-salon" in said
    with tenant_tx(cast.salon.tenant):
        [block] = TemplateBlock.objects.filter(kind="booking")
        assert block.opens == time(13)
    del asked["bookings"]
    alice.post(SAVE + RANGE, asked | {"name": "Hours"})
    assert "was left out" not in alice.get(WEEKS).text


def test_the_look_names_the_room_that_is_taken_instead(alice, cast, week, codes):
    first, second = (room.name for room in cast.salon.rooms)
    with tenant_tx(cast.salon.tenant):
        TemplateBlock.objects.filter(kind="booking").update(things=[cast.salon.rooms[1].pk])
    page = f"{WEEKS}{week.pk}/paste/"
    said = alice.get(page, paste_of(codes, bookings="on")).text
    assert f"Massage CANARY-salon · {second}" in said
    assert "instead of" not in said
    with tenant_tx(cast.salon.tenant):
        start = datetime(2026, 12, 1, 10, tzinfo=ZoneInfo("Europe/Stockholm"))
        taken = [cast.salon.rooms[1].pk]
        occupy(cast.salon.tenant, taken, start, start + timedelta(hours=1), owner_id=new_key(), expires_at=None)
    assert f"{first} instead of {second}" in alice.get(page, paste_of(codes, bookings="on")).text


def test_the_preview_tells_and_does_nothing(alice, cast, week, codes):
    before = [count(cast, model) for model in (Shift, Activity, Booking, Event)]
    told = alice.get(f"{WEEKS}{week.pk}/paste/", paste_of(codes, bookings="on"))
    assert [(one.name[:7], one.new, one.there, one.clashes) for one in told.context["weeks"]] == [("Week 49", 3, 10, 0)]
    assert "3 blocks will be added. 10 are there already." in told.text
    assert [count(cast, model) for model in (Shift, Activity, Booking, Event)] == before


def test_a_paste_is_told_of_once_and_undone_at_once(alice, cast, week, codes):
    before = [count(cast, model) for model in (Shift, Booking)]
    told = alice.post(f"{WEEKS}{week.pk}/paste/", paste_of(codes, bookings="on"))
    assert told.headers["Location"] == "/salon/desk/"
    said = alice.get("/salon/desk/?view=list").text
    assert said.count("Usual: 3 blocks added.") == said.count('name="undo"') == 1
    assert [count(cast, model) for model in (Shift, Booking)] == [before[0] + 2, before[1] + 1]
    alice.post(f"{WEEKS}{week.pk}/paste/", paste_of(codes, bookings="on"))
    assert "everything is there already" in alice.get("/salon/desk/?view=list").text
    alice.post(f"{WEEKS}{week.pk}/paste/", paste_of(codes, weeks="even"))
    assert "Undone." in undo(alice)
    assert count(cast, Shift) == before[0] + 2


def test_a_booking_that_could_not_be_made_is_named(alice, cast, week, codes, book):
    with tenant_tx(cast.salon.tenant):
        Shift.objects.filter(on=SATURDAY).delete()
        start = Booking.objects.get().start_at
    book(start.replace(month=12, day=1, hour=10))
    alice.post(f"{WEEKS}{week.pk}/paste/", paste_of(codes, bookings="on"))
    assert "1 booking could not be made: Dana CANARY-salon, Tue 1 Dec 10:00" in alice.get(WEEKS).text


def test_working_time_is_cleared_for_whom_it_shows_and_put_back(alice, cast, codes, shifts):
    asked = alice.get(CLEAR + RANGE + f"&people={codes[0]}")
    assert asked.context["n"] == 6
    confirmed(alice, CLEAR + RANGE, {"first": "2026-11-23", "last": "2026-11-29", "who": codes[:1]})
    cleared = alice.get(CLEAR + RANGE + f"&people={codes[0]}")
    assert cleared.context["n"] == 0
    assert alice.get(CLEAR + RANGE + f"&people={codes[1]}").context["n"] == 6
    assert "Undone." in undo(alice, cleared.text)
    assert alice.get(CLEAR + RANGE).context["n"] == 12
    assert alice.post(CLEAR, {"first": "2030-01-05", "last": "2030-01-06", "who": codes}).status_code == 422


def test_a_practitioner_touches_their_own_calendar_only(bob, alice, cast, week, codes):
    page = f"{WEEKS}{week.pk}/"
    assert "Usual" in bob.get(WEEKS).text
    seen = bob.get(page).text
    assert "Bob CANARY-salon" in seen
    assert not {"Alice CANARY-salon", "Dana CANARY-salon", "Rename"} & set(re.findall(r"\w+ CANARY-salon|Rename", seen))
    for act in ({"act": "remove"}, {"act": "rename", "name": "Mine"}):
        assert bob.post(page, act).status_code == 404
    for refused in (paste_of(codes), paste_of(codes[:1])):
        assert bob.post(f"{page}paste/", refused).status_code == 422
    assert bob.post(CLEAR, {"first": "2026-11-23", "last": "2026-11-29", "who": codes}).status_code == 422
    assert bob.post(SAVE, {"name": "Hers", "day": "2026-11-23", "who": codes[:1]}).status_code == 422
    bob.post(f"{page}paste/", paste_of(codes[1:], bookings="on"))
    with tenant_tx(cast.salon.tenant):
        made = Shift.objects.exclude(batch_id=None)
        assert [row.resource_id for row in made] == [cast.salon.practitioners[1].pk]
    bob.post(SAVE, {"name": "Mine", "day": "2026-11-23", "who": codes[1:]})
    with tenant_tx(cast.salon.tenant):
        mine = TemplateWeek.objects.get(name="Mine")
    assert bob.post(f"{WEEKS}{mine.pk}/", {"act": "remove"}).status_code == 302


def test_nobody_undoes_what_another_did(alice, bob, week, codes, cast):
    alice.post(f"{WEEKS}{week.pk}/paste/", paste_of(codes))
    note = re.findall(r'name="undo" value="([^"]+)"', alice.get("/salon/desk/?view=list").text)[-1]
    assert bob.post("/salon/desk/undo/", {"undo": note}).status_code == 409
    with tenant_tx(cast.salon.tenant):
        assert Shift.objects.exclude(batch_id=None).count() == 2


def test_another_business_sees_nothing_of_it(cast, log_in, week):
    charlie = log_in(cast.charlie)
    assert charlie.get(f"/gym/desk/weeks/{week.pk}/").status_code == 404
    assert charlie.get(f"/gym/desk/weeks/{week.pk}/paste/").status_code == 404
    assert "Usual" not in charlie.get("/gym/desk/weeks/").text
    assert charlie.post(f"/gym/desk/weeks/{week.pk}/", {"act": "remove"}).status_code == 404
    assert count(cast, TemplateBlock) == 13


ODD = [
    "",
    "x",
    "\x00",
    "0000-00-00",
    "9999-12-31",
    "2026-02-30",
    "2026-11-23T10:00",
    "-1",
    "１２",
    "a" * 3000,
    "' OR 1=1",
]


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_odd_input_is_never_our_fault(alice, week, codes, odd):
    looked = 422 if "\x00" in odd else 200
    for page in (WEEKS, SAVE, CLEAR):
        assert alice.get(page, {"from": odd, "until": odd, "people": odd}).status_code == looked
        answer = alice.get(page, {"from": "2026-11-30", "until": odd, "people": f"{odd},{codes[0]}"})
        assert answer.status_code == looked
    page = f"{WEEKS}{week.pk}/"
    good = paste_of(codes)
    for field in ("first", "last", "weeks", "who", "bookings"):
        assert alice.get(f"{page}paste/", good | {field: odd}).status_code in (200, 422)
        assert alice.post(f"{page}paste/", good | {field: odd}).status_code in (302, 422)
    for field in ("name", "day", "who", "unknown"):
        given = {"name": f"N{field}", "day": "2026-11-23", "who": codes} | {field: odd}
        assert alice.post(SAVE, given).status_code in (302, 422)
    for field in ("first", "last", "who", "more"):
        given = {"first": "2026-11-23", "last": "2026-11-29", "who": codes} | {field: odd}
        assert alice.post(CLEAR, given).status_code in (302, 422)
    for field in ("act", "name", "more"):
        assert alice.post(page, {"act": "rename", "name": "Usual"} | {field: odd}).status_code in (302, 422)
    assert alice.get(f"{WEEKS}{odd or 'y'}/".replace("\x00", "%00")).status_code == 404
    assert alice.get(f"{WEEKS}{uuid.uuid4()}/").status_code == 404


def test_a_range_that_makes_no_sense_is_refused_in_words(alice, week, codes):
    page = f"{WEEKS}{week.pk}/paste/"
    backwards = alice.get(page, paste_of(codes, first="2026-12-20"))
    assert (backwards.status_code, "before the first one" in backwards.text) == (422, True)
    for_ever = alice.get(page, paste_of(codes, last="2030-01-01"))
    assert (for_ever.status_code, "At most a year" in for_ever.text) == (422, True)
    nothing = alice.get(page, paste_of(codes, first="2026-12-09", last="2026-12-10"))
    assert (nothing.status_code, "No such week" in nothing.text) == (200, True)
