"""For whom. A client belongs to one business; the same person may be a client of several without either seeing it."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from booking.kernel.identity_numbers import masked
from booking.kernel.secrets_at_rest import unseal
from booking.kernel.tokens import make_token, public_code
from tenants.clock import DatabaseNow
from tenants.models import InTenant, TenantModel

KNOWN = "known"
PRIVATE = "private"


class Source(models.TextChoices):
    """How the business got to know the client."""

    OWN = "own", _("own")
    MEDIATED = "mediated", _("mediated")


class Group(TenantModel):
    """Clients who book on terms of their own (`availability.models.GroupTerms`): patients, students, members.

    Its private link lets whoever has it book on them, as long as it is open; raising the version withdraws the one that
    is about. `link_until_on`: the last day, in the zone of the business."""

    code = models.CharField(max_length=12, default=public_code, editable=False)
    name = models.CharField(max_length=80)
    active = models.BooleanField(default=True)
    link_open = models.BooleanField(default=False)
    link_version = models.PositiveIntegerField(default=1)
    link_until_on = models.DateField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        ordering: ClassVar = ["name", "pk"]
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "code"], name="group_code"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def token(self) -> str:
        return make_token(PRIVATE, self.pk, self.link_version)

    def opened_by_link(self, version: int, today: date) -> bool:
        """Whether the link of that version still opens it on that day."""
        in_time = self.link_until_on is None or today <= self.link_until_on
        return self.active and self.link_open and in_time and version == self.link_version


class Client(TenantModel):
    """Somebody who books. E-mails are kept in lower case; two clients may share one until staff merge them.

    The identity number is sealed; `identity_mark` tells only whether two are the same."""

    code = models.CharField(max_length=12, default=public_code, editable=False)
    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=32, blank=True)
    language = models.CharField(max_length=5, blank=True)
    source = models.CharField(max_length=8, choices=Source.choices, default=Source.OWN, db_default=Source.OWN)
    identity_sealed = models.BinaryField(default=b"", db_default=b"", editable=False)
    identity_mark = models.CharField(max_length=32, blank=True, default="", db_default="", editable=False)
    group = InTenant(Group, models.SET_NULL, null=True, blank=True, related_name="clients")
    test = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=DatabaseNow())

    class Meta(TenantModel.Meta):
        ordering: ClassVar = ["name"]
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "code"], name="client_code"),
        ]
        indexes = [models.Index(fields=["tenant", "email"], name="client_by_email")]

    def __str__(self) -> str:
        return self.name

    @property
    def mediated(self) -> bool:
        return self.source == Source.MEDIATED

    @property
    def identity(self) -> str:
        """Enough of the identity number to tell namesakes apart; "" without one. Show it to `MAY_IDENTIFY` only."""
        return masked(unseal(bytes(self.identity_sealed))) if self.identity_sealed else ""


class KnownLink(TenantModel):
    """Somebody asked for a link by which they show that an e-mail is theirs. `client` is set when the e-mail turned
    out to be a client's; the row goes when the link is used, and at once when nobody here has that e-mail."""

    email = models.EmailField()
    language = models.CharField(max_length=5)
    client = InTenant(Client, models.CASCADE, null=True, related_name="+")
    asked_at = models.DateTimeField(db_default=DatabaseNow())

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def token(self) -> str:
        return make_token(KNOWN, self.pk, 1)
