"""A new colleague has no checklist: the calendar, empty as it is, says why nobody can book with them."""

import pytest

from booking.availability.models import WeeklyHours
from booking.resources.models import ServiceProvider
from tenants.tenancy import tenant_tx

YET = "Nobody can book with you yet."
SERVICES, HOURS = "Nobody has written down yet which services you give. Ask the owner.", "You have no hours: "
VIEWS = ["", "?view=list"]


@pytest.fixture
def newcomer(cast):
    """Bob, who has neither services nor hours and no bookings."""
    theirs = {"resource": cast.salon.practitioners[1]}
    with tenant_tx(cast.salon.tenant):
        ServiceProvider.objects.filter(**theirs).delete()
        WeeklyHours.objects.filter(**theirs).delete()
    return theirs["resource"]


@pytest.mark.parametrize("view", VIEWS)
def test_who_lacks_services_and_hours_is_told_both(bob, newcomer, view):
    page = bob.get(f"/salon/desk/{view}").text
    assert YET in page
    assert SERVICES in page
    assert HOURS in page


@pytest.mark.parametrize("view", VIEWS)
def test_it_is_said_until_it_is_given_and_no_longer(bob, cast, newcomer, view):
    with tenant_tx(cast.salon.tenant):
        ServiceProvider.objects.create(tenant=newcomer.tenant, service=cast.salon.service, resource=newcomer)
    page = bob.get(f"/salon/desk/{view}").text
    assert SERVICES not in page
    assert HOURS in page
    with tenant_tx(cast.salon.tenant):
        there = {"tenant": newcomer.tenant, "resource": newcomer, "location": newcomer.location}
        WeeklyHours.objects.create(**there, weekday=2, opens="09:00", closes="12:00")
    assert YET not in bob.get(f"/salon/desk/{view}").text


def test_who_can_be_booked_and_who_has_the_checklist_are_told_nothing(alice, bob, cast):
    assert YET not in bob.get("/salon/desk/?view=list").text
    with tenant_tx(cast.salon.tenant):
        ServiceProvider.objects.all().delete()
    assert YET not in alice.get("/salon/desk/?view=list").text
    assert YET in bob.get("/salon/desk/?view=list").text
