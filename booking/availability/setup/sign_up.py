"""Signing up: one form, a code by mail, and the page is live.

The code comes before anything is made. So nobody can make a business in somebody else's name, an address that is known
already is answered like any other, and nothing has to be blocked afterwards until a mail is confirmed."""

from typing import Any

from allauth.account.utils import perform_login
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from booking.availability.setup.pending import Pending
from booking.availability.setup.sign_up_forms import CodeForm, SignUpForm
from booking.availability.setup.signing_up import NewBusiness, sign_up
from booking.kernel.errors import Invalid
from booking.kernel.saying import page_language
from tenants.answers import private, see_other
from tenants.limits import spend, visitor
from tenants.models import Tenant, User
from tenants.slugs import refusal_of, suggested

PER_HOUR, LOOKS_PER_MINUTE = 20, 60


@require_http_methods(["GET", "POST"])
@private
def signing_up(request: HttpRequest) -> HttpResponse:
    """Who is logged in already has proven their address, and adds one more business."""
    known = request.user.is_authenticated
    name = getattr(request.user, "name", "")
    form = SignUpForm(request.POST if request.method == "POST" else None, known=known, initial={"name": name})
    if request.method == "POST":
        spend(f"sign-up|{visitor(request)}", limit=PER_HOUR, seconds=3600)
        business = form.new_business() if form.is_valid() else None
        if business and known:
            tenant = _made(form, request.user.email, business)  # type: ignore[union-attr]
            if tenant:
                return see_other("desk-start", tenant=tenant.slug)
        elif business:
            Pending.begin(request, form.cleaned_data["email"].lower(), business)
            return see_other("sign-up-code")
    return _form_page(request, form)


@require_http_methods(["GET", "POST"])
@private
def code(request: HttpRequest) -> HttpResponse:
    pending = Pending.of(request)
    if pending is None:
        if not request.user.is_authenticated:  # else it has been used, and they came back
            messages.info(request, _("That code has run out. Say once more who you are, and you get a new one."))
        return see_other("sign-up")
    again = request.method == "POST" and request.POST.get("action") == "resend"
    if again:
        pending.send()
        return see_other("sign-up-code")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if pending.is_right(form.cleaned_data["code"]):
            return _welcome(request, pending)
        form.add_error("code", _("That is not the code in the newest mail."))
    context = {"form": form, "email": pending.email}
    return render(request, "setup/sign_up_code.html", context, status=422 if form.errors else 200)


@require_GET
@private
def address(request: HttpRequest) -> HttpResponse:
    """While the name is typed: which address it would have, or whether the typed one is free."""
    spend(f"sign-up address|{visitor(request)}", limit=LOOKS_PER_MINUTE, seconds=60)
    typed = request.GET.get("slug", "").strip().lower()[:80]
    slug = typed or suggested(request.GET.get("business", "")[:120])
    why = refusal_of(slug) if slug else ""
    other = suggested(typed) if typed and why else ""
    return render(request, "setup/_address.html", {"slug": slug, "why": why, "other": other})


def _made(form: SignUpForm, email: str, business: NewBusiness) -> Tenant | None:
    """None when somebody took the address at the same moment."""
    try:
        return sign_up(email=email, business=business, language=page_language())
    except Invalid as problem:
        form.refuse_address(problem.message)
        return None


def _welcome(request: HttpRequest, pending: Pending) -> HttpResponse:
    """The code was right: now it is made, and they are logged in; a second factor is asked for as always."""
    try:
        tenant = sign_up(email=pending.email, business=pending.business, language=page_language())
    except Invalid:
        pending.end()
        return _form_page(request, _once_more(pending))
    pending.end()
    user = User.objects.get(email=pending.email)
    start = reverse("desk-start", args=(tenant.slug,))
    return perform_login(request, user, redirect_url=start, email=pending.email)


def _once_more(pending: Pending) -> SignUpForm:
    """Somebody took the address while the mail was on its way: everything else is kept."""
    given = pending.business
    said: dict[str, Any] = {"business": given.name, "kind": given.kind, "country": given.country,
                            "name": given.owner_name, "email": pending.email, "slug": given.slug}  # fmt: skip
    form = SignUpForm(said | {"key": SignUpForm(known=False).initial["key"]}, known=False)
    if form.is_valid():
        form.new_business()
    return form


def _form_page(request: HttpRequest, form: SignUpForm) -> HttpResponse:
    return render(request, "setup/sign_up.html", {"form": form}, status=422 if form.errors else 200)
