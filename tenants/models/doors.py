"""The keys that programs carry, the answers that a repeated request gets again, and how often one may knock."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from tenants.clock import DatabaseNow
from tenants.models.tenant import InTenant, Membership, TenantModel, new_key


class ApiKey(TenantModel):
    """A program's key. Only its prefix and a digest are kept; for some minutes the whole of it, sealed."""

    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12)
    digest = models.CharField(max_length=64)
    words = models.BinaryField(null=True, blank=True, help_text="sealed, and only while they may be shown again")
    scopes = ArrayField(models.CharField(max_length=40), default=list)
    made_by = InTenant(Membership, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(db_default=DatabaseNow())
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True, help_text="to the minute")

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "prefix"], name="one_key_per_prefix"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"


class IdempotencyKey(TenantModel):
    """A request that must happen once. The answer is stored encrypted, with its effect."""

    key = models.CharField(max_length=255)
    route = models.CharField(max_length=60)
    fingerprint = models.CharField(max_length=64)
    effect_id = models.UUIDField(null=True, help_text="what the request made, before the answer is known")
    leased_until = models.DateTimeField(null=True)
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.BinaryField(null=True)
    created_at = models.DateTimeField(db_default=DatabaseNow())

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "key"], name="one_request_per_key"),
        ]
        indexes = [models.Index(fields=["created_at"], name="idempotency_age")]

    def __str__(self) -> str:
        return self.route


class Limit(models.Model):
    """How often one address did one thing in one window. Global; survives the loss of Redis."""

    bucket = models.CharField(max_length=120, primary_key=True)
    count = models.PositiveIntegerField()
    ends_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.bucket


class AccountMail(models.Model):
    """A login code or reset link on its way, sealed; removed when it has been sent. Global: users have no tenant."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    sealed = models.BinaryField()
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(db_default=DatabaseNow())

    def __str__(self) -> str:
        return str(self.pk)
