"""What the calendar shows, and to whom."""

from datetime import time, timedelta
from typing import Any

import pytest
from django.test import Client as Browser

from booking.availability.catalogue import current
from booking.availability.models import Activity, Closure, OpenSlot, Shift
from booking.availability.wishing import Wish
from booking.bookings.holding import place_hold
from booking.bookings.models import Booking, Status
from booking.resources.models import Service
from tenants.tenancy import tenant_tx
from tests.cast import Cast, House
from tests.conftest import Clock
from tests.desk.conftest import TUESDAY, Book, at

DAY = "from=2026-11-24&until=2026-11-25"


def feed(browser: Browser, query: str = DAY, slug: str = "salon") -> dict[str, Any]:
    answer = browser.get(f"/{slug}/desk/calendar.json?{query}")
    assert answer.status_code == 200, answer.content
    return answer.json()


def entries(browser: Browser, query: str = DAY) -> list[dict[str, Any]]:
    return feed(browser, query)["entries"]


def hold(house: House) -> Booking:
    with tenant_tx(house.tenant):
        return place_hold(
            tenant=house.tenant, wish=Wish(current(house.tenant).service(house.service.code)), start_at=TUESDAY
        )


def test_a_booking_says_when_who_what_and_how_it_stands(alice: Browser, book: Book, cast: Cast):
    booking = book()
    [entry] = entries(alice)
    assert entry["id"] == booking.code
    assert (entry["start"], entry["end"]) == ("2026-11-24T10:00:00", "2026-11-24T11:00:00")
    assert entry["with"] == cast.salon.practitioners[0].code
    assert (entry["title"], entry["note"]) == ("Dana CANARY-salon", "Massage CANARY-salon")
    assert entry["kind"] == "first"
    assert "star" in entry["signs"]
    assert entry["said"] == "First visit, Booked"
    assert entry["url"] == f"/salon/desk/bookings/{booking.code}/"


def test_what_begins_together_comes_by_person_and_always_in_the_same_order(alice: Browser, book: Book, cast: Cast):
    for who in (1, 0):
        book(at(10), who=who)
    first = entries(alice)
    assert [one["with"] for one in first] == [one.code for one in cast.salon.practitioners]
    with tenant_tx(cast.salon.tenant):
        Booking.objects.filter(code=first[0]["id"]).update(contact_name="Touched")  # rows lie in another order now
    assert [one["id"] for one in entries(alice)] == [one["id"] for one in first]


def test_a_booking_with_a_pause_in_it_is_one_entry_and_a_time_opened_in_the_pause_is_shown(alice, book, cast):
    """RR4: what is opened where the person is busy is not."""
    with tenant_tx(cast.salon.tenant):
        Service.objects.update(processing_after=15, processing_minutes=30)
    book()
    for begins, ends in ((10, 10), (15, 45)):
        with tenant_tx(cast.salon.tenant):
            OpenSlot.objects.create(
                tenant=cast.salon.tenant, resource=cast.salon.practitioners[0], location=cast.salon.place,
                start_at=at(10, minute=begins), end_at=at(10, minute=ends) + timedelta(minutes=begins == ends),
            )  # fmt: skip
    shown = [(entry["start"][11:16], entry["end"][11:16]) for entry in entries(alice)]
    assert sorted(shown) == [("10:00", "11:00"), ("10:15", "10:45")]


def test_a_hold_shows_its_time_and_nothing_else_and_goes_when_it_ran_out(alice: Browser, cast: Cast, clock: Clock):
    booking = hold(cast.salon)
    [entry] = entries(alice)
    assert entry["kind"] == "held"
    assert booking.code not in entry.get("url", "")
    assert not entry.keys() & {"title", "note", "url", "move"}
    clock.forward(minutes=10, seconds=1)
    assert entries(alice) == []


def test_what_was_cancelled_is_gone_and_who_did_not_come_is_marked(alice: Browser, book: Book, cast: Cast):
    gone, missed = book(at(10)), book(at(14))
    with tenant_tx(cast.salon.tenant):
        Booking.objects.filter(pk=gone.pk).update(status=Status.CANCELLED)
        Booking.objects.filter(pk=missed.pk).update(status=Status.NO_SHOW)
    [entry] = entries(alice)
    assert (entry["id"], entry["said"]) == (missed.code, "Did not come")
    assert "alert" in entry["signs"]


def test_a_practitioner_sees_the_own_calendar_only(bob: Browser, book: Book, cast: Cast):
    book(at(10), who=0)
    mine = book(at(14), who=1)
    told = feed(bob)
    assert [entry["id"] for entry in told["entries"]] == [mine.code]
    own = cast.salon.practitioners[1].code
    assert {row["with"] for row in told["hours"]} == {own}
    others = cast.salon.practitioners[0].code
    assert feed(bob, f"{DAY}&people={others}") == told


def test_people_places_and_services_narrow_it(alice: Browser, book: Book, cast: Cast):
    salon = cast.salon
    first, second = book(at(10), who=0), book(at(14), who=1)
    codes = [one.code for one in salon.practitioners]
    assert [entry["id"] for entry in entries(alice, f"{DAY}&people={codes[1]}")] == [second.code]
    assert len(entries(alice, f"{DAY}&people={','.join(codes)}")) == 2
    assert len(entries(alice, f"{DAY}&place={salon.place.code}&service={salon.service.code}")) == 2
    assert {entry["id"] for entry in entries(alice, f"{DAY}&people=NOBODY&place=NOWHERE")} == {first.code, second.code}


