"""A week is kept under a name, and pasted on others with one way back."""

from datetime import date, datetime, time, timedelta

import pytest

from booking.availability.models import Absence, Activity, Closure, Occupancy, Shift, TemplateWeek, WeeklyHours
from booking.availability.occupying import block as occupy_absence
from booking.availability.pasting import take_back as take_hours_back
from booking.availability.planning import Stretch
from booking.availability.template_weeks import blocks_of, remove_week, rename_week, template_week, template_weeks
from booking.kernel.errors import Invalid, NotFound, StaleState
from tenants.actors import Actor
from tenants.models import Event
from tenants.tenancy import tenant_tx
from tests.calendar.weeks import (
    DAY,
    MONDAY,
    SATURDAY,
    STOCKHOLM,
    WEEK,
    activity,
    alice_of,
    days,
    pasted,
    saved,
    shift,
)


@pytest.fixture(autouse=True)
def at_the_salon(cast):
    """Inside the business, as its own transaction sees it."""
    with tenant_tx(cast.salon.tenant):
        yield


@pytest.fixture
def actor(cast) -> Actor:
    return cast.alice.actor


def said(week) -> str:
    return " ".join(f"{one.weekday}:{one.opens:%H:%M}-{one.closes:%H:%M}" for one in blocks_of(week))


def test_a_week_is_saved_with_weekly_hours_and_shifts_of_the_people_on_screen(cast):
    shift(cast)
    shift(cast, resource=cast.salon.practitioners[1])
    shift(cast, on=SATURDAY + WEEK)
    assert said(saved(cast, day=MONDAY + 2 * DAY)) == (
        "0:09:00-17:00 1:09:00-17:00 2:09:00-17:00 3:09:00-17:00 4:09:00-17:00 5:10:00-14:00"
    )


def test_what_is_closed_on_screen_is_not_saved_and_a_night_is_cut_at_midnight(cast):
    shift(cast, on=MONDAY, opens="22:00", closes="06:00")
    Closure.objects.create(
        tenant=cast.salon.tenant, name="Day off", from_on=MONDAY + DAY, until_on=MONDAY + 4 * DAY
    )  # fmt: skip
    assert said(saved(cast)) == "0:09:00-17:00 0:22:00-00:00"


def test_a_shift_keeps_its_terms(cast):
    terms = {"service_ids": [cast.salon.service.pk], "audience": "clients", "modes": ["video"]}
    shift(cast, **terms)
    block = blocks_of(saved(cast))[-1]
    assert {name: getattr(block, name) for name in terms} == terms
    made = pasted(cast, template_week(cast.salon.tenant, block.week_id))
    row = Shift.objects.get(batch_id=made.batch_id)
    assert (row.on, {name: getattr(row, name) for name in terms}) == (SATURDAY + WEEK, terms)


def test_activities_come_along_if_wanted(cast):
    activity(cast, "2026-11-29T23:00", "2026-11-30T01:00", "Late")
    activity(cast, "2026-11-24T08:00", "2026-11-24T08:30")
    activity(cast, "2026-11-24T00:00", "2026-11-26T00:00", "Too long for a week")
    assert [one.title for one in blocks_of(saved(cast)) if one.title] == ["Meeting", "Late"]
    assert not any(one.title for one in blocks_of(saved(cast, name="Hours", activities=False)))


def test_a_name_is_one_week_and_an_empty_week_is_none(cast):
    saved(cast)
    with pytest.raises(Invalid) as twice:
        saved(cast)
    assert list(twice.value.extra["errors"]) == ["name"]
    WeeklyHours.objects.all().delete()
    with pytest.raises(Invalid) as nothing:
        saved(cast, name="Nothing")
    assert list(nothing.value.extra["errors"]) == ["day"]
    assert TemplateWeek.objects.count() == 1


