"""Requirements (k of n, with skills that come and go, of people who take so many visits in a day) against a solver that
tries every way to fill them.

Everybody works around the clock for a few days over a change of it, so that nothing else decides."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import chain, combinations, product
from zoneinfo import ZoneInfo

from hypothesis import event, given
from hypothesis import strategies as st

from booking.availability.asking import Busy, Chosen, Member, Offer, Period, Provider, Query, Requirement, Skilled
from booking.availability.book import Book
from booking.availability.choosing import may_start
from booking.availability.openings import compile_openings
from booking.availability.rules import Rules, Weekly
from booking.availability.starts import find_starts
from booking.availability.trace import explain
from tests.availability.salon import ANY_TIME
from tests.availability.test_engine_agrees import random_businesses

ZONE = ZoneInfo("Europe/Stockholm")
FIRST, LAST = date(2027, 10, 30), date(2027, 11, 1)  # the 31st has 25 hours
PEOPLE = ("alice", "bob", "charlie", "dana", "eve", "frank")
SKILLS = ("laser", "first aid", "french")


def midnight(day: date) -> int:
    """In minutes since 1970, as the engine counts; by the library's clock and not by the engine's."""
    return int(datetime.combine(day, time(), ZONE).timestamp()) // 60


BEGIN, END = midnight(FIRST), midnight(LAST + timedelta(days=1))
HOURS = tuple(Weekly(one, "salon", weekday, 0, 1440) for one in PEOPLE for weekday in range(7))
BOOK: Book = compile_openings(Rules(weekly=HOURS), {"salon": ZONE.key}, FIRST, LAST)
Held = dict[tuple[str, str], tuple[Period, ...]]
Most = dict[str, int]

days = st.integers(-1, 3).map(lambda n: FIRST + timedelta(days=n))
periods = st.tuples(st.none() | days, st.none() | days).map(
    lambda pair: Period(pair[0], pair[1] and max(pair[1], pair[0] or pair[1]))
)
held = st.fixed_dictionaries(
    {(one, skill): st.lists(periods, max_size=2).map(tuple) for one in PEOPLE for skill in SKILLS}
)
asked = st.lists(st.sampled_from(SKILLS), max_size=2, unique=True)
needs = st.lists(
    st.tuples(st.lists(st.sampled_from(PEOPLE), min_size=1, unique=True), st.integers(1, 3), asked),
    min_size=1,
    max_size=3,
)
spans = st.tuples(st.integers(0, 70), st.integers(1, 30)).map(
    lambda pair: (BEGIN + pair[0] * 60, BEGIN + (pair[0] + pair[1]) * 60)
)
most_a_day = st.dictionaries(st.sampled_from(PEOPLE), st.integers(1, 2), max_size=4)
taken = st.dictionaries(st.sampled_from(PEOPLE), st.lists(spans, max_size=3), max_size=4)


def ask(givers: list[str], of_giver: list[str], wanted, has: Held, most: Most, minutes: int) -> Query:
    def skilled(one: str, names: list[str]) -> tuple[Skilled, ...]:
        return tuple(Skilled(name, has[one, name]) for name in names)

    return Query(
        "cut",
        tuple(Provider(one, minutes, None, skilled(one, of_giver), None, most.get(one)) for one in givers),
        BEGIN,
        END - minutes,
        step=180,
        requirements=tuple(
            Requirement(tuple(Member(one, "salon", skilled(one, names), most.get(one)) for one in pool), quantity)
            for pool, quantity, names in wanted
        ),
    )


def starts(query: Query) -> list[int]:
    """Every three hours from midnight: one more on the day of 25."""
    on = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
    spans = (range(midnight(day), midnight(day + timedelta(days=1)), query.step) for day in on)
    return [start for start in chain.from_iterable(spans) if start < query.last]


def day_of(minute: int) -> date:
    return datetime.fromtimestamp(minute * 60, UTC).astimezone(ZONE).date()


def busy_of(spans: list[tuple[int, int]]) -> Busy:
    """Each of them a visit."""
    return Busy.of(spans)._replace(visits=sorted(start for start, _end in spans))


def able(who: Provider | Member, start: int, minutes: int, rows) -> bool:
    """Free all the time, with every skill on every day of it, and on the first with fewer visits than the most."""
    on = day_of(start)
    if (
        who.most_a_day is not None
        and sum(day_of(at) == on for at, _end in rows.get(who.resource, ())) >= who.most_a_day
    ):
        return False
    for minute in range(start, start + minutes, 10):  # nothing here happens in between
        on = day_of(minute)
        if any(begin <= minute < end for begin, end in rows.get(who.resource, ())):
            return False
        for skill in who.skills:
            if not any((since or on) <= on <= (until or on) for since, until in skill.periods):
                return False
    return True


def ways(query: Query, giver: Provider, start: int, rows) -> list[tuple[frozenset[str], ...]]:
    """Every way to fill the requirements so that nobody does two things."""
    minutes = giver.minutes
    pools = [[one.resource for one in need.pool if able(one, start, minutes, rows)] for need in query.requirements]
    choices = [combinations(pool, need.quantity) for pool, need in zip(pools, query.requirements, strict=True)]
    found = []
    for way in product(*choices):
        taking = [giver.resource, *chain.from_iterable(way)]
        if len(set(taking)) == len(taking):
            found.append(tuple(frozenset(one) for one in way))
    return found


@random_businesses
@given(
    st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=3, unique=True),
    asked, needs, held, taken, most_a_day, st.sampled_from((30, 200)),
)  # fmt: skip
def test_a_time_is_offered_with_whom_the_solver_finds_a_way_and_what_is_chosen_is_one_of_its_ways(
    givers, of_giver, wanted, has, rows, most, minutes
) -> None:
    query, busy = (
        ask(givers, of_giver, wanted, has, most, minutes),
        {one: busy_of(spans) for one, spans in rows.items()},
    )
    offered: dict[int, Offer] = {offer.start: offer for offer in find_starts(query, BOOK, busy, ANY_TIME)}
    for start in starts(query):
        solved = {
            giver.resource: ways(query, giver, start, rows)
            for giver in query.providers
            if able(giver, start, minutes, rows)
        }
        solved = {one: found for one, found in solved.items() if found}
        bits = offered[start].providers if start in offered else 0
        assert {one.resource for i, one in enumerate(query.providers) if bits >> i & 1} == set(solved)
        event("can be filled" if solved else "cannot be filled")
        chosen = may_start(query, BOOK, busy, ANY_TIME, start)
        assert isinstance(chosen, Chosen) == bool(solved)
        if isinstance(chosen, Chosen):
            assert tuple(frozenset(need) for need in chosen.needs) in solved[chosen.provider]
        else:
            assert chosen == explain(query, BOOK, busy, ANY_TIME, start)
            assert chosen
