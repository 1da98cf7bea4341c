"""Who may listen: whoever may come to the desk, asked in the same words and the same order as at its door."""

from uuid import UUID

from django.contrib.auth import get_user
from django.contrib.sessions.backends.db import SessionStore
from django.db import DatabaseError, connections
from django.http import HttpRequest

from booking.kernel.errors import Forbidden, NotFound, Unauthorised, Unavailable
from tenants.access import door
from tenants.models import Membership
from tenants.tenancy import tenant_by_slug

ROUTE = "desk-live"


def admit(slug: str, session_key: str) -> tuple[str, UUID]:
    """The business's id and the member's. Raises `NotFound`, `Unauthorised`, `Forbidden` or `Unavailable`.

    Blocks: call it in a thread. It leaves no connection to the database behind, for a stream lasts for minutes."""
    try:
        return _admit(slug, session_key)
    except DatabaseError as problem:
        raise Unavailable from problem
    finally:
        connections.close_all()


def _admit(slug: str, session_key: str) -> tuple[str, UUID]:
    tenant = tenant_by_slug(slug)
    request = HttpRequest()
    request.session = SessionStore(session_key or None)
    user = get_user(request)
    if not user.is_authenticated:
        raise Unauthorised
    member = Membership.objects.filter(tenant=tenant, user_id=user.pk, deactivated_at=None).first()
    if member is None:
        raise NotFound
    if member.role not in door(ROUTE).who:
        raise Forbidden
    return str(tenant.pk), member.pk
