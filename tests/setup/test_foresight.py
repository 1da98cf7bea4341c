"""What is shown before a rule is changed is what then happens; and until somebody says so, nothing does."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from booking.availability.models import Closure, Version, WeeklyHours
from booking.bookings.models import Booking
from booking.resources.models import Location, Resource, Service
from tenants.models import Event
from tenants.setup.foreseen import ForeseenForm, teller_of
from tenants.setup.row_form import FORMS
from tenants.tenancy import tenant_tx
from tests.cast import Cast, make_service
from tests.setup.changes import CHANGES, SETTINGS, fewer_hours, zone
from tests.setup.pages import confirmed, foretold, given

STOCKHOLM = ZoneInfo("Europe/Stockholm")
MOMENTS = {
    "in autumn": datetime(2026, 10, 12, 7, tzinfo=UTC),  # the clock is put back on 25 October
    "in winter": datetime(2026, 11, 23, 8, tzinfo=UTC),
    "in spring": datetime(2027, 3, 1, 8, tzinfo=UTC),  # it is put forward on 28 March, in America on the 14th
}


@pytest.fixture(params=MOMENTS.values(), ids=MOMENTS)
def now(request, clock, cast) -> datetime:
    clock.set(request.param)
    return request.param


@pytest.fixture
def salon(cast: Cast, now: datetime) -> Cast:
    """Three services, two places, a night of work, and a room that is closed now and then."""
    with tenant_tx(cast.salon.tenant):
        tenant, (alice, bob) = cast.salon.tenant, cast.salon.practitioners
        trim = make_service(tenant, "Trim", [bob], minutes=30)
        make_service(tenant, "Talk", [alice, bob], minutes=45)
        Service.objects.update(horizon_days=365)
        Service.objects.filter(pk=trim.pk).update(horizon_days=20, step=15)
        other = Location.objects.create(tenant=tenant, name="Other", timezone="Europe/Helsinki", position=1)
        for place, weekday, opens, closes in ((other, 5, 8, 12), (cast.salon.place, 5, 22, 6)):
            WeeklyHours.objects.create(
                tenant=tenant, resource=bob, location=place, weekday=weekday, opens=time(opens), closes=time(closes)
            )
        for n in (3, 10):
            day = now.date() + timedelta(days=n)
            Closure.objects.create(
                tenant=tenant, resource=cast.salon.rooms[1], name="Paint", from_on=day, until_on=day + timedelta(days=4)
            )
    return cast


@pytest.fixture
def owner(salon: Cast, log_in: Any) -> Browser:
    return log_in(salon.alice)


def on_offer(owner: Browser, salon: Cast, now: datetime) -> dict[str, set[Any]]:
    """For each service what programs and the public page are told, of each who gives it: when, and where."""
    today = now.astimezone(STOCKHOLM).date()
    end = datetime.combine(today + timedelta(days=61), time(0), STOCKHOLM)
    days = f"from={today}&to={today + timedelta(days=61)}"
    found: dict[str, set[Any]] = {}
    with tenant_tx(salon.salon.tenant):
        services, people = list(Service.objects.all()), list(Resource.objects.exclude(services=None).distinct())
    for service in services:
        for who in people:
            answer = owner.get(f"/api/v1/salon/slots?service={service.code}&practitioner={who.code}&{days}")
            slots = answer.json()["results"] if answer.status_code == 200 else []
            found.setdefault(service.name, set()).update(
                (who.code, datetime.fromisoformat(slot["start"]).astimezone(UTC), slot["location"]["code"])
                for slot in slots
                if datetime.fromisoformat(slot["start"]) < end
            )
    return found


def counted(before: dict[str, set[Any]], after: dict[str, set[Any]]) -> dict[str, tuple[int, int]]:
    moved = {name: (len(before[name] - after[name]), len(after[name] - before[name])) for name in before}
    return {name: numbers for name, numbers in moved.items() if numbers != (0, 0)}


def numbers(told: Any) -> dict[str, tuple[int, int]]:
    return {one.service.name: (one.gone, one.come) for one in told.times}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_the_free_times_that_go_and_come_are_those_that_were_foreseen(owner, salon, now, book, change):
    tuesday = (now + timedelta(days=(1 - now.weekday()) % 7 + 7)).astimezone(STOCKHOLM)
    book(tuesday.replace(hour=10))
    book(tuesday.replace(hour=14), who=1)
    page, typed = change(salon, owner, now)
    before = on_offer(owner, salon, now)
    told = foretold(owner.post(page, typed))
    foreseen = numbers(told)
    assert foreseen
    assert on_offer(owner, salon, now) == before
    assert owner.post(page, typed | {"known": told.mark}).status_code == 303
    assert foreseen == counted(before, on_offer(owner, salon, now))


def test_so_they_are_when_somebody_is_deactivated(owner, salon, now):
    page = f"{SETTINGS}members/{salon.bob.pk}/leaving/"
    before = on_offer(owner, salon, now)
    foreseen = numbers(owner.get(page).context["foretold"])
    assert owner.post(page).status_code == 303
    assert foreseen == counted(before, on_offer(owner, salon, now))
    assert Counter(name.partition(" ")[0] for name in foreseen) == {"Massage": 1, "Talk": 1, "Trim": 1}


@pytest.mark.parametrize("now", [MOMENTS["in winter"]], ids=["in winter"], indirect=True)
class TestWhatIsBooked:
    """Tuesday at ten and at two with Alice, the same hours with Bob, and Alice again far away."""

    @pytest.fixture
    def booked(self, salon: Cast, book: Any) -> dict[str, Booking]:
        def at(hour: int, days: int = 0) -> datetime:
            return datetime(2026, 11, 24, hour, tzinfo=STOCKHOLM) + timedelta(days=days)

        return {
            "Alice at 10": book(at(10)), "Bob at 10": book(at(10), who=1),
            "Alice at 14": book(at(14)), "Bob at 14": book(at(14), who=1), "far away": book(at(14, days=182)),
        }  # fmt: skip

    @pytest.mark.parametrize(
        ("change", "expected"),
        [
            ("fewer and other hours", ["Alice at 14", "far away"]),
            ("hours of a night", []),
            ("hours of a room", ["Alice at 14", "far away"]),
            ("hours of the place", ["Alice at 14", "Bob at 14", "far away"]),
            ("a person closed", ["Bob at 10", "Bob at 14"]),
            ("the whole business closed", []),
            ("a place closed beyond the horizon", ["far away"]),
            ("a service archived", ["Alice at 10", "Bob at 10", "Alice at 14", "Bob at 14", "far away"]),
            ("a place archived", ["Alice at 10", "Bob at 10", "Alice at 14", "Bob at 14", "far away"]),
            ("somebody who does the finances", ["Bob at 10", "Bob at 14"]),
            ("another clock", ["Alice at 10", "Bob at 10", "Alice at 14", "Bob at 14", "far away"]),
        ],
    )
    def test_the_bookings_that_are_touched_are_named_and_stand(self, owner, salon, now, booked, change, expected):
        page, typed = CHANGES[change](salon, owner, now)
        asked = owner.post(page, typed)
        names = {booking.code: name for name, booking in booked.items()}
        assert sorted(names[one.code] for one in foretold(asked).shown) == sorted(expected)
        for name in expected:
            assert f"/salon/desk/bookings/{booked[name].code}/move/" in asked.text
        confirmed(owner, page, typed)
        with tenant_tx(salon.salon.tenant):
            assert set(Booking.objects.values_list("status", flat=True)) == {"confirmed"}

    def test_a_room_that_is_archived_touches_what_takes_it(self, owner, salon, now, booked):
        page, typed = CHANGES["a room archived"](salon, owner, now)
        room = salon.salon.rooms[0].pk
        with tenant_tx(salon.salon.tenant), connection.cursor() as cursor:
            cursor.execute(
                "SELECT b.code FROM availability_occupancy o JOIN bookings_part p ON p.id = o.owner_id "
                "JOIN bookings_booking b ON b.id = p.booking_id WHERE o.resource_id = %s", [room],
            )  # fmt: skip
            taking = {code for (code,) in cursor.fetchall()}
        assert 0 < len(taking) < len(booked)
        assert {one.code for one in foretold(owner.post(page, typed)).shown} == taking

    def test_a_clock_that_shows_the_same_touches_nothing(self, owner, salon, now, booked):
        page, typed = zone("Europe/Oslo")(salon, owner, now)
        assert owner.post(page, typed).status_code == 303

    def test_what_touches_neither_booking_nor_time_is_kept_at_once(self, owner, salon, now, booked):
        page, _typed = zone("Europe/Oslo")(salon, owner, now)
        assert owner.post(page, given(owner, page, street="Kungsgatan 9")).status_code == 303
        closed = f"{SETTINGS}closures/add/"
        assert owner.post(closed, given(owner, closed, name="x", from_on=f"{date(2028, 11, 29)}")).status_code == 303

    def test_who_has_not_seen_the_newest_booking_is_shown_it(self, owner, salon, now, booked, book):
        page, typed = fewer_hours(salon, owner, now)
        known = foretold(owner.post(page, typed)).mark
        late = book(datetime(2026, 12, 1, 14, tzinfo=STOCKHOLM))
        asked = owner.post(page, typed | {"known": known})
        assert late.code in {one.code for one in foretold(asked).shown}
        assert owner.post(page, typed | {"known": foretold(asked).mark}).status_code == 303

    def test_what_was_seen_of_another_change_counts_for_nothing(self, owner, salon, now, booked):
        page, typed = fewer_hours(salon, owner, now)
        known = foretold(owner.post(page, typed)).mark
        assert foretold(owner.post(page, typed | {"known": known, "d5r0_closes": "15:00"})) is not None

    def test_the_notice_of_a_service_and_its_times_for_existing_clients_count_as_they_are(self, owner, salon, now):
        with tenant_tx(salon.salon.tenant):
            WeeklyHours.objects.update(audience="clients")
        page, typed = fewer_hours(salon, owner, now)
        assert all(numbers(foretold(owner.post(page, typed))).values())
        assert on_offer(owner, salon, now)["Talk"] == set()


@pytest.mark.parametrize("now", [MOMENTS["in winter"]], ids=["in winter"], indirect=True)
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_looking_ahead_writes_nothing_and_locks_nothing(owner, salon, now, book, change):
    book(datetime(2026, 12, 1, 10, tzinfo=STOCKHOLM))
    page, typed = change(salon, owner, now)

    def trace() -> list[Any]:
        with tenant_tx(salon.salon.tenant):
            tables = (Version, Event, WeeklyHours, Closure, Service, Location, Resource, Booking)
            return [list(table.objects.order_by("pk").values()) for table in tables]

    before = trace()
    with CaptureQueriesContext(connection) as queries:
        assert foretold(owner.post(page, typed)) is not None
    assert trace() == before
    for query in queries.captured_queries:
        words = query["sql"].lstrip().upper()
        assert not words.startswith(("INSERT", "UPDATE", "DELETE")), words
        assert " FOR UPDATE" not in words
        assert " FOR NO KEY" not in words or "AVAILABILITY_CLOSURE" in words  # a new one locks a row that is not there


def test_every_form_that_is_to_be_foreseen_has_somebody_who_looks_ahead():
    forms = [form for form in FORMS.values() if issubclass(form, ForeseenForm)]
    assert {form.__name__ for form in forms} >= {"WeekForm", "ClosureForm", "HolidaysForm", "PlaceForm"}
    assert all(teller_of(form) for form in forms)
