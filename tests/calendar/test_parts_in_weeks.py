"""What a recurring booking takes besides whoever gives it, and bookings of several parts, in template weeks."""

from datetime import date, datetime, time, timedelta
from random import Random

import pytest

from booking.availability.models import BlockKind, Occupancy, TemplateBlock, TemplateWeek, WeeklyHours
from booking.availability.occupying import occupy
from booking.availability.planning import Stretch
from booking.availability.template_weeks import blocks_of
from booking.bookings.calendar.keeping import booking_blocks, left_out, of_several
from booking.bookings.calendar.pasting import paste, preview, take_back
from booking.bookings.cancelling import cancel
from booking.bookings.models import Booking, Part
from tenants.actors import SYSTEM
from tenants.models import new_key
from tenants.tenancy import tenant_tx
from tests.calendar.weeks import DAY, MONDAY, NEXT, STOCKHOLM, WEEK, saved

TUESDAY = datetime(2026, 11, 24, 10, tzinfo=STOCKHOLM)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def at_the_salon(cast):
    """Inside the business, as its own transaction sees it."""
    with tenant_tx(cast.salon.tenant):
        yield


@pytest.fixture
def bobs(cast, book):
    """Bob's Tuesday at ten in the second room, for Alice had the first one then; in a week that is kept."""
    book()
    book(who=1)
    return kept(cast, cast.salon.practitioners[1:])


def kept(cast, people, name="Usual") -> TemplateWeek:
    return saved(cast, name=name, people=people, besides=booking_blocks(cast.salon.tenant, MONDAY, people))


def add_part(cast, booking: Booking, *, who: int, after: timedelta, room: int) -> None:
    """A second part, as a program that took over another system's bookings would write it."""
    part = booking.parts.get()
    start_at, house = booking.start_at + after, cast.salon
    part.pk, part.position, part.resource = new_key(), 1, house.practitioners[who]
    part.start_at, part.end_at = start_at, start_at + HOUR
    part.save(force_insert=True)
    taken = [house.practitioners[who].pk, house.rooms[room].pk]
    occupy(house.tenant, taken, start_at, start_at + HOUR, owner_id=part.pk, expires_at=None)
    Booking.objects.filter(pk=booking.pk).update(end_at=start_at + HOUR)


@pytest.fixture
def double(cast, book):
    """Dana with Alice at ten, and from half past eleven with Bob in the second room."""
    booking = book()
    add_part(cast, booking, who=1, after=timedelta(minutes=90), room=1)
    return booking


def take(cast, what, start_at: datetime, hours: int = 1) -> None:
    occupy(cast.salon.tenant, [what.pk], start_at, start_at + hours * HOUR, owner_id=new_key(), expires_at=None)


def looked(cast, week, stretch=NEXT, people=None):
    return preview(week, stretch, people or cast.salon.practitioners, bookings=True).bookings


def pasted(cast, week, stretch=NEXT, people=None):
    people = people or cast.salon.practitioners
    return paste(week=week, stretch=stretch, people=people, bookings=True, actor=cast.alice.actor)


def rooms_of(cast, booking: Booking) -> list:
    owned = Occupancy.objects.filter(owner_id__in=booking.parts.values("pk"))
    return sorted(set(owned.values_list("resource", flat=True)) & {one.pk for one in cast.salon.rooms})


def what(cast, booking: Booking) -> tuple[str, int, list[int]]:
    """When by the clock on the wall, with whom, and in which rooms."""
    [part] = booking.parts.all()
    people, rooms = ([one.pk for one in some] for some in (cast.salon.practitioners, cast.salon.rooms))
    start = f"{part.start_at.astimezone(STOCKHOLM):%m-%d %H:%M %z}"
    return start, people.index(part.resource_id), [rooms.index(one) for one in rooms_of(cast, booking)]


def test_the_same_room_is_taken_again_where_it_is_free(cast, bobs):
    [block] = [one for one in blocks_of(bobs) if one.kind == BlockKind.BOOKING]
    assert block.things == [cast.salon.rooms[1].pk]
    assert [one.things for one in looked(cast, bobs)] == [(cast.salon.rooms[1].pk,)]
    [made] = pasted(cast, bobs).booked
    assert what(cast, made) == ("12-01 10:00 +0100", 1, [1])


