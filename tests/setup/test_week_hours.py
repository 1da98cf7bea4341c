"""The weekly hours of a form are the times that clients are offered, neither more nor fewer."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client as Browser

from booking.availability.models import WeeklyHours
from booking.availability.week_hours import Hours, overlapping, set_week
from booking.kernel.errors import Invalid
from booking.resources.models import Location, Service
from tenants.models import Event
from tenants.tenancy import tenant_tx
from tests.cast import Cast
from tests.setup.pages import ODD, UNDO, confirmed, foretold, free_days, given, inert

HOURS = "/salon/desk/settings/hours/"
LOG = "/salon/desk/settings/log/"
STOCKHOLM = ZoneInfo("Europe/Stockholm")


@pytest.fixture
def page(cast: Cast) -> str:
    return f"{HOURS}{cast.salon.practitioners[0].code}/"


@pytest.fixture
def far(cast: Cast) -> None:
    """The service can be booked a year ahead, so that both changes of clock are in sight; only Alice gives it, and no
    room is in the way."""
    with tenant_tx(cast.salon.tenant):
        Service.objects.update(horizon_days=365)
        cast.salon.service.requirements.all().delete()
        cast.salon.service.providers.filter(resource=cast.salon.practitioners[1]).delete()


def week(browser: Browser, page: str, *lines: dict[str, Any]) -> dict[str, Any]:
    """What the form sends when these lines and no others are in it: `day`, `opens`, `closes` and what else is said."""
    said: dict[str, Any] = {"seen": browser.get(page).context["form"].mark}
    for number, line in enumerate(lines):
        said |= {f"d{line['day']}r{number}_{part}": value for part, value in line.items() if part != "day"}
    return said


def line(day: int, opens: str, closes: str, **more: str) -> dict[str, Any]:
    return {"day": day, "opens": opens, "closes": closes, "weeks": "every"} | more


def starts(browser: Browser, cast: Cast, first: str, last: str) -> list[str]:
    answer = browser.get(f"/api/v1/salon/slots?service={cast.salon.service.code}&from={first}&to={last}")
    return [slot["start"] for slot in answer.json()["results"]]


def kept(cast: Cast) -> list[tuple[int, str, str]]:
    with tenant_tx(cast.salon.tenant):
        rows = WeeklyHours.objects.filter(resource=cast.salon.practitioners[0]).order_by("weekday", "opens")
        return [(row.weekday, f"{row.opens:%H:%M}", f"{row.closes:%H:%M}") for row in rows]


def test_the_free_times_follow_the_form_at_once(alice, cast, page, far):
    assert (
        confirmed(alice, page, week(alice, page, line(1, "13:00", "15:00"), line(5, "10:00", "11:00"))).status_code
        == 303
    )
    assert starts(alice, cast, "2026-11-24", "2026-11-30") == [
        *(f"2026-11-24T{at}:00+01:00" for at in ("13:00", "13:30", "14:00")),
        "2026-11-28T10:00:00+01:00",
    ]
    assert "Tu 13:00–15:00 · Sa 10:00–11:00" in alice.get(HOURS).text


@pytest.mark.parametrize(
    ("day", "opens", "closes", "expected"),
    [
        (5, "22:00", "04:00", "22:00+01 22:30+01 23:00+01 23:30+01 00:00+01 00:30+01 01:00+01 01:30+01 03:00+02"),
        (6, "00:00", "03:30", "00:00+01 00:30+01 01:00+01 01:30+01"),
        (6, "08:00", "10:00", "08:00+02 08:30+02 09:00+02"),
    ],
)
def test_in_the_night_in_which_the_clock_is_put_forward(alice, cast, page, far, day, opens, closes, expected):
    more = {"night": "on"} if closes <= opens else {}
    assert confirmed(alice, page, week(alice, page, line(day, opens, closes, **more))).status_code == 303
    found = starts(alice, cast, "2027-03-27", "2027-03-28")
    assert " ".join(f"{one[11:16]}{one[19:22]}" for one in found) == expected


def test_in_the_night_in_which_the_clock_is_put_back_both_hours_are_offered(alice, cast, page, far):
    assert confirmed(alice, page, week(alice, page, line(6, "01:00", "04:00"))).status_code == 303
    found = starts(alice, cast, "2027-10-31", "2027-10-31")
    assert " ".join(f"{one[11:16]}{one[19:22]}" for one in found) == (
        "01:00+02 01:30+02 02:00+02 02:30+02 02:00+01 02:30+01 03:00+01"
    )


@pytest.mark.parametrize("weeks", ["every", "odd", "even"])
@pytest.mark.parametrize(("since", "until"), [("", ""), ("2026-12-23", ""), ("", "2027-01-13"), ("2026-12-30",) * 2])
def test_the_days_are_those_that_the_form_names_over_a_turn_of_the_year(alice, cast, page, far, weeks, since, until):
    typed = line(2, "09:00", "10:00", weeks=weeks, since=since, until=until)
    assert confirmed(alice, page, week(alice, page, typed)).status_code == 303
    first, last = date(2026, 12, 1), date(2027, 1, 28)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    expected = [
        f"{day}" for day in days
        if day.strftime("%a") == "Wed"
        and (weeks == "every" or (int(day.strftime("%V")) % 2 == 1) == (weeks == "odd"))
        and (not since or f"{day}" >= since) and (not until or f"{day}" <= until)
    ]  # fmt: skip
    assert free_days(alice, cast.salon.service.code, f"{first}", f"{last}") == expected


def test_at_another_place_the_hours_are_by_its_clock(alice, cast, page, far):
    with tenant_tx(cast.salon.tenant):
        helsinki = Location.objects.create(tenant=cast.salon.tenant, name="Helsinki", timezone="Europe/Helsinki")
    assert (
        confirmed(alice, page, week(alice, page, line(1, "09:00", "10:00", place=str(helsinki.pk)))).status_code == 303
    )
    assert [datetime.fromisoformat(one) for one in starts(alice, cast, "2026-11-24", "2026-11-24")] == [
        datetime(2026, 11, 24, 8, 0, tzinfo=STOCKHOLM)
    ]


def test_a_room_can_have_hours_of_its_own(alice, cast):
    rooms = [f"{HOURS}{room.code}/" for room in cast.salon.rooms]
    for one in rooms:
        assert confirmed(alice, one, week(alice, one, line(3, "09:00", "17:00"))).status_code == 303
    days = free_days(alice, cast.salon.service.code, "2026-11-24", "2026-12-06")
    assert days == ["2026-11-26", "2026-12-03"]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([line(0, "17:00", "09:00")], "It must end after it begins."),
        ([line(0, "09:00", "09:00")], "It must end after it begins."),
        ([line(0, "09:00", "17:00", night="on")], "By these times it ends the same day."),
        ([line(0, "09:00", "")], "Say both when it begins and when it ends"),
        ([line(0, "", "17:00")], "Say both when it begins and when it ends"),
        ([line(0, "09:00", "12:00"), line(0, "11:00", "15:00")], "It overlaps 11:00–15:00."),
        ([line(0, "20:00", "08:00", night="on"), line(1, "07:00", "09:00")], "It overlaps 07:00–09:00."),
        ([line(6, "20:00", "08:00", night="on"), line(0, "07:00", "09:00")], "It overlaps 07:00–09:00."),
        ([line(0, "09:00", "12:00", since="2027-02-01", until="2027-01-01")], "The last day comes before the first."),
        ([line(0, "09:61", "12:00")], "Write a time, like 10:00."),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_what_was_typed_is_kept(alice, cast, page, lines, said):
    before = kept(cast)
    answer = alice.post(page, week(alice, page, *lines, line(4, "08:08", "09:09")))
    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="08:08"' in answer.text
    assert all(f'value="{one["opens"]}"' in answer.text for one in lines if one["opens"])
    assert kept(cast) == before


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (Hours(0, time(9), time(12), None, "odd"), Hours(0, time(9), time(12), None, "even")),
        (Hours(0, time(9), time(12), None), Hours(0, time(12), time(15), None)),
        (
            Hours(0, time(9), time(12), None, valid_until_on=date(2026, 12, 31)),
            Hours(0, time(9), time(12), None, valid_from_on=date(2027, 1, 1)),
        ),
        (Hours(0, time(9), time(12), None), Hours(0, time(8), time(15), None, audience="clients")),
        (Hours(6, time(22), time(2), None, "even"), Hours(0, time(1), time(5), None, "even")),
    ],
)  # fmt: skip
def test_what_never_falls_on_the_same_time_does_not_overlap(a, b):
    assert overlapping([a, b]) == []
    assert overlapping([b, a]) == []


def test_an_end_far_away_overlaps_like_any_other():
    late = {"valid_until_on": date.max, "valid_from_on": date.min}
    a, b = Hours(6, time(22), time(8), None, **late), Hours(0, time(7), time(9), None)
    assert overlapping([a, b]) == [(0, 1)]


def test_two_clicks_save_once_and_the_event_says_from_what_to_what(alice, cast, page):
    typed = week(alice, page, line(0, "10:00", "12:00"), line(0, "13:00", "15:00"))
    typed["known"] = foretold(alice.post(page, typed)).mark
    assert [alice.post(page, typed).status_code for _click in range(2)] == [303, 303]
    assert kept(cast) == [(0, "10:00", "12:00"), (0, "13:00", "15:00")]
    with tenant_tx(cast.salon.tenant):
        told = Event.objects.get(type="hours.changed")
    before, after = told.data["changed"]["week"]
    assert (len(before), [one["opens"] for one in after]) == (5, ["10:00:00", "13:00:00"])
    assert told.actor_id == cast.alice.user_id


def test_saving_what_is_there_keeps_every_row(alice, cast, page):
    with tenant_tx(cast.salon.tenant):
        WeeklyHours.objects.filter(weekday=0).update(audience="clients", modes=["video"])
        before = list(WeeklyHours.objects.order_by("pk").values())
    assert confirmed(alice, page, given(alice, page)).status_code == 303
    moved = given(alice, page) | {"d0r0_opens": "08:00"}
    assert confirmed(alice, page, moved).status_code == 303
    with tenant_tx(cast.salon.tenant):
        after = list(WeeklyHours.objects.order_by("pk").values())
        monday = WeeklyHours.objects.get(opens=time(8))
    assert len(after) == len(before)
    assert sum(row in before for row in after) == len(before) - 1
    assert (monday.audience, monday.modes) == ("clients", ["video"])


def test_undo_brings_the_week_back(alice, cast, page):
    before = kept(cast)
    told = confirmed(alice, page, week(alice, page), follow=True)
    assert kept(cast) == []
    assert free_days(alice, cast.salon.service.code) != []  # Bob works on
    assert alice.post("/salon/desk/undo/", {"undo": UNDO.findall(told.text)[0]}).status_code == 303
    assert kept(cast) == before


def test_hours_that_were_changed_meanwhile_are_not_overwritten(alice, cast, page):
    late = week(alice, page, line(0, "10:00", "12:00"))
    confirmed(alice, page, week(alice, page, line(1, "10:00", "12:00")))
    refused = alice.post(page, late)
    assert refused.status_code == 409
    assert "Tu 10:00–12:00" in refused.text
    assert kept(cast) == [(1, "10:00", "12:00")]


def test_another_business_place_is_refused_like_no_place(alice, cast, page):
    """T02; the second place makes the field be there at all."""
    with tenant_tx(cast.salon.tenant):
        Location.objects.create(tenant=cast.salon.tenant, name="Second", timezone="Europe/Stockholm")
    said = [
        alice.post(page, week(alice, page, line(0, "09:00", "10:00", place=place))).text
        for place in (str(cast.gym.place.pk), "00000000-0000-7000-8000-000000000000")
    ]
    assert all("Choose one of those that are offered." in answer for answer in said)
    with tenant_tx(cast.salon.tenant), pytest.raises(Invalid):
        hours = [Hours(0, time(9), time(10), cast.gym.place.pk)]
        set_week(tenant=cast.salon.tenant, resource=cast.salon.practitioners[0], hours=hours)


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_odd_words_in_any_field_break_nothing(alice, cast, page, odd):
    typed = week(alice, page, line(0, "09:00", "10:00", was="", night="", since="", until="", place=""))
    for field in [*typed, "d7r0_opens", "d0r99_opens", "d0r9_nonsense", "d٣r0_opens", "week"]:
        assert inert(alice.post(page, typed | {field: odd}, follow=True)), field
    assert inert(alice.get(page))
    assert inert(alice.get(HOURS))
    assert inert(alice.get("/salon/"))
    assert free_days(alice, cast.salon.service.code) is not None


def test_hours_for_existing_clients_only_are_offered_to_nobody_else(alice, cast, page, far):
    assert confirmed(alice, page, week(alice, page, line(1, "09:00", "12:00"))).status_code == 303
    assert len(starts(alice, cast, "2026-11-24", "2026-11-24")) == 5
    asked = alice.post(page, week(alice, page, line(1, "09:00", "12:00", audience="clients", was="")))
    told = foretold(asked)
    assert (told.gone, told.come, told.widened) == (0, 0, 0)
    assert told.narrowed == 45, "five each Tuesday of the next sixty days"
    assert "45 free times that stay will be for existing clients only." in asked.text
    typed = week(alice, page, line(1, "09:00", "12:00", audience="clients")) | {"known": told.mark}
    done = alice.post(page, typed, follow=True)
    assert "Tu 09:00–12:00 (existing clients only)" in done.text
    assert starts(alice, cast, "2026-11-24", "2026-11-24") == []
    assert "Tu 09:00–12:00 → Tu 09:00–12:00 (existing clients only)" in alice.get(LOG).text
    back = alice.post("/salon/desk/undo/", {"undo": UNDO.findall(done.text)[0]})
    assert (back.status_code, len(starts(alice, cast, "2026-11-24", "2026-11-24"))) == (303, 5)


def test_ways_to_meet_are_chosen_where_there_are_several(alice, cast, page):
    with tenant_tx(cast.salon.tenant):
        Service.objects.update(modes=["video"])
    assert "d0r0_modes" not in alice.get(page).context["form"].fields
    with tenant_tx(cast.salon.tenant):
        Service.objects.update(modes=["on_site", "video"])
    typed = week(alice, page, line(1, "09:00", "12:00", modes="video"), line(2, "09:00", "12:00"))
    done = confirmed(alice, page, typed, follow=True)
    assert "Tu 09:00–12:00 (Video) · We 09:00–12:00" in done.text
    offer = alice.get(f"/api/v1/salon/slots?service={cast.salon.service.code}&from=2026-11-24&to=2026-11-24")
    alices = [one for one in offer.json()["results"] if one["modes"] == ["video"]]
    assert alices
    open_line = re.search(r'<details class="week-line__more" open>.{0,80}Video', alice.get(page).text, re.DOTALL)
    assert open_line, "what is not usual is seen at once"


def test_a_meeting_in_another_way_than_the_hours_will_allow_is_named_first(alice, cast, page, book):
    with tenant_tx(cast.salon.tenant):
        Service.objects.update(modes=["on_site", "video"])
    booking = book(datetime(2026, 11, 24, 10, tzinfo=STOCKHOLM))
    assert booking.mode == "on_site"
    told = foretold(alice.post(page, given(alice, page) | {"d1r0_modes": "video"}))
    assert [one.code for one in told.shown] == [booking.code]
    told = foretold(alice.post(page, given(alice, page) | {"d1r0_modes": "on_site"}))
    assert told is None
