"""Links to share: of the business, of each practitioner, of each service, each with its QR code."""

from dataclasses import dataclass
from io import BytesIO

import segno
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from booking.kernel.errors import NotFound
from booking.resources.models import BookedBy, Kind, Resource, Service
from tenants.models import Tenant
from tenants.requests import TenantRequest


@dataclass(frozen=True, slots=True)
class Link:
    """`key` names it in the address of its code: business, p-CODE, s-CODE."""

    key: str
    title: str
    url: str


@require_GET
def links(request: TenantRequest, tenant: str) -> HttpResponse:
    business, people, services = shareable(request.tenant)
    groups = [(_("The business"), [business]), (_("Practitioners"), people), (_("Services"), services)]
    return render(request, "desk/links.html", {"groups": groups, "rail": "links"})


@require_GET
def qr(request: TenantRequest, tenant: str) -> HttpResponse:
    """`?for=` one of the links on the page; anything else is `NotFound`: we make no codes of other addresses."""
    business, people, services = shareable(request.tenant)
    asked = request.GET.get("for", "")
    link = next((one for one in (business, *people, *services) if one.key == asked), None)
    if link is None:
        raise NotFound
    return picture_of(request, link)


def picture_of(request: TenantRequest, link: Link) -> HttpResponse:
    """Its code, to look at or (`?download`) to print. Black on white in the dark too: scanners want it so."""
    picture = BytesIO()
    segno.make(link.url, error="m", micro=False).save(picture, kind="svg", scale=4, border=4, light="#fff")
    response = HttpResponse(picture.getvalue(), content_type="image/svg+xml")
    if "download" in request.GET:
        response["Content-Disposition"] = f'attachment; filename="{request.tenant.slug}-{link.key}.svg"'
    return response


def shareable(tenant: Tenant) -> tuple[Link, list[Link], list[Link]]:
    """What clients can open by a link of its own: not what is for chosen groups only, which have one of theirs."""
    people = Resource.objects.filter(tenant=tenant, kind=Kind.PRACTITIONER, public=True, active=True)
    services = Service.objects.filter(tenant=tenant, public=True, active=True).exclude(booked_by=BookedBy.GROUPS)
    return (
        Link("business", tenant.name, _url("business", tenant.slug)),
        [Link(f"p-{one.code}", one.name, _url("practitioner", tenant.slug, one.code)) for one in people],
        [link_of(one, tenant) for one in services],
    )


def link_of(service: Service, tenant: Tenant) -> Link:
    return Link(f"s-{service.code}", service.name, _url("service", tenant.slug, service.code))


def _url(name: str, *args: str) -> str:
    return settings.BASE_URL + reverse(name, args=args)
