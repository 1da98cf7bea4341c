"""Weeks that are kept under a name, to be pasted on others."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from booking.availability.models.openings import Audience
from booking.resources.models import Location, Mode, Resource, Service
from tenants.models import InTenant, TenantModel


class TemplateWeek(TenantModel):
    """A week under a name."""

    name = models.CharField(max_length=80)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "name"], name="one_template_week_per_name"),
        ]

    def __str__(self) -> str:
        return self.name


class BlockKind(models.TextChoices):
    HOURS = "hours"
    ACTIVITY = "activity"
    BOOKING = "booking"
    SLOT = "slot"


class TemplateBlock(TenantModel):
    """One thing in a template week, in wall-clock time; an end at or before the start means the next day.

    Working time and slots are for chosen services when `service_ids` is set. A slot is one bookable time, with the
    price that it had (minor units), which may follow its length. A booking is kept as who, what (`service`) and when:
    `client_id` is a plain id, for clients stand beside availability, not below it. `things`: the rooms and things that
    it had besides. The parts of one booking have a block each: what was agreed on together has the same `together`, and
    a part begins `after` so many minutes of the first one."""

    week = InTenant(TemplateWeek, models.CASCADE, related_name="blocks")
    kind = models.CharField(max_length=8, choices=BlockKind.choices)
    resource = InTenant(Resource, models.CASCADE, related_name="+")
    location = InTenant(Location, models.CASCADE, null=True, related_name="+")
    weekday = models.PositiveSmallIntegerField(help_text="0 = Monday")
    opens = models.TimeField()
    closes = models.TimeField()
    service_ids = ArrayField(models.UUIDField(), null=True, blank=True)
    audience = models.CharField(max_length=10, choices=Audience.choices, default=Audience.EVERYONE)
    modes = ArrayField(models.CharField(max_length=8, choices=Mode.choices), null=True, blank=True)
    title = models.CharField(max_length=120, blank=True)
    note = models.TextField(max_length=2000, blank=True)
    service = InTenant(Service, models.CASCADE, null=True, related_name="+")
    price = models.PositiveIntegerField(null=True)
    follows_length = models.BooleanField(default=False, db_default=False)
    client_id = models.UUIDField(null=True)
    mode = models.CharField(max_length=8, choices=Mode.choices, blank=True)
    things = ArrayField(models.UUIDField(), null=True, blank=True)
    together = models.UUIDField(null=True)
    after = models.PositiveSmallIntegerField(default=0, db_default=0, help_text="minutes after the first part begins")

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.CheckConstraint(condition=models.Q(weekday__range=(0, 6)), name="template_weekday_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.weekday} {self.opens:%H:%M}–{self.closes:%H:%M}"
