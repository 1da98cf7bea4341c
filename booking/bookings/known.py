"""The pages on which a client shows who they are, by a link in their mail, and is forgotten again."""

from django import forms
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from booking.bookings.known_links import ask_for_link, opened_link, use_link
from booking.clients.proving import forget, known_as, known_client, masked, remember
from booking.kernel.errors import NotFound
from tenants.answers import private, see_other
from tenants.limits import spend
from tenants.requests import TenantRequest
from tenants.tenancy import outside_transaction, tenant_tx

LINKS, WITHIN = 3, 900  # for one e-mail, within seconds


class KnownForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        error_messages={"required": _("Write your e-mail address.")},
        help_text=_("The one that you gave when you booked."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


@require_http_methods(["GET", "HEAD", "POST"])
@outside_transaction
@private
def known(request: TenantRequest, tenant: str) -> HttpResponseBase:
    """Ask for a link. The answer is the same for every address, and the mail is somebody else's work."""
    form = KnownForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        spend(f"known|{salted_hmac(str(request.tenant.pk), email).hexdigest()}", limit=LINKS, seconds=WITHIN)
        with tenant_tx(request.tenant):
            ask_for_link(tenant=request.tenant, email=email, language=get_language() or request.tenant.locale)
        return see_other("known", tenant=tenant, query="asked=1")
    client = known_client(request)
    context = {"form": form, "asked": "asked" in request.GET, "known_as": known_as(client) if client else ""}
    return render(request, "bookings/known.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@private
def known_open(request: TenantRequest, tenant: str, token: str) -> HttpResponseBase:
    """Opened by a press: what looks through mail on the way presses nothing."""
    try:
        if request.method == "POST":
            response = see_other("business", tenant=tenant)
            remember(request, response, use_link(request.tenant, token))
            return response
        link = opened_link(request.tenant, token)
    except NotFound:
        return render(request, "bookings/known_over.html", status=NotFound.status)
    return render(request, "bookings/known_open.html", {"email": masked(link.email)})


@require_POST
@private
def known_forget(request: TenantRequest, tenant: str) -> HttpResponse:
    response = see_other("business", tenant=tenant)
    forget(request, response)
    return response
