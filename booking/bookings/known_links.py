"""Links by which a client shows who they are: asked for by anybody, sent to clients alone, good once.

Whoever asks learns nothing: one row is written either way, and a worker looks whether anybody has the e-mail."""

from datetime import timedelta

from django.conf import settings
from django.db.models import F, Max, Q

from booking.bookings.selectors import VISITED
from booking.clients.models import KNOWN, Client, KnownLink
from booking.kernel.errors import NotFound
from booking.kernel.tokens import token_opens, token_row
from tenants import events
from tenants.actors import CLIENT
from tenants.clock import database_now
from tenants.models import Tenant

GOOD_FOR = timedelta(minutes=30)


def ask_for_link(*, tenant: Tenant, email: str, language: str) -> None:
    link = KnownLink.objects.create(tenant=tenant, email=email.lower(), language=language)
    events.record(tenant, events.LINK_ASKED, subject_id=link.pk, actor=CLIENT)


def settle(tenant: Tenant, link: KnownLink) -> bool:
    """Find out whose link it is. Nobody's, and it is gone; so are those that are too old. Settles once."""
    forget_old_links(tenant)
    client = whose(link.email)
    if client is None:
        link.delete()
        return False
    return bool(KnownLink.objects.filter(pk=link.pk, client=None).update(client=client))


def forget_old_links(tenant: Tenant) -> None:
    """They open nothing any more, and hold an e-mail that may be anybody's."""
    KnownLink.objects.filter(tenant=tenant, asked_at__lte=database_now() - GOOD_FOR).delete()


def whose(email: str) -> Client | None:
    """Of several clients with the same e-mail the one who was here last: the e-mail is proven for all of them."""
    visited = Q(bookings__status__in=VISITED, bookings__start_at__lte=database_now())
    among = Client.objects.filter(email=email, test=False).annotate(here_at=Max("bookings__start_at", filter=visited))
    return among.order_by(F("here_at").desc(nulls_last=True), "-created_at", "-pk").first()


def opened_link(tenant: Tenant, token: str) -> KnownLink:
    """Looking does not use it up. Raises `NotFound`, whether it is forged, used, too old or another business's."""
    pk = token_row(token)
    fresh = KnownLink.objects.filter(tenant=tenant, client__isnull=False, asked_at__gt=database_now() - GOOD_FOR)
    link = fresh.select_related("client").filter(pk=pk).first() if pk else None
    if link is None or not token_opens(token, KNOWN, link.pk, 1):
        raise NotFound
    return link


def use_link(tenant: Tenant, token: str) -> Client:
    """Who is proven by it. Raises `NotFound`; of two at the same time one does."""
    link = opened_link(tenant, token)
    deleted, _each = KnownLink.objects.filter(pk=link.pk).delete()
    if not deleted or link.client is None or link.client.email != link.email:
        raise NotFound
    return link.client


def known_url(link: KnownLink) -> str:
    return f"{settings.BASE_URL}/{link.tenant.slug}/known/{link.token}/"
