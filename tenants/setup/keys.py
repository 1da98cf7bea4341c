"""Keys for programs: made and shown once, named, and ended at once."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from booking.kernel.errors import Invalid, NotFound
from booking.kernel.saying import local_day, page_language, say_moment
from tenants import events
from tenants.actors import Actor
from tenants.answers import see_other
from tenants.clock import DatabaseNow, database_now
from tenants.keys import cut_for_two_clicks, words_of
from tenants.models import ApiKey, Tenant
from tenants.requests import TenantRequest
from tenants.setup.pages import Group, SettingsPage, register
from tenants.setup.saving import RowForm, form_page

PAGE = register(
    SettingsPage(
        "desk-settings-keys", Group.RULES, gettext_lazy("Keys for programs"),
        gettext_lazy("Lets your own programs see and make bookings, of which clients notice nothing."), 90,
    )
)  # fmt: skip
MOST = 50  # living keys
LAST_ENDED = 20
MAY = {
    "read": gettext_lazy("See bookings"),
    "read write": gettext_lazy("See, make, move and cancel bookings"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A key as it is told. `used` is empty when it never was, `ended` while it lives."""

    key: ApiKey
    may: str
    who: str
    made: str
    used: str
    ended: str


class KeyForm(RowForm):
    thing, told, undoable = "key", frozenset({"name", "scopes"}), False

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=80, help_text=gettext_lazy("The program that will use it."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    scopes = forms.TypedChoiceField(
        label=gettext_lazy("What it may do"), choices=list(MAY.items()), coerce=str.split,
        widget=forms.RadioSelect,
    )  # fmt: skip

    class Meta:
        model = ApiKey
        fields = ["name", "scopes"]

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.initial["scopes"] = " ".join(self.instance.scopes) or "read"

    def store(self) -> None:
        if self.adding:
            if _living(self.tenant).count() >= MOST:
                raise Invalid(_("There are %(most)s keys already. End those that nobody uses.") % {"most": MOST})
            cut_for_two_clicks(self.instance)
        super().store()


def end_key(*, tenant: Tenant, key_id: UUID, actor: Actor) -> ApiKey:
    """From the next request on it opens nothing. Twice is as good as once. Raises `NotFound`."""
    with transaction.atomic():
        key = ApiKey.objects.filter(tenant=tenant, pk=key_id).first()
        if key is None:
            raise NotFound
        if ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=DatabaseNow(), words=None):
            events.record(tenant, "key.ended", subject_id=key.pk, actor=actor, name=key.name)
    return key


@require_GET
def listed(request: TenantRequest, tenant: str) -> HttpResponse:
    rows = ApiKey.objects.filter(tenant=request.tenant).select_related("made_by__user").order_by("-created_at", "-pk")
    now = database_now()
    over = ~Q(revoked_at=None) | Q(expires_at__lte=now)
    context = {
        "page": PAGE,
        "living": [_told(one, request.tenant, now) for one in rows.exclude(over)],
        "ended": [_told(one, request.tenant, now) for one in rows.filter(over)[:LAST_ENDED]],
        "rail": "settings",
    }
    return render(request, "tenants/setup/keys.html", context)


@require_http_methods(["GET", "POST"])
def add(request: TenantRequest, tenant: str) -> HttpResponse:
    """The answer to the form holds the key: it stands at no address that could be opened again."""
    form = KeyForm.new(request, made_by=request.member)
    if request.method == "POST" and form.keep(request.member.actor):
        key = ApiKey.objects.get(tenant=request.tenant, pk=form.instance.pk)  # perhaps the other click has made it
        clear = words_of(key, request.member)
        if not clear:
            return see_other("desk-settings-keys", tenant=tenant)
        return render(request, "tenants/setup/key_made.html", {"key": key, "clear": clear, "rail": "settings"})
    return form_page(request, "tenants/setup/key_add.html", form)


@require_http_methods(["GET", "POST"])
def end(request: TenantRequest, tenant: str, api_key: UUID) -> HttpResponse:
    """Asks first: the programs that use it stop working."""
    if request.method == "POST":
        key = end_key(tenant=request.tenant, key_id=api_key, actor=request.member.actor)
        messages.success(request, _("The key “%(name)s” has ended.") % {"name": key.name})
        return see_other("desk-settings-keys", tenant=tenant)
    found = ApiKey.objects.filter(tenant=request.tenant, pk=api_key).select_related("made_by__user").first()
    if found is None:
        raise NotFound
    row = _told(found, request.tenant, database_now())
    if row.ended:
        return see_other("desk-settings-keys", tenant=tenant)
    return render(request, "tenants/setup/key_end.html", {"row": row, "rail": "settings"})


def _living(tenant: Tenant) -> QuerySet[ApiKey]:
    return ApiKey.objects.filter(Q(expires_at=None) | Q(expires_at__gt=DatabaseNow()), tenant=tenant, revoked_at=None)


def _told(key: ApiKey, tenant: Tenant, now: datetime) -> Row:
    def said(moment: datetime | None) -> str:
        today = local_day(now, tenant.timezone)
        return say_moment(moment, tenant.timezone, page_language(), today=today) if moment else ""

    over = key.expires_at if key.expires_at and key.expires_at <= now else None
    may = MAY["read write" if "write" in key.scopes else "read"]
    who = str(key.made_by.user) if key.made_by else ""
    return Row(key, str(may), who, said(key.created_at), said(key.last_used_at), said(key.revoked_at or over))
