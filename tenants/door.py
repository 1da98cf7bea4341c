"""The door of a business: finds it, asks who comes, opens its transaction, and closes it clean."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.db import DatabaseError, connection, transaction
from django.http import Http404, HttpRequest, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.utils import translation
from psycopg.pq import TransactionStatus

from booking.kernel.errors import DomainError, Forbidden, NotFound, RateLimited, Unauthorised
from booking.kernel.logs import tenant_slug
from tenants import events
from tenants.access import ANONYMOUS, DENIED, MEMBERS, MISSES, Door, Limit, door
from tenants.actors import Actor
from tenants.errors import refusal, translated
from tenants.keys import note_use
from tenants.limits import exhausted, spend, visitor
from tenants.models import Membership, Tenant
from tenants.modules import SwitchedOff, is_shut
from tenants.requests import GetResponse
from tenants.slugs import moved_to
from tenants.tenancy import enter_by_slug, tenant_by_slug, tenant_tx


class TenantDoor:
    """Wraps every view: `ATOMIC_REQUESTS` would close its transaction before the template reads."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        match = request.resolver_match
        if match is not None and _is_private(door(match.view_name)):
            response["Cache-Control"] = "no-store"  # nobody finds it in a shared browser after a logout
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        route = request.resolver_match.view_name if request.resolver_match else ""
        if "tenant" not in kwargs:
            return None
        row = door(route)
        try:
            _knock(request, row)
            response = _enter(request, row, view, kwargs)
        except (DomainError, Http404, DatabaseError) as problem:
            known = translated(problem)
            if known is None:
                raise
            response = _moved(request, route, kwargs, known) or refusal(request, known)
        _after(request, row, route, response.status_code)
        return response


def _moved(request: HttpRequest, route: str, names: dict[str, Any], problem: DomainError) -> HttpResponseBase | None:
    """To the present address of a business that once had this one: for ever, and with whatever was sent."""
    if hasattr(request, "tenant") or not isinstance(problem, NotFound):
        return None
    slug = moved_to(names["tenant"])
    if not slug:
        return None
    url = resolve_url(route, **names | {"tenant": slug})
    query = request.META.get("QUERY_STRING", "")
    keep = request.method not in ("GET", "HEAD")
    return HttpResponsePermanentRedirect(f"{url}?{query}" if query else url, preserve_request=keep)


def _is_private(row: Door) -> bool:
    return row.secret or ANONYMOUS not in row.who


def _knock(request: HttpRequest, row: Door) -> None:
    address = visitor(request)
    if row.limit:
        spend(f"{row.limit.name}|{address}", limit=row.limit.count, seconds=row.limit.seconds)
    if row.secret and exhausted(f"misses|{address}", limit=MISSES.count):
        raise RateLimited(retry_after=MISSES.seconds)


def _enter(request: HttpRequest, row: Door, view: Callable[..., Any], kwargs: dict[str, Any]) -> HttpResponseBase:
    slug = kwargs["tenant"]
    if getattr(view, "outside_transaction", False):
        _welcome(request, tenant_by_slug(slug))
        refused = _admit(request, row)
        if refused is None:
            _must_be_on(request)
        return refused or _rendered(view(request, **kwargs))
    with transaction.atomic():
        _welcome(request, enter_by_slug(slug))
        response = _admit(request, row)
        if response is None:
            _must_be_on(request)
            response = _rendered(view(request, **kwargs))
        if response.status_code >= 400:
            transaction.set_rollback(True)
        elif connection.get_rollback() or connection.connection.info.transaction_status == TransactionStatus.INERROR:
            raise RuntimeError("A database error was swallowed: nothing of this request is kept.")
    return response


def _welcome(request: HttpRequest, tenant: Tenant) -> None:
    request.tenant = tenant  # type: ignore[attr-defined]
    tenant_slug.set(tenant.slug)
    asked_by_program = request.path.startswith("/api/") and "Accept-Language" in request.headers
    if not request.chosen_language and not asked_by_program:  # type: ignore[attr-defined]
        translation.activate(tenant.locale)


def _admit(request: HttpRequest, row: Door) -> HttpResponseBase | None:
    """Members only, where the table says so. Raises `NotFound` to strangers and `Forbidden` to colleagues."""
    if not row.who:
        raise NotFound
    if ANONYMOUS in row.who or not row.who & MEMBERS:
        return None  # keys are asked by `tenants.permissions`, tokens by the view
    if not request.user.is_authenticated:
        if request.method == "GET" and not request.headers.get("HX-Request"):
            return redirect_to_login(request.get_full_path())
        raise Unauthorised
    member = Membership.objects.select_related("user").filter(
        tenant=request.tenant, user=request.user, deactivated_at=None  # type: ignore[attr-defined]
    ).first()  # fmt: skip
    if member is None:
        raise NotFound
    request.member = member  # type: ignore[attr-defined]
    if member.role not in row.who:
        raise Forbidden
    if member.user.language and not request.chosen_language:  # type: ignore[attr-defined]
        translation.activate(member.user.language)
    return None


def _must_be_on(request: HttpRequest) -> None:
    """A page of a part that the business has switched off is there for nobody. Colleagues are told why."""
    if is_shut(request.tenant, request.resolver_match.view_name if request.resolver_match else ""):  # type: ignore[attr-defined]
        raise SwitchedOff if hasattr(request, "member") else NotFound


def _rendered(response: Any) -> HttpResponseBase:
    if hasattr(response, "render") and not getattr(response, "is_rendered", True):
        response.render()
    return response


def _after(request: HttpRequest, row: Door, route: str, status: int) -> None:
    """What must survive a refusal, each in its own transaction: when a key was used, a counted miss, a line about who
    was denied."""
    key = getattr(request, "api_key", None)
    if key is not None:
        note_use(request.tenant, key)  # type: ignore[attr-defined]
    if status not in (403, 404):
        return
    if row.secret and status == 404 and not _counted(f"misses|{visitor(request)}", MISSES):
        return
    tenant = getattr(request, "tenant", None)
    actor = _known(request)
    if tenant is None or actor is None:
        return
    if _counted(f"denied|{tenant.pk}|{actor.id}", DENIED):
        with tenant_tx(tenant):
            events.record(tenant, "access.denied", subject_id=tenant.pk, actor=actor, route=route, status=status)


def _counted(bucket: str, limit: Limit) -> bool:
    """Whether there was room for one more."""
    try:
        spend(bucket, limit=limit.count, seconds=limit.seconds)
    except RateLimited:
        return False
    return True


def _known(request: HttpRequest) -> Actor | None:
    key = getattr(request, "api_key", None)
    if key is not None:
        return Actor("key", key.pk)
    # DRF leaves None where a program came: a login in the same browser is nobody there.
    user: Any = request.user
    if request.session.session_key and user is not None and user.is_authenticated:
        return Actor("member", user.pk)
    return None
