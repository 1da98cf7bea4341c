"""What the activity log can be asked for: by whom, of what kind, on which days."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tenants.forms import StrictForm
from tenants.models import Event, Membership, Role
from tenants.requests import TenantRequest

SANE_DAYS = [MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2200, 1, 1))]
EVERYTHING = frozenset({Role.OWNER, Role.MANAGER})
OF_ROLE = "role-"
# Which events are meant by a kind: by the beginning of their type. Settings are all that no other kind is.
KINDS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "bookings": (_("Bookings"), ("booking.",)),
    "hours": (_("Working time and absence"), ("shift.", "slot.", "absence.", "activity.", "week.", "hours.")),
    "people": (_("People"), ("member.", "invitation.", "practitioner.")),
    "money": (_("Money"), ("payment.", "cards.")),
    "messages": (_("Messages"), ("message.", "delivery.", "client.link")),
    "refused": (_("Refused pages"), ("access.",)),
    "settings": (_("Other settings"), ()),
}


class LogForm(StrictForm):
    """`who`: one member, all who have a role now, or what is no member at all."""

    who = forms.ChoiceField(label=_("Who"), required=False)
    kind = forms.ChoiceField(label=_("What"), required=False)
    since = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}), validators=SANE_DAYS
    )
    until = forms.DateField(
        label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}), validators=SANE_DAYS
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
            ("", _("Everybody")),
            (_("People"), [(str(one.user_id), str(one.user)) for one in members]),
            (_("All with a role"), [(f"{OF_ROLE}{role}", str(role.label).capitalize()) for role in Role]),
            (_("Others"), [("client", _("Clients")), ("key", _("Programs")), ("system", "Ledig")]),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day comes before the first."))
        return cleaned


def asked_for(request: TenantRequest, asked: dict[str, Any]) -> QuerySet[Event]:
    """The newest first; as far as the member may see them."""
    events = Event.objects.filter(tenant=request.tenant).order_by("-id")
    if request.member.role not in EVERYTHING:
        events = events.filter(actor_kind="member", actor_id=request.member.user_id)
    if who := asked.get("who"):
        events = events.filter(_by(request, who))
    if kind := asked.get("kind"):
        events = events.filter(of_kind(kind))
    if since := asked.get("since"):
        events = events.filter(occurred_at__gte=_begins(request, since))
    if until := asked.get("until"):
        events = events.filter(occurred_at__lt=_begins(request, until + timedelta(days=1)))
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


def _by(request: TenantRequest, who: str) -> Q:
    if who in ("client", "key", "system"):
        return Q(actor_kind=who)
    if not who.startswith(OF_ROLE):
        return Q(actor_kind="member", actor_id=UUID(who))
    members = Membership.objects.filter(tenant=request.tenant, role=who.removeprefix(OF_ROLE))
    return Q(actor_kind="member", actor_id__in=list(members.values_list("user_id", flat=True)))


def _begins(request: TenantRequest, day: date) -> datetime:
    """Midnight where the business is."""
    return datetime.combine(day, time.min, ZoneInfo(request.tenant.timezone))
