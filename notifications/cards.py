"""The letter that tells owners that Stripe takes no cards for them any more."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from booking.kernel.plain import one_line
from notifications.branding import accent_of
from notifications.composing import branded
from tenants import events
from tenants.account_mail import post
from tenants.models import Event, Membership, Role, Tenant
from tenants.tenancy import tenant_tx

TOLD = "cards.owners_told"


def tell_owners(event: Event) -> None:
    """Reading the event twice tells once: that they were told is written down with the letters. Where cards are taken
    again by then, there is nothing to tell."""
    with tenant_tx(event.tenant):
        business = Tenant.objects.select_for_update(no_key=True).get(pk=event.tenant_id)
        if business.takes_cards or Event.objects.filter(type=TOLD, subject_id=event.pk).exists():
            return
        events.record(business, TOLD, subject_id=event.pk)
        owners = Membership.objects.filter(tenant=business, role=Role.OWNER, deactivated_at=None)
        for owner in owners.select_related("user").order_by("pk"):
            language = owner.user.language or business.locale
            with translation.override(language):
                post(owner.user.email, *_letter(business, language), sender_name=one_line(business.name))


def _letter(business: Tenant, language: str) -> tuple[str, str, str]:
    return branded(
        "member/cards_stopped",
        {"business": one_line(business.name)},
        language=language,
        tenant=business,
        accent=accent_of(business.accent),
        actions=[
            (_("See what Stripe asks for"), settings.BASE_URL + reverse("desk-settings-cards", args=[business.slug]))
        ],
        policy=_("You get this mail as an owner of %(business)s.") % {"business": one_line(business.name)},
    )