def test_working_time_is_the_ground(alice: Browser, cast: Cast):
    code = cast.salon.practitioners[0].code
    hours = [row for row in feed(alice)["hours"] if row["with"] == code]
    assert [(row["start"], row["end"]) for row in hours] == [("2026-11-24T09:00:00", "2026-11-24T17:00:00")]


def test_open_times_and_activities_stand_beside_the_bookings(alice: Browser, cast: Cast):
    salon, who = cast.salon, cast.salon.practitioners[0]
    common = {"tenant": salon.tenant, "resource": who}
    hour = timedelta(hours=1)
    with tenant_tx(salon.tenant):
        for start, audience in ((at(18), "everyone"), (at(19), "clients")):
            OpenSlot.objects.create(
                **common, location=salon.place, start_at=start, end_at=start + hour, price=90000, audience=audience
            )
        Activity.objects.create(**common, start_at=at(12), end_at=at(12) + hour, title="Staff meeting")
    kinds = {entry["kind"]: entry for entry in entries(alice)}
    assert kinds.keys() == {"open", "known", "activity"}
    assert kinds["open"]["note"].replace("\xa0", " ") == "900 kr"
    assert kinds["known"]["said"] == "free for existing clients"
    assert kinds["activity"]["title"] == "Staff meeting"


@pytest.mark.parametrize(
    "query", ["", "from=x&until=y", "from=2026-11-25&until=2026-11-24", "from=2026-01-01&until=2026-12-31"]
)
def test_a_stretch_that_is_none_is_refused(alice: Browser, query: str):
    assert alice.get(f"/salon/desk/calendar.json?{query}").status_code == 422


def test_the_night_when_the_clock_is_put_back_has_no_entry_without_length(alice: Browser, cast: Cast):
    salon, who = cast.salon, cast.salon.practitioners[0]
    with tenant_tx(salon.tenant):
        Activity.objects.create(
            tenant=salon.tenant, resource=who, title="Night",
            start_at="2027-10-31T00:30:00Z", end_at="2027-10-31T01:30:00Z",
        )  # fmt: skip
    [entry] = entries(alice, "from=2027-10-31&until=2027-11-01")
    assert (entry["start"], entry["end"]) == ("2027-10-31T02:30:00", "2027-10-31T03:30:00")


def test_working_time_says_for_whom_and_what_when_it_is_not_for_all(alice: Browser, cast: Cast):
    """CA8: blue, with a mark that is no colour."""
    who, place = cast.salon.practitioners[0], cast.salon.place
    with tenant_tx(cast.salon.tenant):
        who.weekly_hours.filter(weekday=1).update(closes=time(12), audience="clients")
        Shift.objects.create(
            tenant=cast.salon.tenant, resource=who, location=place, on=TUESDAY.date(), opens=time(13), closes=time(15),
            service_ids=[cast.salon.service.pk],
        )  # fmt: skip
    found = [row for row in feed(alice)["hours"] if row["with"] == who.code]
    assert [(row["start"][11:16], row.get("known"), row.get("said")) for row in found] == [
        ("09:00", True, "existing clients only"),
        ("13:00", False, cast.salon.service.name),
    ]


@pytest.mark.parametrize(
    ("whom", "said", "both"),
    [
        (lambda salon: {}, "Christmas · closed", True),
        (lambda salon: {"location": salon.place}, "Christmas · Centrum CANARY-salon closed", True),
        (lambda salon: {"resource": salon.practitioners[1]}, "Christmas · {} closed", False),
    ],
    ids=["everywhere", "a place", "a person"],
)
def test_closed_days_are_named(alice: Browser, cast: Cast, whom: Any, said: str, both: bool):
    """CA16: in the grid and in the list, on the days that are shown, of those whom they concern."""
    first, second = cast.salon.practitioners
    with tenant_tx(cast.salon.tenant):
        Closure.objects.create(
            tenant=cast.salon.tenant, name="Christmas", from_on=TUESDAY.date() - timedelta(days=3),
            until_on=TUESDAY.date(), **whom(cast.salon),
        )  # fmt: skip
    said = said.format(second)
    [closed] = feed(alice, "from=2026-11-23&until=2026-11-30")["closed"]
    assert (closed["title"], closed["start"], closed["until"]) == (said, "2026-11-23", "2026-11-25")
    assert closed["with"] == [one.code for one in ((first, second) if both else (second,))]
    assert feed(alice, "from=2026-11-25&until=2026-11-26")["closed"] == []
    assert len(feed(alice, f"{DAY}&people={first.code}")["closed"]) == both
    page = alice.get("/salon/desk/?view=list&day=2026-11-24").text
    assert page.count(f'<p class="agenda__closed">{said}</p>') == 1
    assert "agenda__closed" not in alice.get("/salon/desk/?view=list&day=2026-11-25").text


def test_a_closure_that_gets_another_name_is_called_so_at_once(alice: Browser, cast: Cast):
    with tenant_tx(cast.salon.tenant):
        row = Closure.objects.create(
            tenant=cast.salon.tenant, name="Xmas", from_on=TUESDAY.date(), until_on=TUESDAY.date()
        )
    assert feed(alice)["closed"][0]["title"] == "Xmas · closed"
    with tenant_tx(cast.salon.tenant):
        row.name = "Christmas"
        row.save()
    assert feed(alice)["closed"][0]["title"] == "Christmas · closed"
