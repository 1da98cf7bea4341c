"""What and who with: places, people and things, and the services they give."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from booking.kernel.tokens import public_code
from tenants.models import InTenant, Membership, TenantModel


class Mode(models.TextChoices):
    ON_SITE = "on_site", _("On site")
    VIDEO = "video", _("Video")
    PHONE = "phone", _("Phone")
    HOME = "home", _("Home visit")


class Kind(models.TextChoices):
    PRACTITIONER = "practitioner", _("practitioner")
    ROOM = "room", _("room")
    EQUIPMENT = "equipment", _("equipment")
    VEHICLE = "vehicle", _("vehicle")


class Asks(models.TextChoices):
    """How a question is answered."""

    SHORT = "short", _("A few words")
    LONG = "long", _("As long as it takes")
    CHOICE = "choice", _("One of several answers")
    YES_NO = "yes_no", _("Yes or no")


class Location(TenantModel):
    """A place with an address and a time zone; opening rules are wall-clock time in this zone."""

    code = models.CharField(max_length=12, default=public_code, editable=False)
    name = models.CharField(max_length=120)
    street = models.CharField(max_length=120, blank=True)
    postcode = models.CharField(max_length=12, blank=True)
    city = models.CharField(max_length=80, blank=True)
    country = models.CharField(max_length=2, default="SE")
    timezone = models.CharField(max_length=60)
    directions = models.TextField(max_length=1000, blank=True, help_text="how to find the way in")
    position = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)

    class Meta(TenantModel.Meta):
        ordering: ClassVar = ["position", "name"]
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "code"], name="location_code"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        return ", ".join(part for part in (self.street, f"{self.postcode} {self.city}".strip()) if part)


class Resource(TenantModel):
    """Somebody or something that can be in one place at a time. Equal things are one resource each, with a tag."""

    code = models.CharField(max_length=12, default=public_code, editable=False)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    name = models.CharField(max_length=120)
    title = models.CharField(max_length=120, blank=True)
    about = models.TextField(max_length=2000, blank=True)
    location = InTenant(Location, models.PROTECT, null=True, blank=True, related_name="resources")
    member = InTenant(Membership, models.SET_NULL, null=True, blank=True, related_name="resources")
    tags = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    arrival_text = models.TextField(
        max_length=1000, blank=True, help_text="the practitioner's own words before a visit"
    )
    video_url = models.URLField(blank=True)
    public = models.BooleanField(default=True)
    active = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta(TenantModel.Meta):
        ordering: ClassVar = ["position", "name"]
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "code"], name="resource_code"),
            models.CheckConstraint(condition=models.Q(kind__in=Kind.values), name="resource_kind_known"),
        ]

    def __str__(self) -> str:
        return self.name


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
    step = models.PositiveSmallIntegerField(default=15, validators=[MinValueValidator(1)])
    notice_minutes = models.PositiveIntegerField(default=120)
    horizon_days = models.PositiveSmallIntegerField(default=90)
    modes = ArrayField(models.CharField(max_length=8, choices=Mode.choices), default=list)
    payable_online = models.BooleanField(default=True)
    payable_on_site = models.BooleanField(default=True)
    free_until_hours = models.PositiveSmallIntegerField(
        default=24, help_text="the client may move or cancel until then"
    )
    reminder_hours = models.PositiveSmallIntegerField(
        default=48, help_text="0: no reminder; before `free_until_hours`, so that who is reminded may still cancel"
    )
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
            models.CheckConstraint(
                condition=models.Q(approval=False) | models.Q(payable_online=False),
                name="service_approved_before_paid",
            ),
            models.CheckConstraint(
                condition=models.Q(step__gte=1) & models.Q(buffer_before__lte=1440) & models.Q(buffer_after__lte=1440),
                name="service_minutes_sane",
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
    Its own minutes or price, when set, replace those of the service's first length."""

    service = InTenant(Service, models.CASCADE, related_name="providers")
    resource = InTenant(Resource, models.CASCADE, related_name="services")
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    price = models.PositiveIntegerField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "service", "resource"], name="provides_once"),
        ]

    def __str__(self) -> str:
        return f"{self.resource_id} → {self.service_id}"


class Requirement(TenantModel):
    """What a service needs besides the chosen one: `quantity` resources of a kind, with a tag if one is named."""

    service = InTenant(Service, models.CASCADE, related_name="requirements")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    tag = models.CharField(max_length=40, blank=True)
    quantity = models.PositiveSmallIntegerField(default=1)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.CheckConstraint(condition=models.Q(quantity__range=(1, 20)), name="requirement_quantity_sane"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.kind} {self.tag}"


class Question(TenantModel):
    """What a service asks of whoever books it. One that is archived is asked no more; what was answered stays."""

    code = models.CharField(max_length=12, default=public_code, editable=False)
    service = InTenant(Service, models.CASCADE, related_name="questions")
    text = models.CharField(max_length=300)
    asks = models.CharField(max_length=8, choices=Asks.choices, default=Asks.SHORT)
    choices = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    required = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)

    class Meta(TenantModel.Meta):
        ordering: ClassVar = ["position", "code"]
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "code"], name="question_code"),
            models.CheckConstraint(condition=models.Q(asks__in=Asks.values), name="question_asks_known"),
        ]

    def __str__(self) -> str:
        return self.text
