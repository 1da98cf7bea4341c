"""Pages that belong to no journey: the front, a business's colour and pictures, the choice of language."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from booking.kernel.errors import NotFound
from tenants.colour import theme
from tenants.models import Picture, Tenant
from tenants.requests import LANGUAGE_COOKIE, TenantRequest
from tenants.tenancy import outside_transaction

A_YEAR = 365 * 24 * 3600
TEN_MINUTES = 600


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """The demo shows its businesses. Elsewhere, whom one could book with is nobody's business."""
    businesses = Tenant.objects.filter(suspended_at=None).order_by("name") if settings.DEMO else []
    return render(request, "tenants/front.html", {"businesses": businesses, "demo": settings.DEMO})


@require_safe
@outside_transaction
def business_theme(request: TenantRequest, tenant: str) -> HttpResponse:
    response = HttpResponse(theme(request.tenant.accent), content_type="text/css; charset=utf-8")
    response["Cache-Control"] = f"public, max-age={TEN_MINUTES}"
    return response


@require_safe
def picture(request: TenantRequest, tenant: str, picture: UUID) -> HttpResponse:
    """For ever, and for anybody who knows its address: another picture has another one."""
    found = Picture.objects.filter(tenant=request.tenant, pk=picture).values_list("data", flat=True).first()
    if found is None:
        raise NotFound
    response = HttpResponse(bytes(found), content_type="image/webp")
    response["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    response["Content-Disposition"] = 'inline; filename="picture.webp"'
    return response


@csrf_exempt
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Remember the visitor's own choice, and go back to where they were.

    Without a token: pages that hold no other form then set no cookie, and two pages of the same words are equal."""
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)  # `redirect` would look for a route of that name first
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(
            LANGUAGE_COOKIE, chosen, max_age=A_YEAR, samesite="Lax", httponly=True, secure=request.is_secure()
        )
    return response
