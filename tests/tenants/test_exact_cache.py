"""The cache of free times is exact: whoever changes anything, by whatever path, no stale time is ever told."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from booking.availability import answering, catalogue, search
from booking.availability.absences import add_absence
from booking.availability.catalogue import current
from booking.availability.models import Closure, OpenSlot, Shift, Version, WeeklyHours
from booking.availability.wishing import Wish
from booking.bookings.cancelling import cancel
from booking.bookings.holding import place_hold, release_hold
from booking.bookings.moving import move
from booking.resources.models import (
    Location,
    Requirement,
    Resource,
    ResourceSkill,
    Service,
    ServiceLength,
    ServiceProvider,
    ServiceSkill,
    Skill,
)
from tenants.tenancy import tenant_tx
from tests.cast import Cast
from tests.tenants.rows import fill

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "relay"])
STOCKHOLM = ZoneInfo("Europe/Stockholm")
DAY = date(2026, 11, 25)
TEN = datetime(2026, 11, 25, 10, tzinfo=STOCKHOLM)


def free(cast: Cast, who: int | None = 0) -> list[tuple[datetime, int, str]]:
    """What is told of Wednesday, in a request of its own."""
    with tenant_tx(cast.salon.tenant):
        offered = current(cast.salon.tenant)
        chosen = offered.resources.get(cast.salon.practitioners[who].pk) if who is not None else None
        found = search.free_times(cast.salon.tenant, Wish(offered.service(cast.salon.service.code), chosen), DAY, DAY)
    return [(at.start_at, at.price.amount, at.location.name) for at in found.times]


def truth(cast: Cast, who: int | None = 0) -> list[tuple[datetime, int, str]]:
    """The same with nothing kept."""
    kept = [(memory, dict(memory)) for memory in (answering._answers, catalogue._kept)]
    for memory, _content in kept:
        memory.clear()
    try:
        return free(cast, who)
    finally:
        for memory, content in kept:
            memory.update(content)


def held(cast: Cast) -> Any:
    with tenant_tx(cast.salon.tenant):
        offered = current(cast.salon.tenant)
        wish = Wish(offered.service(cast.salon.service.code), offered.resources[cast.salon.practitioners[0].pk])
        return place_hold(tenant=cast.salon.tenant, wish=wish, start_at=TEN)


def in_salon(act: Callable[[Cast], Any]) -> Callable[[Cast], Any]:
    def wrapped(cast: Cast) -> Any:
        with tenant_tx(cast.salon.tenant):
            return act(cast)

    return wrapped


def _asks_for_a_skill(cast: Cast) -> None:
    """Which one has until the day before."""
    house = cast.salon
    skill = Skill.objects.create(tenant=house.tenant, name="Laser")
    ServiceSkill.objects.create(tenant=house.tenant, service=house.service, skill=skill)
    ResourceSkill.objects.create(
        tenant=house.tenant, resource=house.practitioners[0], skill=skill, until_on=DAY - timedelta(days=1)
    )


def _shift(cast: Cast) -> None:
    Shift.objects.create(
        tenant=cast.salon.tenant, resource=cast.salon.practitioners[0], location=cast.salon.place, on=DAY,
        opens=time(18), closes=time(20),
    )  # fmt: skip


def _open_slot(cast: Cast) -> None:
    OpenSlot.objects.create(
        tenant=cast.salon.tenant, resource=cast.salon.practitioners[0], location=cast.salon.place, price=1,
        start_at=TEN + timedelta(hours=9), end_at=TEN + timedelta(hours=10),
    )  # fmt: skip


def _closure(cast: Cast) -> None:
    Closure.objects.create(tenant=cast.salon.tenant, name="Closed", from_on=DAY, until_on=DAY)


def _absence(cast: Cast) -> None:
    add_absence(resource=cast.salon.practitioners[0], start_at=TEN, end_at=TEN + timedelta(hours=1))


def _rooms_away(cast: Cast) -> None:
    for room in cast.salon.rooms:
        add_absence(resource=room, start_at=TEN, end_at=TEN + timedelta(hours=3))


CHANGES: dict[str, Callable[[Cast], Any]] = {
    "hours": lambda cast: WeeklyHours.objects.update(opens=time(11)),
    "hours gone": lambda cast: WeeklyHours.objects.all().delete(),
    "a shift": _shift,
    "a single slot": _open_slot,
    "a closure": _closure,
    "an absence": _absence,
    "a hold": held,
    "both rooms away": _rooms_away,
    "step": lambda cast: Service.objects.update(step=60),
    "buffer": lambda cast: Service.objects.update(buffer_after=45, step=15),
    "price": lambda cast: ServiceLength.objects.update(price=1),
    "length": lambda cast: ServiceLength.objects.update(minutes=90),
    "notice": lambda cast: Service.objects.update(notice_minutes=60 * 24 * 3),
    "the practitioner leaves": lambda cast: Resource.objects.filter(kind="practitioner").update(active=False),
    "no longer gives it": lambda cast: ServiceProvider.objects.all().delete(),
    "needs three rooms": lambda cast: Requirement.objects.update(quantity=3),
    "asks for a skill": _asks_for_a_skill,
    "the place is renamed": lambda cast: Location.objects.update(name="Elsewhere"),
    "the place is in another zone": lambda cast: Location.objects.update(timezone="Europe/London"),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_is_seen_by_the_very_next_question(cast: Cast, change: str):
    before = free(cast)
    assert free(cast) == before
    in_salon(CHANGES[change])(cast)
    assert free(cast) == truth(cast) != before


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_that_is_rolled_back_poisons_nothing(cast: Cast, change: str):
    """Whoever made it saw it; nobody else does, neither before nor after."""
    before = free(cast)
    with pytest.raises(ZeroDivisionError), tenant_tx(cast.salon.tenant):
        CHANGES[change](cast)
        assert free(cast) != before
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(elsewhere, cast).result() == before
        raise ZeroDivisionError
    assert free(cast) == truth(cast) == before


def elsewhere(cast: Cast) -> list[tuple[datetime, int, str]]:
    """The same process, another connection."""
    try:
        return free(cast)
    finally:
        connection.close()


@pytest.mark.parametrize("change", ["hours", "a hold", "an absence", "price"])
def test_a_version_that_was_rolled_back_and_is_reached_again_holds_the_second_change(cast: Cast, change: str):
    """Both changes raise the same number; only the second one was ever true."""
    before = free(cast)
    with pytest.raises(ZeroDivisionError), tenant_tx(cast.salon.tenant):
        CHANGES[change](cast)
        free(cast)
        raise ZeroDivisionError
    with tenant_tx(cast.salon.tenant):
        if change in ("a hold", "an absence"):
            start = TEN + timedelta(hours=4)
            add_absence(resource=cast.salon.practitioners[0], start_at=start, end_at=start + timedelta(hours=1))
        else:
            WeeklyHours.objects.update(closes=time(15))
    assert free(cast) == truth(cast) != before


@pytest.mark.parametrize("change", ["hours", "price", "the place is renamed"])
def test_so_it_does_within_one_transaction(cast: Cast, change: str):
    """As a form does that looks ahead: it changes the rules, looks, takes that back, and changes others."""
    with tenant_tx(cast.salon.tenant):
        before = free(cast)
        number = Version.objects.get(subject=cast.salon.tenant.pk).version
        for act in (CHANGES[change], CHANGES["step"], CHANGES[change]):
            with pytest.raises(ZeroDivisionError), transaction.atomic():
                act(cast)
                assert Version.objects.get(subject=cast.salon.tenant.pk).version == number + 1
                assert free(cast) == truth(cast) != before
                raise ZeroDivisionError
            assert free(cast) == truth(cast) == before


def test_who_has_changed_something_reads_the_rules_once(cast: Cast):
    with tenant_tx(cast.salon.tenant):
        CHANGES["price"](cast)
        made = current(cast.salon.tenant)
        with CaptureQueriesContext(connection) as asked:
            assert current(cast.salon.tenant) is made
        assert len(asked) == 1
    assert current(cast.salon.tenant) is made


def test_a_question_in_words_of_yesterday_leaves_nothing_wrong_behind(cast: Cast):
    """The wish was made just before the rules changed."""
    with tenant_tx(cast.salon.tenant):
        offered = current(cast.salon.tenant)
        old = Wish(offered.service(cast.salon.service.code), offered.resources[cast.salon.practitioners[0].pk])
        Service.objects.update(step=60, buffer_after=0)
    with tenant_tx(cast.salon.tenant):
        search.free_times(cast.salon.tenant, old, DAY, DAY)
    assert free(cast) == truth(cast)


def test_every_verb_is_seen_by_the_very_next_question(cast: Cast, clock: Any):
    seen = [free(cast)]
    booking = held(cast)
    seen.append(free(cast))
    with tenant_tx(cast.salon.tenant):
        release_hold(booking=booking)
    assert free(cast) == seen[0] != seen[1]
    booking = fill(cast.salon)
    with tenant_tx(cast.salon.tenant):
        bob = current(cast.salon.tenant).resources[cast.salon.practitioners[1].pk]  # Alice is absent then
        booking = move(booking=booking, start_at=TEN, practitioner=bob)
    assert free(cast, None) == truth(cast, None)
    with tenant_tx(cast.salon.tenant):
        cancel(booking=booking)
    assert free(cast, None) == truth(cast, None)
    assert TEN in [start for start, *_rest in free(cast, 1)]


def test_a_hold_that_runs_out_is_free_at_that_very_moment_though_nothing_was_written(cast: Cast, clock: Any):
    before = free(cast)
    booking = held(cast)
    clock.set(booking.held_until - timedelta(microseconds=1))
    assert free(cast) != before
    clock.set(booking.held_until)
    assert free(cast) == truth(cast) == before


def test_the_cache_answers_without_reading_rows(cast: Cast, django_assert_num_queries: Any):
    """Else this file would test nothing."""
    free(cast)
    with tenant_tx(cast.salon.tenant):
        offered = current(cast.salon.tenant)
        wish = Wish(offered.service(cast.salon.service.code), offered.resources[cast.salon.practitioners[0].pk])
        with django_assert_num_queries(1):
            search.free_times(cast.salon.tenant, wish, DAY, DAY)