def test_where_it_is_taken_another_one_that_would_do_is_and_the_look_says_so(cast, bobs):
    take(cast, cast.salon.rooms[1], TUESDAY + WEEK)
    assert [(one.why, one.things) for one in looked(cast, bobs)] == [("", (cast.salon.rooms[0].pk,))]
    [made] = pasted(cast, bobs).booked
    assert what(cast, made) == ("12-01 10:00 +0100", 1, [0])


def test_where_no_room_is_free_nothing_is_booked(cast, bobs):
    for room in cast.salon.rooms:
        take(cast, room, TUESDAY + WEEK)
    assert [one.why for one in looked(cast, bobs)] == ["requirement"]
    done = pasted(cast, bobs)
    assert (done.booked, [one.why for one in done.refused]) == ([], ["requirement"])


def test_a_week_that_was_kept_before_rooms_were_takes_any(cast, bobs):
    TemplateBlock.objects.update(things=None)
    [made] = pasted(cast, bobs).booked
    assert what(cast, made) == ("12-01 10:00 +0100", 1, [0])


def test_a_room_that_is_gone_is_not_asked_for(cast, bobs):
    TemplateBlock.objects.update(things=[new_key()])
    assert [one.why for one in looked(cast, bobs)] == [""]
    assert len(pasted(cast, bobs).booked) == 1


def test_two_bookings_that_want_one_room_are_judged_one_after_the_other(cast, book, bobs):
    """Alice's is kept as being in the second room as well, and is before Bob's."""
    everybody = cast.salon.practitioners
    week = kept(cast, everybody, "Both")
    TemplateBlock.objects.filter(kind=BlockKind.BOOKING).update(things=[cast.salon.rooms[1].pk])
    shown = [(one.block.resource_id, one.things) for one in looked(cast, week)]
    assert sorted(things for _who, things in shown) == sorted((room.pk,) for room in cast.salon.rooms)
    made = pasted(cast, week).booked
    assert [(one.parts.get().resource_id, tuple(rooms_of(cast, one))) for one in made] == shown


def test_each_part_is_booked_with_its_own_person_in_its_own_room_and_one_undo_takes_all(cast, double):
    week = kept(cast, cast.salon.practitioners)
    blocks = [one for one in blocks_of(week) if one.kind == BlockKind.BOOKING]
    assert [(f"{one.opens:%H:%M}-{one.closes:%H:%M}", one.after) for one in blocks] == [
        ("10:00-11:00", 0), ("11:30-12:30", 90),
    ]  # fmt: skip
    assert {one.together for one in blocks} == {double.pk}
    done = pasted(cast, week)
    assert [what(cast, one) for one in done.booked] == [("12-01 10:00 +0100", 0, [0]), ("12-01 11:30 +0100", 1, [1])]
    assert {(one.client_id, one.status) for one in done.booked} == {(cast.dana.pk, "confirmed")}
    taken = take_back(tenant=cast.salon.tenant, batch_id=done.batch_id, actor=cast.alice.actor)
    assert (taken.gone, taken.kept) == (2, 0)
    assert set(Booking.objects.exclude(pk=double.pk).values_list("status", flat=True)) == {"cancelled"}


@pytest.mark.parametrize("busy", [0, 1])
def test_where_one_part_cannot_be_had_none_is_booked(cast, double, busy):
    week = kept(cast, cast.salon.practitioners)
    start = TUESDAY + WEEK + (timedelta(minutes=90) if busy else timedelta(0))
    take(cast, cast.salon.practitioners[busy], start)
    why = ["together", "together"]
    why[busy] = "busy"
    assert [one.why for one in looked(cast, week)] == why
    done = pasted(cast, week)
    assert (done.booked, [one.why for one in done.refused]) == ([], why)
    assert Booking.objects.count() == 1


def test_a_part_that_is_there_is_not_made_twice_and_one_that_is_missing_is_made(cast, double):
    week = kept(cast, cast.salon.practitioners)
    assert [one.why for one in looked(cast, week, Stretch(MONDAY, MONDAY + 6 * DAY))] == ["there", "there"]
    _first, second = pasted(cast, week).booked
    again = pasted(cast, week)
    assert (again.booked, again.refused) == ([], [])
    cancel(booking=second, actor=SYSTEM, by="staff")
    assert [one.why for one in looked(cast, week)] == ["there", ""]
    [made] = pasted(cast, week).booked
    assert what(cast, made)[:2] == ("12-01 11:30 +0100", 1)


