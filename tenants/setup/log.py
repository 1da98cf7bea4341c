"""The activity log: what was changed, when, by whom, from what to what. Owners and managers see all of it; a
practitioner what they did themselves."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from booking.kernel.saying import local_day, page_language, say_moment
from tenants.clock import database_now
from tenants.models import ApiKey, Event, Invitation, Membership, Role, User
from tenants.requests import TenantRequest
from tenants.setup.log_asking import EVERYTHING, LogForm, asked_for
from tenants.setup.log_undo import Rows
from tenants.setup.log_words import details, what
from tenants.setup.pages import Group, SettingsPage, register

PAGE = register(
    SettingsPage(
        "desk-settings-log", Group.ACTIVITY, _("Activity log"),
        _("What was changed for your clients, when, by whom, and from what to what."),
    )
)  # fmt: skip
SHOWN = 50


@dataclass(frozen=True, slots=True)
class Line:
    when: str
    at: datetime
    who: str
    what: str
    about: str
    url: str
    details: list[str]
    undo: UUID | None  # the event, when it can be taken back
    since: bool  # it could have been, but the thing has been changed since


@require_GET
def log(request: TenantRequest, tenant: str) -> HttpResponse:
    """`?who=`, `?kind=`, `?since=` and `?until=` days, both included; `?before=` an event, for what was earlier."""
    form = LogForm(request.GET, by=request.member)
    asked = form.cleaned_data if form.is_valid() else {}
    found = list(asked_for(request, asked)[: SHOWN + 1]) if form.is_valid() else []
    more = len(found) > SHOWN
    kept = {name: request.GET[name] for name in ("who", "kind", "since", "until") if request.GET.get(name)}
    here = reverse("desk-settings-log", args=[tenant])
    context = {
        "page": PAGE, "rail": "log" if request.member.role == Role.PRACTITIONER else "settings", "form": form,
        "lines": _lines(request, found[:SHOWN]), "narrowed": bool(kept),
        "earlier": f"{here}?{urlencode(kept | {'before': found[SHOWN - 1].pk})}" if more else "",
        "newest": f"{here}?{urlencode(kept)}" if asked.get("before") else "",
    }  # fmt: skip
    return render(request, "tenants/setup/log.html", context, status=200 if form.is_valid() else 422)


def _lines(request: TenantRequest, events: list[Event]) -> list[Line]:
    """Names in one question for each table that they are in."""
    zone, today = request.tenant.timezone, local_day(database_now(), request.tenant.timezone)
    names, about = _actors(events), _subjects(request, events)
    mine = request.member.role in EVERYTHING
    rows = Rows(request.tenant, request.member, events if mine else [])
    undoable = {event.pk: rows.may_be_undone(event) for event in events}
    return [
        Line(
            when=say_moment(event.occurred_at, zone, page_language(), today=today),
            at=event.occurred_at,
            who=_who(event, names),
            what=what(event),
            about=about.get(event.subject_id) or rows.name(event) or _code(event),
            url=_url(request, event),
            details=details(event, zone, rows.form(event)),
            undo=event.pk if mine and undoable[event.pk] else None,
            since=mine and undoable[event.pk] is False,
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


def _code(event: Event) -> str:
    """What stands for something without a name; of a client that is not shown, nothing."""
    return "" if event.type.partition(".")[0].startswith("client") else event.subject_code


def _url(request: TenantRequest, event: Event) -> str:
    """Where one can look at it; the page itself asks who may."""
    thing = event.type.partition(".")[0]
    route = {"booking": "desk-booking", "payment": "desk-booking", "practitioner": "desk-settings-practitioner"}
    if not event.subject_code or thing not in route:
        return ""
    if thing == "practitioner" and request.member.role not in EVERYTHING:
        return ""
    return reverse(route[thing], args=[request.tenant.slug, event.subject_code])