def test_a_week_is_renamed_and_removed_and_all_of_it_written_down(cast, actor):
    week = saved(cast)
    saved(cast, name="Other")
    rename_week(week=week, name="Odd", actor=actor)
    with pytest.raises(Invalid):
        rename_week(week=template_week(cast.salon.tenant, week.pk), name="Other", actor=actor)
    remove_week(week=week, actor=actor)
    types = Event.objects.filter(type__startswith="week.").order_by("id").values_list("type", flat=True)
    assert list(types) == ["week.saved", "week.saved", "week.renamed", "week.removed"]
    assert Event.objects.get(type="week.removed").actor_id == cast.alice.user_id


def test_a_refused_name_changes_nothing_and_a_removed_week_stays_removed(cast, alice, actor):
    week = saved(cast)
    saved(cast, name="Other")
    refused = alice.post(f"/salon/desk/weeks/{week.pk}/", {"act": "rename", "name": "Other"})
    assert refused.status_code == 422
    assert '<h1 tabindex="-1">Usual</h1>' in refused.text
    seen = template_week(cast.salon.tenant, week.pk)
    remove_week(week=template_week(cast.salon.tenant, week.pk), actor=actor)
    with pytest.raises(NotFound):
        rename_week(week=seen, name="Back again", actor=actor)
    assert [one.name for one in template_weeks(cast.salon.tenant)] == ["Other"]


def test_another_business_week_is_not_found(cast):
    week = saved(cast)
    with tenant_tx(cast.gym.tenant), pytest.raises(NotFound):
        template_week(cast.gym.tenant, week.pk)


def test_only_what_is_missing_is_added_and_pasting_again_adds_nothing(cast):
    shift(cast)
    activity(cast, "2026-11-24T08:00", "2026-11-24T08:30")
    week = saved(cast)
    shift(cast, on=SATURDAY + WEEK, opens="12:00", closes="13:00")
    made = pasted(cast, week)
    assert made.made == 3
    assert days(cast, SATURDAY + WEEK, SATURDAY + WEEK) == "05:10-12 05:12-13 05:13-14"
    assert [one.new for one in made.planned] == [False, True, False, False, False, False, True]
    again = pasted(cast, week)
    assert (again.made, {one.there for one in again.planned}) == (0, {True})


def test_a_range_of_odd_weeks_over_the_year_end(cast):
    shift(cast)
    week = saved(cast)
    pasted(cast, week, Stretch(date(2026, 12, 14), date(2027, 1, 17), "odd"))
    found = Shift.objects.exclude(on=SATURDAY).order_by("on").values_list("on", flat=True)
    assert [day.isoformat() for day in found] == ["2026-12-19", "2027-01-02", "2027-01-09"]  # weeks 51, 53 and 1


def test_days_outside_the_range_are_not_touched(cast):
    shift(cast)
    shift(cast, on=MONDAY + 6 * DAY)
    made = pasted(cast, saved(cast), Stretch(MONDAY + WEEK, SATURDAY + WEEK))
    assert [row.on for row in Shift.objects.filter(batch_id=made.batch_id)] == [SATURDAY + WEEK]


def test_only_the_chosen_people_are_pasted(cast):
    both = cast.salon.practitioners
    for one in both:
        shift(cast, resource=one)
    week = saved(cast, people=both)
    made = pasted(cast, week, people=both[1:])
    assert {row.resource_id for row in Shift.objects.filter(batch_id=made.batch_id)} == {both[1].pk}


def test_what_collides_is_told_and_added(cast):
    shift(cast)
    tenant, who = cast.salon.tenant, alice_of(cast)
    week = saved(cast)
    Closure.objects.create(
        tenant=tenant, resource=who, name="Fair", from_on=SATURDAY + WEEK, until_on=SATURDAY + WEEK
    )  # fmt: skip
    begins = datetime.combine(SATURDAY + WEEK, time(13), STOCKHOLM)
    away = Absence.objects.create(tenant=tenant, resource=who, start_at=begins, end_at=begins + timedelta(hours=4))
    occupy_absence(away)
    Occupancy.objects.create(
        tenant=tenant, resource=who, start_at=begins, end_at=begins + timedelta(hours=1), kind="outside",
        owner_id=who.pk, exclusive=False,
    )  # fmt: skip
    *_week, last = pasted(cast, week).planned
    assert last.new
    assert [(one.what, one.name) for one in last.clashes] == [("closed", "Fair"), ("absence", ""), ("outside", "")]


