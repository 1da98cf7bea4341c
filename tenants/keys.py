"""API keys: made once, shown once, kept as a digest. Looked up inside the business that the address names."""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from secrets import token_bytes, token_hex
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from booking.kernel.secrets_at_rest import seal, unseal
from tenants.actors import CLIENT, Actor
from tenants.clock import DatabaseNow, database_now
from tenants.events import ring
from tenants.models import ApiKey, Membership, Tenant, new_key
from tenants.requests import tenant_of
from tenants.tenancy import tenant_tx

MARK = "ledig"
FORGET = "tenants.tasks.forget_key_words"
A_MINUTE = timedelta(minutes=1)
SHOWN_AGAIN = timedelta(minutes=2)  # when the form comes twice
A_MOMENT = timedelta(seconds=2)


def make_key(*, tenant: Tenant, name: str, scopes: Sequence[str], made_by: Membership | None = None) -> str:
    """A new key, in clear for the only time: `ledig_<prefix>_<secret>`. It ends with the membership of its maker."""
    key = ApiKey(pk=new_key(), tenant=tenant, name=name, scopes=list(scopes), made_by=made_by)
    clear = cut(key)
    key.save(force_insert=True)
    return clear


def cut(key: ApiKey) -> str:
    """Gives it a prefix, which is no secret, and the digest of 192 bits that are one; returns it in clear."""
    prefix, secret = token_hex(4), urlsafe_b64encode(token_bytes(24)).decode().replace("_", "-")
    key.prefix, key.digest = prefix, _digest(secret)
    return f"{MARK}_{prefix}_{secret}"


def cut_for_two_clicks(key: ApiKey) -> None:
    """What is sent twice is one key, and either answer shows it: until somebody has used it, or for two minutes, it is
    kept besides as `seal` has it. Where no worker is rung, the sweep of what is old forgets it."""
    key.words = seal(cut(key))
    transaction.on_commit(partial(ring, FORGET, str(key.tenant_id), later=SHOWN_AGAIN + A_MOMENT))


def words_of(key: ApiKey, maker: Membership) -> str:
    """The key in clear, for whoever has just made it; empty later, and for everybody else."""
    fresh = key.created_at > database_now() - SHOWN_AGAIN
    if key.words is None or key.made_by_id != maker.pk or key.revoked_at or not fresh:
        return ""
    return str(unseal(bytes(key.words)))


def forget_words(*, tenant_id: UUID) -> None:
    """Of keys that are not shown again."""
    kept = ApiKey.objects.filter(tenant=tenant_id).exclude(words=None)
    kept.filter(created_at__lte=database_now() - SHOWN_AGAIN).update(words=None)


def bearer(request: Any) -> str:
    """What stands behind `Authorization: Bearer`; empty when there is nothing."""
    kind, _, value = request.headers.get("Authorization", "").partition(" ")
    return value.strip() if kind.lower() == "bearer" else ""


def actor_of(request: Request) -> Actor:
    """The key that came with the request, else the client."""
    return CLIENT if request.auth is None else Actor("key", request.auth.pk)


def note_use(tenant: Tenant, key: ApiKey) -> None:
    """To the minute; when the request is over, so that one that was refused counts too. Of many at once one writes it
    down, and nobody waits for that one."""
    if key.last_used_at is not None and key.last_used_at > timezone.now() - A_MINUTE:
        return
    with tenant_tx(tenant):
        free = ApiKey.objects.select_for_update(no_key=True, skip_locked=True).filter(pk=key.pk)
        ApiKey.objects.filter(pk__in=free).update(last_used_at=DatabaseNow(), words=None)


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
