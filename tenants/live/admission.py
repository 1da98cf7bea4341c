"""Who may listen: whoever may come to the desk, asked in the same words and the same order as at its door."""

import logging
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth import get_user
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import DatabaseError, Error, connections
from django.http import HttpRequest
from django.utils import timezone

from booking.kernel.errors import Forbidden, NotFound, Unauthorised, Unavailable
from tenants.access import door
from tenants.models import Membership
from tenants.tenancy import tenant_by_slug

log = logging.getLogger(__name__)
ROUTE = "desk-live"
STANDING = (
    "role", "sees_all", "deactivated_at", "user__is_active", "user__password", "user__sessions_version",
    "tenant__suspended_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Admitted:
    """Somebody who listens. `standing` is another number as soon as anything changes that they were let in for."""

    tenant_id: str
    member_id: UUID
    session_key: str
    standing: int


def admit(slug: str, session_key: str) -> Admitted:
    """Raises `NotFound`, `Unauthorised`, `Forbidden` or `Unavailable`.

    Blocks: call it in a thread. It leaves no connection to the database behind, for a stream lasts for minutes."""
    try:
        return _admit(slug, session_key)
    except DatabaseError as problem:
        raise Unavailable from problem
    finally:
        connections.close_all()


def _admit(slug: str, session_key: str) -> Admitted:
    tenant = tenant_by_slug(slug)
    request = HttpRequest()
    request.session = SessionStore(session_key or None)
    user = get_user(request)
    if not user.is_authenticated:
        raise Unauthorised
    member = Membership.objects.filter(tenant=tenant, user_id=user.pk, deactivated_at=None).first()
    if member is None:
        raise NotFound
    standing = _standing([member.pk]).get(member.pk)
    if member.role not in door(ROUTE).who or standing is None:
        raise Forbidden
    return Admitted(str(tenant.pk), member.pk, session_key, standing)


def staying(those: Collection[Admitted]) -> set[Admitted]:
    """Whose session and standing are what they were when they were let in. Nobody's, when the database does not answer.

    Blocks: call it in a thread of its own, for it keeps its connection."""
    for attempt in ("the kept connection may have been cut", "now it would have answered"):
        try:
            return _staying(those)
        except Error as problem:
            connections.close_all()
            log.warning("Who listens could not be asked: %s.", attempt, extra={"error": type(problem).__name__})
    return set()


def _staying(those: Collection[Admitted]) -> set[Admitted]:
    living = set(
        Session.objects.filter(
            session_key__in={each.session_key for each in those}, expire_date__gt=timezone.now()
        ).values_list("session_key", flat=True)
    )
    standing = _standing({each.member_id for each in those})
    return {each for each in those if each.session_key in living and standing.get(each.member_id) == each.standing}


def _standing(members: Collection[UUID]) -> dict[UUID, int]:
    rows = Membership.objects.filter(pk__in=members).values_list("pk", *STANDING)
    return {row[0]: hash(row) for row in rows}
