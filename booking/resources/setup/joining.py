"""The page that an invitation opens: join with the login that one has, or make one."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from booking.kernel.errors import Invalid, NotFound, StaleState
from booking.resources.setup.calendars import give_calendar
from tenants.answers import private, see_other
from tenants.forms import StrictForm, without_tricks
from tenants.models import Invitation, Role, User
from tenants.requests import TenantRequest
from tenants.setup.inviting import opened_invitation
from tenants.setup.joining import join, make_login, whose


class NewLogin(StrictForm):
    name = forms.CharField(
        label=gettext_lazy("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    password = forms.CharField(
        label=gettext_lazy("Password"), max_length=128, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, email: str) -> None:
        super().__init__(data)
        self.email = email
        self.fields["password"].help_text = " ".join(password_validators_help_texts())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        password = cleaned.pop("password", "")  # kept to the letter
        cleaned = without_tricks(self, cleaned)
        if password:
            try:
                validate_password(password, User(email=self.email, name=cleaned.get("name", "")))
            except forms.ValidationError as problem:
                self.add_error("password", problem)
        return cleaned | {"password": password}


@require_http_methods(["GET", "HEAD", "POST"])
@private
def joining(request: TenantRequest, tenant: str, token: str) -> HttpResponse:
    """Joined by a press: what looks through mail on the way presses nothing."""
    try:
        invitation = opened_invitation(request.tenant, token)
        if not request.chosen_language:  # type: ignore[attr-defined]
            translation.activate(invitation.language)
        return _answer(request, invitation, token)
    except NotFound:
        return render(request, "resources/setup/join_over.html", status=NotFound.status)


def _answer(request: TenantRequest, invitation: Invitation, token: str) -> HttpResponse:
    meant = whose(invitation.email)
    here = request.user.pk if request.user.is_authenticated else None
    form = NewLogin(request.POST if request.method == "POST" else None, email=invitation.email)
    if request.method == "POST":
        if meant is None and form.is_valid():
            return _joined_anew(request, invitation, token, form)
        if meant is not None and meant.pk == here:
            return _joined(request, token, meant)
    me = meant is not None and meant.pk == here
    status = 422 if form.errors and not meant else 200
    if request.method == "POST" and meant is not None:
        status = NotFound.status  # for this login there is nothing to join
    context = {
        "invitation": invitation, "form": form, "known": meant is not None, "here": request.path,
        "me": me, "somebody_else": here is not None and not me,
    }  # fmt: skip
    return render(request, "resources/setup/join.html", context, status=status)


def _joined_anew(request: TenantRequest, invitation: Invitation, token: str, form: NewLogin) -> HttpResponse:
    try:
        user = make_login(invitation=invitation, name=form.cleaned_data["name"], password=form.cleaned_data["password"])
    except StaleState:
        return see_other("join", tenant=request.tenant.slug, token=token)
    return _joined(request, token, user, new=True)


def _joined(request: TenantRequest, token: str, user: User, *, new: bool = False) -> HttpResponse:
    member, invitation = join(tenant=request.tenant, token=token, user=user)
    if invitation.calendar and member.role != Role.FINANCE:  # who works here already kept that role
        try:
            give_calendar(member=member, calendar=invitation.calendar, actor=member.actor)
        except Invalid:  # somebody else has it by now; whoever manages can give another
            messages.info(request, _("The calendar that was meant for you is somebody else's now. Ask for another."))
    if new:
        login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    messages.success(request, _("Welcome to %(business)s.") % {"business": request.tenant.name})
    return see_other("desk", tenant=request.tenant.slug)
