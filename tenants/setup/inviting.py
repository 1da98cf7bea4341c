"""Asking somebody to come and work here, by a link in their mail that is good once.

Whoever invites learns nothing of whether the e-mail is known to Ledig: a worker writes the mail either way."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, Sum
from django.utils.translation import gettext as _

from booking.kernel.errors import Forbidden, Invalid, NotFound, RateLimited
from booking.kernel.tokens import token_opens, token_row
from tenants import events
from tenants.clock import DatabaseNow, database_now
from tenants.models import Invitation, Membership, Tenant
from tenants.models.invited import JOIN
from tenants.setup.membership import lock_people
from tenants.setup.ranks import settable

GOOD_FOR = timedelta(days=7)
A_DAY = timedelta(days=1)
MOST_A_DAY, MAILS_A_DAY = 50, 5  # invitations of a business, mails to one address
OPEN = Q(accepted_at=None, withdrawn_at=None)


def invite(
    *, by: Membership, email: str, role: str, sees_all: bool = False, language: str, calendar: str = ""
) -> Invitation:
    """Sent twice, it is one invitation and one mail. Raises `Invalid`, `Forbidden`, `RateLimited`."""
    email = email.lower()
    wish = {"role": role, "sees_all": sees_all, "language": language, "calendar": calendar}
    with transaction.atomic():
        by = lock_people(by)
        if role not in settable(by.role):
            raise Forbidden
        _refuse_colleagues(by, email)
        now = database_now()
        Invitation.objects.filter(OPEN, tenant=by.tenant, email=email, expires_at__lte=now).update(withdrawn_at=now)
        there = Invitation.objects.filter(OPEN, tenant=by.tenant, email=email).first()
        if there and all(getattr(there, name) == value for name, value in wish.items()):
            return there
        if there:
            raise Invalid(errors={"email": [_("Is invited already. Withdraw that invitation to change it.")]})
        _spend(by.tenant, email)
        made = Invitation.objects.create(
            tenant=by.tenant, email=email, invited_by=by, created_at=now, expires_at=now + GOOD_FOR, **wish
        )
        events.record(by.tenant, events.INVITED, subject_id=made.pk, actor=by.actor, role=role)
    return made


def send_again(*, by: Membership, invitation_id: UUID) -> Invitation:
    """The same link, good for a week from now, and by the word of who sends it now. Raises `NotFound`,
    `RateLimited`."""
    with transaction.atomic():
        found = _open(by, invitation_id)
        _spend(found.tenant, found.email)
        found.expires_at = database_now() + GOOD_FOR
        found.mails_asked += 1
        found.invited_by = by
        found.save(update_fields=["expires_at", "mails_asked", "invited_by"])
        events.record(found.tenant, events.INVITED, subject_id=found.pk, actor=by.actor, role=found.role, again=True)
    return found


def withdraw(*, by: Membership, invitation_id: UUID) -> Invitation:
    with transaction.atomic():
        found = _open(by, invitation_id)
        Invitation.objects.filter(pk=found.pk).update(withdrawn_at=DatabaseNow())
        events.record(found.tenant, events.UNINVITED, subject_id=found.pk, actor=by.actor, role=found.role)
    return found


def settle(invitation: Invitation) -> bool:
    """Whether a mail that was asked for is still to be written. Settles once for each; asked within a transaction."""
    waiting = Invitation.objects.filter(OPEN, pk=invitation.pk, mails_sent__lt=F("mails_asked"))
    return bool(waiting.update(mails_sent=F("mails_asked")))


def opened_invitation(tenant: Tenant, token: str, *, lock: bool = False) -> Invitation:
    """Looking does not use it up. Raises `NotFound`: forged, used, withdrawn, too old, or another business's."""
    pk = token_row(token)
    good = Invitation.objects.filter(OPEN, tenant=tenant, expires_at__gt=DatabaseNow())
    if lock:
        good = good.select_for_update(no_key=True)
    found = good.filter(pk=pk).first() if pk else None
    if found is None or not token_opens(token, JOIN, found.pk, 1):
        raise NotFound
    return found


def join_url(invitation: Invitation) -> str:
    return f"{settings.BASE_URL}/{invitation.tenant.slug}/join/{invitation.token}/"


def _open(by: Membership, invitation_id: UUID) -> Invitation:
    by = lock_people(by)
    found = Invitation.objects.filter(OPEN, tenant=by.tenant, pk=invitation_id).select_related("tenant").first()
    if found is None:
        raise NotFound
    if found.role not in settable(by.role):
        raise Forbidden
    return found


def _refuse_colleagues(by: Membership, email: str) -> None:
    """What the list of members shows anyway."""
    there = Membership.objects.filter(tenant=by.tenant, user__email=email).first()
    if there and there.deactivated_at is None:
        raise Invalid(errors={"email": [_("Works here already.")]})
    if there:
        raise Invalid(errors={"email": [_("Has worked here. Bring them back from the list of people.")]})


def _spend(tenant: Tenant, email: str) -> None:
    today = Invitation.objects.filter(tenant=tenant, created_at__gt=database_now() - A_DAY)
    mails = today.filter(email=email).aggregate(all=Sum("mails_asked"))["all"] or 0
    if mails >= MAILS_A_DAY or today.count() >= MOST_A_DAY:
        raise RateLimited(retry_after=int(A_DAY.total_seconds() // 24))
