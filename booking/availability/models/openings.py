"""When it is open: what a business says in wall-clock time, and single times that it opens by hand."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from booking.resources.models import Location, Mode, Resource
from tenants.models import InTenant, TenantModel


class Weeks(models.TextChoices):
    EVERY = "every", _("every week")
    ODD = "odd", _("odd weeks")
    EVEN = "even", _("even weeks")


class Audience(models.TextChoices):
    EVERYONE = "everyone", _("everyone")
    CLIENTS = "clients", _("existing clients")


class Entered(TenantModel):
    """What staff put into the calendar by hand. `version` is raised by every change, so that who saw an older one is
    told; `batch_id` names what came with one paste, so that one undo takes it back."""

    version = models.PositiveIntegerField(default=0, db_default=0)
    batch_id = models.UUIDField(null=True, editable=False)

    class Meta(TenantModel.Meta):
        abstract = True


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


class PlaceHours(TenantModel):
    """When a place is open each week, by its own clock; an end at or before the start means the next day. Beyond them
    no weekly hours count there, nor what replaces them; a place without any is open whenever somebody is."""

    location = InTenant(Location, models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField(help_text="0 = Monday")
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.CheckConstraint(condition=Q(weekday__range=(0, 6)), name="place_weekday_known"),
            models.UniqueConstraint(fields=["tenant", "location", "weekday", "opens"], name="place_opens_once"),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.opens:%H:%M}–{self.closes:%H:%M}"


class Shift(Entered, Opening):
    """Open on one day; for chosen services when `service_ids` is set. With `replaces_weekly`, that day follows
    its shifts alone. An empty list of services opens nothing: such a shift only takes the weekly hours away."""

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

    @property
    def opens_nothing(self) -> bool:
        return self.service_ids == []


class OpenSlot(Entered, Opening):
    """One bookable time, opened by hand, with a price and an audience of its own; for chosen services when
    `service_ids` is set, in the order of their ids. Triggers see to it that each is one of the business's.

    `follows_length`: nobody has written the price by hand, so another length makes another one."""

    resource = InTenant(Resource, models.CASCADE, related_name="open_slots")
    location = InTenant(Location, models.PROTECT, related_name="+")
    service_ids = ArrayField(models.UUIDField(), null=True, blank=True)
    start_at = models.DateTimeField()
    end_at = models.DateTimeField()
    price = models.PositiveIntegerField(null=True, blank=True)
    follows_length = models.BooleanField(default=False, db_default=False)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.CheckConstraint(condition=Q(end_at__gt=F("start_at")), name="open_slot_ends_after_start"),
            models.CheckConstraint(
                condition=Q(service_ids=None) | Q(service_ids__len__gte=1), name="open_slot_is_for_some_service"
            ),
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
