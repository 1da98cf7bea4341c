"""Somebody was asked to come and work here."""

from django.db import models

from booking.kernel.tokens import make_token
from tenants.clock import DatabaseNow
from tenants.models.tenant import InTenant, Membership, Role, TenantModel

JOIN = "join"  # the purpose of the token


class Invitation(TenantModel):
    """Open until it is accepted, withdrawn or too old. Its link is derived (`booking.kernel.tokens`), so it can be
    mailed again: `mails_asked` counts how often it was asked for, `mails_sent` how many of these are on their way."""

    email = models.EmailField()
    role = models.CharField(max_length=16, choices=Role.choices)
    sees_all = models.BooleanField(default=False)
    language = models.CharField(max_length=5)
    calendar = models.CharField(max_length=12, blank=True, help_text="the code of the one to have, or `new`")
    invited_by = InTenant(Membership, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=DatabaseNow())
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    mails_asked = models.PositiveSmallIntegerField(default=1)
    mails_sent = models.PositiveSmallIntegerField(default=0)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "email"],
                condition=models.Q(accepted_at=None, withdrawn_at=None),
                name="one_open_invitation",
            ),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="invitation_role_known"),
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def token(self) -> str:
        return make_token(JOIN, self.pk, 1)
