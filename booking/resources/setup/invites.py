"""Inviting a colleague, sending the mail again, taking it back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from booking.kernel.errors import Invalid
from booking.resources.setup.calendars import free_calendars
from booking.resources.setup.member_forms import InviteForm
from tenants.answers import see_other
from tenants.requests import TenantRequest
from tenants.setup import inviting


@require_http_methods(["GET", "POST"])
def invite(request: TenantRequest, tenant: str) -> HttpResponse:
    """The answer is the same whether or not the e-mail is known to Ledig."""
    posted = request.POST if request.method == "POST" else None
    form = InviteForm(posted, by=request.member, tenant=request.tenant, free=free_calendars(request.tenant))
    if posted is not None and form.is_valid() and _kept(request, form):
        messages.success(
            request, _("An invitation is on its way to %(email)s.") % {"email": form.cleaned_data["email"]}
        )
        return see_other("desk-settings-members", tenant=tenant)
    context = {"form": form, "here": request.get_full_path(), "rail": "settings"}
    return render(request, "resources/setup/invite.html", context, status=422 if form.errors else 200)


@require_POST
def mail(request: TenantRequest, tenant: str, invitation: UUID) -> HttpResponse:
    """Send it again."""
    found = inviting.send_again(by=request.member, invitation_id=invitation)
    messages.success(request, _("An invitation is on its way to %(email)s.") % {"email": found.email})
    return see_other("desk-settings-members", tenant=tenant)


@require_POST
def withdrawal(request: TenantRequest, tenant: str, invitation: UUID) -> HttpResponse:
    found = inviting.withdraw(by=request.member, invitation_id=invitation)
    messages.success(
        request, _("The invitation to %(email)s is withdrawn. Its link opens nothing.") % {"email": found.email}
    )
    return see_other("desk-settings-members", tenant=tenant)


def _kept(request: TenantRequest, form: InviteForm) -> bool:
    try:
        inviting.invite(by=request.member, **form.cleaned_data)
    except Invalid as problem:
        for name, texts in problem.extra["errors"].items():
            form.add_error(name, texts)
        return False
    return True
