"""The agreement: one row walks from held to confirmed and on, and freezes what was agreed."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from booking.clients.models import Client, Group
from booking.kernel.money import Money
from booking.kernel.tokens import make_token, public_code
from booking.resources.models import Location, Mode, Resource, Service
from tenants.clock import DatabaseNow
from tenants.models import InTenant, TenantModel

MANAGE = "booking"
HOLD = "hold"


class Status(models.TextChoices):
    HELD = "held", _("held")
    AWAITING_PAYMENT = "awaiting_payment", _("awaiting payment")
    REQUESTED = "requested", _("asked for")
    CONFIRMED = "confirmed", _("confirmed")
    COMPLETED = "completed", _("completed")
    NO_SHOW = "no_show", _("did not come")
    EXPIRED = "expired", _("expired")
    CANCELLED = "cancelled", _("cancelled")


class Channel(models.TextChoices):
    WEB = "web", _("web page")
    PHONE = "phone", _("phone")
    API = "api", _("API")
    IMPORT = "import", _("import")


class Paying(models.TextChoices):
    ONLINE = "online", _("pay now")
    ON_SITE = "on_site", _("pay on site")
    FREE = "free", _("free of charge")


class ConfirmBy(models.TextChoices):
    """How the client is told that it is booked. "none" leaves out the confirmation and nothing else."""

    EMAIL = "email", _("E-mail")
    SMS = "sms", _("SMS")
    NONE = "none", _("None")


UNFINISHED = (Status.HELD, Status.AWAITING_PAYMENT, Status.REQUESTED)  # takes its time until `held_until`
STANDING = (Status.CONFIRMED, Status.COMPLETED, Status.NO_SHOW)


def in_pause(begins_at: datetime, gap_begin: int, gap_end: int, start_at: datetime, end_at: datetime) -> bool:
    """Whether a time lies wholly between these minutes of what begins then; they are 0 where there is no pause."""
    free_from, free_until = (begins_at + timedelta(minutes=minutes) for minutes in (gap_begin, gap_end))
    return gap_end > 0 and free_from <= start_at and end_at <= free_until


class Booking(TenantModel):
    """An agreement between a client and the business about a service at a time; a *hold* until somebody completes it,
    and a *request* until the business answers, where it wants to.

    Frozen at the hold: price, tax, length, policy. Frozen when details come: the contact that messages go to.
    `start_at` and `end_at` span the parts, without buffers. `sequence` counts changes for calendar files."""

    code = models.CharField(max_length=12, default=public_code, editable=False)
    status = models.CharField(max_length=16, choices=Status.choices, default=Status.HELD)
    channel = models.CharField(max_length=8, choices=Channel.choices, default=Channel.WEB)
    held_until = models.DateTimeField(null=True)
    held_by = models.UUIDField(null=True, editable=False, help_text="whose login at the desk took the time")
    start_at = models.DateTimeField()
    end_at = models.DateTimeField()
    location = InTenant(Location, models.PROTECT, related_name="+")
    mode = models.CharField(max_length=8, choices=Mode.choices)
    client = InTenant(Client, models.SET_NULL, null=True, related_name="bookings")
    client_proven = models.BooleanField(default=False, help_text="not merely matched by e-mail")
    group = InTenant(
        Group, models.SET_NULL, null=True, related_name="+", help_text="on whose terms it was agreed; null: everybody's"
    )
    over_limit = models.BooleanField(
        default=False, db_default=False, help_text="the client has more of them than the service allows; for staff only"
    )
    contact_name = models.CharField(max_length=120, blank=True)
    contact_email = models.EmailField(blank=True)
    contact_phone = models.CharField(max_length=32, blank=True)
    language = models.CharField(max_length=5, blank=True)
    confirm_by = models.CharField(
        max_length=5, choices=ConfirmBy.choices, blank=True, default="", db_default="",
        help_text="as the desk chose; empty: by e-mail, or by SMS without one",
    )  # fmt: skip
    message = models.TextField(max_length=2000, blank=True, help_text="the client's words to the business")
    price = models.PositiveIntegerField()
    tax_rate = models.PositiveIntegerField(default=0)
    currency = models.CharField(max_length=3)
    paid_amount = models.IntegerField(default=0, help_text="captured minus refunded; kept by payments")
    refunded_amount = models.IntegerField(default=0, db_default=0, help_text="what went back; kept by payments")
    paying = models.CharField(max_length=8, choices=Paying.choices, blank=True)
    policy = models.JSONField(default=dict)
    token_version = models.PositiveSmallIntegerField(default=1)
    sequence = models.PositiveIntegerField(default=0)
    arrived_at = models.DateTimeField(null=True, help_text="when the client was seen to have come")
    forced_reason = models.CharField(
        max_length=300, blank=True, default="", db_default="", help_text="why staff booked over what was taken"
    )
    cancelled_by = models.CharField(max_length=12, blank=True)
    cancel_reason = models.CharField(max_length=300, blank=True)
    reply = models.CharField(
        max_length=300, blank=True, default="", db_default="", help_text="the business's word to a client who asked"
    )
    created_at = models.DateTimeField(db_default=DatabaseNow())
    updated_at = models.DateTimeField(db_default=DatabaseNow())

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "code"], name="booking_code"),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="booking_status_known"),
            models.CheckConstraint(condition=Q(end_at__gt=F("start_at")), name="booking_ends_after_start"),
            models.CheckConstraint(condition=Q(paid_amount__gte=0), name="never_refunded_more_than_paid"),
            models.CheckConstraint(condition=Q(refunded_amount__gte=0), name="refunded_is_not_negative"),
            models.CheckConstraint(
                condition=~Q(status__in=["held", "awaiting_payment", "requested"]) | Q(held_until__isnull=False),
                name="unfinished_has_an_end",
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "start_at"], name="booking_by_start"),
            models.Index(fields=["tenant", "client"], name="booking_by_client"),
            models.Index(
                fields=["held_until"],
                name="booking_unfinished",
                condition=Q(status__in=["held", "awaiting_payment", "requested"]),
            ),
        ]

    veiled = False  # it is shown to somebody who is not told who the client is (`secrecy`)
    reached = False  # and yet there is somewhere to tell the client

    def __str__(self) -> str:
        return self.code

    @property
    def manage_token(self) -> str:
        """Opens the client's own page. Derived: it can be mailed again and revoked."""
        return make_token(MANAGE, self.pk, self.token_version)

    @property
    def hold_token(self) -> str:
        """Lets whoever placed the hold complete or release it, and see what became of it as long as it is theirs."""
        return make_token(HOLD, self.pk, self.token_version)

    @property
    def mark(self) -> str:
        """Another one after each change that somebody who looks at the booking should know of."""
        return f"{self.sequence}.{self.status}.{self.paid_amount}.{self.refunded_amount}"

    @property
    def money(self) -> Money:
        return Money(self.price, self.currency)

    @property
    def stands(self) -> bool:
        return self.status in STANDING

    @property
    def free_until(self) -> datetime:
        """Until then the client may move or cancel without asking."""
        return self.start_at - timedelta(hours=self.policy.get("free_until_hours", 0))


