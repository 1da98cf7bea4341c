"""Who changed a row last, and when: the newest event about it."""

from dataclasses import dataclass
from uuid import UUID

from booking.kernel.saying import local_day, page_language, say_moment
from tenants.clock import database_now
from tenants.models import ApiKey, Event, Tenant, User

HAPPENED = ("added", "changed", "archived", "restored")
# What changes a row in other ways than by its form.
ELSE = {
    "hours": ("weekly_changed",),
    "group": ("link_open", "link_renew", "link_withdraw", "link_day"),
}


@dataclass(frozen=True, slots=True)
class LastChange:
    """`who`: empty when it was nobody (Ledig itself)."""

    who: str
    when: str


def last_change(tenant: Tenant, thing: str, row_id: UUID) -> LastChange | None:
    """By the clock of the business. None when nothing has happened to it yet."""
    return last_of(tenant, [f"{thing}.{what}" for what in (*HAPPENED, *ELSE.get(thing, ()))], row_id)


def last_of(tenant: Tenant, types: list[str], row_id: UUID) -> LastChange | None:
    """The newest of these events, told the same way."""
    event = Event.objects.filter(tenant=tenant, subject_id=row_id, type__in=types).order_by("-id").first()
    if event is None:
        return None
    today = local_day(database_now(), tenant.timezone)
    return LastChange(who(event), say_moment(event.occurred_at, tenant.timezone, page_language(), today=today))


def who(event: Event) -> str:
    """The name of a member or of a key."""
    model = {"member": User, "key": ApiKey}.get(event.actor_kind)
    found = model._default_manager.filter(pk=event.actor_id).first() if model and event.actor_id else None
    return getattr(found, "name", "") or str(found or "")
