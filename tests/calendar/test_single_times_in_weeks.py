"""Times that were opened one by one are kept with a week and pasted like working time, each at its own price."""

from datetime import date, datetime, timedelta

import pytest

from booking.availability.catalogue import current
from booking.availability.models import Absence, Closure, OpenSlot, WeeklyHours
from booking.availability.occupying import block as occupy_absence
from booking.availability.pasting import take_back
from booking.availability.planning import Stretch
from booking.availability.template_weeks import blocks_of
from booking.bookings.calendar.keeping import booking_blocks
from booking.bookings.calendar.pasting import paste, preview
from booking.bookings.calendar.week_saying import Saying
from booking.bookings.models import Booking
from booking.resources.models import ServiceProvider
from tenants.actors import SYSTEM
from tenants.tenancy import tenant_tx
from tests.calendar.test_week_pages import RANGE, SAVE, WEEKS, paste_of
from tests.calendar.weeks import DAY, MONDAY, NEXT, SATURDAY, STOCKHOLM, WEEK, alice_of, pasted, saved
from tests.cast import make_service

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def at_the_salon(cast):
    """Inside the business, as its own transaction sees it; nobody has weekly hours."""
    with tenant_tx(cast.salon.tenant):
        WeeklyHours.objects.all().delete()
        yield


def slot(cast, start: str, end: str, **more) -> OpenSlot:
    begins, ends = (datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM) for text in (start, end))
    values = {"resource": alice_of(cast), "location": cast.salon.place, "price": 65000} | more
    return OpenSlot.objects.create(tenant=cast.salon.tenant, start_at=begins, end_at=ends, **values)


def starts(batch_id) -> list[str]:
    rows = OpenSlot.objects.filter(batch_id=batch_id).order_by("start_at")
    return [f"{row.start_at.astimezone(STOCKHOLM):%Y-%m-%d %H:%M}" for row in rows]


def clashes(made) -> list[list[str]]:
    return [[clash.what for clash in one.clashes] for one in made.planned]


def test_a_single_time_is_kept_and_pasted_on_its_own_terms(cast):
    other = make_service(cast.salon.tenant, "Cut", cast.salon.practitioners)
    services = sorted([cast.salon.service.pk, other.pk])
    terms = {"price": 12345, "audience": "clients", "modes": ["video"], "service_ids": services, "follows_length": True}
    slot(cast, "2026-11-28T13:15", "2026-11-28T14:45", **terms)
    week = saved(cast)
    [block] = blocks_of(week)
    assert (block.kind, block.weekday, f"{block.opens:%H:%M}-{block.closes:%H:%M}") == ("slot", 5, "13:15-14:45")
    made = pasted(cast, week)
    assert pasted(cast, week).made == 0
    row = OpenSlot.objects.get(batch_id=made.batch_id)
    assert row.start_at.astimezone(STOCKHOLM) == datetime(2026, 12, 5, 13, 15, tzinfo=STOCKHOLM)
    assert row.end_at - row.start_at == 1.5 * HOUR
    assert {name: getattr(row, name) for name in terms} == terms
    assert (row.resource_id, row.location_id, row.version) == (alice_of(cast).pk, cast.salon.place.pk, 0)


def test_what_somebody_else_opened_or_another_week_holds_is_not_kept(cast):
    slot(cast, "2026-11-28T13:00", "2026-11-28T14:00", resource=cast.salon.practitioners[1])
    slot(cast, "2026-11-22T23:30", "2026-11-23T00:30")
    slot(cast, "2026-11-30T00:00", "2026-11-30T01:00")
    slot(cast, "2026-11-29T23:30", "2026-11-30T00:30", price=None)
    [block] = blocks_of(saved(cast))
    assert (block.weekday, f"{block.opens:%H:%M}-{block.closes:%H:%M}", block.price) == (6, "23:30-00:30", None)


def test_one_that_is_there_is_not_doubled_even_at_another_price(cast):
    slot(cast, "2026-11-28T13:00", "2026-11-28T14:00")
    slot(cast, "2026-11-28T15:00", "2026-11-28T16:00")
    week = saved(cast)
    slot(cast, "2026-12-05T13:00", "2026-12-05T14:00", price=100)
    made = pasted(cast, week)
    assert (made.made, starts(made.batch_id)) == (1, ["2026-12-05 15:00"])
    assert [one.there for one in made.planned] == [True, False]
    assert pasted(cast, week).made == 0
    assert OpenSlot.objects.get(price=100).version == 0


