"""Finding a client: a page of its own, and the list that a search field fills while one types."""

import re
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from booking.bookings.desk.asking import KEYS
from booking.bookings.models import STANDING, Booking, Part, Status
from booking.bookings.secrecy import shown_to
from booking.bookings.selectors import VISITED, of_client
from booking.clients.models import Client, Source
from booking.clients.selectors import looks_like_a_number, search_clients
from booking.kernel.errors import NotFound
from booking.kernel.saying import local_day, page_language, say_moment
from tenants.access import MAY_IDENTIFY
from tenants.clock import DatabaseNow, database_now
from tenants.models import Membership, Tenant
from tenants.requests import TenantRequest

CODE = re.compile(r"[A-Za-z0-9]{1,12}")
NEW, EXISTING = "new", "existing"
KINDS = {NEW: _("New"), EXISTING: _("Existing"), Source.OWN: _("Own"), Source.MEDIATED: _("Mediated clients")}


@dataclass(frozen=True, slots=True)
class Hit:
    """A client with the visits that the member may know of, and when they come next. `identity`: what may be shown of
    their number. `onward` books for them."""

    client: Client
    visits: int
    coming: str
    identity: str
    onward: str


@require_GET
def clients(request: TenantRequest, tenant: str) -> HttpResponse:
    """Beside the calendar the search alone. `?q=` is searched for, among those of one `?kind=`; what is chosen already
    (service, time) comes along. `pages`: nobody is in the middle of a booking, so the pages of the clients are offered
    too."""
    text, kind = request.GET.get("q", "")[:80], request.GET.get("kind", "")
    context = {
        "hits": hits(request, text, kind),
        "q": text,
        "kind": kind if kind in KINDS else "",
        "kinds": [(code, name, urlencode({"q": text, "kind": code})) for code, name in KINDS.items()],
        "carried": [("kind", kind)] if kind in KINDS else [],
        "new": _onward(request, q=text),
        "pages": not {"hold", "booking", "service", "start"} & set(request.GET),
        "changing": "booking" in request.GET,
        "rail": "clients",
    }
    alone = "HX-Request" in request.headers and request.headers.get("HX-Target") != "panel"
    return render(request, "desk/_hits.html" if alone else "desk/clients.html", context)


def hits(request: TenantRequest, text: str, kind: str = "") -> list[Hit]:
    """Whom the text finds among those that the member may see."""
    among = visible_clients(request.tenant, request.member)
    found = search_clients(request.tenant, text, _of_kind(request.member, among, kind))
    visits, coming = _visits(request.member, found), _coming(request.member, found)
    named = may_identify(request.member)
    return [
        Hit(
            client,
            visits.get(client.pk, 0),
            coming.get(client.pk, ""),
            client.identity if named else "",
            _onward(request, client=client.code),
        )
        for client in found
    ]


def may_identify(member: Membership) -> bool:
    """See the known part of identity numbers."""
    return member.role in MAY_IDENTIFY


def _of_kind(member: Membership, among: QuerySet[Client], kind: str) -> QuerySet[Client]:
    """New: has not been here, as far as the member may know. Own and mediated is what somebody wrote down. Test clients
    are none of these."""
    among = among.filter(test=False) if kind in KINDS else among
    if kind in (Source.OWN, Source.MEDIATED):
        return among.filter(source=kind)
    been = Booking.objects.filter(client=OuterRef("pk"), status__in=VISITED, start_at__lte=DatabaseNow())
    if kind == NEW:
        return among.filter(~Exists(of_client(member, been)))
    return among.filter(Exists(of_client(member, been))) if kind == EXISTING else among


def typed_as(text: str) -> str:
    """Which field of a new client somebody has searched by."""
    if "@" in text:
        return "email"
    return "phone" if looks_like_a_number(text) else "name"


def visible_clients(tenant: Tenant, member: Membership) -> QuerySet[Client]:
    """Everybody's but those whom a colleague keeps, or those who have booked with the member when only the own calendar
    shows."""
    clients = Client.objects.filter(tenant=tenant).select_related("group")
    if member.sees_all_calendars:
        return clients.filter(shown_to(member))
    mine = Part.objects.filter(booking__client=OuterRef("pk"), resource__member=member)
    return clients.filter(Exists(mine) | Q(test=True, email=member.user.email.lower()))


def visible_client(tenant: Tenant, member: Membership, code: str) -> Client:
    """Raises `NotFound`, for a colleague's client too when only the own calendar shows."""
    client = visible_clients(tenant, member).filter(code=code).first()
    if client is None:
        raise NotFound
    return client


def _onward(request: TenantRequest, **more: str) -> str:
    """To where the booking goes on, with what is chosen already, and this: the held time, or the choice of one."""
    query = request.GET.copy()
    for key in set(query) - set(KEYS):
        del query[key]
    query.update(more)
    return f"{_goes_on(request)}?{query.urlencode()}"


def _goes_on(request: TenantRequest) -> str:
    """With a time that is held, with a booking that gets another client, or with the choice of a time."""
    tenant, match = request.tenant.slug, request.resolver_match
    for key, page in (("hold", "desk-hold"), ("booking", "desk-booking-client")):
        code = match.kwargs["code"] if match and match.url_name == page else request.GET.get(key, "")
        if CODE.fullmatch(code):
            return reverse(page, args=(tenant, code))
    return reverse("desk-book", args=(tenant,))


def _coming(member: Membership, found: list[Client]) -> dict[UUID, str]:
    """The next time of each that has one, said in the zone of its place."""
    ahead = Booking.objects.filter(
        client__in=[c.pk for c in found], status=Status.CONFIRMED, start_at__gt=DatabaseNow()
    )
    rows = of_client(member, ahead).order_by("-start_at").values_list("client", "start_at", "location__timezone")
    now = database_now()
    return {
        client: say_moment(start_at, zone, page_language(), today=local_day(now, zone))
        for client, start_at, zone in rows
    }


def _visits(member: Membership, found: list[Client]) -> dict[UUID, int]:
    standing = Booking.objects.filter(
        client__in=[c.pk for c in found], status__in=STANDING, start_at__lte=DatabaseNow()
    )
    return dict(of_client(member, standing).values_list("client").annotate(visits=Count("pk")))
