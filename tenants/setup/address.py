"""The address of the page: changed once, with the old one leading to it for ever."""

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from booking.kernel.errors import Invalid
from tenants import events
from tenants.actors import Actor
from tenants.answers import see_other
from tenants.forms import StrictForm
from tenants.models import Tenant
from tenants.requests import TenantRequest
from tenants.setup.last_change import last_of
from tenants.setup.pages import Group, SettingsPage, register
from tenants.slugs import claim, slug_of, suggested

PAGE = register(
    SettingsPage(
        "desk-settings-address", Group.BUSINESS, gettext_lazy("Address of the page"),
        gettext_lazy("What clients type or click to reach you."), 20,
    )
)  # fmt: skip


def change_address(*, tenant: Tenant, slug: str, actor: Actor) -> Tenant:
    """The business at its new address. To have it there already changes nothing.

    Raises `Invalid` when the address cannot be had, or has been changed once before."""
    with transaction.atomic():
        business = Tenant.objects.select_for_update(no_key=True).get(pk=tenant.pk)
        if business.slug == slug:
            return business
        if business.former_slug:
            raise Invalid(_("The address has been changed once already."))
        business.former_slug, business.slug = business.slug, claim(slug, own=business.pk)
        business.save(update_fields=["slug", "former_slug"])
        events.record(
            tenant, "business.moved", subject_id=business.pk, actor=actor,
            changed={"slug": [business.former_slug, business.slug]},
        )  # fmt: skip
    return business


class AddressForm(StrictForm):
    slug = forms.CharField(
        label=gettext_lazy("New address"), max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )  # fmt: skip
    once = forms.BooleanField(
        label=gettext_lazy("I have read it twice: the address can be changed once only"),
        error_messages={"required": gettext_lazy("Read the new address once more, and tick this.")},
    )


@require_http_methods(["GET", "POST"])
def address(request: TenantRequest, tenant: str) -> HttpResponse:
    business = request.tenant
    form = AddressForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            moved = change_address(
                tenant=business, slug=form.cleaned_data["slug"].strip().strip("/").lower(), actor=request.member.actor
            )
        except Invalid as problem:
            form.add_error("slug", f"{problem.message} {_another(form.cleaned_data['slug'])}".strip())
        else:
            if not moved.former_slug:
                form.add_error("slug", _("The page is at that address already."))
                return _page(request, form)
            messages.success(request, _("The page is at its new address. Links to the old one lead there."))
            return see_other("desk-settings-address", tenant=moved.slug)
    return _page(request, form)


def _page(request: TenantRequest, form: AddressForm) -> HttpResponse:
    last = last_of(request.tenant, ["business.moved"], request.tenant.pk)
    context = {"form": form, "page": PAGE, "last": last, "rail": "settings", "here": request.get_full_path()}
    return render(request, "tenants/setup/address.html", context, status=422 if form.errors else 200)


def _another(slug: str) -> str:
    other = suggested(slug)
    return _("“%(slug)s” is free.") % {"slug": other} if slug_of(slug) and other else ""
