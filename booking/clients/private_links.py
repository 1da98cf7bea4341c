"""A group's private link: whoever has it books on the group's terms. It shows no client and proves none.

The browser keeps in a cookie, signed for one business, which link it came by; it is worth as much as the link is."""

from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpResponse

from booking.clients.models import PRIVATE, Group
from booking.kernel.tokens import token_opens, token_row
from tenants.requests import TenantRequest

COOKIE = "ledig_private"
KEPT_FOR = timedelta(days=30)
Groups = Mapping[UUID, Group]


def group_of_token(groups: Groups, token: str, today: date) -> Group | None:
    """None for a link that is forged, withdrawn, too old, or another business's: nobody can tell which."""
    pk = token_row(token)
    group = groups.get(pk) if pk else None
    if group is None or not group.opened_by_link(group.link_version, today):
        return None
    return group if token_opens(token, PRIVATE, group.pk, group.link_version) else None


def group_of_cookie(request: TenantRequest, groups: Groups, today: date) -> Group | None:
    """Nothing is asked of the database, and nothing at all without the cookie."""
    if COOKIE not in request.COOKIES:
        return None
    try:
        pk, version = signing.loads(request.COOKIES[COOKIE], salt=_salt(request), max_age=KEPT_FOR)
    except signing.BadSignature:
        return None
    group = groups.get(UUID(pk))
    return group if group is not None and group.opened_by_link(version, today) else None


def enter(request: TenantRequest, response: HttpResponse, group: Group) -> None:
    response.set_cookie(
        COOKIE,
        signing.dumps([str(group.pk), group.link_version], salt=_salt(request)),
        max_age=KEPT_FOR,
        path=_path(request),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def leave(request: TenantRequest, response: HttpResponse) -> None:
    response.delete_cookie(COOKIE, path=_path(request), samesite="Lax")


def _salt(request: TenantRequest) -> str:
    return f"{COOKIE}|{request.tenant.pk}"


def _path(request: TenantRequest) -> str:
    return f"/{request.tenant.slug}/"
