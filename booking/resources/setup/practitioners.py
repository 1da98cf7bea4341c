"""What clients see of a practitioner."""

from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from booking.kernel.errors import NotFound, StaleState
from booking.kernel.images import PHOTO
from booking.resources.arranging import last_place, move_person
from booking.resources.models import Kind, Location, Resource
from booking.resources.people import OfPractitioner, places_for, practitioner_of
from booking.resources.people import practitioners as practitioners_of
from booking.resources.setup.archiving import Archiving, archived, button
from booking.resources.setup.lacking import lacks_of
from booking.resources.setup.listed import put_in_order
from booking.resources.setup.service_forms import number
from booking.resources.setup.skills import holdings
from tenants.answers import see_other
from tenants.models import Role, Tenant
from tenants.requests import TenantRequest
from tenants.setup.foreseen import ForeseenForm
from tenants.setup.pages import Group, SettingsPage, register
from tenants.setup.picture_form import PictureField, PictureForm
from tenants.setup.saving import RowForm, form_page, saved
from tenants.uploads import takes_file

PAGE = register(
    SettingsPage(
        "desk-settings-practitioners", Group.PEOPLE, _("Practitioners"),
        _("What clients read about each of you before they choose and before they come."),
    )
)  # fmt: skip


MOST_A_DAY = 99


class PractitionerForm(OfPractitioner, PictureForm, ForeseenForm):
    """`location` is only asked for where there are several."""

    told = frozenset({"name", "title", "location", "public", "most_a_day"})
    picture = "photo"

    photo = PictureField(
        label=_("Photo"), shape=PHOTO, help_text=_("Clients see it beside the name. It is cut to a square.")
    )
    no_photo = forms.BooleanField(label=_("Take the photo away"), required=False)

    video_url = forms.URLField(
        label=_("Link to the video room"), required=False, max_length=200, assume_scheme="https",
        validators=[URLValidator(schemes=["https"])], help_text=_("Sent to clients who have booked a video visit."),
    )  # fmt: skip

    most_a_day = number(
        1, MOST_A_DAY, label=_("Most visits a day"), required=False,
        help_text=_(
            "On a day that has so many, clients are offered no more times with them. Staff can book more, after a "
            "warning. Empty: as many as there is time for."
        ),
    )  # fmt: skip

    class Meta:
        model = Resource
        fields = ["name", "title", "location", "about", "arrival_text", "video_url", "public", "most_a_day"]
        labels = {
            "name": _("Name"), "title": _("Title"), "location": _("Place"),
            "about": _("About"), "arrival_text": _("Before the visit"),
            "public": _("Clients can choose them on your page"),
        }  # fmt: skip
        help_texts = {
            "title": _("Stands under the name, like “Physiotherapist”."),
            "location": _("Where they belong. With “Any place” they work wherever they have hours."),
            "about": _("A few lines on their own page."),
            "arrival_text": _("Their own words in confirmations and reminders."),
            "public": _("Otherwise only staff can book with them."),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        ask_for_place(self)

    @property
    def lost(self) -> bool:
        return super().lost or (self.drawn is not None and self.foretold is not None)


class NewPractitionerForm(OfPractitioner, RowForm):
    """Somebody whom others plan for."""

    told = PractitionerForm.told - {"most_a_day"}

    class Meta(PractitionerForm.Meta):
        fields = ["name", "title", "location", "public"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        ask_for_place(self)

    def store(self) -> None:
        self.instance.position = last_place(self.tenant, Resource)
        super().store()


class PractitionerArchiving(OfPractitioner, Archiving):
    class Meta:
        model = Resource
        fields = ["active"]

    def restore(self, kept: dict[str, Any]) -> None:
        """From the log, too, whoever logs in leaves on the page about their login, and comes back there. Raises
        `StaleState`."""
        if not kept["active"] and _logs_in(self.instance):
            raise StaleState(_("They log in here again. Whoever logs in leaves on the page about their login."))
        if kept["active"] and _logs_in(self.instance) and self.instance.member.role == Role.FINANCE:
            raise StaleState(_("Finance has no calendar of its own. It is back with another role."))
        super().restore(kept)


def ask_for_place(form: RowForm) -> None:
    there = form.once("places", lambda: list(Location.objects.filter(tenant=form.tenant)))
    places = [one for one in there if one.active or one.pk == form.instance.location_id]
    form.fields["location"].queryset = places_for(form.instance, form.tenant)  # type: ignore[attr-defined]
    form.fields["location"].empty_label = _("Any place")  # type: ignore[attr-defined]
    if len(places) < 2:
        del form.fields["location"]


@require_GET
def practitioners(request: TenantRequest, tenant: str) -> HttpResponse:
    rows = list(practitioners_of(request.tenant).filter(active=True).select_related("member__user"))
    lacks = lacks_of(request.tenant, rows)
    ending = [one for one in holdings(request.tenant) if one.runs_out]
    gone = practitioners_of(request.tenant).filter(active=False)
    context = {
        "page": PAGE, "rail": "settings", "people": [(one, lacks.get(one.pk, [])) for one in rows], "ending": ending,
        "archived": gone,
    }  # fmt: skip
    return render(request, "resources/setup/practitioners.html", context)


@require_http_methods(["GET", "POST"])
def order(request: TenantRequest, tenant: str) -> HttpResponse:
    return put_in_order(request, "who", move_person, "desk-settings-practitioners")


@takes_file
@require_http_methods(["GET", "POST"])
def practitioner(request: TenantRequest, tenant: str, code: str) -> HttpResponse:
    row = practitioner_of(request.tenant, code)
    form = PractitionerForm.of(request, code=code)
    if saved(request, form):
        return see_other("desk-settings-practitioner", tenant=tenant, code=code)
    ending = [one for one in holdings(request.tenant, [row]) if one.runs_out]
    lacks = lacks_of(request.tenant, [row]).get(row.pk, [])
    context = {"row": row, "ending": ending, "lacks": lacks, "archiving": _archiving(request.tenant, row)}
    return form_page(request, "resources/setup/practitioner.html", form, **context)


@require_http_methods(["GET", "POST"])
def add(request: TenantRequest, tenant: str) -> HttpResponse:
    """What comes next is what they give."""
    places = Location.objects.filter(tenant=request.tenant, active=True)[:2]
    form = NewPractitionerForm.new(request, kind=Kind.PRACTITIONER, location=places[0] if len(places) == 1 else None)
    if saved(request, form):
        code = practitioners_of(request.tenant).values_list("code", flat=True).get(pk=form.instance.pk)
        return see_other("desk-settings-practitioner-services", tenant=tenant, code=code)
    return form_page(request, "resources/setup/practitioner_new.html", form)


@require_POST
def archive(request: TenantRequest, tenant: str, code: str) -> HttpResponse:
    """`active`: bring them back. Whoever logs in leaves on the page about their login. Raises `NotFound`."""
    row = practitioner_of(request.tenant, code)
    if _archiving(request.tenant, row) is None:
        raise NotFound
    page = reverse("desk-settings-practitioner", args=[tenant, code])
    return archived(request, PractitionerArchiving.of(request, code=code), "desk-settings-practitioners", page)


def _logs_in(row: Resource) -> bool:
    return row.member is not None and row.member.deactivated_at is None


def _archiving(tenant: Tenant, row: Resource) -> Archiving | None:
    if _logs_in(row):
        return None
    return button(PractitionerArchiving(instance=row, tenant=tenant))
