"""The settings' page of card payments: connecting the business's own account at Stripe."""

from csp.decorators import csp_update
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from booking.kernel.errors import Invalid, Unavailable
from booking.resources.paying import paid_by_card
from payments import connecting
from tenants import events
from tenants.answers import private, see_other
from tenants.models import Connecting, Tenant
from tenants.requests import TenantRequest
from tenants.setup.checklist import Step, ask_for
from tenants.setup.last_change import last_of
from tenants.setup.pages import Group, SettingsPage, register
from tenants.tenancy import outside_transaction, tenant_tx

PAGE = register(
    SettingsPage(
        "desk-settings-cards", Group.BUSINESS, gettext_lazy("Card payments"),
        gettext_lazy("Whether clients can pay by card when they book, and where the money goes."), 30,
    )
)  # fmt: skip
NO_ANSWER = gettext_lazy("Stripe does not answer right now. Look again in a while.")
EVENTS = [*(f"cards.{state}" for state in Connecting.values), events.CARDS_DROPPED]


def wants_an_account(tenant: Tenant) -> bool:
    """It stopped half-way, or has services to be paid by card and no account that the money could go to."""
    if tenant.takes_cards:
        return False
    half_way = tenant.stripe_state in (Connecting.BEGUN, Connecting.NEEDS)
    return half_way or paid_by_card(tenant).exists()


ask_for(
    Step(
        Group.BUSINESS, gettext_lazy("Connect card payments"),
        gettext_lazy("There is no account for the money yet; until then clients pay on site."),
        lambda tenant: tenant.takes_cards, PAGE.route, wants_an_account,
    )
)  # fmt: skip


@require_GET
@outside_transaction
@csp_update({"form-action": [settings.STRIPE_PAGES]})  # type: ignore[arg-type]
@private
def cards(request: TenantRequest, tenant: str) -> HttpResponse:
    """`?returned`: somebody comes back from Stripe, or wants to know how far it is."""
    if "returned" in request.GET and not connecting.look(tenant=request.tenant, actor=request.member.actor):
        messages.info(request, NO_ANSWER)
    with tenant_tx(request.tenant):
        business = Tenant.objects.get(pk=request.tenant.pk)
        last = last_of(business, EVENTS, business.pk)
        services = paid_by_card(business).count()
    state = business.stripe_state or ("elsewhere" if business.takes_cards else "")
    context = {"page": PAGE, "state": state, "services": services, "last": last, "rail": "settings"}
    return render(request, "payments/setup/cards.html", context)


@require_POST
@outside_transaction
@private
def onboarding(request: TenantRequest, tenant: str) -> HttpResponseBase:
    """On to Stripe's own pages. Their address is made for this press alone."""
    try:
        return HttpResponseRedirect(connecting.begin(tenant=request.tenant, actor=request.member.actor))
    except (Invalid, Unavailable) as problem:
        silent = isinstance(problem, Unavailable)
        messages.error(request, NO_ANSWER if silent else problem.message)
        return see_other("desk-settings-cards", tenant=tenant)


@require_POST
@outside_transaction
@private
def end(request: TenantRequest, tenant: str) -> HttpResponse:
    connecting.disconnect(tenant=request.tenant, actor=request.member.actor)
    messages.success(request, _("Card payments are off. Clients pay on site."))
    return see_other("desk-settings-cards", tenant=tenant)
