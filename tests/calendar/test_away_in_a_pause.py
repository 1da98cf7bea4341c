"""Somebody who is away while a booking of theirs only takes effect is not missed: nothing lies under the absence."""

from datetime import date

import pytest

from booking.availability.catalogue import current
from booking.availability.foreseeing import Change
from booking.availability.models import Occupancy
from booking.availability.rules import ClosedDays
from booking.bookings.setup.touching import touched
from booking.resources.models import Service
from tenants.tenancy import tenant_tx

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 24)


@pytest.fixture
def booked(cast, book):
    """Ten to eleven with Alice, who is free from 10:15 to 10:45; the room is not."""
    with tenant_tx(cast.salon.tenant):
        Service.objects.filter(pk=cast.salon.service.pk).update(processing_after=15, processing_minutes=30)
    return book()


@pytest.mark.parametrize(
    ("start", "end", "lies"),
    [("10:15", "10:45", 0), ("10:20", "10:30", 0), ("10:15", "10:46", 1), ("10:14", "10:45", 1), ("09:00", "17:00", 1),
     ("10:50", "11:30", 1), ("11:00", "11:30", 0)],
)  # fmt: skip
def test_only_what_is_missed_is_announced(alice, cast, booked, start, end, lies):
    code = cast.salon.practitioners[0].code
    query = f"tab=absence&start={DAY}T{start}&end={DAY}T{end}&with={code}"
    assert len(alice.get(f"/salon/desk/entries/?{query}").context["overlaid"]) == lies


def test_a_booking_without_a_pause_is_missed_as_ever(alice, cast, book):
    book()
    code = cast.salon.practitioners[0].code
    query = f"tab=absence&start={DAY}T10:15&end={DAY}T10:45&with={code}"
    assert len(alice.get(f"/salon/desk/entries/?{query}").context["overlaid"]) == 1


@pytest.mark.parametrize(
    ("whose", "begins", "ends", "lies"),
    [("person", 615, 645, 0), ("person", 615, 646, 1), ("person", 614, 645, 1), ("room", 615, 645, 1),
     ("everybody", 615, 645, 1)],
)  # fmt: skip
def test_closed_for_the_pause_alone_touches_nothing(cast, booked, whose, begins, ends, lies):
    with tenant_tx(cast.salon.tenant):
        catalogue = current(cast.salon.tenant)
        room = next(pk for pk in (one.pk for one in cast.salon.rooms) if _takes(booked, pk))
        closed = {"person": cast.salon.practitioners[0].pk, "room": room, "everybody": None}[whose]
        change = Change(closing=(ClosedDays(None, closed, DAY, DAY, begins, ends),))
        assert len(touched(catalogue, change)) == lies


def _takes(booking, resource) -> bool:
    return Occupancy.objects.filter(owner_id__in=booking.parts.values("pk"), resource=resource).exists()
