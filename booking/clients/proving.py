"""A client shows who they are without a password: a link in their mail sets a cookie, and the cookie is the proof.

It is signed for one business, and worth nothing once the client is gone or has another e-mail."""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpResponse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from booking.clients.models import Client
from tenants.models import Membership
from tenants.requests import TenantRequest
from tenants.tenancy import tenant_tx

COOKIE = "ledig_known"
KNOWN_FOR = timedelta(days=30)


def known_client(request: TenantRequest) -> Client | None:
    """Who has shown that they are a client of this business. Nothing is asked for a visitor without the cookie."""
    if COOKIE not in request.COOKIES:
        return None
    if not hasattr(request, "known_client"):
        request.known_client = _proven(request)  # type: ignore[attr-defined]
    return request.known_client  # type: ignore[attr-defined]


def remember(request: TenantRequest, response: HttpResponse, client: Client) -> None:
    response.set_cookie(
        COOKIE,
        signing.dumps([str(client.pk), _mark(client)], salt=_salt(request)),
        max_age=KNOWN_FOR,
        path=_path(request),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def forget(request: TenantRequest, response: HttpResponse) -> None:
    response.delete_cookie(COOKIE, path=_path(request), samesite="Lax")


def masked(email: str) -> str:
    """ "d…@example.com": enough to know one's own, too little to learn another's."""
    name, _at, host = email.rpartition("@")
    return f"{name[:1]}…@{host}"


def known_as(client: Client) -> str:
    """As whom the page says that one is known."""
    return _("%(name)s (test client)") % {"name": client.name} if client.test else masked(client.email)


def _proven(request: TenantRequest) -> Client | None:
    try:
        pk, mark = signing.loads(request.COOKIES[COOKIE], salt=_salt(request), max_age=KNOWN_FOR)
    except signing.BadSignature:
        return None
    with tenant_tx(request.tenant):
        client = Client.objects.filter(pk=pk).first()
        known = client is not None and _mark(client) == mark and (not client.test or _is_played(client))
    return client if known else None


def _is_played(client: Client) -> bool:
    """Whoever plays a test client is still a member."""
    members = Membership.objects.filter(tenant=client.tenant_id, deactivated_at=None)
    return members.filter(user__email__iexact=client.email).exists()


def _mark(client: Client) -> str:
    """What was proven is the e-mail: with another one, the proof is over."""
    return salted_hmac(COOKIE, f"{client.pk}|{client.email}").hexdigest()[:16]


def _salt(request: TenantRequest) -> str:
    return f"{COOKIE}|{request.tenant.pk}"


def _path(request: TenantRequest) -> str:
    return f"/{request.tenant.slug}/"
