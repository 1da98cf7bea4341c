"""Fewer bookings for each client: how many have booked more often already is shown first, and they keep them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from booking.availability.catalogue import current
from booking.bookings.limiting import passed
from booking.bookings.models import Booking
from booking.clients.models import Client
from booking.resources.models import Service
from tenants.models import Event
from tenants.tenancy import tenant_tx
from tests.cast import Cast
from tests.grouping import change, make_group
from tests.setup.changes import SETTINGS
from tests.setup.forms import typed
from tests.setup.pages import foretold

TUESDAY = datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.fixture
def booked(cast: Cast, book: Any) -> list[Booking]:
    """Dana tomorrow, in a week and in eight weeks; Eva tomorrow and the day after."""
    with tenant_tx(cast.salon.tenant):
        eva = Client.objects.create(tenant=cast.salon.tenant, name="Eva", email="eva@example.com", language="sv")
    days = {None: (0, 7, 56), eva: (0, 1)}
    return [
        book(TUESDAY + timedelta(days=n), who=int(who is eva), **({"client": who} if who else {}))
        for who, all_days in days.items()
        for n in all_days
    ]


def limit(most: str, days: str) -> dict[str, str]:
    return {"most_bookings": most, "most_days": days}


@pytest.mark.parametrize(
    ("most", "days", "many"),
    [("1", "1", 0), ("1", "2", 1), ("1", "7", 1), ("1", "8", 2), ("2", "8", 0), ("2", "56", 0), ("2", "57", 1)],
)
def test_those_who_have_more_are_counted_and_keep_them(alice, cast, page, booked, most, days, many):
    address = page + "booking/"
    said = typed(alice, address, **limit(most, days))
    asked = alice.post(address, said)
    told = foretold(asked)
    assert (told.exceeding if told else 0) == many
    if told:
        assert (told.touched, list(told.times)) == ([], [])
        noun = "client has" if many == 1 else "clients have"
        assert f"{many} {noun} booked more often than that already" in asked.text
        assert alice.post(address, said | {"known": told.mark}).status_code == 303
    assert many == too_many(cast)
    with tenant_tx(cast.salon.tenant):
        assert Service.objects.get(pk=cast.salon.service.pk).most_days == int(days)
        assert set(Booking.objects.values_list("status", flat=True)) == {"confirmed"}


def too_many(cast: Cast) -> int:
    """Who could not make all of their bookings as it is now."""
    with tenant_tx(cast.salon.tenant):
        catalogue = current(cast.salon.tenant)
        service = catalogue.service_by_id(cast.salon.service.pk)
        rows = list(Booking.objects.select_related("location"))
        zones = [row.location.timezone for row in rows]
        over = [
            row.client_id
            for row, zone in zip(rows, zones, strict=True)
            if passed(catalogue, service, row.client_id, row.start_at, zone, group=row.group_id, besides=row.pk)
        ]
        return len(set(over))


def test_more_than_before_is_kept_at_once_and_less_again_is_seen_from_the_log(alice, cast, page, booked):
    change(cast.salon, most_bookings=1, most_days=30)
    address = page + "booking/"
    assert alice.post(address, typed(alice, address, **limit("3", "30"))).status_code == 303
    with tenant_tx(cast.salon.tenant):
        event = Event.objects.get(type="service.changed")
    back = alice.post(f"{SETTINGS}log/{event.pk}/undo/", {})
    assert back.context["foretold"].exceeding == 2


def test_what_has_been_counts_beside_what_is_to_come_and_not_alone(alice, cast, page, booked, clock):
    clock.set(TUESDAY + timedelta(hours=12))
    address = page + "booking/"
    assert foretold(alice.post(address, typed(alice, address, **limit("1", "2")))).exceeding == 1
    clock.set(TUESDAY + timedelta(days=3))
    assert alice.post(address, typed(alice, address, **limit("1", "2"))).status_code == 303


def test_of_a_group_it_is_what_was_booked_on_its_terms(alice, cast, page, booked):
    group = make_group(cast.salon)
    with tenant_tx(cast.salon.tenant):
        Booking.objects.filter(client=cast.salon.client).update(group=group)
    at, code = f"{SETTINGS}groups/{group.code}/", cast.salon.service.code
    said = typed(alice, at, **{f"price_{code}": "", f"most_bookings_{code}": "1", f"most_days_{code}": "30"})
    told = foretold(alice.post(at, said))
    assert told.exceeding == 1
    assert alice.post(at, said | {"known": told.mark}).status_code == 303
    assert foretold(alice.post(page + "booking/", typed(alice, page + "booking/", **limit("1", "30")))).exceeding == 1
