"""How a larger business is divided: units, the regions above them, and teams across both."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from booking.kernel.tokens import public_code
from booking.resources.models.who import Resource
from tenants.models import InTenant, TenantModel


class Unit(TenantModel):
    """A department with its places and people. One that others stand below is a region. Places and people say
    themselves to which one they belong."""

    code = models.CharField(max_length=12, default=public_code, editable=False)
    name = models.CharField(_("name"), max_length=80)
    above = InTenant("self", models.PROTECT, null=True, blank=True, related_name="below")
    position = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)

    class Meta(TenantModel.Meta):
        ordering: ClassVar = ["position", "name"]
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "code"], name="unit_code"),
        ]

    def __str__(self) -> str:
        return self.name


class Team(TenantModel):
    """Practitioners who are chosen together, whatever unit they belong to."""

    code = models.CharField(max_length=12, default=public_code, editable=False)
    name = models.CharField(_("name"), max_length=80)
    position = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)

    class Meta(TenantModel.Meta):
        ordering: ClassVar = ["position", "name"]
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "code"], name="team_code"),
        ]

    def __str__(self) -> str:
        return self.name


class TeamMember(TenantModel):
    team = InTenant(Team, models.CASCADE, related_name="members")
    resource = InTenant(Resource, models.CASCADE, related_name="teams")

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "team", "resource"], name="once_in_a_team"),
        ]

    def __str__(self) -> str:
        return f"{self.team_id} · {self.resource_id}"
