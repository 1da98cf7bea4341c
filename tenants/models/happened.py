"""Everything that happens is one event, written in the transaction of the change; readers get a delivery each."""

from django.db import models

from tenants.clock import DatabaseNow
from tenants.models.tenant import InTenant, TenantModel


class Event(TenantModel):
    """What happened, to what, by whom. The app may add events, never change or remove them."""

    type = models.CharField(max_length=60)
    subject_id = models.UUIDField(help_text="the row that it happened to")
    subject_code = models.CharField(max_length=20, blank=True)
    actor_kind = models.CharField(max_length=12)
    actor_id = models.UUIDField(null=True)
    data = models.JSONField(default=dict)
    occurred_at = models.DateTimeField(db_default=DatabaseNow())

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(fields=["tenant", "subject_id", "id"], name="event_by_subject"),
            models.Index(fields=["tenant", "id"], name="event_feed"),
            models.Index(fields=["tenant", "actor_id", "id"], name="event_by_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.subject_code}"


class Delivery(TenantModel):
    """One event on its way to one reader. PostgreSQL holds the work; Celery is only rung."""

    event = InTenant(Event, models.CASCADE, related_name="deliveries")
    consumer = models.CharField(max_length=40)
    due_at = models.DateTimeField(db_default=DatabaseNow())
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    dead_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True)

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(fields=["due_at"], name="delivery_due", condition=models.Q(done_at=None, dead_at=None)),
        ]
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "event", "consumer"], name="one_delivery_per_reader"),
        ]

    def __str__(self) -> str:
        return f"{self.consumer} ← {self.event_id}"
