"""The list tells as much as the grid: what was opened and entered by hand, who is away, and when people work."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from booking.availability.models import Absence, Activity, OpenSlot
from tenants.tenancy import tenant_tx
from tests.cast import Cast
from tests.desk.conftest import at

LIST = "/salon/desk/?view=list"


def enter(cast: Cast, who: int = 0, times: int = 1) -> None:
    """An open time, one for existing clients, an activity, and two days off from noon on."""
    house = cast.salon
    own = {"tenant": house.tenant, "resource": house.practitioners[who]}
    with tenant_tx(house.tenant):
        for n in range(times):
            later = timedelta(minutes=n)
            for kind, hour in (("everyone", 18), ("clients", 19)):
                OpenSlot.objects.create(
                    **own, location=house.place, audience=kind, start_at=at(hour) + later, end_at=at(hour + 1) + later,
                    price=40000,
                )  # fmt: skip
            Activity.objects.create(**own, title="Team meeting", start_at=at(8) + later, end_at=at(9) + later)
            Absence.objects.create(**own, note="Course", start_at=at(12, days=2) + later, end_at=at(12, days=4))


@pytest.fixture
def rows(alice):
    """Of each day: (hours, kind, who, what)."""

    def shown(browser=alice, query: str = "") -> dict[str, list[tuple[str, str, str, str]]]:
        days = browser.get(LIST + query).context["days"]
        return {
            f"{day['day']:%d}": [(row.hours, row.kind, row.who, row.what) for row in day["rows"]]
            for day in days
            if day["rows"]
        }

    return shown


def test_what_was_opened_and_entered_stands_among_the_bookings_in_order(rows, book, cast):
    enter(cast)
    book()
    alice = "Alice CANARY-salon"
    shown = rows()
    assert [(hours, kind) for hours, kind, _who, _what in shown["24"]] == [
        ("08:00–09:00", "activity"), ("10:00–11:00", "first"), ("18:00–19:00", "open"), ("19:00–20:00", "known"),
    ]  # fmt: skip
    assert shown["24"][0][2] == "Team meeting"
    assert shown["24"][2][3].endswith(alice)
    assert "400" in shown["24"][2][3]
    assert shown["24"][3][2] == "free for existing clients"


def test_who_is_away_for_days_is_away_on_each_of_them(rows, cast):
    enter(cast)
    shown = rows()
    assert [shown[day][0][0] for day in ("26", "27", "28")] == ["12:00–24:00", "00:00–24:00", "00:00–12:00"]
    assert {shown[day][0][2] for day in ("26", "27", "28")} == {"Course"}


def test_each_leads_to_its_own_page_for_whoever_may_change_it(alice, log_in, cast):
    enter(cast)
    with tenant_tx(cast.salon.tenant):
        slot, activity = OpenSlot.objects.earliest("start_at"), Activity.objects.get()
    ways = [f'href="/salon/desk/slots/{slot.pk}/"', f'href="/salon/desk/activities/{activity.pk}/"']
    page, looking = alice.get(LIST).text, log_in(cast.finance).get(LIST).text
    assert all(way in page for way in ways)
    assert not any(way in looking for way in ways)
    assert "Team meeting" in looking


def test_of_others_only_whoever_may_see_them_sees_anything(rows, bob, cast):
    enter(cast)
    assert rows(bob) == {}
    bob_alone = cast.salon.practitioners[1].code
    assert rows(query=f"&with={bob_alone}") == {}


def test_the_working_time_of_those_who_are_shown_stands_over_each_day(alice, cast):
    enter(cast)
    own = cast.salon.practitioners[0]
    days = {f"{day['day']:%d}": day["working"] for day in alice.get(f"{LIST}&with={own.code}").context["days"]}
    assert days["24"] == ["Alice CANARY-salon 09:00–17:00, 18:00–19:00, 19:00–20:00"]
    assert days["25"] == ["Alice CANARY-salon 09:00–17:00"]
    assert days["29"] == []
    assert "Alice CANARY-salon 09:00–17:00" in alice.get(LIST).text


def test_many_take_no_more_questions_than_one(alice, cast):
    def asked() -> int:
        alice.get(LIST)
        with CaptureQueriesContext(connection) as questions:
            assert alice.get(LIST).status_code == 200
        return len(questions)

    enter(cast)
    few = asked()
    enter(cast, who=1, times=30)
    assert asked() == few
