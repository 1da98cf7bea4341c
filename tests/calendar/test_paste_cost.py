"""What a paste asks of the database and of the processor, however long it is."""

from datetime import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from booking.availability.models import BlockKind, TemplateBlock, TemplateWeek
from booking.availability.pasting import paste_week
from booking.availability.planning import Stretch, as_dated
from booking.availability.standing import Standing
from booking.availability.template_weeks import blocks_of
from booking.bookings.calendar.pasting import preview
from tenants.actors import SYSTEM
from tenants.tenancy import tenant_tx
from tests.calendar.weeks import DAY, MONDAY, WEEK, alice_of

FIRST = MONDAY + WEEK


@pytest.fixture(autouse=True)
def at_the_salon(cast):
    """Inside the business, as its own transaction sees it."""
    with tenant_tx(cast.salon.tenant):
        yield


def weeks(count: int, first=FIRST) -> Stretch:
    return Stretch(first, first + count * WEEK - DAY)


def week_of(cast, *, hours: int = 0, bookings: int = 0) -> TemplateWeek:
    """So many blocks on each day, from Monday to Friday the bookings."""
    tenant = cast.salon.tenant
    week = TemplateWeek.objects.create(tenant=tenant, name=f"{hours}+{bookings}")
    common = {"tenant": tenant, "week": week, "resource": alice_of(cast), "location": cast.salon.place}
    blocks = [
        TemplateBlock(**common, kind=BlockKind.HOURS, weekday=day, opens=time(6 + n), closes=time(6 + n, 45))
        for day in range(7) for n in range(hours)
    ] + [
        TemplateBlock(
            **common, kind=BlockKind.BOOKING, weekday=day, opens=time(9 + 2 * n), closes=time(10 + 2 * n),
            service=cast.salon.service, client_id=cast.dana.pk, mode="on_site",
        )
        for day in range(5) for n in range(bookings)
    ]  # fmt: skip
    TemplateBlock.objects.bulk_create(blocks)
    return week


def test_a_look_at_a_whole_year_asks_no_more_than_one_at_a_week(cast):
    """One week of bookings is judged as is a year of them: at most a hundred, asked for at once."""
    week, people = week_of(cast, hours=8), [alice_of(cast)]
    regular = week_of(cast, bookings=1)
    asked = []
    for plan, long, bookings in ((week, 1, False), (week, 53, False), (regular, 1, True), (regular, 20, True)):
        with CaptureQueriesContext(connection) as queries:
            made = preview(plan, weeks(long), people, bookings=bookings)
        asked.append((len(made.planned) + len(made.bookings), len(queries)))
    assert [blocks for blocks, _queries in asked] == [56, 2968, 5, 100]
    assert asked[1][1] <= asked[0][1] <= 34
    assert asked[3][1] <= asked[2][1] <= 34


def test_a_block_is_compared_with_its_own_days_and_not_with_the_whole_year(cast):
    week, people = week_of(cast, hours=8), [alice_of(cast)]
    stretch = weeks(53)
    paste_week(week=week, stretch=stretch, people=people, actor=SYSTEM)
    there = Standing(cast.salon.tenant, stretch.first, stretch.last, {alice_of(cast).pk})
    wanted = as_dated(blocks_of(week)[0], FIRST + 30 * WEEK)
    assert len(list(there.opened(wanted))) == 4  # three that were pasted on the day, and its weekly hours
