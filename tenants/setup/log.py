"""The activity log: what was changed, when, by whom, from what to what. Owners and managers see all of it; a
practitioner what they did themselves."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from booking.kernel.saying import local_day, page_language, say_moment
from tenants.clock import database_now
from tenants.forms import StrictForm
from tenants.models import ApiKey, Event, Invitation, Membership, Role, User
from tenants.requests import TenantRequest
from tenants.setup.log_words import details, what
from tenants.setup.pages import Group, SettingsPage, register

PAGE = register(
    SettingsPage(
        "desk-settings-log", Group.ACTIVITY, _("Activity log"),
        _("What was changed for your clients, when, by whom, and from what to what."),
    )
)  # fmt: skip
SHOWN = 50
SANE_DAYS = [MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2200, 1, 1))]
EVERYTHING = frozenset({Role.OWNER, Role.MANAGER})
# Which events are meant by a kind: by the beginning of their type. Settings are all that no other kind is.
KINDS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "bookings": (_("Bookings"), ("booking.",)),
    "hours": (_("Working time and absence"), ("shift.", "slot.", "absence.", "activity.", "week.", "hours.")),
    "people": (_("People"), ("member.", "invitation.", "practitioner.")),
    "money": (_("Money"), ("payment.",)),
    "messages": (_("Messages"), ("message.", "delivery.", "client.link")),
    "refused": (_("Refused pages"), ("access.",)),
    "settings": (_("Other settings"), ()),
}


@dataclass(frozen=True, slots=True)
class Line:
    when: str
    at: datetime
    who: str
    what: str
    about: str
    url: str
    details: list[str]


class LogForm(StrictForm):
    who = forms.ChoiceField(label=_("Who"), required=False)
    kind = forms.ChoiceField(label=_("What"), required=False)
    day = forms.DateField(
        label=_("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"}), validators=SANE_DAYS
    )
    before = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, by: Membership) -> None:
        super().__init__(data)
        for field in self.fields.values():
            field.one_is_enough = True  # type: ignore[attr-defined]  # a filter need not say that it is optional
        self.fields["kind"].choices = [("", _("All")), *((key, words) for key, (words, _p) in KINDS.items())]  # type: ignore[attr-defined]
        if by.role not in EVERYTHING:
            del self.fields["who"]
            return
        members = Membership.objects.filter(tenant=by.tenant_id).select_related("user").order_by("user__name")
        self.fields["who"].choices = [  # type: ignore[attr-defined]
            ("", _("Everybody")), *((str(one.user_id), str(one.user)) for one in members),
            ("client", _("Clients")), ("key", _("Programs")), ("system", "Ledig"),
        ]  # fmt: skip


@require_GET
def log(request: TenantRequest, tenant: str) -> HttpResponse:
    """`?who=`, `?kind=`, `?day=`; `?before=` an event, for what was earlier."""
    form = LogForm(request.GET, by=request.member)
    asked = form.cleaned_data if form.is_valid() else {}
    found = list(_asked(request, asked)[: SHOWN + 1]) if form.is_valid() else []
    more = len(found) > SHOWN
    kept = {name: request.GET[name] for name in ("who", "kind", "day") if request.GET.get(name)}
    here = reverse("desk-settings-log", args=[tenant])
    context = {
        "page": PAGE, "rail": "log" if request.member.role == Role.PRACTITIONER else "settings", "form": form,
        "lines": _lines(request, found[:SHOWN]), "narrowed": bool(kept),
        "earlier": f"{here}?{urlencode(kept | {'before': found[SHOWN - 1].pk})}" if more else "",
        "newest": f"{here}?{urlencode(kept)}" if asked.get("before") else "",
    }  # fmt: skip
    return render(request, "tenants/setup/log.html", context, status=200 if form.is_valid() else 422)


def _asked(request: TenantRequest, asked: dict[str, Any]) -> QuerySet[Event]:
    events = Event.objects.filter(tenant=request.tenant).order_by("-id")
    if request.member.role not in EVERYTHING:
        events = events.filter(actor_kind="member", actor_id=request.member.user_id)
    if who := asked.get("who"):
        is_kind = who in ("client", "key", "system")
        events = events.filter(actor_kind=who) if is_kind else events.filter(actor_kind="member", actor_id=UUID(who))
    if kind := asked.get("kind"):
        events = events.filter(of_kind(kind))
    if day := asked.get("day"):
        begins = datetime.combine(day, time.min, ZoneInfo(request.tenant.timezone))
        ends = datetime.combine(day + timedelta(days=1), time.min, ZoneInfo(request.tenant.timezone))
        events = events.filter(occurred_at__gte=begins, occurred_at__lt=ends)
    if before := asked.get("before"):
        events = events.filter(pk__lt=before)
    return events


def of_kind(kind: str) -> Q:
    mine = Q()
    for begins in KINDS[kind][1]:
        mine |= Q(type__startswith=begins)
    if mine:
        return mine
    for other in KINDS:
        if KINDS[other][1]:
            mine &= ~of_kind(other)
    return mine


def _lines(request: TenantRequest, events: list[Event]) -> list[Line]:
    """Names in one question for each table that they are in."""
    zone, today = request.tenant.timezone, local_day(database_now(), request.tenant.timezone)
    names, about = _actors(events), _subjects(request, events)
    return [
        Line(
            when=say_moment(event.occurred_at, zone, page_language(), today=today),
            at=event.occurred_at,
            who=_who(event, names),
            what=what(event),
            about=about.get(event.subject_id) or event.subject_code,
            url=_url(request, event),
            details=details(event, zone),
        )
        for event in events
    ]


def _actors(events: Iterable[Event]) -> dict[UUID, str]:
    ids = {kind: {e.actor_id for e in events if e.actor_kind == kind and e.actor_id} for kind in ("member", "key")}
    users = User.objects.filter(pk__in=ids["member"]) if ids["member"] else []
    keys = ApiKey.objects.filter(pk__in=ids["key"]) if ids["key"] else []
    return {user.pk: str(user) for user in users} | {key.pk: key.name for key in keys}


def _who(event: Event, names: dict[UUID, str]) -> str:
    if event.actor_kind == "client":
        return gettext("the client")
    return names.get(event.actor_id, "") if event.actor_id else "Ledig"


def _subjects(request: TenantRequest, events: Iterable[Event]) -> dict[UUID, str]:
    """Whom events of people are about."""
    members = {event.subject_id for event in events if event.type.startswith("member.")}
    invited = {event.subject_id for event in events if event.type.startswith("invitation.")}
    rows = Membership.objects.filter(tenant=request.tenant, pk__in=members).select_related("user") if members else []
    mails = Invitation.objects.filter(tenant=request.tenant, pk__in=invited) if invited else []
    return {row.pk: str(row.user) for row in rows} | {mail.pk: mail.email for mail in mails}


def _url(request: TenantRequest, event: Event) -> str:
    """Where one can look at it; the page itself asks who may."""
    thing = event.type.partition(".")[0]
    route = {"booking": "desk-booking", "payment": "desk-booking", "practitioner": "desk-settings-practitioner"}
    if not event.subject_code or thing not in route:
        return ""
    if thing == "practitioner" and request.member.role not in EVERYTHING:
        return ""
    return reverse(route[thing], args=[request.tenant.slug, event.subject_code])
