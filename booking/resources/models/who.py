"""Where, and who with: places, people and things, and what somebody is able to do."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from booking.kernel.tokens import public_code
from tenants.models import InTenant, Membership, Picture, TenantModel


class Kind(models.TextChoices):
    PRACTITIONER = "practitioner", _("practitioner")
    ROOM = "room", _("room")
    EQUIPMENT = "equipment", _("equipment")
    VEHICLE = "vehicle", _("vehicle")


class ShownTo(models.TextChoices):
    """Who of the staff is told who a practitioner's clients are (`tenants.access.CLIENTS_KEPT`)."""

    ALL = "all", _("Everybody who sees the calendar")
    DESK = "desk", _("The front desk, managers and owners")
    OWN = "own", _("Nobody but the practitioner and the owners")


class Location(TenantModel):
    """A place with an address and a time zone; opening rules are wall-clock time in this zone."""

    code = models.CharField(max_length=12, default=public_code, editable=False)
    name = models.CharField(max_length=120)
    street = models.CharField(max_length=120, blank=True)
    postcode = models.CharField(max_length=12, blank=True)
    city = models.CharField(max_length=80, blank=True)
    country = models.CharField(max_length=2, default="SE")
    region = models.CharField(
        max_length=40, blank=True, default="", db_default="", help_text="where it has public holidays of its own"
    )
    timezone = models.CharField(max_length=60)
    unit = InTenant("resources.Unit", models.PROTECT, null=True, blank=True, related_name="places")
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
    photo = InTenant(Picture, models.DO_NOTHING, null=True, blank=True, related_name="photo_of")
    location = InTenant(Location, models.PROTECT, null=True, blank=True, related_name="resources")
    member = InTenant(Membership, models.SET_NULL, null=True, blank=True, related_name="resources")
    unit = InTenant("resources.Unit", models.PROTECT, null=True, blank=True, related_name="people")
    tags = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    arrival_text = models.TextField(
        max_length=1000, blank=True, help_text="the practitioner's own words before a visit"
    )
    video_url = models.URLField(blank=True)
    public = models.BooleanField(default=True)
    clients_shown_to = models.CharField(
        max_length=4, choices=ShownTo.choices, default=ShownTo.ALL, db_default=ShownTo.ALL,
        help_text="to whom of the staff it is said who the clients are",
    )  # fmt: skip
    most_a_day = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        help_text="visits that begin on one day; staff may pass it; null: as many as there is time",
    )
    capacity = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="of a room: so many people at a visit; null: as many as come"
    )
    active = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta(TenantModel.Meta):
        ordering: ClassVar = ["position", "name"]
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "code"], name="resource_code"),
            models.CheckConstraint(
                condition=(models.Q(most_a_day=None) | models.Q(most_a_day__gte=1))
                & (models.Q(capacity=None) | models.Q(capacity__gte=1)),
                name="resource_limits_sane",
            ),
            models.CheckConstraint(condition=models.Q(kind__in=Kind.values), name="resource_kind_known"),
            models.CheckConstraint(
                condition=models.Q(clients_shown_to__in=ShownTo.values), name="resource_shown_to_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def takes(self, people: int) -> bool:
        """Whether so many fit in at one visit."""
        return self.capacity is None or self.capacity >= people

    @property
    def initials(self) -> str:
        """Of the first word and the last, where there is no photo."""
        words = self.name.split()
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


class Skill(TenantModel):
    """What somebody can or may do (a certificate, a method, a language), for services to ask for."""

    name = models.CharField(max_length=80)

    class Meta(TenantModel.Meta):
        ordering: ClassVar = ["name"]
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint("tenant", Lower("name"), name="one_skill_per_name"),
        ]

    def __str__(self) -> str:
        return self.name


class ResourceSkill(TenantModel):
    """Somebody has a skill from a day until a day, both included, by the clock of the place; open where none is set."""

    resource = InTenant(Resource, models.CASCADE, related_name="skills")
    skill = InTenant(Skill, models.CASCADE, related_name="holders")
    from_on = models.DateField(null=True, blank=True)
    until_on = models.DateField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(until_on__gte=models.F("from_on"))
                | models.Q(from_on=None)
                | models.Q(until_on=None),
                name="skill_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.skill_id} {self.from_on or ''}–{self.until_on or ''}"
