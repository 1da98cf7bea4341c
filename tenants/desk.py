"""Which business to work in."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.http import require_GET

from tenants.models import Membership


@require_GET
@login_required
def businesses(request: HttpRequest) -> HttpResponse:
    """One business: straight to its desk, unless the person asks for the list (`?all`)."""
    members = list(
        Membership.objects.filter(user=request.user, tenant__suspended_at=None, deactivated_at=None)  # type: ignore[misc]
        .select_related("tenant")
        .order_by("tenant__name")
    )
    if len(members) == 1 and "all" not in request.GET:
        return redirect("desk", members[0].tenant.slug)
    language = request.chosen_language or request.user.language  # type: ignore[attr-defined, union-attr]
    with translation.override(language or translation.get_language()):
        return render(request, "desk/businesses.html", {"members": members})
