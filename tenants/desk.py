"""Which business to work in, and what could not be delivered."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from booking.kernel.errors import NotFound
from tenants.actors import Actor
from tenants.forms import AgainForm
from tenants.models import Membership
from tenants.requests import TenantRequest
from tenants.undelivered import try_again, undelivered


@require_GET
@login_required
def businesses(request: HttpRequest) -> HttpResponse:
    """One business: straight to its desk, unless the person asks for the list (`?all`)."""
    members = list(
        Membership.objects.filter(user=request.user, tenant__suspended_at=None)  # type: ignore[misc]
        .select_related("tenant")
        .order_by("tenant__name")
    )
    if len(members) == 1 and "all" not in request.GET:
        return redirect("desk", members[0].tenant.slug)
    language = request.chosen_language or request.user.language  # type: ignore[attr-defined, union-attr]
    with translation.override(language or translation.get_language()):
        return render(request, "desk/businesses.html", {"members": members})


@require_http_methods(["GET", "POST"])
def delivery_list(request: TenantRequest, tenant: str) -> HttpResponse:
    """What was given up after many attempts; POST sets one going again."""
    if request.method == "POST":
        form = AgainForm(request.POST)
        actor = Actor("member", request.member.user_id)
        if not form.is_valid() or not try_again(
            tenant=request.tenant, delivery_id=form.cleaned_data["delivery"], actor=actor
        ):
            raise NotFound
        messages.success(request, _("It is on its way again."))
        return redirect("desk-undelivered", request.tenant.slug)
    return render(request, "desk/undelivered.html", {"deliveries": undelivered(), "rail": "undelivered"})
