"""The engine against the slow one, on random businesses. More examples: HYPOTHESIS_PROFILE=thorough."""

import os

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from booking.availability.asking import Chosen, Offer, Query
from booking.availability.choosing import may_start
from booking.availability.gaps import day_around
from booking.availability.openings import compile_openings
from booking.availability.starts import find_starts
from booking.availability.trace import explain
from tests.availability.instances import Instance, instances
from tests.availability.slow_engine import SlowEngine

EXAMPLES = 5_000 if os.environ.get("HYPOTHESIS_PROFILE") == "thorough" else 200
random_businesses = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def fast(instance: Instance) -> list[Offer]:
    book = compile_openings(instance.rules, instance.zones, instance.from_on, instance.to_on)
    return find_starts(instance.query, book, instance.busy, instance.limits)


def slow_engine(instance: Instance) -> SlowEngine:
    return SlowEngine(instance.rules, instance.zones, instance.from_on, instance.to_on)


def as_table(offers: list[Offer], query: Query) -> dict:
    return {
        (o.start, o.terms.minutes, o.terms.price, o.terms.modes, o.terms.location): {
            provider.resource for i, provider in enumerate(query.providers) if o.providers >> i & 1
        }
        for o in offers
    }


@random_businesses
@given(instances())
def test_exactly_the_times_that_the_slow_engine_finds_are_offered(instance: Instance) -> None:
    offers = fast(instance)
    event("something on offer" if offers else "nothing on offer")
    table = as_table(offers, instance.query)
    assert len(table) == len(offers)
    assert [offer.start for offer in offers] == sorted(offer.start for offer in offers)
    assert table == slow_engine(instance).starts(instance.query, instance.rows, instance.limits)


@random_businesses
@given(instances(), st.data())
def test_a_time_is_offered_exactly_when_nothing_explains_its_absence(instance: Instance, data) -> None:
    book = compile_openings(instance.rules, instance.zones, instance.from_on, instance.to_on)
    busy, query = instance.busy, instance.query
    offered = {offer.start for offer in find_starts(query, book, busy, instance.limits)}

    def is_offered(start: int) -> bool:
        """Asked for all of its day: what leaves a gap depends on it."""
        asked = day_around(query, instance.limits, book.zones, start)
        return any(offer.start == start for offer in find_starts(asked, book, busy, instance.limits))

    tries = data.draw(st.lists(st.integers(0, 599).map(lambda n: query.first + 5 * n), max_size=15))
    for start in [*sorted(offered)[:5], *tries]:
        if query.first <= start < query.last:
            reasons = explain(query, book, busy, instance.limits, start)
            assert (reasons == []) == is_offered(start), reasons
            for code in {reason.code for reason in reasons} or {"offered"}:
                event(code)


@random_businesses
@given(instances())
def test_what_may_be_written_is_what_the_slow_engine_could_choose(instance: Instance) -> None:
    book = compile_openings(instance.rules, instance.zones, instance.from_on, instance.to_on)
    slow = slow_engine(instance)
    table = slow.starts(instance.query, instance.rows, instance.limits)
    taken = {who: {m for a, b in rows for m in range(a, b)} for who, rows in instance.rows.items()}
    event("something to choose" if table else "nothing to choose")
    for start in sorted({key[0] for key in table})[:8]:
        day = day_around(instance.query, instance.limits, instance.zones, start)
        if day.first < instance.query.first or instance.query.last < day.last:
            continue  # who asks about a part of a day sees no gaps that all of it would spare
        chosen = may_start(instance.query, book, instance.busy, instance.limits, start)
        assert isinstance(chosen, Chosen)
        location, minutes, price, modes = chosen.terms[:4]
        assert chosen.provider in table[start, minutes, price, modes, location]
        ways = slow.needs(instance.query, taken, chosen.provider, start, minutes, location)
        assert [set(need) for need in chosen.needs] in [split(way, instance.query) for way in ways]


def split(way: list, query: Query) -> list[set]:
    """One flat choice of resources -> those of each requirement."""
    rest = iter(way)
    return [{next(rest) for _ in range(requirement.quantity)} for requirement in query.requirements]
