"""Random businesses for the engine: two places, three people, three things, two days that are often hard."""

from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import strategies as st

from booking.availability.asking import Busy, Gap, Limits, Member, Period, Provider, Query, Requirement, Skilled
from booking.availability.rules import ClosedDays, Dated, Id, PlaceDay, Rules, Single, Weekly
from booking.availability.wallclock import end_instant, first_instant

ZONES = ("Europe/Stockholm", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "America/Havana")
DAYS = (
    date(2027, 3, 27),  # Stockholm loses an hour on the 28th
    date(2027, 10, 30),  # and gets it back on the 31st
    date(2027, 3, 13),  # New York and Havana: the 14th
    date(2027, 11, 6),  # the 7th; in Havana midnight comes twice
    date(2027, 4, 3),  # Lord Howe gains half an hour on the 4th
    date(2027, 10, 2),  # and loses it on the 3rd
    date(2027, 1, 2),  # Saturday of ISO week 53, before a week 1
    date(2027, 6, 9),
)
PEOPLE = ("alice", "bob", "charlie")
ROOMS = ("room-1", "room-2", "bike")
PLACES: tuple[Id | None, ...] = ("salon", "gym", None)


@dataclass(frozen=True)
class Instance:
    rules: Rules
    zones: dict[Id | None, str]
    from_on: date
    to_on: date
    query: Query
    rows: dict[Id, list[tuple[int, int]]]
    limits: Limits

    @property
    def busy(self) -> dict[Id, Busy]:
        """Each row is a visit."""
        starts = {resource: sorted(start for start, _end in rows) for resource, rows in self.rows.items()}
        return {resource: Busy.of(rows)._replace(visits=starts[resource]) for resource, rows in self.rows.items()}


def mostly(usual, *others) -> st.SearchStrategy:
    """Random rules meet seldom unless most of them are ordinary."""
    return st.sampled_from((usual,) * 3 * len(others) + others)


resources = st.sampled_from((*PEOPLE, *PEOPLE, *ROOMS))
places = mostly("salon", "gym", None)
services = mostly(None, frozenset({"cut"}), frozenset({"dye"}))
audiences = mostly("everyone", "clients")
modes = mostly(None, frozenset({"video"}), frozenset({"on_site", "video"}))
lengths = st.integers(6, 96).map(lambda n: n * 10)
minutes = st.integers(0, 143).map(lambda n: n * 10)
on_days = st.integers(-1, 2)


@st.composite
def weekly(draw, day: date) -> Weekly:
    on = day + timedelta(days=draw(on_days))
    start, length = draw(minutes), draw(lengths)
    return Weekly(
        draw(resources),
        draw(places),
        on.weekday(),
        start,
        (start + length) % 1440,
        draw(mostly(None, day)),
        draw(mostly(None, day)),
        draw(mostly("every", "odd", "even")),
        draw(services),
        draw(audiences),
        draw(modes),
    )


@st.composite
def usual_hours(draw, day: date) -> list[Weekly]:
    """Somebody works at the salon on both days, so that there is something to take away from."""
    people = draw(st.lists(st.sampled_from(PEOPLE), min_size=1, unique=True))
    start = draw(st.sampled_from((0, 60, 430, 1320)))
    on_both = (day, day + timedelta(days=1))
    return [Weekly(who, "salon", on.weekday(), start, (start + 600) % 1440) for who in people for on in on_both]


@st.composite
def dated(draw, day: date) -> Dated:
    on = day + timedelta(days=draw(on_days))
    start, length = draw(minutes), draw(lengths)
    replaces = draw(st.booleans())
    return Dated(draw(resources), draw(places), on, start, start + length, draw(services), replaces, draw(audiences))


@st.composite
def single(draw, first: int) -> Single:
    start = first + draw(st.integers(0, 570)) * 5
    end = start + draw(st.integers(1, 24)) * 5
    price = draw(st.none() | st.just(700))
    return Single(
        draw(resources),
        draw(places),
        start,
        end,
        draw(services),
        price,
        draw(audiences),
        draw(modes),
    )


@st.composite
def closures(draw, day: date) -> ClosedDays:
    from_on = day + timedelta(days=draw(on_days))
    start, end = draw(st.just((0, 1440)) | st.tuples(minutes, minutes))
    until_on = from_on + timedelta(days=1 if end <= start else draw(st.integers(0, 1)))
    who = draw(st.none() | resources)
    return ClosedDays(draw(places), who, from_on, until_on, start, end)


