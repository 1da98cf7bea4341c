"""The account of its own that a business is paid into. What Stripe says of it decides whether cards are taken."""

import json
from hashlib import sha256

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from booking.kernel.errors import Invalid, Unavailable
from payments import gateway
from payments.following import NOT_FOLLOWED, bring_in_line, locked, say, state_of
from tenants.actors import SYSTEM, Actor
from tenants.models import Connecting, Tenant
from tenants.tenancy import tenant_tx

UPDATED, LEFT = "account.updated", "account.application.deauthorized"
TOLD = {UPDATED, LEFT}
TRIES = 3


def may_connect(tenant: Tenant) -> bool:
    """Not where card payments have gone elsewhere from the beginning: nobody is cut off from money by a press."""
    return not tenant.takes_cards or bool(tenant.stripe_state)


def begin(*, tenant: Tenant, actor: Actor) -> str:
    """Where the owner tells Stripe who they are, good once; our own page when there is nothing to tell. Called outside
    a transaction; twice makes one account.

    Raises `Invalid`, and `Unavailable` when Stripe does not answer."""
    if not may_connect(tenant):
        raise Invalid(_("Card payments are set up already."))
    page = settings.BASE_URL + reverse("desk-settings-cards", args=(tenant.slug,))
    try:
        account = tenant.stripe_account or _made(tenant, actor)
        if tenant.stripe_state == Connecting.OFF:
            seen = bring_in_line(tenant, actor, again=True)
            if seen is None:
                return _link(_made(tenant, actor), page)
            if state_of(seen) in (Connecting.READY, Connecting.CHECKING):
                return page
        return _link(account, page)
    except gateway.GatewayUnavailable as problem:
        raise Unavailable from problem
    except gateway.GatewayRefused as refusal:
        raise Invalid(
            _("Stripe does not open an account for this business: %(why)s") % {"why": refusal.message}
        ) from None


def look(*, tenant: Tenant, actor: Actor = SYSTEM, unasked: bool = False) -> bool:
    """Ask Stripe how far it is. False when nobody answers, or, `unasked`, when it cannot be read. Called outside a
    transaction."""
    if not tenant.stripe_account or tenant.stripe_state in NOT_FOLLOWED:
        return True
    try:
        seen = bring_in_line(tenant, actor, unasked=unasked)
    except (gateway.GatewayUnavailable, gateway.GatewayRefused):
        return False
    return seen is not None or not unasked


def hear(account: str) -> None:
    """Stripe has told that something is new about an account; perhaps it is one of ours. A hint: it is read again.

    Raises `GatewayUnavailable`."""
    for tenant in Tenant.objects.filter(stripe_account=account).exclude(stripe_state__in=NOT_FOLLOWED):
        bring_in_line(tenant, SYSTEM)


def _link(account: str, page: str) -> str:
    return gateway.onboarding_link(account, return_url=f"{page}?returned", refresh_url=page)


def disconnect(*, tenant: Tenant, actor: Actor) -> None:
    """No cards from now on. The account is remembered: what was paid into it can still be given back."""
    with tenant_tx(tenant):
        row = locked(tenant)
        if row.stripe_state not in NOT_FOLLOWED:
            say(row, Connecting.OFF, actor, by_hand=True)


def _made(tenant: Tenant, actor: Actor) -> str:
    """Instead of the one that was lost, if there was one. An account keeps its country: of a business that has changed
    it meanwhile another one is made. Raises `GatewayUnavailable` when it does so again and again."""
    lost = tenant.stripe_account
    for _try in range(TRIES):
        made = _opened(tenant)
        with tenant_tx(tenant):
            row = locked(tenant)
            if row.stripe_account != lost:
                return row.stripe_account
            if row.country == tenant.country:
                row.stripe_account = made
                say(row, Connecting.BEGUN, actor)
                return made
        tenant = row
    raise gateway.GatewayUnavailable("its country is changed all the time")


def _opened(tenant: Tenant) -> str:
    """What is told of the business is part of the key: Stripe takes other words under the same key for a mistake."""
    lost, told = tenant.stripe_account, {
        "country": tenant.country, "email": tenant.email, "name": tenant.name,
        "url": settings.BASE_URL + reverse("business", args=(tenant.slug,)),
    }  # fmt: skip
    words = sha256(json.dumps([lost, told]).encode()).hexdigest()[:16]
    return gateway.create_account(
        **told, metadata={"tenant": str(tenant.pk)}, idempotency_key=f"connect-{tenant.pk}-{words}"
    ).id
