"""How a service would look to clients, from what stands in the form. Nothing is kept."""

from dataclasses import replace

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from booking.availability.catalogue import Catalogue, current
from booking.availability.setup.service_booking import BookingForm, names_of_groups
from booking.bookings.choice import choose, options
from booking.bookings.choosing_page import choosing_page
from booking.bookings.presenting import offered
from booking.kernel.errors import Invalid, NotFound
from booking.resources.models import BookedBy, Service, ServiceLength, ServiceProvider
from booking.resources.setup.giving import Own, as_row
from booking.resources.setup.service_forms import NewServiceForm, ServiceForm
from booking.resources.setup.service_who import WhoForm
from tenants.requests import TenantRequest
from tenants.setup.saving import RowForm

FORMS: dict[str, type[RowForm]] = {
    "service": ServiceForm, "who": WhoForm, "new": NewServiceForm, "booking": BookingForm,
}  # fmt: skip


@require_POST
def service(request: TenantRequest, tenant: str) -> HttpResponse:
    """`?form=` which of the forms, `&service=` whose. What is wrong in it is shown as it was before.

    Raises `Invalid` or `NotFound`."""
    kind = FORMS.get(request.GET.get("form", ""))
    if kind is None:
        raise Invalid
    form = _form(request, kind)
    catalogue = as_typed(current(request.tenant), form)
    found = catalogue.services[0]
    found.name = found.name or _("The name")
    choice = choose(options(catalogue, found), {})
    shown = offered(catalogue, found, request.tenant)
    context = choosing_page(catalogue, choice, request.tenant) | {
        "services": [shown if catalogue.lengths(found) else replace(shown, price="")],
        "on_page": found in catalogue.shown_services,
        "nobody": not catalogue.providers(found),
        "for_whom": _for_whom(form, current(request.tenant).clients_only),
    }
    return render(request, "bookings/setup/preview.html", context)


def _for_whom(form: RowForm, clients_only: bool) -> str:
    """Who finds it on the page, when not everybody does. `clients_only`: nobody else finds anything."""
    wanted = form.instance.booked_by
    if wanted == BookedBy.CLIENTS or (clients_only and wanted == BookedBy.EVERYBODY):
        return _("Only existing clients see it, when they have shown who they are.")
    if form.instance.booked_by != BookedBy.GROUPS:
        return ""
    names = form.chosen_names() if isinstance(form, BookingForm) else names_of_groups(form.instance)
    return _("Only %(groups)s see it.") % {"groups": ", ".join(names)} if names else _("Nobody sees it yet.")


def _form(request: TenantRequest, kind: type[RowForm]) -> RowForm:
    """Without the lock that saving takes."""
    if kind is NewServiceForm:
        row = Service(tenant=request.tenant, modes=[])
    else:
        found = Service.objects.filter(tenant=request.tenant, code=request.GET.get("service", "")).first()
        if found is None:
            raise NotFound
        row = found
    form = kind(request.POST, instance=row, tenant=request.tenant)
    form.is_valid()
    return form


def as_typed(catalogue: Catalogue, form: RowForm) -> Catalogue:
    """One that has the form's service only, as it is typed. Its rows are no rows of the database."""
    row = form.instance
    lengths, providers = list(row.lengths.all()), list(row.providers.all())
    if isinstance(form, ServiceForm):
        lengths = [ServiceLength(service=row, minutes=minutes, price=price) for minutes, price in form.typed()]
    if isinstance(form, NewServiceForm):
        providers = _providers(catalogue, row, {code: [None, None] for code in form.cleaned_data.get("who", [])})
    if isinstance(form, WhoForm):
        providers = _providers(catalogue, row, form.typed())
    return catalogue.with_only(row, lengths, providers)


def _providers(catalogue: Catalogue, row: Service, who: Own) -> list[ServiceProvider]:
    resources = {one.code: one for one in catalogue.resources.values()}
    return [as_row(own, service=row, resource=resources[code]) for code, own in who.items()]
