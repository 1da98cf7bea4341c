"""API keys: made once, shown once, kept as a digest. Looked up inside the business that the address names."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from tenants.actors import CLIENT, Actor
from tenants.clock import DatabaseNow
from tenants.models import ApiKey, Membership, Tenant, new_key
from tenants.requests import tenant_of
from tenants.tenancy import tenant_tx

MARK = "ledig"


def make_key(*, tenant: Tenant, name: str, scopes: Sequence[str], made_by: Membership | None = None) -> str:
    """A new key, in clear for the only time: `ledig_<prefix>_<secret>`. It ends with the membership of its maker."""
    prefix, secret = secrets.token_hex(4), secrets.token_urlsafe(24).replace("_", "-")
    ApiKey.objects.create(
        pk=new_key(), tenant=tenant, name=name, prefix=prefix, digest=_digest(secret), scopes=list(scopes),
        made_by=made_by,
    )  # fmt: skip
    return f"{MARK}_{prefix}_{secret}"


def bearer(request: Any) -> str:
    """What stands behind `Authorization: Bearer`; empty when there is nothing."""
    kind, _, value = request.headers.get("Authorization", "").partition(" ")
    return value.strip() if kind.lower() == "bearer" else ""


def actor_of(request: Request) -> Actor:
    """The key that came with the request, else the client."""
    return CLIENT if request.auth is None else Actor("key", request.auth.pk)


class KeyAuthentication(BaseAuthentication):
    """A wrong key is 401; a bearer that is no key at all is left to the view (a booking's own token)."""

    def authenticate(self, request: Request) -> tuple[None, ApiKey] | None:
        given = bearer(request)
        if not given.startswith(f"{MARK}_"):
            return None
        prefix, _, secret = given.removeprefix(f"{MARK}_").partition("_")
        key = _living(tenant_of(request), prefix)
        if key is None or not hmac.compare_digest(key.digest, _digest(secret)):
            raise AuthenticationFailed
        request._request.api_key = key  # type: ignore[attr-defined]
        return None, key

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


def _living(tenant: Tenant, prefix: str) -> ApiKey | None:
    """In a transaction of its own where the view has none (`outside_transaction`)."""
    if not (prefix.isascii() and prefix.isalnum()):
        return None
    alive = Q(expires_at=None) | Q(expires_at__gt=DatabaseNow())
    with tenant_tx(tenant):
        return ApiKey.objects.filter(alive, prefix=prefix, revoked_at=None).first()


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
