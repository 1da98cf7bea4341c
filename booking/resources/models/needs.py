"""What a service needs besides, and what it asks."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from booking.kernel.tokens import public_code
from booking.resources.models.services import Service
from booking.resources.models.who import Kind, Skill
from tenants.models import InTenant, TenantModel


class Asks(models.TextChoices):
    """How a question is answered."""

    SHORT = "short", _("A few words")
    LONG = "long", _("As long as it takes")
    CHOICE = "choice", _("One of several answers")
    YES_NO = "yes_no", _("Yes or no")


class ServiceSkill(TenantModel):
    """A skill that whoever gives the service must have."""

    service = InTenant(Service, models.CASCADE, related_name="skills")
    skill = InTenant(Skill, models.PROTECT, related_name="services")

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "service", "skill"], name="asks_for_a_skill_once"),
        ]

    def __str__(self) -> str:
        return f"{self.skill_id} → {self.service_id}"


class Requirement(TenantModel):
    """What a service needs besides the chosen one: `quantity` resources of a kind, with a tag or a skill if one is
    named."""

    service = InTenant(Service, models.CASCADE, related_name="requirements")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    tag = models.CharField(max_length=40, blank=True)
    skill = InTenant(Skill, models.PROTECT, null=True, blank=True, related_name="requirements")
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
