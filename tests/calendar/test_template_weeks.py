"""A week is kept under a name, pasted on others with one way back, and working time is cleared and put back."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from booking.availability.catalogue import current
from booking.availability.clearing import clear_working_time, put_back, working_time
from booking.availability.models import Absence, Activity, Closure, Occupancy, Shift, TemplateWeek, WeeklyHours
from booking.availability.occupying import block as occupy_absence
from booking.availability.pasting import paste_week
from booking.availability.pasting import take_back as take_hours_back
from booking.availability.planning import Stretch
from booking.availability.search import next_free
from booking.availability.template_weeks import blocks_of, remove_week, rename_week, save_week, template_week
from booking.availability.wishing import Wish
from booking.bookings.calendar.pasting import paste, preview, take_back
from booking.bookings.calendar.recurring import booking_blocks
from booking.bookings.cancelling import cancel
from booking.bookings.models import Booking
from booking.kernel.errors import Invalid, NotFound, StaleState
from tenants.actors import SYSTEM, Actor
from tenants.models import Event
from tenants.tenancy import tenant_tx

STOCKHOLM = ZoneInfo("Europe/Stockholm")
MONDAY = date(2026, 11, 23)  # week 48, when everything below happens
DAY, WEEK = timedelta(days=1), timedelta(days=7)
SATURDAY = MONDAY + 5 * DAY
NEXT = Stretch(MONDAY + WEEK, MONDAY + WEEK + 6 * DAY)


@pytest.fixture(autouse=True)
def at_the_salon(cast):
    """Inside the business, as its own transaction sees it."""
    with tenant_tx(cast.salon.tenant):
        yield


@pytest.fixture
def actor(cast) -> Actor:
    return cast.alice.actor


def alice_of(cast):
    return cast.salon.practitioners[0]


def shift(cast, on=SATURDAY, opens="10:00", closes="14:00", **more) -> Shift:
    begins, ends = time.fromisoformat(opens), time.fromisoformat(closes)
    values = {"resource": alice_of(cast), "location": cast.salon.place} | more
    return Shift.objects.create(tenant=cast.salon.tenant, on=on, opens=begins, closes=ends, **values)


def activity(cast, start: str, end: str, title="Meeting") -> Activity:
    moments = [datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM) for text in (start, end)]
    return Activity.objects.create(
        tenant=cast.salon.tenant, resource=alice_of(cast), start_at=moments[0], end_at=moments[1], title=title
    )


def saved(cast, *, day=MONDAY, name="Usual", people=None, activities=True, **more) -> TemplateWeek:
    people = cast.salon.practitioners[:1] if people is None else people
    return save_week(
        tenant=cast.salon.tenant, name=name, day=day, people=people, activities=activities, actor=SYSTEM, **more
    )


def pasted(cast, week, stretch=NEXT, actor=SYSTEM, people=None):
    return paste_week(week=week, stretch=stretch, people=people or cast.salon.practitioners[:1], actor=actor)


def said(week) -> str:
    return " ".join(f"{one.weekday}:{one.opens:%H:%M}-{one.closes:%H:%M}" for one in blocks_of(week))


def days(cast, first, last, who=0) -> str:
    """What is worked, before closures."""
    people = cast.salon.practitioners[who : who + 1]
    found = working_time(tenant=cast.salon.tenant, people=people, first=first, last=last)
    return " ".join(f"{one.on:%d}:{one.start_minute // 60:02}-{one.end_minute // 60 % 24:02}" for one in found)


# ---- saving --------------------------------------------------------------------------------------------------------


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


def test_another_business_week_is_not_found(cast):
    week = saved(cast)
    with tenant_tx(cast.gym.tenant), pytest.raises(NotFound):
        template_week(cast.gym.tenant, week.pk)


# ---- pasting -------------------------------------------------------------------------------------------------------


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


# ---- recurring bookings --------------------------------------------------------------------------------------------


@pytest.fixture
def series(cast, book):
    """Dana's Tuesday at ten in a week that is kept with its bookings."""
    book()
    people = cast.salon.practitioners[:1]
    return saved(cast, besides=booking_blocks(cast.salon.tenant, MONDAY, people))


def paste_series(cast, week, stretch=NEXT):
    return paste(
        week=week, stretch=stretch, people=cast.salon.practitioners[:1], bookings=True, actor=cast.alice.actor
    )  # fmt: skip


def test_a_recurring_booking_is_booked_anew_by_the_clock_on_the_wall(cast, series):
    block = blocks_of(series)[2]
    assert (block.kind, block.weekday, f"{block.opens:%H:%M}-{block.closes:%H:%M}") == ("booking", 1, "10:00-11:00")
    done = paste_series(cast, series, Stretch(date(2027, 3, 22), date(2027, 4, 4)))
    starts = [one.start_at.astimezone(STOCKHOLM) for one in done.booked]
    assert [f"{at:%m-%d %H:%M %z}" for at in starts] == ["03-23 10:00 +0100", "03-30 10:00 +0200"]
    assert {(one.client_id, one.status, one.mode) for one in done.booked} == {(cast.dana.pk, "confirmed", "on_site")}


def test_a_booking_that_is_there_is_not_made_twice(cast, series):
    assert len(paste_series(cast, series).booked) == 1
    again = paste_series(cast, series)
    assert (again.booked, again.refused) == ([], [])


