"""The letter that asks somebody to come and work at a business."""

from django.utils import translation
from django.utils.translation import gettext as _

from booking.kernel.plain import one_line
from booking.kernel.saying import say_day
from notifications.branding import accent_of
from notifications.composing import branded
from tenants.account_mail import post
from tenants.models import Event, Invitation
from tenants.setup.inviting import join_url, settle
from tenants.setup.joining import whose
from tenants.tenancy import tenant_tx


def send_invitation(event: Event) -> None:
    """In the language that the person reads here already, else in the one that whoever invites has chosen. Reading
    the event twice sends one letter: each asking is settled once, in the transaction that writes the mail."""
    with tenant_tx(event.tenant):
        found = Invitation.objects.select_related("tenant", "invited_by__user").filter(pk=event.subject_id).first()
        if found is None or not settle(found):
            return
        known = whose(found.email)
        language = (known.language if known else "") or found.language
        with translation.override(language):
            business = one_line(found.tenant.name)
            post(found.email, *_letter(found, business, language), sender_name=business, reply_to=found.tenant.email)


def _letter(invitation: Invitation, business: str, language: str) -> tuple[str, str, str]:
    asker = invitation.invited_by
    until = say_day(invitation.expires_at.date(), language)
    return branded(
        "member/invited",
        {
            "business": business,
            "asker": one_line(str(asker.user)) if asker else business,
            "role": invitation.get_role_display(),
        },
        language=language,
        tenant=invitation.tenant,
        accent=accent_of(invitation.tenant.accent),
        actions=[(_("Open the invitation"), join_url(invitation))],
        policy=_("The link is good until %(day)s, and once. If you do not know the business, do nothing.")
        % {"day": until},
    )
