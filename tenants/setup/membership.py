"""Changing who works here: a role, an end, a return. Nobody can take away the last owner.

Each of them locks the business's row first: of two that come at once, the second sees what the first has done."""

from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from booking.kernel.errors import Forbidden, Invalid, NotFound
from tenants import events
from tenants.access import SETTINGS
from tenants.clock import DatabaseNow
from tenants.models import ApiKey, Invitation, Membership, Role, Tenant, User
from tenants.setup.keys import end_key
from tenants.setup.ranks import settable


def lock_people(by: Membership) -> Membership:
    """Nobody else changes who works here until this transaction ends. Returns the member who acts as they are now.

    Raises `Forbidden` when they may not change anybody any more."""
    Tenant.objects.select_for_update(no_key=True).get(pk=by.tenant_id)
    now = Membership.objects.filter(pk=by.pk, deactivated_at=None).select_related("user", "tenant").first()
    if now is None or not settable(now.role):
        raise Forbidden
    return now


def change_role(*, by: Membership, member_id: UUID, role: str, sees_all: bool) -> None:
    """Of somebody who may not come to the settings any more, the keys for programs end; and so do the invitations that
    they could not send now. Raises `Forbidden`, `NotFound`, and `Invalid` for the last owner."""
    with transaction.atomic():
        by = lock_people(by)
        member = _colleague(by, Q(pk=member_id, deactivated_at=None))
        if role not in settable(by.role):
            raise Forbidden
        if role != Role.OWNER:
            keep_an_owner(member, "role")
        member.role, member.sees_all = role, sees_all
        member.save(update_fields=["role", "sees_all"])
        if role not in SETTINGS:
            _end_keys(by, member)
        _withdraw(by, Q(invited_by=member) & ~Q(role__in=settable(role)))


def deactivate(*, by: Membership, member_id: UUID) -> Membership:
    """Out at once: no door opens, keys that they made are revoked, invitations by them and to them withdrawn. Their
    sessions end unless they work somewhere else too. Raises as `change_role`; oneself cannot."""
    with transaction.atomic():
        by = lock_people(by)
        member = _colleague(by, Q(pk=member_id, deactivated_at=None))
        if member.pk == by.pk:
            raise Invalid(_("You cannot deactivate yourself. Ask a colleague."))
        keep_an_owner(member, "")
        Membership.objects.filter(pk=member.pk).update(deactivated_at=DatabaseNow())
        keys = ApiKey.objects.filter(made_by=member, revoked_at=None).update(revoked_at=DatabaseNow(), words=None)
        _withdraw(by, Q(invited_by=member) | Q(email=member.user.email))
        if not Membership.objects.filter(user=member.user_id, deactivated_at=None).exists():
            User.objects.filter(pk=member.user_id).update(sessions_version=F("sessions_version") + 1)
        events.record(by.tenant, "member.deactivated", subject_id=member.pk, actor=by.actor, keys=keys)
    return member


def _withdraw(by: Membership, which: Q) -> None:
    """Nobody comes in, or back, by the word of one who could not give it any more."""
    waiting = Invitation.objects.filter(which, tenant=by.tenant, accepted_at=None, withdrawn_at=None)
    for one in waiting.select_for_update(no_key=True).order_by("pk"):
        Invitation.objects.filter(pk=one.pk).update(withdrawn_at=DatabaseNow())
        events.record(by.tenant, events.UNINVITED, subject_id=one.pk, actor=by.actor, role=one.role)


def _end_keys(by: Membership, member: Membership) -> None:
    """Whoever may make no keys has none: they could not even end them."""
    for key in ApiKey.objects.filter(made_by=member, revoked_at=None):
        end_key(tenant=by.tenant, key_id=key.pk, actor=by.actor)


def bring_back(*, by: Membership, member_id: UUID) -> Membership:
    """With the role that they had. Keys stay revoked."""
    with transaction.atomic():
        by = lock_people(by)
        member = _colleague(by, Q(pk=member_id, deactivated_at__isnull=False))
        Membership.objects.filter(pk=member.pk).update(deactivated_at=None)
        events.record(by.tenant, "member.restored", subject_id=member.pk, actor=by.actor)
    return member


def _colleague(by: Membership, wanted: Q) -> Membership:
    member = Membership.objects.filter(wanted, tenant=by.tenant_id).select_related("user").first()
    if member is None:
        raise NotFound
    if member.role not in settable(by.role):
        raise Forbidden
    return member


def keep_an_owner(member: Membership, field: str) -> None:
    """Before the last owner is taken away. Raises `Invalid`."""
    others = Membership.objects.filter(tenant=member.tenant_id, role=Role.OWNER, deactivated_at=None)
    if member.role == Role.OWNER and not others.exclude(pk=member.pk).exists():
        raise Invalid(errors={field: [_("Somebody must own the business. Make a colleague owner first.")]})
