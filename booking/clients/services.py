"""Who a booking is for. A stranger who writes a known e-mail is shown nothing, logs in nowhere and changes nothing."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.crypto import salted_hmac

from booking.clients.models import Client, Source
from booking.clients.selectors import played_by
from booking.kernel.secrets_at_rest import seal
from tenants import events
from tenants.models import Membership, Tenant


@dataclass(frozen=True, slots=True)
class Contact:
    """What somebody says about themselves; frozen on the booking. The e-mail in lower case. `confirm_by`: how they
    want to hear that it is booked (`bookings.models.ConfirmBy`), when somebody asked."""

    name: str
    email: str = ""
    phone: str = ""
    language: str = ""
    message: str = ""
    confirm_by: str = ""


def match_or_make(*, tenant: Tenant, contact: Contact) -> Client:
    """The one client with this e-mail, left untouched; otherwise a new one. Staff can merge later.

    The match proves nothing: whoever calls must keep the booking marked as unproven."""
    if contact.email:
        known = list(Client.objects.filter(email=contact.email.lower(), test=False)[:2])
        if len(known) == 1:
            return known[0]
    return make_client(tenant=tenant, contact=contact)


def make_client(*, tenant: Tenant, contact: Contact, source: str = Source.OWN, identity: str = "") -> Client:
    """Somebody new, whoever else may have the same e-mail. `identity`: digits, as `identity_number` gives them."""
    return Client.objects.create(
        tenant=tenant,
        name=contact.name,
        email=contact.email.lower(),
        phone=contact.phone,
        language=contact.language,
        source=source,
        identity_sealed=seal(identity) if identity else b"",
        identity_mark=identity_mark(tenant, identity),
    )


def make_test_client(*, member: Membership, name: str, language: str) -> Client:
    """Somebody whom the member plays, to see the client's side; at the member's own e-mail, where all that is sent
    goes. Each member has one."""
    with transaction.atomic():
        Membership.objects.select_for_update(no_key=True).get(pk=member.pk)  # one click after the other
        there = played_by(member)
        if there is not None:
            return there
        made = Client.objects.create(
            tenant=member.tenant, name=name, email=member.user.email.lower(), language=language, test=True
        )
        events.record(member.tenant, "client.test_made", subject_id=made.pk, actor=member.actor)
    return made


def identity_mark(tenant: Tenant, identity: str) -> str:
    """Two marks are the same when the numbers are; it tells nothing else, and nothing across businesses."""
    return salted_hmac("identity", f"{tenant.pk}|{identity}", algorithm="sha256").hexdigest()[:32] if identity else ""