def test_a_paste_is_one_batch_and_is_taken_back_whole_but_for_what_was_changed(cast, actor):
    shift(cast)
    activity(cast, "2026-11-24T08:00", "2026-11-24T08:30")
    before = list(Shift.objects.values()) + list(Activity.objects.values())
    made = pasted(cast, saved(cast), Stretch(MONDAY + WEEK, MONDAY + 4 * WEEK), actor)
    assert made.made == 6
    taken = take_hours_back(tenant=cast.salon.tenant, batch_id=made.batch_id, actor=actor)
    assert (taken.gone, taken.kept) == (6, 0)
    assert list(Shift.objects.values()) + list(Activity.objects.values()) == before
    with pytest.raises(StaleState):
        take_hours_back(tenant=cast.salon.tenant, batch_id=made.batch_id, actor=actor)
    second = pasted(cast, TemplateWeek.objects.get())
    Shift.objects.filter(batch_id=second.batch_id).update(version=1)
    taken = take_hours_back(tenant=cast.salon.tenant, batch_id=second.batch_id, actor=actor)
    assert (taken.gone, taken.kept) == (1, 1)
    types = Event.objects.filter(subject_id__in=[made.batch_id, second.batch_id]).order_by("id")
    assert [one.type for one in types] == ["week.pasted", "week.undone"] * 2


@pytest.mark.parametrize(
    ("on", "hours"),
    [
        ("2027-03-28", [("02:30", "10:00", 7), ("11:00", "13:00", 2), ("22:00", "06:00", 8)]),
        ("2027-10-31", [("02:30", "10:00", 8.5), ("11:00", "13:00", 2), ("22:00", "06:00", 8)]),
        ("2027-03-27", [("22:00", "06:00", 7)]),
        ("2027-10-30", [("22:00", "06:00", 9)]),
    ],
)
def test_the_clock_on_the_wall_stays_when_it_is_changed(cast, on, hours):
    """Pasted on the days of both changes: the same times, other lengths; activities as well as working time."""
    WeeklyHours.objects.all().delete()
    day = date.fromisoformat(on)
    source = MONDAY + day.weekday() * DAY
    for opens, closes, _long in hours:
        shift(cast, on=source, opens=opens, closes=closes)
        end = source + DAY if closes <= opens else source
        activity(cast, f"{source}T{opens}", f"{end}T{closes}", opens)
    made = pasted(cast, saved(cast), Stretch(day, day))
    rows = Shift.objects.filter(batch_id=made.batch_id).order_by("opens")
    assert [(f"{one.opens:%H:%M}", f"{one.closes:%H:%M}") for one in rows] == [one[:2] for one in hours]
    lengths = {one.title: one.end_at - one.start_at for one in Activity.objects.filter(batch_id=made.batch_id)}
    assert lengths == {opens: timedelta(hours=long) for opens, _closes, long in hours}
    assert all(one.there for one in pasted(cast, TemplateWeek.objects.get(), Stretch(day, day)).planned)


def test_what_lies_in_the_skipped_hour_is_not_added(cast):
    sunday = MONDAY + 6 * DAY
    activity(cast, f"{sunday}T02:15", f"{sunday}T02:45")
    shift(cast, on=sunday, opens="02:15", closes="02:45")
    made = pasted(cast, saved(cast), Stretch(date(2027, 3, 28), date(2027, 3, 28)))
    assert (made.made, [[clash.what for clash in one.clashes] for one in made.planned]) == (0, [["skipped"]] * 2)


def test_too_much_at_once_is_refused(cast):
    for minute in range(30):
        activity(cast, f"2026-11-24T08:{minute:02}", "2026-11-24T09:00", f"{minute}")
    for minute in range(35):
        activity(cast, f"2026-11-25T08:{minute:02}", "2026-11-25T09:00", f"{minute}")
    with pytest.raises(Invalid):
        pasted(cast, saved(cast), Stretch(MONDAY, MONDAY + 52 * WEEK))
    assert Shift.objects.count() == 0
