"""A request that is sent again with its Idempotency-Key happens once. Kept per business for 24 hours.

`once` is for what is done in the door's transaction: the answer is stored with the effect, or neither is.
`leased` is for what leaves the house meanwhile (a checkout asks Stripe): a lease marks that somebody is at it,
and after a crash the same key goes on from what the first attempt left, which is found by `effect_id`."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from booking.kernel.errors import IdempotencyMismatch, InProgress, Invalid
from booking.kernel.secrets_at_rest import seal, unseal
from tenants.clock import DatabaseNow, database_now
from tenants.errors import translated
from tenants.keys import bearer
from tenants.limits import visitor
from tenants.models import IdempotencyKey, Tenant
from tenants.requests import tenant_of
from tenants.tenancy import tenant_tx

HEADER = "Idempotency-Key"
REMEMBERED = timedelta(hours=24)
LEASE = timedelta(seconds=30)
DECIDING = ("Private-Link",)  # headers that make another request of the same body
LONGEST = 255


@dataclass(frozen=True, slots=True)
class Asked:
    """What identifies a request: whoever repeats it must repeat all of it."""

    tenant: Tenant
    key: str
    route: str
    fingerprint: str


def once(handler: Callable[..., Response]) -> Callable[..., Response]:
    """Decorates the POST of an API view that runs in the door's transaction."""

    @wraps(handler)
    def wrapped(view: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        return answered_once(request, lambda: handler(view, request, *args, **kwargs))

    return wrapped


def answered_once(request: Request, act: Callable[[], Response]) -> Response:
    """Call `act` in the present transaction unless it was done before. A refusal is not kept: it may be tried again."""
    asked = asked_once(request)
    if asked is None:
        return act()
    row = _claimed(asked)
    if row is not None:
        return _replayed(row)
    response = act()
    if response.status_code < 400:
        IdempotencyKey.objects.create(
            tenant=asked.tenant, key=asked.key, route=asked.route, fingerprint=asked.fingerprint,
            status=response.status_code, answer=seal(response.data),
        )  # fmt: skip
    return response


def leased(request: Request, effect_id: UUID | None, act: Callable[[bool], Response]) -> Response:
    """Call `act(resumed)` outside any transaction. `resumed`: an earlier attempt may have got half-way."""
    asked = asked_once(request)
    if asked is None:
        return act(False)
    with tenant_tx(asked.tenant):
        row = _claimed(asked)
        if row is not None and row.answer is not None:
            return _replayed(row)
        lease = _lease(asked, row, effect_id)
    try:
        response = act(row is not None)
    except Exception as problem:
        refused = translated(problem)
        _let_go(lease, forget=refused is not None and refused.status < 500)
        raise
    with tenant_tx(asked.tenant):
        IdempotencyKey.objects.filter(pk=lease.pk).update(
            status=response.status_code, answer=seal(response.data), leased_until=None
        )
    return response


def asked_once(request: Request) -> Asked | None:
    """None without a key. Raises `Invalid` for a key that cannot be kept."""
    key = request.headers.get(HEADER)
    if key is None:
        return None
    if not (key and key.isascii() and key.isprintable() and len(key) <= LONGEST):
        text = _("One to 255 printable ASCII characters.")
        raise Invalid(errors={HEADER: [text]})
    match = request._request.resolver_match
    who = bearer(request)
    deciding = [name + request.headers[name] for name in DECIDING if name in request.headers]
    parts = [request.method, request.path, who, json.dumps(request.data, sort_keys=True), *deciding]
    fingerprint = _digest(*map(str, parts))
    if not who:  # two strangers that hit upon the same key must not get each other's hold
        key = _digest(visitor(request._request), key)
    return Asked(tenant_of(request), key, match.view_name if match else "", fingerprint)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _claimed(asked: Asked) -> IdempotencyKey | None:
    """Lock the key until the transaction ends, and find what it left. Raises `InProgress` when somebody is at it."""
    with connection.cursor() as cursor:
        name = f"{asked.tenant.pk}|{asked.key}"
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [name])
        (free,) = cursor.fetchone()
    if not free:
        raise InProgress
    row = IdempotencyKey.objects.annotate(now=DatabaseNow()).filter(tenant=asked.tenant, key=asked.key).first()
    if row is None:
        return None
    if row.created_at <= row.now - REMEMBERED:
        row.delete()
        return None
    if row.fingerprint != asked.fingerprint:
        raise IdempotencyMismatch
    if row.answer is None and row.leased_until is not None and row.leased_until > row.now:
        raise InProgress
    return row


def _lease(asked: Asked, row: IdempotencyKey | None, effect_id: UUID | None) -> IdempotencyKey:
    until = database_now() + LEASE
    if row is not None:
        IdempotencyKey.objects.filter(pk=row.pk).update(leased_until=until)
        return row
    return IdempotencyKey.objects.create(
        tenant=asked.tenant, key=asked.key, route=asked.route, fingerprint=asked.fingerprint,
        effect_id=effect_id, leased_until=until,
    )  # fmt: skip


def _let_go(lease: IdempotencyKey, *, forget: bool) -> None:
    """A refusal did nothing, so the key is free again. After our own failure the next attempt goes on at once."""
    with tenant_tx(lease.tenant_id):
        mine = IdempotencyKey.objects.filter(pk=lease.pk)
        if forget:
            mine.delete()
        else:
            mine.update(leased_until=None)


def _replayed(row: IdempotencyKey) -> Response:
    if row.answer is None:
        raise InProgress
    return Response(unseal(bytes(row.answer)), status=row.status, headers={"Idempotent-Replayed": "true"})
