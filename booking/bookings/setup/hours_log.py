"""Taking back from the activity log what was changed of working hours in the calendar: a day, or days that were
cleared. It is what the button beside the message did, for as long as nothing has come in between; here what that
touches is shown first."""

from collections.abc import Callable, Sequence
from uuid import UUID

from booking.availability.clearing import CLEARED, put_back
from booking.availability.going_back import would_go_back
from booking.availability.models import Shift
from booking.availability.weekly import day_back
from booking.bookings.setup.foresight import Foresight
from booking.kernel.errors import StaleState
from tenants.actors import Actor
from tenants.models import Event, Tenant
from tenants.setup.log_undo import CHANGED_SINCE, Way, takes_back


def possible(tenant: Tenant, events: Sequence[Event]) -> set[UUID]:
    """While all that the event has made is there as it made it."""
    batches = {event.subject_id for event in events}
    told = Event.objects.filter(tenant=tenant, type="hours.restored", subject_id__in=batches)
    undone = set(told.values_list("subject_id", flat=True))
    rows = Shift.objects.filter(tenant=tenant, batch_id__in=batches).values_list("batch_id", "version")
    there: dict[UUID, list[int]] = {batch: [] for batch in batches}
    for batch, version in rows:
        there[batch or UUID(int=0)].append(version)
    return {
        event.pk for event in events if event.subject_id not in undone and _untouched(event, there[event.subject_id])
    }


def _untouched(event: Event, versions: list[int]) -> bool:
    if event.type == CLEARED:
        return len(versions) >= event.data["closed"]
    return bool(versions) and not any(versions)


def ahead(tenant: Tenant, event: Event) -> Foresight | None:
    """Raises `StaleState`."""
    if event.pk not in possible(tenant, [event]):
        raise StaleState(CHANGED_SINCE)
    told = Foresight(tenant, would_go_back(tenant=tenant, event=event), {"event": str(event.pk)})
    return None if told.is_nothing else told


def _by(act: Callable[..., None]) -> Callable[[Tenant, Event, Actor], None]:
    def back(tenant: Tenant, event: Event, actor: Actor) -> None:
        try:
            act(tenant=tenant, batch_id=event.subject_id, actor=actor)
        except StaleState:
            raise StaleState(CHANGED_SINCE) from None

    return back


takes_back("hours.day_changed", Way(possible, ahead, _by(day_back)))
takes_back(CLEARED, Way(possible, ahead, _by(put_back)))