def test_half_of_what_was_agreed_on_is_neither_kept_nor_pasted(cast, double):
    tenant, (alice, bob) = cast.salon.tenant, cast.salon.practitioners
    for chosen in ([alice], [bob]):
        assert booking_blocks(tenant, MONDAY, chosen) == []
        assert left_out(tenant, MONDAY, chosen) == [double]
    assert (left_out(tenant, MONDAY, [alice, bob]), of_several(tenant, MONDAY, [alice, bob])) == ([], [double])
    week = kept(cast, [alice, bob])
    assert [one.why for one in looked(cast, week, people=[bob])] == ["apart"]
    done = pasted(cast, week, people=[alice])
    assert (done.booked, [one.why for one in done.refused]) == ([], ["apart"])


@pytest.mark.parametrize(
    ("sunday", "starts"),
    [
        (date(2026, 12, 6), ["12-06 01:00 +0100", "12-06 02:30 +0100"]),
        (date(2027, 3, 28), ["03-28 01:00 +0100", "03-28 03:30 +0200"]),
        (date(2027, 10, 31), ["10-31 01:00 +0200", "10-31 02:30 +0200"]),
    ],
)
def test_parts_follow_one_another_as_long_as_ever_over_a_change_of_clock(cast, book, sunday, starts):
    for one in cast.salon.practitioners:
        WeeklyHours.objects.create(
            tenant=cast.salon.tenant, resource=one, location=cast.salon.place, weekday=6, opens=time(0), closes=time(6)
        )
    booking = book(datetime(2026, 11, 29, 1, tzinfo=STOCKHOLM))
    add_part(cast, booking, who=1, after=timedelta(minutes=90), room=1)
    done = pasted(cast, kept(cast, cast.salon.practitioners), Stretch(sunday, sunday))
    assert [what(cast, one)[0] for one in done.booked] == starts
    assert [one.end_at - one.start_at for one in done.booked] == [HOUR, HOUR]


@pytest.mark.parametrize("sunday", [date(2026, 12, 6), date(2027, 3, 28), date(2027, 10, 31)])
def test_a_first_part_at_a_time_that_is_skipped_takes_the_others_with_it(cast, book, sunday):
    for one in cast.salon.practitioners:
        WeeklyHours.objects.create(
            tenant=cast.salon.tenant, resource=one, location=cast.salon.place, weekday=6, opens=time(0), closes=time(6)
        )
    booking = book(datetime(2026, 11, 29, 2, 30, tzinfo=STOCKHOLM))
    add_part(cast, booking, who=1, after=timedelta(minutes=90), room=1)
    said = [one.why for one in looked(cast, kept(cast, cast.salon.practitioners), Stretch(sunday, sunday))]
    assert said == (["nonexistent_time"] * 2 if sunday.month == 3 else ["", ""])


@pytest.mark.parametrize("seed", range(8))
def test_a_look_tells_just_what_a_paste_does(cast, seed):
    """Bookings of one and of two parts at random over two days, in rooms that they had, among some that stand."""
    dice, house = Random(seed), cast.salon
    week = TemplateWeek.objects.create(tenant=house.tenant, name="Random")

    def block(weekday: int, half: int, **more) -> TemplateBlock:
        opens = time(9 + half // 2, half % 2 * 30)
        return TemplateBlock.objects.create(
            tenant=house.tenant, week=week, kind=BlockKind.BOOKING, location=house.place, service=house.service,
            resource=dice.choice(house.practitioners), client_id=cast.dana.pk, mode="on_site", weekday=weekday,
            opens=opens, closes=time(opens.hour + 1, opens.minute), things=[dice.choice(house.rooms).pk], **more,
        )  # fmt: skip

    for _n in range(12):
        weekday, half, together = dice.randrange(2), dice.randrange(12), dice.choice([None, new_key()])
        block(weekday, half, together=together)
        if together:
            block(weekday, half + 3, together=together, after=90)
    for _n in range(3):
        start = datetime(2026, 11, 30, 9 + dice.randrange(7), tzinfo=STOCKHOLM) + dice.randrange(2) * DAY
        take(cast, dice.choice([*house.practitioners, *house.rooms]), start)
    shown = looked(cast, week)
    done = pasted(cast, week)
    made = [(one.start_at, one.parts.get().resource_id, tuple(rooms_of(cast, one))) for one in done.booked]
    assert made == [(one.start_at, one.block.resource_id, one.things) for one in shown if not one.why]
    assert [(one.block.pk, one.why) for one in done.refused] == [
        (one.block.pk, one.why) for one in shown if one.refused
    ]
    assert {one.booking_id for one in Part.objects.all()} == {one.pk for one in done.booked}
    assert made
