"""Money: what was asked for, what really moved, and what Stripe told us."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from booking.bookings.models import Booking
from booking.kernel.money import Money
from tenants.clock import DatabaseNow
from tenants.models import InTenant, Tenant, TenantModel


class PaymentStatus(models.TextChoices):
    CREATED = "created", _("being prepared")
    OPEN = "open", _("waiting for the client")
    PROCESSING = "processing", _("on its way")
    SUCCEEDED = "succeeded", _("paid")
    CANCELED = "canceled", _("not paid")
    MISMATCH = "mismatch", _("does not match")


UNSETTLED = (PaymentStatus.CREATED, PaymentStatus.OPEN, PaymentStatus.PROCESSING)


class Payment(TenantModel):
    """One attempt to be paid for a booking, through one PaymentIntent. What really moved is in the ledger.
    `check_at`: when the reconciler should look at Stripe by itself."""

    booking = InTenant(Booking, models.PROTECT, related_name="payments")
    status = models.CharField(max_length=12, choices=PaymentStatus.choices, default=PaymentStatus.CREATED)
    amount = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    account = models.CharField(max_length=64, blank=True)
    intent_id = models.CharField(max_length=80, blank=True)
    failure_code = models.CharField(max_length=60, blank=True)
    disputed = models.BooleanField(default=False)
    check_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=DatabaseNow())

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "intent_id"], name="one_payment_per_intent", condition=~Q(intent_id="")
            ),
            models.UniqueConstraint(
                fields=["tenant", "booking"],
                name="one_open_payment_per_booking",
                condition=Q(status__in=["created", "open", "processing"]),
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_asks_for_something"),
        ]
        indexes = [models.Index(fields=["check_at"], name="payment_to_check", condition=Q(check_at__isnull=False))]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency} {self.status}"

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)


class LedgerEntry(TenantModel):
    """Money that really moved. The app may add entries, never change or remove them. Refunds are negative."""

    payment = InTenant(Payment, models.PROTECT, related_name="entries")
    booking = InTenant(Booking, models.PROTECT, related_name="ledger")
    amount = models.IntegerField()
    currency = models.CharField(max_length=3)
    stripe_id = models.CharField(max_length=80, help_text="the charge or the refund")
    created_at = models.DateTimeField(db_default=DatabaseNow())

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "stripe_id"], name="money_moves_once"),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"


class RefundStatus(models.TextChoices):
    PLANNED = "planned", _("planned")
    SENT = "sent", _("on its way")
    DONE = "done", _("given back")
    REFUSED = "refused", _("refused")


class Refund(TenantModel):
    """Money to give back, written before Stripe is asked. One per cause: cancelling twice refunds once."""

    payment = InTenant(Payment, models.PROTECT, related_name="refunds")
    cause = models.CharField(max_length=80, help_text="the effect key: the event, or 'late', that asks for it")
    amount = models.PositiveIntegerField()
    status = models.CharField(max_length=8, choices=RefundStatus.choices, default=RefundStatus.PLANNED)
    stripe_id = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(db_default=DatabaseNow())

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "payment", "cause"], name="one_refund_per_cause"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="refund_gives_something"),
        ]

    def __str__(self) -> str:
        return f"−{self.amount} {self.status}"


class StripeRoute(models.Model):
    """Which business an intent belongs to. Global, ids only: a webhook names no tenant that we could trust."""

    intent_id = models.CharField(max_length=80, primary_key=True)
    tenant = models.ForeignKey(Tenant, models.CASCADE, related_name="+")
    payment_id = models.UUIDField()

    def __str__(self) -> str:
        return self.intent_id


class StripeInbox(models.Model):
    """An event that Stripe told us of; ids only. One without a route is parked until our own commit is there."""

    event_id = models.CharField(max_length=80, primary_key=True)
    type = models.CharField(max_length=80)
    account = models.CharField(max_length=64, blank=True)
    intent_id = models.CharField(max_length=80, blank=True)
    received_at = models.DateTimeField(db_default=DatabaseNow())
    due_at = models.DateTimeField(db_default=DatabaseNow())
    attempts = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["due_at"], name="inbox_due", condition=Q(done_at=None))]

    def __str__(self) -> str:
        return self.event_id
