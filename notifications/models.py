"""Who is told: one row per message, planned before it is due and kept as the log of what was sent."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from booking.bookings.models import Booking
from tenants.clock import DatabaseNow
from tenants.models import InTenant, TenantModel


class MessageStatus(models.TextChoices):
    PLANNED = "planned", _("planned")
    SENT = "sent", _("sent")
    DROPPED = "dropped", _("no longer needed")
    MISSED = "missed", _("too late")
    FAILED = "failed", _("failed")


class Medium(models.TextChoices):
    EMAIL = "email", _("e-mail")
    SMS = "sms", _("SMS")


class Recipient(models.TextChoices):
    CLIENT = "client", _("client")
    PRACTITIONER = "practitioner", _("practitioner")
    MANAGER = "manager", _("manager")


class Message(TenantModel):
    """A message about a booking. `effect_key` is unique, so nothing is told twice. The words are written when it is
    sent, from the state at that moment; `about_start_at` is the time that a reminder was planned for."""

    booking = InTenant(Booking, models.CASCADE, related_name="messages")
    effect_key = models.CharField(max_length=120)
    kind = models.CharField(max_length=32)
    recipient = models.CharField(max_length=12, choices=Recipient.choices)
    medium = models.CharField(max_length=5, choices=Medium.choices)
    address = models.CharField(max_length=254)
    language = models.CharField(max_length=5)
    data = models.JSONField(default=dict)
    about_start_at = models.DateTimeField(null=True)
    status = models.CharField(max_length=8, choices=MessageStatus.choices, default=MessageStatus.PLANNED)
    due_at = models.DateTimeField(db_default=DatabaseNow())
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    provider_id = models.CharField(max_length=120, blank=True)
    last_error = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=DatabaseNow())

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "effect_key"], name="nothing_told_twice"),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="message_due", condition=Q(status="planned")),
            models.Index(fields=["tenant", "booking"], name="message_by_booking"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.recipient}"


class DemoMail(models.Model):
    """What the demo would have sent, to be read at /mailbox/. Empty everywhere else. Global, like a post office."""

    medium = models.CharField(max_length=5)
    to = models.CharField(max_length=254)
    subject = models.CharField(max_length=300, blank=True)
    text = models.TextField()
    html = models.TextField(blank=True)
    attachments = models.JSONField(default=list)
    effect_key = models.CharField(max_length=120, blank=True)
    sent_at = models.DateTimeField(db_default=DatabaseNow())

    def __str__(self) -> str:
        return self.subject or self.medium
