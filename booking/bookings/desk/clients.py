"""Finding a client: a page of its own, and the list that a search field fills while one types."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from booking.bookings.desk.asking import KEYS
from booking.bookings.models import STANDING, Booking, Part, Status
from booking.bookings.selectors import visible_to
from booking.clients.models import Client
from booking.clients.selectors import looks_like_a_number, search_clients
from booking.kernel.errors import NotFound
from booking.kernel.saying import local_day, page_language, say_moment
from tenants.clock import DatabaseNow, database_now
from tenants.models import Membership, Tenant
from tenants.requests import TenantRequest


@dataclass(frozen=True, slots=True)
class Hit:
    """A client with the visits that the member may know of, and when they come next. `query` books for them."""

    client: Client
    visits: int
    coming: str
    query: str


@require_GET
def clients(request: TenantRequest, tenant: str) -> HttpResponse:
    """`?q=` is searched for; what is chosen already (service, time) comes along in the links."""
    text = request.GET.get("q", "")[:80]
    context = {"hits": hits(request, text), "q": text, "new": _carried(request, q=text), "rail": "clients"}
    return render(request, "desk/_hits.html" if request.headers.get("HX-Request") else "desk/clients.html", context)


def hits(request: TenantRequest, text: str) -> list[Hit]:
    """Whom the text finds among those that the member may see."""
    found = search_clients(request.tenant, text, visible_clients(request.tenant, request.member))
    visits, coming = _visits(request.member, found), _coming(request.member, found)
    return [
        Hit(client, visits.get(client.pk, 0), coming.get(client.pk, ""), _carried(request, client=client.code))
        for client in found
    ]


def typed_as(text: str) -> str:
    """Which field of a new client somebody has searched by."""
    if "@" in text:
        return "email"
    return "phone" if looks_like_a_number(text) else "name"


def visible_clients(tenant: Tenant, member: Membership) -> QuerySet[Client]:
    """Everybody's, or those who have booked with the member when only the own calendar shows."""
    clients = Client.objects.filter(tenant=tenant)
    if member.sees_all_calendars:
        return clients
    mine = Part.objects.filter(booking__client=OuterRef("pk"), resource__member=member)
    return clients.filter(Exists(mine))


def visible_client(tenant: Tenant, member: Membership, code: str) -> Client:
    """Raises `NotFound`, for a colleague's client too when only the own calendar shows."""
    client = visible_clients(tenant, member).filter(code=code).first()
    if client is None:
        raise NotFound
    return client


def _carried(request: TenantRequest, **more: str) -> str:
    """What is chosen already, and this, as a query string."""
    query = request.GET.copy()
    for key in set(query) - set(KEYS):
        del query[key]
    query.update(more)
    return query.urlencode()


def _coming(member: Membership, found: list[Client]) -> dict[UUID, str]:
    """The next time of each that has one, said in the zone of its place."""
    ahead = Booking.objects.filter(
        client__in=[c.pk for c in found], status=Status.CONFIRMED, start_at__gt=DatabaseNow()
    )
    rows = visible_to(member, ahead).order_by("-start_at").values_list("client", "start_at", "location__timezone")
    now = database_now()
    return {
        client: say_moment(start_at, zone, page_language(), today=local_day(now, zone))
        for client, start_at, zone in rows
    }


def _visits(member: Membership, found: list[Client]) -> dict[UUID, int]:
    standing = Booking.objects.filter(
        client__in=[c.pk for c in found], status__in=STANDING, start_at__lte=DatabaseNow()
    )
    return dict(visible_to(member, standing).values_list("client").annotate(visits=Count("pk")))