def test_odd_and_even_weeks_over_a_year_with_a_week_53(cast):
    slot(cast, "2026-11-28T13:00", "2026-11-28T14:00")
    week = saved(cast)
    stretch = date(2026, 12, 14), date(2027, 1, 24)
    odd = starts(pasted(cast, week, Stretch(*stretch, "odd")).batch_id)
    even = starts(pasted(cast, week, Stretch(*stretch, "even")).batch_id)
    assert odd == ["2026-12-19 13:00", "2027-01-02 13:00", "2027-01-09 13:00", "2027-01-23 13:00"]  # 51, 53, 1, 3
    assert even == ["2026-12-26 13:00", "2027-01-16 13:00"]  # 52, 2


@pytest.mark.parametrize(
    ("on", "times"),
    [
        ("2027-03-28", [("01:00", "04:00", 2), ("11:00", "12:00", 1), ("23:00", "06:00", 7)]),
        ("2027-10-31", [("01:00", "04:00", 4), ("02:15", "02:45", 0.5), ("11:00", "12:00", 1)]),
        ("2027-03-27", [("23:00", "06:00", 6)]),
        ("2027-10-30", [("23:00", "06:00", 8)]),
    ],
)
def test_the_clock_on_the_wall_and_the_price_stay_when_the_clock_is_changed(cast, on, times):
    day = date.fromisoformat(on)
    source = MONDAY + day.weekday() * DAY
    for opens, closes, _long in times:
        slot(cast, f"{source}T{opens}", f"{source + DAY if closes <= opens else source}T{closes}")
    week = saved(cast)
    made = pasted(cast, week, Stretch(day, day))
    rows = OpenSlot.objects.filter(batch_id=made.batch_id).order_by("start_at")
    found = [
        (f"{row.start_at.astimezone(STOCKHOLM):%H:%M}", f"{row.end_at.astimezone(STOCKHOLM):%H:%M}",
         (row.end_at - row.start_at) / HOUR)
        for row in rows
    ]  # fmt: skip
    assert found == times
    assert {row.price for row in rows} == {65000}
    assert all(one.there for one in pasted(cast, week, Stretch(day, day)).planned)


@pytest.mark.parametrize(("opens", "closes"), [("02:15", "02:45"), ("02:30", "04:00"), ("01:00", "02:30")])
def test_a_time_of_which_an_end_is_skipped_is_left_out(cast, opens, closes):
    slot(cast, f"2026-11-29T{opens}", f"2026-11-29T{closes}")
    made = pasted(cast, saved(cast), Stretch(date(2027, 3, 28), date(2027, 3, 28)))
    assert (made.made, clashes(made)) == (0, [["skipped"]])


def test_a_time_that_is_past_or_taken_is_told_and_left_out(cast, book):
    for hour in (10, 12, 14):
        slot(cast, f"2026-11-24T{hour}:00", f"2026-11-24T{hour + 1}:00")
    week = saved(cast)
    begins = datetime(2026, 12, 1, 12, tzinfo=STOCKHOLM)
    away = Absence.objects.create(
        tenant=cast.salon.tenant, resource=alice_of(cast), start_at=begins, end_at=begins + HOUR
    )  # fmt: skip
    occupy_absence(away)
    slot(cast, "2026-12-01T10:00", "2026-12-01T11:00", service_ids=[cast.salon.service.pk])
    book(datetime(2026, 12, 1, 10, tzinfo=STOCKHOLM))
    made = pasted(cast, week)
    assert (clashes(made), starts(made.batch_id)) == ([["taken"], ["absence"], []], ["2026-12-01 14:00"])
    past = pasted(cast, week, Stretch(MONDAY - WEEK, MONDAY - DAY))
    assert (past.made, clashes(past)) == (0, [["past"]] * 3)


def test_a_closure_or_another_place_is_told_and_what_nobody_gives_is_left_out(cast):
    slot(cast, "2026-11-28T13:00", "2026-11-28T14:00")
    slot(cast, "2026-11-28T15:00", "2026-11-28T16:00", service_ids=[cast.salon.service.pk])
    week = saved(cast)
    Closure.objects.create(tenant=cast.salon.tenant, name="Fair", from_on=SATURDAY + WEEK, until_on=SATURDAY + WEEK)
    made = pasted(cast, week)
    assert (clashes(made), len(starts(made.batch_id))) == ([["closed"]] * 2, 2)
    take_back(tenant=cast.salon.tenant, batch_id=made.batch_id, actor=SYSTEM)
    ServiceProvider.objects.filter(resource=alice_of(cast)).delete()
    assert clashes(pasted(cast, week, Stretch(SATURDAY + 2 * WEEK, SATURDAY + 2 * WEEK))) == [[], ["not_given"]]
    cast.salon.service.active = False
    cast.salon.service.save()
    made = pasted(cast, week)
    assert (clashes(made), starts(made.batch_id)) == ([["closed"], ["gone"]], ["2026-12-05 13:00"])


