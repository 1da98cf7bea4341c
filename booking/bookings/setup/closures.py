"""Closed days: which there are, and one of them."""

from datetime import date
from typing import Any, Self
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from booking.availability.closures import as_days, closure_back, keep_closure, must_be_days, remove_closure
from booking.availability.foreseeing import Change
from booking.availability.models import Closure
from booking.bookings.setup.foresight import Foresight
from booking.kernel.errors import Invalid, NotFound
from booking.kernel.saying import local_day, page_language, say_day
from booking.resources.models import Kind, Location, Resource
from tenants.answers import see_other
from tenants.clock import database_now
from tenants.models import Tenant
from tenants.modules import THINGS, is_on
from tenants.requests import TenantRequest
from tenants.setup.foreseen import ForeseenForm
from tenants.setup.marks import plain
from tenants.setup.pages import Group, SettingsPage, register
from tenants.setup.saving import form_page, saved
from tenants.undoing import tell_undoable, way_back

PAGE = register(
    SettingsPage(
        "desk-settings-closures", Group.HOURS, gettext_lazy("Closed days"),
        gettext_lazy("On these days no times are offered to clients, whatever the weekly hours say."),
    )
)  # fmt: skip
WhoCanBeClosed = tuple[dict[str, Location], dict[str, Resource]]  # by their codes
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ClosureForm(ForeseenForm):
    """`whom`: a place or a resource by its code; empty: the whole business."""

    thing, told = "closure", frozenset({"from_on", "until_on", "location", "resource"})

    whom = forms.ChoiceField(label=gettext_lazy("Who is closed"), required=False)
    from_on = forms.DateField(label=gettext_lazy("First day"), widget=DAY, input_formats=["%Y-%m-%d"])
    until_on = forms.DateField(
        label=gettext_lazy("Last day"), widget=DAY, input_formats=["%Y-%m-%d"], required=False,
        help_text=gettext_lazy("Empty: one day only."),
    )  # fmt: skip

    class Meta:
        model = Closure
        fields = ["name", "from_on", "until_on"]
        labels = {"name": gettext_lazy("What for")}
        help_texts = {"name": gettext_lazy("Shown to staff in the calendar, never to clients: summer, course.")}

    field_order = ("name", "whom", "from_on", "until_on")

    def __init__(self, *args: Any, there: WhoCanBeClosed | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        row = self.instance
        self.places, self.resources = there or _who_can_be_closed(self.tenant)
        now = [one.code for one in (row.resource, row.location) if one is not None]
        choices = [("", _("The whole business")), *self._groups(now)]
        whom: Any = self.fields["whom"]
        whom.choices, whom.one_is_enough = choices, True  # "(optional)" would be wrong: the whole business is a choice
        self.initial["whom"] = next(iter(now), "")

    @classmethod
    def of_rows(cls, tenant: Tenant, rows: QuerySet[Any]) -> list[Self]:
        there = _who_can_be_closed(tenant)
        return [cls(instance=row, tenant=tenant, there=there) for row in rows.select_related("location", "resource")]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("from_on") and cleaned.get("until_on") is None and "until_on" not in self.errors:
            cleaned["until_on"] = cleaned["from_on"]
        whom = cleaned.get("whom", "")
        if whom != self.initial["whom"]:  # else somebody who is closed at one place alone would be closed at all
            self.instance.location, self.instance.resource = self.places.get(whom), self.resources.get(whom)
        if not self.errors:
            self._days_can_be(cleaned["from_on"], cleaned["until_on"])
        return cleaned

    def _days_can_be(self, first: date, last: date) -> None:
        try:
            must_be_days(first, last)
        except Invalid as problem:
            for name, texts in problem.extra["errors"].items():
                self.add_error(name, texts)

    def _groups(self, now: list[str]) -> list[tuple[str, list[tuple[str, str]]]]:
        """What can be closed besides the whole business. What is archived only while it stands here."""
        people = {code: one for code, one in self.resources.items() if one.kind == Kind.PRACTITIONER}
        things = {code: one for code, one in self.resources.items() if code not in people}
        groups: list[tuple[str, dict[str, Any]]] = [
            (_("Places"), {**self.places}), (_("People"), {**people}), (_("Rooms and equipment"), {**things}),
        ]  # fmt: skip
        off = {} if is_on(self.tenant, THINGS) else things
        shown = [
            (
                title,
                [(code, one.name) for code, one in rows.items() if code in now or (one.active and code not in off)],
            )
            for title, rows in groups
        ]
        return [(title, rows) for title, rows in shown if rows]

    def state(self) -> dict[str, Any]:
        row = self.instance
        return super().state() | plain({"location": row.location_id, "resource": row.resource_id})

    def store(self) -> None:
        keep_closure(closure=self.instance)


def _who_can_be_closed(tenant: Tenant) -> WhoCanBeClosed:
    places, resources = Location.objects.filter(tenant=tenant), Resource.objects.filter(tenant=tenant)
    return {one.code: one for one in places}, {one.code: one for one in resources}


@require_GET
def closures(request: TenantRequest, tenant: str) -> HttpResponse:
    rows = Closure.objects.filter(tenant=request.tenant).select_related("location", "resource").order_by("from_on")
    today = local_day(database_now(), request.tenant.timezone)
    said = [(row, in_words(row), _whom(row)) for row in rows]
    context = {
        "page": PAGE,
        "coming": [one for one in said if one[0].until_on >= today],
        "past": [one for one in reversed(said) if one[0].until_on < today][:100],
        "rail": "settings",
    }
    return render(request, "bookings/setup/closures.html", context)


@require_http_methods(["GET", "POST"])
def add(request: TenantRequest, tenant: str) -> HttpResponse:
    form = ClosureForm.new(request)
    if saved(request, form):
        return _kept(request, form)
    return form_page(request, "bookings/setup/closure.html", form)


@require_http_methods(["GET", "POST"])
def closure(request: TenantRequest, tenant: str, closure: UUID) -> HttpResponse:
    form = ClosureForm.of(request, pk=closure)
    if saved(request, form):
        return _kept(request, form)
    row = Closure.objects.get(pk=closure)
    return form_page(request, "bookings/setup/closure.html", form, row=row, lying=_lying(request.tenant, row))


def _kept(request: TenantRequest, form: ClosureForm) -> HttpResponse:
    """Where bookings lie on these days there is something left to do, and it is seen."""
    if _lying(request.tenant, form.instance).touched:
        return see_other("desk-settings-closure", tenant=request.tenant.slug, closure=form.instance.pk)
    return see_other("desk-settings-closures", tenant=request.tenant.slug)


def _lying(tenant: Tenant, row: Closure) -> Foresight:
    return Foresight(tenant, Change(closing=(as_days(row),)))


@require_POST
def removal(request: TenantRequest, tenant: str, closure: UUID) -> HttpResponse:
    """Shown first, as closing is: the free times that come."""
    found = Closure.objects.filter(tenant=request.tenant, pk=closure).select_related("location", "resource").first()
    if found is None:
        raise NotFound
    told = Foresight(request.tenant, Change(opening=(as_days(found),)), {"opens": str(closure)})
    if not told.is_nothing and request.POST.get("known") != told.mark:
        back = reverse("desk-settings-closure", args=[tenant, closure])
        context = {"foretold": told, "row": found, "days": in_words(found), "back": back, "rail": "settings"}
        return render(request, "bookings/setup/reopening.html", context)
    return _opened(request, closure)


def _opened(request: TenantRequest, closure: UUID) -> HttpResponse:
    row = Closure.objects.select_for_update(no_key=True).filter(tenant=request.tenant, pk=closure).first()
    if row is None:
        raise NotFound
    row.tenant = request.tenant
    kept = remove_closure(closure=row, actor=request.member.actor)
    said = _("%(name)s is taken away; the days are open again.") % {"name": kept["name"]}
    page = reverse("desk-settings-closures", args=[request.tenant.slug])
    tell_undoable(request, said, "closure-removed", page=page, kept=kept)
    return see_other("desk-settings-closures", tenant=request.tenant.slug)


@way_back("closure-removed")
def back(request: TenantRequest, kept: dict[str, Any]) -> None:
    closure_back(tenant=request.tenant, kept=kept, actor=request.member.actor)


def _whom(row: Closure) -> str:
    """Somebody, a place, or somebody at a place; empty: the whole business."""
    return ", ".join(str(one) for one in (row.resource, row.location) if one is not None)


def in_words(row: Closure) -> str:
    """ "Thu 24 Dec" or "Mon 6 Jul – Fri 31 Jul", the year where it is another than this one."""
    language, today = page_language(), database_now().date()
    first, last = (say_day(day, language, today=today) for day in (row.from_on, row.until_on))
    return first if row.from_on == row.until_on else f"{first} – {last}"
