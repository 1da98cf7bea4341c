"""Which member a practitioner's calendar is."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from booking.kernel.errors import Invalid
from booking.resources.arranging import last_place
from booking.resources.models import Kind, Location, Resource
from booking.resources.people import practitioners
from tenants import events
from tenants.actors import Actor
from tenants.models import Membership, Role, Tenant

NEW = "new"


def free_calendars(tenant: Tenant) -> QuerySet[Resource]:
    """Practitioners' calendars that are nobody's yet."""
    return practitioners(tenant).filter(member=None, active=True)


def give_calendar(*, member: Membership, calendar: str, actor: Actor) -> Resource:
    """`calendar`: the code of one that is nobody's, or `NEW`. One that they have already stays the only one.

    Raises `Invalid` when it is no longer free, and for finance, who never has one."""
    if member.role == Role.FINANCE:
        raise Invalid(_("Finance has no calendar of its own. Choose another role first."))
    there = practitioners(member.tenant).filter(member=member).first()
    if there is not None:
        return there
    if calendar == NEW:
        place = Location.objects.filter(tenant=member.tenant_id, active=True).first()
        resource = Resource.objects.create(
            tenant=member.tenant,
            kind=Kind.PRACTITIONER,
            name=str(member.user),
            location=place,
            member=member,
            position=last_place(member.tenant, Resource),
        )
    else:
        resource = _taken(member, calendar)
    what = "added" if calendar == NEW else "linked"
    events.record(
        member.tenant, f"practitioner.{what}", subject_id=resource.pk, subject_code=resource.code, actor=actor
    )
    return resource


def rest(*, member: Membership, actor: Actor) -> None:
    """Their calendars take no bookings; what is booked stays."""
    _turn(member, actor, active=False)


def wake(*, member: Membership, actor: Actor) -> None:
    """Their calendars take bookings again, unless their role has none."""
    if member.role != Role.FINANCE:
        _turn(member, actor, active=True)


def _taken(member: Membership, code: str) -> Resource:
    resource = free_calendars(member.tenant).select_for_update(no_key=True).filter(code=code).first()
    if resource is None:
        raise Invalid(errors={"calendar": [_("This calendar is somebody's already.")]})
    resource.member = member
    resource.save(update_fields=["member"])
    return resource


def _turn(member: Membership, actor: Actor, *, active: bool) -> None:
    theirs = practitioners(member.tenant).filter(member=member)
    for resource in theirs.exclude(active=active).select_for_update(no_key=True).order_by("pk"):
        resource.active = active
        resource.save(update_fields=["active"])
        what = "restored" if active else "archived"
        events.record(
            member.tenant, f"practitioner.{what}", subject_id=resource.pk, subject_code=resource.code, actor=actor
        )
