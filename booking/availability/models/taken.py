"""When it is not open: absence, what is noted in the calendar, and what is taken, in UTC."""

from datetime import timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from booking.availability.models.openings import Entered
from booking.resources.models import Resource
from tenants.models import InTenant, TenantModel

LONGEST = timedelta(hours=72)  # of an occupancy: readers look no further back; a longer absence is written in pieces


class Absence(Entered):
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


class Activity(Entered):
    """An own note or meeting without a client. It blocks nothing."""

    resource = InTenant(Resource, models.CASCADE, related_name="activities")
    start_at = models.DateTimeField()
    end_at = models.DateTimeField()
    title = models.CharField(max_length=120)
    note = models.TextField(max_length=2000, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.CheckConstraint(condition=Q(end_at__gt=F("start_at")), name="activity_ends_after_start"),
        ]
        indexes = [models.Index(fields=["tenant", "start_at"], name="activity_by_start")]

    def __str__(self) -> str:
        return self.title


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
            models.CheckConstraint(
                condition=Q(end_at__lte=F("start_at") + LONGEST), name="occupancy_within_three_days"
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