class Part(TenantModel):
    """One service during one interval with one chosen resource; nearly always the only part of its booking.
    What else is taken (rooms, equipment) stands in the occupancies that the part owns."""

    booking = InTenant(Booking, models.CASCADE, related_name="parts")
    position = models.PositiveSmallIntegerField(default=0)
    service = InTenant(Service, models.PROTECT, related_name="+")
    resource = InTenant(Resource, models.PROTECT, related_name="parts")
    start_at = models.DateTimeField()
    end_at = models.DateTimeField()
    buffer_before = models.PositiveSmallIntegerField(default=0)
    buffer_after = models.PositiveSmallIntegerField(default=0)
    gap_begin = models.PositiveSmallIntegerField(default=0, db_default=0)
    gap_end = models.PositiveSmallIntegerField(
        default=0, db_default=0, help_text="from `gap_begin` minutes after the start until then the person is free"
    )
    price = models.PositiveIntegerField()

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "booking", "position"], name="part_position"),
        ]
        indexes = [models.Index(fields=["tenant", "resource", "start_at"], name="part_by_resource")]

    def __str__(self) -> str:
        return f"{self.booking_id} #{self.position}"

    def leaves_free(self, start_at: datetime, end_at: datetime) -> bool:
        """Whether all of that time lies in the pause, in which the person is somebody else's."""
        return in_pause(self.start_at, self.gap_begin, self.gap_end, start_at, end_at)


class Answers(TenantModel):
    """What the client answered to the service's questions, each with its words as they were asked. It may be about
    their health: it is sealed, and kept apart from the booking, so that only who means to read it does."""

    booking = InTenant(Booking, models.CASCADE, related_name="+")
    sealed = models.BinaryField()

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "booking"], name="answers_once"),
        ]

    def __str__(self) -> str:
        return str(self.booking_id)


class Handover(TenantModel):
    """A booking went from one client to another. What it held of the earlier one (how to reach them, what they wrote
    and answered) is kept sealed: for the notice to them, and for the way back. `token_version`: of the links that they
    have. `client`: null when nobody knew who it was. `sealed`: empty after some days."""

    booking = InTenant(Booking, models.CASCADE, related_name="handovers")
    client = InTenant(Client, models.SET_NULL, null=True, related_name="+")
    token_version = models.PositiveSmallIntegerField()
    sealed = models.BinaryField()
    handed_at = models.DateTimeField(db_default=DatabaseNow())

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "booking", "token_version"], name="handover_of_links"),
        ]

    def __str__(self) -> str:
        return str(self.booking_id)
