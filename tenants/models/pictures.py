"""Pictures of people and businesses, as they were drawn anew."""

from django.db import models
from django.db.models.lookups import LessThanOrEqual

from tenants.clock import DatabaseNow
from tenants.models.tenant import TenantModel

LARGEST = 65_536  # bytes


class Picture(TenantModel):
    """Its id is made of what is in it (`tenants.pictures`): another picture has another address, and one address shows
    the same for ever. One that nothing points to is forgotten after a day."""

    data = models.BinaryField()
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField(db_default=DatabaseNow())

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.CheckConstraint(
                condition=LessThanOrEqual(
                    models.Func(models.F("data"), function="octet_length", output_field=models.IntegerField()), LARGEST
                ),
                name="picture_is_small",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.width} × {self.height}"
