"""Why not this time? Every rule that removes one can be told, with what stands in the way."""

from datetime import timedelta

import pytest

from booking.availability.asking import Limits, Member, Period, Provider, Reason, Requirement, Skilled
from booking.availability.rules import ClosedDays, PlaceDay, Single
from booking.availability.trace import explain
from tests.availability.salon import ANY_TIME, MONDAY, at, book_of, busy, hours, query


def span(text: str) -> tuple[int, int]:
    start, end = text.split("-")
    return at(start), at(end)


def codes(book, asked, start: str, taken=None, limits: Limits = ANY_TIME) -> list[str]:
    return [reason.code for reason in explain(asked, book, taken or {}, limits, at(start))]


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("09:00", []),
        ("08:00", ["no_opening"]),
        ("11:30", ["no_opening"]),  # begins in time and ends too late
        ("09:10", ["off_grid"]),
        ("14:00", ["service_not_in_opening"]),
        ("15:00", ["mode"]),
        ("17:00", ["slot_too_short"]),
        ("20:00", ["no_opening"]),
    ],
)
def test_an_opening_that_does_not_fit_is_named(start, expected) -> None:
    book = book_of(
        hours(),
        hours(start=14, end=15, services=frozenset({"dye"})),
        hours(start=15, end=16, modes=frozenset({"phone"})),
        Single("alice", "salon", at("17:00"), at("17:45")),
    )
    assert codes(book, query(modes=frozenset({"on_site"})), start) == expected


def test_somebody_who_never_works_has_no_opening() -> None:
    assert explain(query(), book_of(), {}, ANY_TIME, at("09:00")) == [Reason("no_opening", "alice")]


def test_a_place_that_was_not_asked_for_is_elsewhere() -> None:
    assert codes(book_of(hours()), query(location="gym"), "09:00") == ["elsewhere"]


def test_a_closure_is_shown_with_its_time() -> None:
    book = book_of(hours(), ClosedDays("salon", None, MONDAY, MONDAY, 600, 640))
    assert explain(query(), book, {}, ANY_TIME, at("09:30")) == [Reason("closed", "alice", span("10:00-10:40"))]
    assert codes(book, query(), "11:00") == []


def test_a_place_that_is_not_open_is_shown_with_how_long() -> None:
    book = book_of(hours(), PlaceDay("salon", 0, 540, 600), PlaceDay("salon", 0, 660, 1080))
    assert explain(query(), book, {}, ANY_TIME, at("09:30")) == [Reason("closed", "alice", span("10:00-11:00"))]
    assert codes(book, query(), "11:00") == []
    assert codes(book, query(), "08:00") == ["no_opening"], "nobody would work then anyway"


@pytest.mark.parametrize(
    ("kind", "start", "code"),
    [
        ("booking", "10:00", "busy"),
        ("calendar", "09:30", "busy"),
        ("absence", "10:00", "absence"),
        ("booking", "09:00", "buffer"),
        ("absence", "11:00", "buffer"),
    ],
)
def test_busy_time_is_shown_with_its_kind(kind, start, code) -> None:
    asked = query(before=15, after=15)
    reasons = explain(asked, book_of(hours()), busy("10:00-11:00", kind=kind), ANY_TIME, at(start))
    assert reasons == [Reason(code, "alice", span("10:00-11:00"), kind)]


def test_several_rules_are_all_told() -> None:
    assert codes(book_of(hours()), query(), "09:10", busy("10:00-11:00")) == ["off_grid", "busy"]


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        (Limits(at("09:30")), ["too_soon", "audience"]),
        (Limits(at("09:30"), proven_client=True), ["too_soon"]),
        (Limits(at("09:00") - 3000, horizon_days=1, proven_client=True), ["beyond_horizon"]),
        (Limits(0, proven_client=True, mode="video"), ["mode"]),
        (Limits(0), ["audience"]),
        (Limits(0, proven_client=True), []),
    ],
)
def test_limits_are_told(limits, expected) -> None:
    book = book_of(hours(audience="clients"))
    assert sorted(codes(book, query(), "09:00", limits=limits)) == sorted(expected)


def test_a_missing_room_is_told_with_what_each_room_of_the_pool_lacks() -> None:
    pool = tuple(Member(room, place) for room, place in (("r1", "salon"), ("r2", "gym"), ("r3", None), ("r4", None)))
    book = book_of(hours(), hours("r3", start=20, end=21), ClosedDays(None, "r4", MONDAY, MONDAY))
    asked = query(requirements=(Requirement((Member("free"),)), Requirement(pool)))
    reasons = explain(asked, book, busy("09:30-09:45", resource="r1"), ANY_TIME, at("09:00"))
    assert reasons == [
        Reason("requirement", need=1),
        Reason("busy", "r1", span("09:30-09:45"), "booking", 1),
        Reason("elsewhere", "r2", need=1),
        Reason("no_opening", "r3", need=1),
        Reason("closed", "r4", (at("00:00"), at("00:00") + 1440), need=1),
    ]


def test_a_skill_that_does_not_hold_is_told_with_whose_it_is() -> None:
    over, never = Skilled("laser", (Period(None, MONDAY - timedelta(days=1)),)), Skilled("first aid")
    asked = query(Provider("alice", 60, None, (over, never)))
    reasons = explain(asked, book_of(hours()), {}, ANY_TIME, at("09:00"))
    assert reasons == [Reason("skill", "alice", skill="laser"), Reason("skill", "alice", skill="first aid")]
    besides = query(requirements=(Requirement((Member("bob", None, (over,)),)),))
    reasons = explain(besides, book_of(hours(), hours("bob")), {}, ANY_TIME, at("09:00"))
    assert reasons == [Reason("requirement", need=0), Reason("skill", "bob", need=0, skill="laser")]


def test_any_provider_who_can_is_enough_and_otherwise_each_says_why() -> None:
    book = book_of(hours(), hours("bob", start=10))
    asked = query(Provider("alice", 60), Provider("bob", 60))
    assert explain(asked, book, busy("10:00-11:00"), ANY_TIME, at("10:00")) == []
    reasons = explain(asked, book, busy("09:00-10:00"), ANY_TIME, at("09:00"))
    assert [(reason.code, reason.resource) for reason in reasons] == [("busy", "alice"), ("no_opening", "bob")]
