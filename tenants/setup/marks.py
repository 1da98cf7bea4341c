"""What a settings form carries in its hidden `seen`: what the person looked at, or which new row this will be."""

import hashlib
import json
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.core.signing import BadSignature, Signer

from tenants.models import Tenant, new_key

_new = Signer(salt="ledig.settings.new")


def plain(values: dict[str, Any]) -> dict[str, Any]:
    """The same values as JSON has them."""
    return json.loads(json.dumps(values, cls=DjangoJSONEncoder))


def mark_of(values: dict[str, Any]) -> str:
    """Another one as soon as any of the values is another, whoever changed it and however."""
    written = json.dumps(values, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()[:24]


def mark_of_new(tenant: Tenant) -> str:
    """Names the row before it is there, so that a form that comes twice makes one row."""
    return _new.sign(f"{tenant.pk.hex}.{new_key().hex}")


def key_in(mark: str, tenant: Tenant) -> UUID | None:
    """Which row a `mark_of_new` names. None for anything else, and for one that another business was given."""
    try:
        whose, key = _new.unsign(mark).split(".")
    except (BadSignature, ValueError):
        return None
    return UUID(key) if whose == tenant.pk.hex else None
