"""When: opening rules in wall-clock time, and what is taken in UTC."""

from datetime import timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from booking.resources.models import Location, Mode, Resource, Service
from tenants.models import InTenant, TenantModel


class Weeks(models.TextChoices):
    EVERY = "every", _("every week")
    ODD = "odd", _("odd weeks")
    EVEN = "even", _("even weeks")


class Audience(models.TextChoices):
    EVERYONE = "everyone", _("everyone")
    CLIENTS = "clients", _("existing clients")


class Opening(TenantModel):
    """What any opening rule may say besides its time: for whom it is open, and in which ways one may meet then."""

    audience = models.CharField(max_length=10, choices=Audience.choices, default=Audience.EVERYONE)
    modes = ArrayField(models.CharField(max_length=8, choices=Mode.choices), null=True, blank=True)

    class Meta(TenantModel.Meta):
        abstract = True


class WeeklyHours(Opening):
    """Open each week between two wall-clock times; an end at or before the start means the next day."""

    resource = InTenant(Resource, models.CASCADE, related_name="weekly_hours")
    location = InTenant(Location, models.PROTECT, related_name="+")
    weekday = models.PositiveSmallIntegerField(help_text="0 = Monday")
    opens = models.TimeField()
    closes = models.TimeField()
    weeks = models.CharField(max_length=5, choices=Weeks.choices, default=Weeks.EVERY)
    valid_from_on = models.DateField(null=True, blank=True)
    valid_until_on = models.DateField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.CheckConstraint(condition=Q(weekday__range=(0, 6)), name="weekday_known"),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.opens:%H:%M}–{self.closes:%H:%M}"


class Shift(Opening):
    """Open on one day; for chosen services when `service_ids` is set. With `replaces_weekly`, that day follows
    its shifts alone."""

    resource = InTenant(Resource, models.CASCADE, related_name="shifts")
    location = InTenant(Location, models.PROTECT, related_name="+")
    on = models.DateField()
    opens = models.TimeField()
    closes = models.TimeField()
    replaces_weekly = models.BooleanField(default=False)
    service_ids = ArrayField(models.UUIDField(), null=True, blank=True)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["tenant", "on"], name="shift_by_day")]

    def __str__(self) -> str:
        return f"{self.on} {self.opens:%H:%M}–{self.closes:%H:%M}"


class OpenSlot(Opening):
    """One bookable time, opened by hand, with a price and an audience of its own."""

    resource = InTenant(Resource, models.CASCADE, related_name="open_slots")
    location = InTenant(Location, models.PROTECT, related_name="+")
    service = InTenant(Service, models.CASCADE, null=True, blank=True, related_name="+")
    start_at = models.DateTimeField()
    end_at = models.DateTimeField()
    price = models.PositiveIntegerField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.CheckConstraint(condition=Q(end_at__gt=F("start_at")), name="open_slot_ends_after_start"),
        ]
        indexes = [models.Index(fields=["tenant", "start_at"], name="open_slot_by_start")]

    def __str__(self) -> str:
        return f"{self.start_at:%Y-%m-%d %H:%M}"


class Closure(TenantModel):
    """Closed days, both included: everywhere, or at one location, or for one resource."""

    location = InTenant(Location, models.CASCADE, null=True, blank=True, related_name="closures")
    resource = InTenant(Resource, models.CASCADE, null=True, blank=True, related_name="closures")
    name = models.CharField(max_length=120)
    from_on = models.DateField()
    until_on = models.DateField()

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="closure_ends_after_start"),
        ]

    def __str__(self) -> str:
        return self.name


class Absence(TenantModel):
    """A resource is away. It makes an occupancy that blocks offers, but does not fight with bookings already there."""

    resource = InTenant(Resource, models.CASCADE, related_name="absences")
    start_at = models.DateTimeField()
    end_at = models.DateTimeField()
    note = models.CharField(max_length=200, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.CheckConstraint(condition=Q(end_at__gt=F("start_at")), name="absence_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.start_at:%Y-%m-%d %H:%M}"


class TakenBy(models.TextChoices):
    BOOKING = "booking", _("booking")
    ABSENCE = "absence", _("absence")
    OUTSIDE = "outside", _("outside calendar")


class Occupancy(TenantModel):
    """One resource is taken during one interval, buffers included. The database refuses two exclusive ones that
    overlap: that is the whole protection against double booking. An occupancy whose `expires_at` has passed by the
    database's clock is nobody's. The owner is known by kind and plain id: no foreign key upward."""

    resource = InTenant(Resource, models.PROTECT, related_name="+", db_index=False)
    start_at = models.DateTimeField()
    end_at = models.DateTimeField()
    during = models.GeneratedField(
        expression=models.Func(F("start_at"), F("end_at"), function="tstzrange"),
        output_field=DateTimeRangeField(),
        db_persist=True,
    )
    kind = models.CharField(max_length=8, choices=TakenBy.choices)
    owner_id = models.UUIDField()
    exclusive = models.BooleanField(default=True)
    expires_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.CheckConstraint(condition=Q(end_at__gt=F("start_at")), name="occupancy_ends_after_start"),
            # Readers look no further back than this; a longer absence is written in pieces.
            models.CheckConstraint(
                condition=Q(end_at__lte=F("start_at") + timedelta(hours=72)), name="occupancy_within_three_days"
            ),
            models.CheckConstraint(
                condition=Q(exclusive=True, kind="booking") | Q(exclusive=False),
                name="only_bookings_are_exclusive",
            ),
            ExclusionConstraint(
                name="no_double_booking",
                expressions=[("tenant", "="), ("resource", "="), ("during", "&&")],
                condition=Q(exclusive=True),
            ),
        ]
        indexes = [
            models.Index(
                fields=["tenant", "resource", "start_at"],
                include=["end_at", "expires_at"],
                name="occupancy_by_start",
            ),
            models.Index(fields=["tenant", "owner_id"], name="occupancy_by_owner"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.start_at:%Y-%m-%d %H:%M}"


class Version(models.Model):
    """What an exact cache believes in: raised by triggers in the transaction of every change. The subject is the
    business itself (its rules) or one resource (its occupancies). Never written by Django."""

    subject = models.UUIDField(primary_key=True)
    tenant = models.ForeignKey("tenants.Tenant", models.CASCADE, related_name="+", db_index=False)
    version = models.BigIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.subject}: {self.version}"