@st.composite
def place_days(draw, day: date) -> PlaceDay:
    on = day + timedelta(days=draw(on_days))
    start, end = draw(st.just((0, 0)) | st.tuples(minutes, minutes))
    return PlaceDay(draw(st.sampled_from(("salon", "salon", "gym"))), on.weekday(), start, end)


@st.composite
def periods(draw, day: date) -> Period:
    """Around the two days, so that it often begins or ends on one of them."""
    since, until = (draw(st.none() | on_days.map(lambda n: day + timedelta(days=n))) for _ in range(2))
    return Period(since, until if since is None or until is None else max(since, until))


@st.composite
def skills(draw, day: date) -> tuple[Skilled, ...]:
    wanted = draw(mostly((), ("laser",), ("laser", "first aid")))
    return tuple(Skilled(skill, tuple(draw(st.lists(periods(day), max_size=2)))) for skill in wanted)


most_a_day = mostly(None, 1, 2)
gaps = st.none() | st.tuples(st.integers(1, 6), st.integers(1, 6)).map(
    lambda pair: Gap(pair[0] * 5, (pair[0] + pair[1]) * 5)
)


@st.composite
def requirements(draw, day: date) -> Requirement:
    from_whom = draw(st.sampled_from(((*PEOPLE, *ROOMS), ROOMS)))  # things alone can stand apart
    pool = draw(st.lists(st.sampled_from(from_whom), min_size=1 if from_whom is ROOMS else 2, max_size=5, unique=True))
    members = (Member(one, draw(mostly(None, "salon", "gym")), draw(skills(day)), draw(most_a_day)) for one in pool)
    return Requirement(tuple(members), draw(mostly(1, 2)))


@st.composite
def queries(draw, day: date, first: int, last: int) -> Query:
    people = draw(mostly(PEOPLE, ("alice",), ("charlie", "bob")))
    length = st.integers(1, 20).map(lambda n: n * 5)
    buffer = st.sampled_from((0, 0, 5, 30))
    return Query(
        "cut",
        tuple(
            Provider(
                who, draw(length), draw(st.sampled_from((None, 500))), draw(skills(day)), draw(gaps), draw(most_a_day)
            )
            for who in people
        ),
        first + draw(st.sampled_from((0, 0, 555))),
        last - draw(st.sampled_from((0, 0, 777))),
        draw(st.sampled_from((5, 10, 15, 25, 60))),
        draw(buffer),
        draw(buffer),
        tuple(draw(requirements(day)) for _ in range(draw(st.sampled_from((0, 0, 1, 1, 2))))),
        draw(mostly(None, "salon")),
        draw(mostly(frozenset(), frozenset({"on_site"}), frozenset({"on_site", "video"}))),
        draw(mostly(0, 20, 45, 120)),
    )


@st.composite
def instances(draw) -> Instance:
    day = draw(st.sampled_from(DAYS))
    zones = {place: draw(st.sampled_from(ZONES)) for place in PLACES}
    to_on = day + timedelta(days=1)
    first = max(first_instant(zone, day, 0) for zone in zones.values())
    last = min(end_instant(zone, to_on, 1440) for zone in zones.values())
    rules = Rules(
        (*draw(usual_hours(day)), *draw(st.lists(weekly(day), max_size=4))),
        tuple(draw(st.lists(dated(day), max_size=2))),
        tuple(draw(st.lists(single(first), max_size=2))),
        tuple(draw(st.lists(closures(day), max_size=2))),
        tuple(draw(st.lists(place_days(day), max_size=4))) if draw(st.integers(0, 2)) == 0 else (),
    )
    row = st.tuples(st.integers(-30, 600), st.integers(1, 60)).map(
        lambda pair: (first + pair[0] * 5, first + pair[0] * 5 + pair[1] * 5)
    )
    rows = draw(st.dictionaries(resources, st.lists(row, max_size=5), max_size=4))
    limits = Limits(
        first + draw(mostly(-1500.5, 300.5)),
        draw(st.sampled_from((0, 120))),
        draw(mostly(None, 0, 1)),
        draw(st.booleans()),
        draw(mostly(None, "video")),
        draw(st.booleans()),
    )
    return Instance(rules, zones, day, to_on, draw(queries(day, first, last)), rows, limits)
