"""For whom. A client belongs to one business; the same person may be a client of several without either seeing it."""

from typing import ClassVar

from django.db import models

from booking.kernel.tokens import make_token, public_code
from tenants.clock import DatabaseNow
from tenants.models import InTenant, TenantModel

KNOWN = "known"


class Client(TenantModel):
    """Somebody who books. E-mails are kept in lower case; two clients may share one until staff merge them."""

    code = models.CharField(max_length=12, default=public_code, editable=False)
    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=32, blank=True)
    language = models.CharField(max_length=5, blank=True)
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
