"""What is booked (*behandlingsform*), and everything that is said about it."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from booking.kernel.tokens import public_code
from booking.resources.models.who import Resource
from tenants.models import InTenant, TenantModel


def limit_is_whole() -> models.Q:
    """So many per so many days: both are said, or neither."""
    none = models.Q(most_bookings__isnull=True, most_days__isnull=True)
    both = models.Q(most_bookings__isnull=False, most_days__isnull=False)
    return none | (both & models.Q(most_bookings__gte=1, most_days__gte=1))


class Mode(models.TextChoices):
    ON_SITE = "on_site", _("On site")
    VIDEO = "video", _("Video")
    PHONE = "phone", _("Phone")
    HOME = "home", _("Home visit")


class BookedBy(models.TextChoices):
    """Who may book a service by themselves. Staff may book any for anybody."""

    EVERYBODY = "everybody", _("Everybody")
    CLIENTS = "clients", _("Existing clients only")
    GROUPS = "groups", _("Chosen groups only")


class Anybody(models.TextChoices):
    """Who gets a booking when the client has no preference, of those who are free at the lowest price."""

    FAIR = "fair", _("Whoever has least booked that week")
    ORDER = "order", _("The first in the list who is free")


class Service(TenantModel):
    """What is booked (*behandlingsform*). Minutes, hours, days are plain numbers; tax in hundredths of a per cent."""

    code = models.CharField(max_length=12, default=public_code, editable=False)
    name = models.CharField(max_length=120)
    line = models.CharField(max_length=200, blank=True)
    description = models.TextField(max_length=2000, blank=True)
    color = models.CharField(max_length=7, blank=True)
    tax_rate = models.PositiveIntegerField(default=0, validators=[MaxValueValidator(10000)])
    buffer_before = models.PositiveSmallIntegerField(default=0)
    buffer_after = models.PositiveSmallIntegerField(default=0)
    processing_after = models.PositiveSmallIntegerField(
        default=0, db_default=0, help_text="so many minutes after the start begins the processing time"
    )
    processing_minutes = models.PositiveSmallIntegerField(
        default=0, db_default=0, help_text="whoever gives it is free for others then; 0: there is none"
    )
    shortest_gap = models.PositiveSmallIntegerField(
        default=0,
        db_default=0,
        help_text="clients are offered nothing that leaves less than this beside it; 0: anything",
    )
    people = models.PositiveSmallIntegerField(
        default=1, db_default=1, help_text="who come to one visit: it is given in no room that takes fewer"
    )
    step = models.PositiveSmallIntegerField(default=15, validators=[MinValueValidator(1)])
    notice_minutes = models.PositiveIntegerField(default=120)
    horizon_days = models.PositiveSmallIntegerField(default=90)
    modes = ArrayField(models.CharField(max_length=8, choices=Mode.choices), default=list)
    payable_online = models.BooleanField(default=True)
    payable_on_site = models.BooleanField(default=True)
    anybody = models.CharField(max_length=5, choices=Anybody.choices, default=Anybody.FAIR, db_default=Anybody.FAIR)
    free_until_hours = models.PositiveSmallIntegerField(
        default=24, help_text="the client may move or cancel until then"
    )
    reminder_hours = models.PositiveSmallIntegerField(
        default=48, help_text="0: no reminder; before `free_until_hours`, so that who is reminded may still cancel"
    )
    booked_by = models.CharField(
        max_length=9, choices=BookedBy.choices, default=BookedBy.EVERYBODY, db_default=BookedBy.EVERYBODY
    )
    most_bookings = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="by one client, starting within `most_days` days; null: as many as they like"
    )
    most_days = models.PositiveSmallIntegerField(null=True, blank=True)
    approval = models.BooleanField(default=False, db_default=False, help_text="the business confirms each booking")
    answer_hours = models.PositiveSmallIntegerField(default=24, db_default=24, help_text="so soon, with approval")
    position = models.PositiveSmallIntegerField(default=0)
    public = models.BooleanField(default=True)
    active = models.BooleanField(default=True)

    class Meta(TenantModel.Meta):
        ordering: ClassVar = ["position", "name"]
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "code"], name="service_code"),
            models.CheckConstraint(condition=models.Q(booked_by__in=BookedBy.values), name="service_booked_by_known"),
            models.CheckConstraint(condition=limit_is_whole(), name="service_limit_whole"),
            models.CheckConstraint(condition=models.Q(people__gte=1), name="service_people_sane"),
            models.CheckConstraint(
                condition=models.Q(step__gte=1) & models.Q(buffer_before__lte=1440) & models.Q(buffer_after__lte=1440),
                name="service_minutes_sane",
            ),
            models.CheckConstraint(
                condition=models.Q(processing_minutes=0)
                | models.Q(processing_after__range=(1, 1440), processing_minutes__lte=1440),
                name="service_processing_sane",
            ),
            models.CheckConstraint(
                condition=models.Q(payable_online=True) | models.Q(payable_on_site=True),
                name="service_payable_somehow",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ServiceLength(TenantModel):
    """One length that a service comes in, with its price in the business's currency (minor units, tax included)."""

    service = InTenant(Service, models.CASCADE, related_name="lengths")
    minutes = models.PositiveSmallIntegerField()
    price = models.PositiveIntegerField()

    class Meta(TenantModel.Meta):
        ordering: ClassVar = ["minutes"]
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "service", "minutes"], name="one_price_per_length"),
            models.CheckConstraint(condition=models.Q(minutes__range=(5, 1440)), name="length_sane"),
        ]

    def __str__(self) -> str:
        return f"{self.minutes} min"


class ServiceProvider(TenantModel):
    """A resource that can be chosen for a service: mostly a practitioner, but a room or a car just as well.
    Its own minutes or price, when set, replace those of the service's first length.

    `by_length`: what else it has of its own, by the minutes of a length: its price, or null for one that it does not
    give. Of a length that the service no longer comes in it says nothing until that comes back."""

    service = InTenant(Service, models.CASCADE, related_name="providers")
    resource = InTenant(Resource, models.CASCADE, related_name="services")
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    price = models.PositiveIntegerField(null=True, blank=True)
    by_length = models.JSONField(default=dict, db_default={}, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "service", "resource"], name="provides_once"),
        ]

    def gives(self, minutes: int) -> bool:
        """That length of the service."""
        return bool(self.by_length.get(str(minutes), 0) is not None)

    def price_at(self, minutes: int) -> int | None:
        """Its own price of that very length; None: it has none there."""
        said = self.by_length.get(str(minutes))
        return None if said is None else int(said)

    def __str__(self) -> str:
        return f"{self.resource_id} → {self.service_id}"
