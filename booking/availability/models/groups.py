"""For whom: what a group of clients may book, and on which terms."""

from django.db import models

from booking.clients.models import Group
from booking.resources.models import Service, limit_is_whole
from tenants.models import InTenant, TenantModel


class GroupTerms(TenantModel):
    """One service for one group. Null, or no row at all: as the service has it. Minor units, minutes, days.

    `offered`: false takes the service away from the group; true gives it one that is for chosen groups only; null says
    nothing, so that the service can become another kind and back again."""

    group = InTenant(Group, models.CASCADE, related_name="terms")
    service = InTenant(Service, models.CASCADE, related_name="group_terms")
    offered = models.BooleanField(null=True, blank=True)
    price = models.PositiveIntegerField(
        null=True, blank=True, help_text="of the usual length, whoever gives it; other lengths follow in proportion"
    )
    notice_minutes = models.PositiveIntegerField(null=True, blank=True)
    horizon_days = models.PositiveSmallIntegerField(null=True, blank=True)
    most_bookings = models.PositiveSmallIntegerField(null=True, blank=True)
    most_days = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "group", "service"], name="terms_once"),
            models.CheckConstraint(condition=limit_is_whole(), name="terms_limit_whole"),
        ]

    def __str__(self) -> str:
        return f"{self.group_id} → {self.service_id}"
