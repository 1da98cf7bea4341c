"""Whose: businesses, the people who work in them, and what every tenant-scoped row has in common."""

from typing import Any, ClassVar
from uuid import UUID

import uuid_utils.compat
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.actors import Actor
from tenants.clock import DatabaseNow


def new_key() -> UUID:
    """UUIDv7: sorts by time of creation, so that indexes grow at their end."""
    return uuid_utils.compat.uuid7()


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """Somebody who logs in to work. Clients are not users."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    language = models.CharField(max_length=5, blank=True)
    is_active = models.BooleanField(default=True)
    sessions_version = models.PositiveIntegerField(default=0, help_text="raising it ends every session at once")
    created_at = models.DateTimeField(db_default=DatabaseNow())

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()

    def __str__(self) -> str:
        return self.name or self.email

    def _get_session_auth_hash(self, secret: Any = None) -> str:
        """Django's, of the password; from the first time that sessions were ended, of their version besides."""
        plain: str = super()._get_session_auth_hash(secret=secret)  # type: ignore[misc]
        return f"{plain}.{self.sessions_version}" if self.sessions_version else plain


class Asking(models.TextChoices):
    """Whether something is asked for at all, and whether there must be an answer."""

    OFF = "off", _("not asked for")
    OPTIONAL = "optional", _("optional")
    REQUIRED = "required", _("required")


class BusinessKind(models.TextChoices):
    """What a business said it is when it signed up. It chose the first services and hours, and nothing later."""

    THERAPY = "therapy", _("Therapy")
    CLINIC = "clinic", _("Clinic")
    SALON = "salon", _("Salon")
    COURSES = "courses", _("Courses")
    OTHER = "other", _("Something else")


class MayBook(models.TextChoices):
    """Who may book on the public page at all, and through the API without a login. Staff may for anybody."""

    EVERYBODY = "everybody", _("Everybody")
    CLIENTS = "clients", _("Existing clients only")


class Connecting(models.TextChoices):
    """How far a business has come with the account that it is paid into."""

    BEGUN = "begun", _("begun")
    CHECKING = "checking", _("being checked")
    NEEDS = "needs", _("needs more")
    READY = "ready", _("ready")
    OFF = "off", _("disconnected")


class Tenant(models.Model):
    """A business. Global: its slug is in every address, its id in every row."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    slug = models.CharField(
        max_length=40, unique=True, validators=[RegexValidator(r"^[a-z0-9][a-z0-9-]{1,38}[a-z0-9]$")]
    )
    name = models.CharField(max_length=120)
    line = models.CharField(max_length=200, blank=True, help_text="one line under the name on the public page")
    locale = models.CharField(max_length=5, default="sv")
    timezone = models.CharField(max_length=60, default="Europe/Stockholm")
    currency = models.CharField(max_length=3, default="SEK")
    country = models.CharField(max_length=2, default="SE")
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=32, blank=True)
    accent = models.CharField(max_length=7, blank=True)
    logo = models.ForeignKey(
        "tenants.Picture", models.DO_NOTHING, null=True, blank=True, related_name="logo_of", db_constraint=False
    )  # a migration adds the key that says whose
    logo_width = models.PositiveSmallIntegerField(default=0, db_default=0, help_text="as it stands on the page")
    identity_numbers = models.CharField(
        max_length=8, choices=Asking.choices, default=Asking.OFF, db_default=Asking.OFF,
        help_text="whether the desk asks new clients for their personal identity number",
    )  # fmt: skip
    booked_by = models.CharField(
        max_length=9, choices=MayBook.choices, default=MayBook.EVERYBODY, db_default=MayBook.EVERYBODY,
        help_text="whom the page shows any service and time; a service may be for fewer (`Service.booked_by`)",
    )  # fmt: skip
    stripe_account = models.CharField(max_length=64, blank=True, help_text="empty: the platform's own account")
    stripe_state = models.CharField(
        max_length=8, choices=Connecting.choices, blank=True, db_default="",
        help_text="of an account that the business connected itself",
    )  # fmt: skip
    stripe_readings = models.PositiveIntegerField(
        default=0, db_default=0, help_text="raised whenever what Stripe says of the account is written down"
    )
    stripe_look_at = models.DateTimeField(
        null=True, blank=True, help_text="when it is read again without being told; empty: not"
    )
    takes_cards = models.BooleanField(
        default=True, db_default=True, help_text="off until a business that signed itself up has an account"
    )
    modules_off = ArrayField(
        models.CharField(max_length=20), default=list, db_default=[], blank=True,
        help_text="the parts it does without (`tenants.modules`); what was said of them stays",
    )  # fmt: skip
    suspended_at = models.DateTimeField(null=True, blank=True)
    kind = models.CharField(max_length=8, choices=BusinessKind.choices, blank=True, db_default="")
    trial_ends_on = models.DateField(null=True, blank=True, help_text="until then it costs nothing; empty: no trial")
    former_slug = models.CharField(
        max_length=40, unique=True, null=True, blank=True, help_text="its first address, which leads to the present one"
    )
    created_at = models.DateTimeField(db_default=DatabaseNow())

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    OWNER = "owner", _("owner")
    MANAGER = "manager", _("manager")
    PRACTITIONER = "practitioner", _("practitioner")
    FRONT_DESK = "front_desk", _("front desk")
    FINANCE = "finance", _("finance")


class Membership(models.Model):
    """A user's role in a business. A practitioner sees their own calendar unless `sees_all` is set."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    tenant = models.ForeignKey(Tenant, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=16, choices=Role.choices)
    sees_all = models.BooleanField(default=False)
    choices = models.JSONField(default=dict, blank=True, help_text="what this person chose to see, and how")
    created_at = models.DateTimeField(db_default=DatabaseNow())
    deactivated_at = models.DateTimeField(null=True, blank=True, help_text="no longer let in; what they did stays")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "user"], name="one_membership_per_user"),
            models.UniqueConstraint(fields=["tenant", "id"], name="membership_in_tenant"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.role}"

    @property
    def sees_all_calendars(self) -> bool:
        return self.sees_all or self.role != Role.PRACTITIONER

    @property
    def actor(self) -> Actor:
        """Who they are in the events of what they do."""
        return Actor("member", self.user_id)


class TenantModel(models.Model):
    """A row of one business: hidden from all others by PostgreSQL itself (`tenants.row_security`)."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    tenant = models.ForeignKey(Tenant, models.CASCADE, related_name="+", editable=False, db_index=False)

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["tenant", "id"], name="%(app_label)s_%(class)s_in_tenant"),
        ]


class InTenant(models.ForeignKey):
    """A key between two rows of the same tenant. Django's own constraint is left out, for foreign keys
    bypass row security: a migration adds the composite one (`row_security.composite_key`)."""

    def __init__(self, to: Any, on_delete: Any, **options: Any) -> None:
        options["db_constraint"] = False
        super().__init__(to, on_delete, **options)
