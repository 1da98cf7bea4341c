"""The letter with the link by which a client shows who they are. Only a client gets it; nobody else hears a word."""

from django.utils import translation
from django.utils.translation import gettext as _

from booking.bookings.known_links import known_url, settle
from booking.clients.models import KnownLink
from booking.kernel.plain import one_line
from notifications.branding import accent_of
from notifications.composing import branded
from tenants.account_mail import post
from tenants.models import Event
from tenants.tenancy import tenant_tx


def send_link(event: Event) -> None:
    """Reading the event twice sends one letter: the link is settled once, in the transaction that writes the mail."""
    with tenant_tx(event.tenant):
        link = KnownLink.objects.select_related("tenant").filter(pk=event.subject_id).first()
        if link is None or not settle(event.tenant, link):
            return
        with translation.override(link.language):
            post(link.email, *_letter(link), sender_name=one_line(link.tenant.name), reply_to=link.tenant.email)


def _letter(link: KnownLink) -> tuple[str, str, str]:
    return branded(
        "client/known",
        {"business": one_line(link.tenant.name)},
        language=link.language,
        tenant=link.tenant,
        accent=accent_of(link.tenant.accent),
        actions=[(_("Open the link"), known_url(link))],
        policy=_("The link is good for 30 minutes, and once. If you did not ask for it, you need not do anything."),
    )