def test_bookings_that_collide_are_told_and_nothing_is_forced(cast, series, book):
    other = book(datetime(2026, 12, 1, 10, 30, tzinfo=STOCKHOLM))
    stretch = Stretch(MONDAY + WEEK, MONDAY + 3 * WEEK - DAY)
    people = cast.salon.practitioners[:1]
    before = preview(series, stretch, people, bookings=True)
    assert [one.why for one in before.bookings] == ["busy", ""]
    done = paste_series(cast, series, stretch)
    assert ([one.on for one in done.refused], len(done.booked)) == ([date(2026, 12, 1)], 1)
    other.refresh_from_db()
    assert (other.status, Booking.objects.filter(forced_reason="").count()) == ("confirmed", 3)


def test_a_booking_fits_into_working_time_that_comes_with_the_same_paste(cast, series):
    WeeklyHours.objects.all().delete()
    assert [one.why for one in preview(series, NEXT, cast.salon.practitioners[:1], bookings=True).bookings] == [""]
    assert len(paste_series(cast, series).booked) == 1


def test_the_past_and_who_is_gone_are_not_booked(cast, series):
    assert [one.why for one in preview(series, Stretch(MONDAY - WEEK, MONDAY - DAY), cast.salon.practitioners[:1],
                                       bookings=True).bookings] == ["too_soon"]  # fmt: skip
    Booking.objects.update(client=None)
    cast.dana.delete()
    done = paste_series(cast, series)
    assert ([one.why for one in done.refused], done.booked) == (["gone"], [])


def test_a_paste_is_taken_back_with_its_bookings_unless_they_changed(cast, series):
    shift(cast)
    done = paste_series(cast, series, Stretch(MONDAY + WEEK, MONDAY + 3 * WEEK - DAY))
    first, second = done.booked
    cancel(booking=first, actor=SYSTEM, by="staff")
    taken = take_back(tenant=cast.salon.tenant, batch_id=done.batch_id, actor=cast.alice.actor)
    assert (taken.gone, taken.kept) == (1, 1)
    second.refresh_from_db()
    assert (second.status, second.cancelled_by) == ("cancelled", "staff")
    with pytest.raises(StaleState):
        take_back(tenant=cast.salon.tenant, batch_id=done.batch_id, actor=cast.alice.actor)


def test_too_many_bookings_are_refused(cast, series, book):
    book(datetime(2026, 11, 25, 10, tzinfo=STOCKHOLM))
    week = saved(cast, name="Two", besides=booking_blocks(cast.salon.tenant, MONDAY, cast.salon.practitioners[:1]))
    with pytest.raises(Invalid):
        paste_series(cast, week, Stretch(MONDAY, MONDAY + 52 * WEEK))


# ---- clearing ------------------------------------------------------------------------------------------------------


def clear(cast, first=MONDAY, last=MONDAY + 6 * DAY, people=None):
    people = cast.salon.practitioners[:1] if people is None else people
    return clear_working_time(tenant=cast.salon.tenant, people=people, first=first, last=last, actor=cast.alice.actor)


def first_free(cast) -> str:
    catalogue = current(cast.salon.tenant)
    wish = Wish(catalogue.service(cast.salon.service.code), catalogue.resources[alice_of(cast).pk])
    return f"{next_free(cast.salon.tenant, wish, 1)[0].starts_local:%d %H:%M}"


def test_clearing_takes_the_working_time_of_these_days_and_people_and_no_other(cast, book):
    kept = book()
    shift(cast)
    assert clear(cast).blocks == 6
    assert days(cast, MONDAY, MONDAY + 6 * DAY) == ""
    assert days(cast, MONDAY - 3 * DAY, MONDAY + WEEK) == "20:09-17 30:09-17"
    assert days(cast, MONDAY, MONDAY, who=1) == "23:09-17"
    assert first_free(cast) == "30 09:00"
    kept.refresh_from_db()
    assert kept.status == "confirmed"
    with pytest.raises(Invalid):
        clear(cast)


def test_a_cleared_day_takes_new_working_time(cast):
    shift(cast, on=MONDAY + DAY, opens="18:00", closes="20:00", replaces_weekly=True)
    clear(cast)
    shift(cast, on=MONDAY + DAY, opens="12:00", closes="14:00")
    assert days(cast, MONDAY, MONDAY + 6 * DAY) == "24:12-14"
    assert first_free(cast) == "24 12:00"


def test_clearing_is_undone_to_the_last_field(cast):
    shift(cast, service_ids=[cast.salon.service.pk], audience="clients", modes=["video"], version=3)
    shift(cast, on=MONDAY, opens="22:00", closes="06:00", replaces_weekly=True)
    before = list(Shift.objects.order_by("pk").values())
    done = clear(cast)
    entered = shift(cast, on=MONDAY, opens="12:00", closes="13:00")
    put_back(tenant=cast.salon.tenant, batch_id=done.batch_id, actor=cast.alice.actor)
    assert list(Shift.objects.exclude(pk=entered.pk).order_by("pk").values()) == before
    with pytest.raises(StaleState):
        put_back(tenant=cast.salon.tenant, batch_id=done.batch_id, actor=cast.alice.actor)
    types = Event.objects.filter(subject_id=done.batch_id).order_by("id").values_list("type", flat=True)
    assert list(types) == ["hours.cleared", "hours.restored"]


def test_a_template_pasted_on_a_cleared_week_is_that_week_alone(cast):
    week = saved(cast, day=MONDAY)
    clear(cast, MONDAY + WEEK, MONDAY + 13 * DAY)
    shift(cast, on=MONDAY + WEEK, opens="09:00", closes="12:00")
    pasted(cast, week)
    assert days(cast, MONDAY + WEEK, MONDAY + 8 * DAY) == "30:09-12 30:12-17 01:09-17"
