"""Taking back from the activity log that somebody was deactivated: their login and their calendar come back, while what
ended with it (sessions, keys, invitations) stays ended."""

from collections.abc import Sequence
from uuid import UUID

from booking.kernel.errors import Forbidden, StaleState
from booking.resources.setup.calendars import wake
from tenants.actors import Actor
from tenants.models import Event, Membership, Tenant
from tenants.setup.log_undo import CHANGED_SINCE, Way, takes_back
from tenants.setup.membership import bring_back, lock_people

DEACTIVATED, RESTORED = "member.deactivated", "member.restored"


def possible(tenant: Tenant, events: Sequence[Event]) -> set[UUID]:
    """As long as they are out by that very event."""
    about = {event.subject_id for event in events}
    rows = Membership.objects.filter(tenant=tenant, pk__in=about, deactivated_at__isnull=False)
    out = set(rows.values_list("pk", flat=True))
    told = Event.objects.filter(tenant=tenant, subject_id__in=about, type__in=(DEACTIVATED, RESTORED))
    newest = dict(told.order_by("id").values_list("subject_id", "pk"))
    return {event.pk for event in events if event.subject_id in out and newest.get(event.subject_id) == event.pk}


def ahead(tenant: Tenant, event: Event) -> None:
    """It takes nothing from anybody. Raises `StaleState`."""
    if event.pk not in possible(tenant, [event]):
        raise StaleState(CHANGED_SINCE)


def back(tenant: Tenant, event: Event, actor: Actor) -> None:
    """Raises `StaleState`, and `Forbidden` when it was somebody whom the actor may not bring back."""
    by = Membership.objects.filter(tenant=tenant, user=actor.id, deactivated_at=None).first()
    if by is None:
        raise Forbidden
    by = lock_people(by)
    ahead(tenant, event)
    member = bring_back(by=by, member_id=event.subject_id)
    member.tenant = tenant
    wake(member=member, actor=actor)


takes_back(DEACTIVATED, Way(possible, ahead, back))
