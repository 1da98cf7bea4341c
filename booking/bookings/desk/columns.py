"""Whose calendars somebody sees: a column and a choice for each person or thing that is booked."""

from datetime import datetime

from booking.availability.catalogue import Catalogue
from booking.bookings.models import Part
from booking.bookings.selectors import SHOWN_AT_DESK
from booking.resources.models import Resource
from tenants.models import Membership


def people_shown(catalogue: Catalogue, member: Membership) -> list[Resource]:
    """Whose calendars the member may see at all, and enter something in."""
    return [one for one in catalogue.calendars if _sees(member, one)]


def retired(catalogue: Catalogue, member: Membership) -> list[Resource]:
    """Those that are no longer active: nothing is entered for them, but what is booked with them is to be seen."""
    return [one for one in catalogue.resources.values() if not one.active and _sees(member, one)]


def columns(catalogue: Catalogue, member: Membership, since: datetime) -> list[Resource]:
    """Everybody who is active, and whoever is not but has bookings that end after that moment."""
    gone = retired(catalogue, member)
    if gone:
        booked = set(
            Part.objects.filter(
                resource_id__in=[one.pk for one in gone], end_at__gt=since, booking__status__in=SHOWN_AT_DESK
            ).values_list("resource_id", flat=True)
        )
        gone = [one for one in gone if one.pk in booked]
    return [*people_shown(catalogue, member), *gone]


def belonging(catalogue: Catalogue, people: list[Resource], code: str) -> list[Resource]:
    """Those of a team or unit; everybody when there is no such one."""
    members = catalogue.divisions.members(code)
    return people if members is None else [one for one in people if one.pk in members]


def _sees(member: Membership, one: Resource) -> bool:
    return member.sees_all_calendars or one.member_id == member.pk
