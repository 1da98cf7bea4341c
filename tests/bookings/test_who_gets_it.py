"""RR15: clients leave no short gaps, staff may. RR: who gets what nobody in particular was asked for."""

from datetime import timedelta

import pytest

from booking.availability.absences import add_absence
from booking.availability.catalogue import current
from booking.availability.search import free_times
from booking.availability.wishing import Wish
from booking.bookings import moving
from booking.bookings.direct import book_directly
from booking.bookings.holding import place_hold
from booking.clients.services import Contact
from booking.kernel.errors import NotBookable
from booking.resources.models import Anybody, Requirement, Resource, Service, ServiceProvider
from tenants.actors import Actor
from tenants.tenancy import tenant_tx
from tests.desk.conftest import TUESDAY, at

STAFF = Actor("member")
DANA = Contact("Dana Ek", "dana@example.com", "+46701234567", "sv")
GAP = 60


@pytest.fixture
def salon(cast):
    with tenant_tx(cast.salon.tenant):
        Requirement.objects.all().delete()
        Service.objects.update(buffer_after=0)
        yield cast.salon


@pytest.fixture
def sparing(salon):
    Service.objects.update(shortest_gap=GAP)
    return salon


def wish(salon, who: int | None = None) -> Wish:
    catalogue = current(salon.tenant)
    chosen = None if who is None else catalogue.resources[salon.practitioners[who].pk]
    return Wish(catalogue.service(salon.service.code), chosen)


def starts(salon, who: int | None = 0, **how) -> list[str]:
    day = TUESDAY.date()
    return [f"{one.starts_local:%H:%M}" for one in free_times(salon.tenant, wish(salon, who), day, day, **how).times]


def hold(salon, start_at, who: int | None = None):
    return place_hold(tenant=salon.tenant, wish=wish(salon, who), start_at=start_at)


def given(salon, *start_ats) -> list[str]:
    """Who gets each: a, b."""
    return [hold(salon, one).parts.get().resource.name[0].lower() for one in start_ats]


def test_clients_are_offered_and_can_hold_only_what_leaves_no_short_gap(sparing):
    assert starts(sparing)[:4] == ["09:00", "10:00", "10:30", "11:00"]
    assert "09:30" in starts(sparing, staff=True)
    with pytest.raises(NotBookable) as refused:
        hold(sparing, at(9, minute=30), 0)
    assert refused.value.extra["reason"] == "gap"
    first = book_directly(
        tenant=sparing.tenant, wish=wish(sparing, 0), start_at=at(9, minute=30), contact=DANA, actor=STAFF
    )
    assert "09:30" not in starts(sparing)
    with pytest.raises(NotBookable):
        moving.move(booking=first, start_at=at(15, minute=30))
    assert moving.move(booking=first, start_at=at(15, minute=30), by_staff=True).start_at == at(15, minute=30)


def test_what_is_taken_just_before_the_day_counts_and_a_day_full_of_gaps_is_not_lost(sparing):
    """Open from 9 to 17; what is left is 9:20 to 11:10, in which any hour leaves a gap."""
    for begins, ends in ((at(9), at(9, minute=20)), (at(11, minute=10), at(17))):
        add_absence(resource=sparing.practitioners[0], start_at=begins, end_at=ends)
    assert starts(sparing) == ["09:30", "10:00"]
    assert hold(sparing, at(10), 0).status == "held"


def test_the_api_tells_what_the_page_shows_also_when_only_gaps_are_left_of_today(sparing, client, clock):
    api = f"/api/v1/salon/slots?service={sparing.service.code}&from=2026-11-24&to=2026-11-24"
    api += f"&practitioner={sparing.practitioners[0].code}"
    add_absence(resource=sparing.practitioners[0], start_at=at(16, minute=40), end_at=at(17))
    for now in (TUESDAY - timedelta(days=1), at(13, minute=20), at(14, minute=20)):
        clock.set(now)
        told = [row["start"][11:16] for row in client.get(api).json()["results"]]
        assert told == starts(sparing) != []
    assert told == ["15:30"]


def test_six_bookings_of_a_week_are_shared_out_three_to_three(salon):
    wanted = [at(hour, days=day) for day in (0, 2) for hour in (9, 11, 14)]
    names = given(salon, *wanted)
    assert all(abs(names[:n].count("a") - names[:n].count("b")) <= 1 for n in range(7))
    assert names.count("a") == 3


def test_each_week_is_shared_out_for_itself_and_absence_is_no_work(salon):
    for day in (0, 1, 2):
        hold(salon, at(10, days=day), 0)
    add_absence(resource=salon.practitioners[1], start_at=at(9, days=7), end_at=at(17, days=8))
    assert set(given(salon, at(12), at(13), at(14))) == {"b"}
    next_week = given(salon, at(9, days=9), at(11, days=9))
    assert sorted(next_week) == ["a", "b"]


def test_in_the_order_of_the_list_the_first_who_is_free_gets_it(salon):
    Service.objects.update(anybody=Anybody.ORDER)
    Resource.objects.filter(pk=salon.practitioners[0].pk).update(position=2)
    Resource.objects.filter(pk=salon.practitioners[1].pk).update(position=1)
    assert given(salon, at(9), at(11), at(13), at(13)) == ["b", "b", "b", "a"]


def test_the_lowest_price_comes_before_both(salon):
    ServiceProvider.objects.filter(resource=salon.practitioners[0]).update(price=100)
    for rule in Anybody.values:
        Service.objects.update(anybody=rule)
        assert given(salon, at(9, days=Anybody.values.index(rule))) == ["a"]
    assert given(salon, at(11), at(13)) == ["a", "a"]