def test_a_time_for_a_few_services_of_which_one_is_not_given_any_more_is_left_out(cast):
    other = make_service(cast.salon.tenant, "Cut", cast.salon.practitioners)
    slot(cast, "2026-11-28T13:00", "2026-11-28T14:00", service_ids=[cast.salon.service.pk, other.pk])
    week = saved(cast)
    there = slot(cast, "2026-12-05T13:00", "2026-12-05T14:00", service_ids=[cast.salon.service.pk])
    made = pasted(cast, week)
    assert starts(made.batch_id) == ["2026-12-05 13:00"], "one for other services is another one"
    take_back(tenant=cast.salon.tenant, batch_id=made.batch_id, actor=SYSTEM)
    there.delete()
    ServiceProvider.objects.filter(resource=alice_of(cast), service=other).delete()
    assert clashes(pasted(cast, week)) == [["not_given"]]


def test_the_paste_is_taken_back_with_its_times_unless_they_were_changed(cast):
    slot(cast, "2026-11-28T13:00", "2026-11-28T14:00")
    slot(cast, "2026-11-28T15:00", "2026-11-28T16:00")
    before = set(OpenSlot.objects.values_list("pk", flat=True))
    made = pasted(cast, saved(cast))
    changed = OpenSlot.objects.filter(batch_id=made.batch_id).first()
    OpenSlot.objects.filter(pk=changed.pk).update(version=1)
    taken = take_back(tenant=cast.salon.tenant, batch_id=made.batch_id, actor=SYSTEM)
    assert (taken.gone, taken.kept) == (1, 1)
    assert set(OpenSlot.objects.values_list("pk", flat=True)) == before | {changed.pk}


def test_a_booking_comes_into_the_time_that_was_opened_for_it(cast, book):
    slot(cast, "2026-11-24T10:00", "2026-11-24T11:00", price=4200)
    book()
    people = cast.salon.practitioners[:1]
    week = saved(cast, besides=booking_blocks(cast.salon.tenant, MONDAY, people))
    assert [one.why for one in preview(week, NEXT, people, bookings=True).bookings] == [""]
    done = paste(week=week, stretch=NEXT, people=people, bookings=True, actor=SYSTEM)
    assert ([one.price for one in done.booked], done.blocks) == ([4200], 1)
    again = paste(week=week, stretch=NEXT, people=people, bookings=True, actor=SYSTEM)
    assert (again.booked, again.refused, again.blocks) == ([], [], 0)
    assert Booking.objects.count() == 2


def test_the_pages_say_what_it_costs_and_why_it_is_left_out(alice, cast):
    other = make_service(cast.salon.tenant, "Cut", cast.salon.practitioners)
    services = [cast.salon.service.pk, other.pk]
    slot(cast, "2026-11-28T13:00", "2026-11-28T14:00", audience="clients", service_ids=services)
    codes = [alice_of(cast).code]
    assert "times that were opened one by one are always saved" in alice.get(SAVE + RANGE).text
    alice.post(SAVE + RANGE, {"name": "Single", "day": "2026-11-25", "who": codes})
    week = alice.get(WEEKS).context["weeks"][0]
    line = Saying(current(cast.salon.tenant), "SEK", cast.alice).contents(blocks_of(week))[0][1][0]
    assert (
        line.what.replace("\xa0", " ") == "Open time · Massage CANARY-salon, Cut · 650 kr · free for existing clients"
    )
    page = f"{WEEKS}{week.pk}/paste/"
    assert "1 block will be added." in alice.get(page, paste_of(codes)).text
    said = alice.get(page, paste_of(codes, first="2026-11-16", last="2026-11-22", weeks="every")).text
    assert "Nothing can be added." in said
    assert "not added: the time has passed" in said
    alice.post(page, paste_of(codes))
    assert OpenSlot.objects.exclude(batch_id=None).count() == 1
