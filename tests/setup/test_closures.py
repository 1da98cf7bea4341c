"""Closed days: what is shown before they are saved is what lies there, and afterwards nothing is offered then."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client as Browser

from booking.availability.models import Closure
from booking.bookings.models import Booking
from booking.kernel.public_holidays import public_holidays
from booking.resources.models import Location, Resource, Service
from tenants.models import Event
from tenants.tenancy import tenant_tx
from tests.cast import Cast
from tests.desk.conftest import at
from tests.setup.pages import ODD, UNDO, confirmed, foretold, free_days, given, inert
from tests.setup.test_foresight_rules import free

CLOSURES, ADD = "/salon/desk/settings/closures/", "/salon/desk/settings/closures/add/"
HOLIDAYS = "/salon/desk/settings/holidays/"


@pytest.fixture(autouse=True)
def far(cast: Cast) -> None:
    with tenant_tx(cast.salon.tenant):
        Service.objects.update(horizon_days=365)


def kept(cast: Cast) -> list[tuple[str, str, str]]:
    with tenant_tx(cast.salon.tenant):
        rows = Closure.objects.order_by("from_on")
        return [(row.name, row.from_on.isoformat(), row.until_on.isoformat()) for row in rows]


def close(alice: Browser, first: str, last: str = "", *, whom: str = "", name: str = "Away", known: str = "") -> Any:
    """Asked about once more unless `known` says what was seen."""
    typed = given(alice, ADD, name=name, from_on=first, until_on=last, whom=whom)
    return alice.post(ADD, typed | {"known": known}) if known else confirmed(alice, ADD, typed)


def ask(alice: Browser, first: str, **more: str) -> Any:
    return alice.post(ADD, given(alice, ADD, **{"name": "Away", "from_on": first, "until_on": ""} | more))


def days(first: str, last: str) -> list[str]:
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    return [f"{begin + timedelta(days=n)}" for n in range((end - begin).days + 1)]


def test_no_time_is_offered_on_closed_days_and_all_others_stay(alice, cast):
    code, around = cast.salon.service.code, ("2027-03-22", "2027-04-06")
    before = free_days(alice, code, *around)
    assert close(alice, "2027-03-26", "2027-03-30").status_code == 303
    assert free_days(alice, code, *around) == sorted(set(before) - set(days("2027-03-26", "2027-03-30")))
    assert len(before) == len(free_days(alice, code, *around)) + 3  # Friday, Monday, Tuesday
    assert "Fri 26 Mar 2027 – Tue 30 Mar 2027" in alice.get(CLOSURES).text


def test_one_day_needs_one_date_only(alice, cast):
    assert close(alice, "2026-12-24", name="Christmas Eve").status_code == 303
    assert kept(cast) == [("Christmas Eve", "2026-12-24", "2026-12-24")]


def test_a_person_who_is_closed_leaves_the_others_open(alice, cast):
    code, week = cast.salon.service.code, ("2026-11-30", "2026-12-04")
    before = free_days(alice, code, *week)
    for who in cast.salon.practitioners:
        assert free_days(alice, code, *week) == before
        close(alice, *week, whom=who.code)
    assert free_days(alice, code, *week) == []


def test_a_place_that_is_closed_closes_what_is_there(alice, cast):
    with tenant_tx(cast.salon.tenant):
        other = Location.objects.create(tenant=cast.salon.tenant, name="Other", timezone="Europe/Stockholm")
    code, week = cast.salon.service.code, ("2026-11-30", "2026-12-04")
    before = free_days(alice, code, *week)
    close(alice, *week, whom=other.code)
    assert free_days(alice, code, *week) == before
    close(alice, *week, whom=cast.salon.place.code)
    assert free_days(alice, code, *week) == []


def test_what_is_booked_is_shown_first_and_stands_afterwards(alice, cast, book):
    first, second = book(at(10)), book(at(14), who=1)
    book(at(10, days=1))
    asked = ask(alice, "2026-11-24")
    assert asked.status_code == 200
    assert "2 bookings are touched" in asked.text
    assert [one.code for one in foretold(asked).shown] == [first.code, second.code]
    assert 'value="Away"' in asked.text
    assert kept(cast) == []
    known = foretold(asked).mark
    kept_at = close(alice, "2026-11-24", known=known)
    assert kept_at.status_code == 303
    there = alice.get(kept_at["Location"])
    assert "2 bookings still stand on these days" in there.text
    assert there.text.count(f"/salon/desk/bookings/{first.code}/") == 2
    with tenant_tx(cast.salon.tenant):
        assert set(Booking.objects.values_list("status", flat=True)) == {"confirmed"}


def test_who_has_not_seen_the_latest_booking_is_shown_it(alice, cast, book):
    book(at(10))
    known = foretold(ask(alice, "2026-11-24")).mark
    book(at(14))
    asked = close(alice, "2026-11-24", known=known)
    assert "2 bookings are touched" in asked.text
    assert kept(cast) == []


@pytest.mark.parametrize(("whom", "found"), [("alice", [10]), ("bob", [14]), ("place", [10, 14]), ("room", [10, 14])])
def test_only_what_is_closed_is_counted(alice, cast, book, whom, found):
    booked = {book(at(10)).code: 10, book(at(14), who=1).code: 14}
    with tenant_tx(cast.salon.tenant):
        room = Resource.objects.get(kind="room", pk=cast.salon.rooms[0].pk)
    who = {
        "alice": cast.salon.practitioners[0],
        "bob": cast.salon.practitioners[1],
        "place": cast.salon.place,
        "room": room,
    }[whom]
    shown = foretold(ask(alice, "2026-11-24", whom=who.code)).shown
    assert [booked[one.code] for one in shown] == found


def test_the_days_are_by_the_clock_of_the_place_of_each_booking(alice, cast, book):
    """Ten in the morning in Stockholm is eleven at night in Kiritimati."""
    book(at(10))
    with tenant_tx(cast.salon.tenant):
        Location.objects.update(timezone="Pacific/Kiritimati")
        Booking.objects.update(start_at=at(14), end_at=at(15))
        cast.salon.tenant.refresh_from_db()
        for part in Booking.objects.get().parts.all():
            part.start_at, part.end_at = at(14), at(15)
            part.save()
    assert foretold(ask(alice, "2026-11-24")).touched == []
    assert "1 booking is touched" in ask(alice, "2026-11-25").text


def test_another_name_for_the_same_days_asks_nothing(alice, cast, book):
    book(at(10))
    close(alice, "2026-11-24")
    with tenant_tx(cast.salon.tenant):
        page = f"{CLOSURES}{Closure.objects.get().pk}/"
    assert alice.post(page, given(alice, page, name="Course")).status_code == 303
    assert kept(cast)[0][0] == "Course"


def test_somebody_who_is_closed_at_one_place_stays_so_when_the_name_is_changed(alice, cast):
    who, place = cast.salon.practitioners[0], cast.salon.place
    day = date(2026, 12, 1)
    with tenant_tx(cast.salon.tenant):
        row = Closure.objects.create(
            tenant=cast.salon.tenant, resource=who, location=place, name="x", from_on=day, until_on=day
        )
    page = f"{CLOSURES}{row.pk}/"
    assert alice.post(page, given(alice, page, name="Course")).status_code == 303
    row.refresh_from_db()
    assert (row.name, row.resource_id, row.location_id) == ("Course", who.pk, place.pk)
    assert confirmed(alice, page, given(alice, page, whom="")).status_code == 303
    row.refresh_from_db()
    assert (row.resource_id, row.location_id) == (None, None)


def test_two_clicks_close_once(alice, cast):
    typed = given(alice, ADD, name="Away", from_on="2026-12-01")
    typed["known"] = foretold(alice.post(ADD, typed)).mark
    assert [alice.post(ADD, typed).status_code for _click in range(2)] == [303, 303]
    assert len(kept(cast)) == 1


def test_days_are_opened_again_and_that_is_undone(alice, cast):
    code, day = cast.salon.service.code, ("2026-12-01", "2026-12-01")
    close(alice, "2026-12-01")
    with tenant_tx(cast.salon.tenant):
        page = f"{CLOSURES}{Closure.objects.get().pk}/removal/"
    before = free(alice, cast)
    asked = alice.post(page)
    assert "Nothing is saved yet" in asked.text
    assert free(alice, cast) == before
    told = alice.post(page, {"known": foretold(asked).mark}, follow=True)
    assert (foretold(asked).gone, foretold(asked).come) == (0, free(alice, cast) - before)
    assert free_days(alice, code, *day) == ["2026-12-01"]
    assert alice.post("/salon/desk/undo/", {"undo": UNDO.findall(told.text)[0]}).status_code == 303
    assert free_days(alice, code, *day) == []
    assert alice.post("/salon/desk/undo/", {"undo": UNDO.findall(told.text)[0]}).status_code == 409
    assert confirmed(alice, page, {}).status_code == 303
    assert alice.post(page).status_code == 404


def test_past_days_are_opened_again_without_a_word(alice, cast):
    close(alice, "2026-11-02", "2026-11-06")
    with tenant_tx(cast.salon.tenant):
        page = f"{CLOSURES}{Closure.objects.get().pk}/removal/"
    assert alice.post(page).status_code == 303
    assert kept(cast) == []


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2026-12-24", "2026-12-20", "The last day comes before the first."),
        ("9999-12-31", "", "Choose a day that is nearer."),
        ("2026-12-24", "9999-12-31", "Choose a day that is nearer."),
        ("0001-01-01", "2026-12-24", "Choose a day that is nearer."),
        ("2026-02-30", "", "Write a day, like 2026-11-24."),
        ("", "", "This is needed."),
    ],
)
def test_days_that_cannot_be_are_refused(alice, cast, first, last, said):
    answer = close(alice, first, last, name="Kept")
    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="Kept"' in answer.text
    assert kept(cast) == []


def test_another_business_codes_are_refused_like_none(alice, cast):
    """T02."""
    for code in (cast.gym.place.code, cast.gym.practitioners[0].code, "NOTHING1"):
        answer = close(alice, "2026-12-01", whom=code)
        assert "Choose one of those that are offered." in answer.text
    assert kept(cast) == []


def test_the_holidays_of_a_country_have_names_in_the_language_of_the_business():
    sweden = public_holidays("SE", "sv", 2027)
    assert sweden[date(2027, 3, 26)] == "Långfredagen"
    assert sweden[date(2027, 6, 25)] == "Midsommarafton"
    assert public_holidays("SE", "en", 2027)[date(2027, 3, 26)] == "Good Friday"
    assert public_holidays("NO", "nb", 2027)[date(2027, 5, 17)] == "Andre pinsedag, Grunnlovsdag"
    assert public_holidays("FI", "sv", 2027)[date(2027, 12, 6)] == "Självständighetsdagen"
    assert public_holidays("NO", "sv", 2027)[date(2027, 1, 1)] == "Første nyttårsdag"
    assert public_holidays("XX", "sv", 2027) == {}


def test_holidays_that_are_ticked_are_closed_and_those_that_are_not_are_open(alice, cast):
    code, around = cast.salon.service.code, ("2026-12-20", "2027-01-10")
    before = free_days(alice, code, *around)
    chosen = ["2026-12-24", "2026-12-25", "2027-01-06"]
    assert confirmed(alice, HOLIDAYS, given(alice, HOLIDAYS, days=chosen)).status_code == 303
    assert free_days(alice, code, *around) == sorted(set(before) - set(chosen))
    assert [(name, first) for name, first, _last in kept(cast)] == [
        ("Julafton", "2026-12-24"), ("Juldagen", "2026-12-25"), ("Trettondedag jul", "2027-01-06"),
    ]  # fmt: skip
    told = confirmed(alice, HOLIDAYS, given(alice, HOLIDAYS, days=["2026-12-25"]), follow=True)
    assert [first for _name, first, _last in kept(cast)] == ["2026-12-25"]
    alice.post("/salon/desk/undo/", {"undo": UNDO.findall(told.text)[0]})
    assert [first for _name, first, _last in kept(cast)] == chosen
    with tenant_tx(cast.salon.tenant):
        assert Event.objects.filter(type="holidays.changed").count() == 3


def test_a_holiday_within_a_longer_closure_is_told_and_left_alone(alice, cast):
    close(alice, "2026-12-21", "2027-01-01", name="Winter break")
    answer = alice.get(HOLIDAYS)
    assert "closed already: Winter break" in answer.text
    assert 'value="2026-12-24"' not in answer.text
    alice.post(HOLIDAYS, given(alice, HOLIDAYS, days=[]))
    assert kept(cast) == [("Winter break", "2026-12-21", "2027-01-01")]


def test_what_is_booked_on_a_holiday_is_shown_first(alice, cast, book):
    booking = book(at(10, days=30))  # Christmas Eve
    typed = given(alice, HOLIDAYS, days=["2026-12-24", "2026-12-25"])
    asked = alice.post(HOLIDAYS, typed)
    assert booking.code in asked.text
    assert "1 booking is touched" in asked.text
    assert kept(cast) == []
    assert alice.post(HOLIDAYS, typed | {"known": foretold(asked).mark}).status_code == 303
    assert len(kept(cast)) == 2


def test_a_country_without_a_list_says_so(alice, cast):
    with tenant_tx(cast.salon.tenant):
        Location.objects.update(country="XX")
    assert "No list for XX" in alice.get(HOLIDAYS).text
    assert alice.post(HOLIDAYS, {"seen": "x", "days": "2026-12-24"}).status_code == 422


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_odd_words_in_any_field_break_nothing(alice, cast, odd):
    close(alice, "2026-12-01")
    with tenant_tx(cast.salon.tenant):
        page = f"{CLOSURES}{Closure.objects.get().pk}/"
    typed = given(alice, ADD, name="Away", from_on="2026-12-02")
    for field in [*typed, "location", "tenant"]:
        assert inert(alice.post(ADD, typed | {field: odd}, follow=True)), field
        assert inert(alice.post(page, given(alice, page) | {field: odd}, follow=True)), field
    for field in ("seen", "known", "days", "closed"):
        assert inert(alice.post(HOLIDAYS, given(alice, HOLIDAYS) | {field: odd}, follow=True)), field
    for seen in (CLOSURES, HOLIDAYS, "/salon/", "/salon/desk/?view=list"):
        assert inert(alice.get(seen)), seen
