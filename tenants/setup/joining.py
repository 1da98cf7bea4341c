"""Coming to work here: by the login that one has, or with a new one. The link has proven whose the e-mail is."""

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction

from booking.kernel.errors import NotFound, StaleState
from tenants import events
from tenants.clock import DatabaseNow
from tenants.models import Invitation, Membership, Tenant, User
from tenants.setup.inviting import opened_invitation


def whose(email: str) -> User | None:
    """The login with that e-mail, if there is one."""
    proven = EmailAddress.objects.filter(email=email, verified=True).select_related("user").first()
    return proven.user if proven else User.objects.filter(email=email).first()


def make_login(*, invitation: Invitation, name: str, password: str) -> User:
    """Raises `StaleState` when there is one meanwhile."""
    try:
        with transaction.atomic():
            user = User.objects.create_user(invitation.email, password, name=name, language=invitation.language)
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    except IntegrityError as problem:
        raise StaleState from problem
    return user


def join(*, tenant: Tenant, token: str, user: User) -> tuple[Membership, Invitation]:
    """Uses the link up. Raises `NotFound`, also for a login that it was not meant for; of two at once one joins.

    Who works here already keeps their role; who has worked here comes back with the new one."""
    with transaction.atomic():
        invitation = opened_invitation(tenant, token, lock=True)
        meant = whose(invitation.email)
        if meant is None or meant.pk != user.pk:
            raise NotFound
        wanted = {"role": invitation.role, "sees_all": invitation.sees_all, "deactivated_at": None}
        member, made = Membership.objects.get_or_create(tenant=tenant, user=user, defaults=wanted)
        if not made and member.deactivated_at is not None:
            for field, value in wanted.items():
                setattr(member, field, value)
            member.save(update_fields=list(wanted))
        Invitation.objects.filter(pk=invitation.pk).update(accepted_at=DatabaseNow())
        events.record(tenant, "member.joined", subject_id=member.pk, actor=member.actor, role=member.role)
    return member, invitation
