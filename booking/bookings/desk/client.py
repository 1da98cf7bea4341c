"""One client at the desk: how to reach them, to which group they belong, and what they have booked."""

from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from booking.bookings.desk.booking import said
from booking.bookings.desk.clients import may_identify, visible_client
from booking.bookings.desk.rows import state_mark
from booking.bookings.models import Booking, Status
from booking.bookings.secrecy import shown_to
from booking.bookings.selectors import of_client
from booking.clients.models import Client, Group
from tenants.answers import see_other
from tenants.clock import database_now
from tenants.models import Membership, Tenant
from tenants.modules import GROUPS, SwitchedOff, is_on
from tenants.requests import TenantRequest
from tenants.setup.saving import RowForm, form_page, saved

SHOWN = 10


class GroupOfForm(RowForm):
    """Nothing but this puts a client into a group."""

    thing: ClassVar[str] = "client_group"

    class Meta:
        model = Client
        fields = ["group"]
        labels = {"group": _("Group")}
        help_texts = {
            "group": _("Decides what they can book on your page, at what price and how far ahead. Only you can set it.")
        }

    @classmethod
    def rows_for(cls, tenant: Tenant, by: Membership) -> QuerySet[Client]:
        return cls.rows(tenant).filter(shown_to(by))

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        groups = Group.objects.filter(Q(active=True) | Q(pk=self.instance.group_id), tenant=self.tenant)
        field = self.fields["group"]
        field.queryset, field.empty_label = groups, str(_("None"))  # type: ignore[attr-defined]
        field.one_is_enough = True  # type: ignore[attr-defined]


@require_http_methods(["GET", "POST"])
def client(request: TenantRequest, tenant: str, code: str) -> HttpResponse:
    """Raises `NotFound`, for a colleague's client too when only the own calendar shows."""
    row = visible_client(request.tenant, request.member, code)
    grouped = is_on(request.tenant, GROUPS)
    if request.method == "POST" and not grouped:
        raise SwitchedOff
    form = GroupOfForm.of(request, pk=row.pk)
    if saved(request, form):
        return see_other("desk-client", tenant=tenant, code=code)
    bookings = of_client(request.member, Booking.objects.filter(client=row).exclude(status=Status.HELD))
    found = bookings.select_related("location").prefetch_related("parts__service").order_by("-start_at")[:SHOWN]
    now = database_now()
    context: dict[str, Any] = {
        "client": row,
        "rail": "clients",
        "identity": row.identity if may_identify(request.member) else "",
        "groups": grouped and form.fields["group"].queryset.exists(),  # type: ignore[attr-defined]
        "bookings": [(one, one.parts.all()[0].service.name, said(one, now), state_mark(one)) for one in found],
        "book": f"{reverse('desk-book', args=[tenant])}?client={row.code}",
    }
    return form_page(request, "desk/client.html", form, **context)
