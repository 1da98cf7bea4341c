"""The page of bookings that have no room or thing though their service needs one, and what the switch says of them."""

from collections.abc import Iterator

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from booking.bookings.equipping import equip_next, unequipped
from booking.bookings.models import Part, Status
from booking.bookings.secrecy import IN_SETTINGS, as_seen_by
from booking.bookings.setup.foresight import SHOWN, Touched
from booking.kernel.saying import page_language, say_span
from tenants.answers import see_other
from tenants.models import Tenant
from tenants.modules import THINGS, is_on
from tenants.requests import TenantRequest
from tenants.setup.modules import holds
from tenants.tenancy import outside_transaction, tenant_tx


@require_http_methods(["GET", "POST"])
@outside_transaction
def equipping(request: TenantRequest, tenant: str) -> HttpResponse:
    """A press gives them what is free, in short transactions. `after`: up to which minute that was tried."""
    after = _minute(request.POST if request.method == "POST" else request.GET)
    if request.method == "POST":
        return _equip(request, after)
    with tenant_tx(request.tenant):
        parts = unequipped(request.tenant)
        context = {"rail": "settings", "count": len(parts), "coming": _said(parts[:SHOWN]), "after": after}
        return render(request, "bookings/setup/equipping.html", context)


def _equip(request: TenantRequest, after: int) -> HttpResponse:
    done = equip_next(tenant=request.tenant, actor=request.member.actor, after=after)
    n = done.given
    text = ngettext("%(n)s booking has what it needs now.", "%(n)s bookings have what they need now.", n)
    messages.success(request, text % {"n": n} if n else _("Nothing is free at those times. Nothing was changed."))
    if done.left:
        more = ngettext(
            "%(n)s later booking was not tried yet. Press again to go on with it.",
            "%(n)s later bookings were not tried yet. Press again to go on with them.", done.left,
        )  # fmt: skip
        messages.info(request, more % {"n": done.left})
    query = f"after={done.until}" if done.left else ""
    return see_other("desk-settings-things-missing", tenant=request.tenant.slug, query=query)


def _minute(said: QueryDict) -> int:
    """From the beginning, where nothing sensible is said."""
    written = said.get("after", "")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else 0


def _said(parts: list[Part]) -> list[Touched]:
    language, of = page_language(), {part.booking_id: part for part in parts}
    rows = []
    for one in as_seen_by(IN_SETTINGS, [part.booking for part in of.values()]):
        part = of[one.pk]
        when = say_span(part.start_at, part.end_at, one.location.timezone, language)
        what = f"{part.service}, {part.resource.name}"
        rows.append(Touched(one.code, one.contact_name, when, what, one.status == Status.CONFIRMED))
    return rows


def _without(tenant: Tenant) -> Iterator[str]:
    """Said beside the switch, also before it is switched on; then with the way to them."""
    n = len({part.booking_id for part in unequipped(tenant)})
    if not n:
        return
    text = ngettext(
        "%(n)s booking to come has no room or thing, though its service needs one.",
        "%(n)s bookings to come have no room or thing, though their services need one.", n,
    ) % {"n": n}  # fmt: skip
    if not is_on(tenant, THINGS):
        yield text
        return
    page = reverse("desk-settings-things-missing", args=[tenant.slug])
    yield format_html('{} <a href="{}">{}</a>', text, page, _("Find rooms for them"))


holds(THINGS, _without)
