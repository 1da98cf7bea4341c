"""Whose: businesses and people; what happened; the keys and limits at the doors."""

from tenants.models.doors import AccountMail, ApiKey, IdempotencyKey, Limit
from tenants.models.happened import Delivery, Event
from tenants.models.invited import Invitation
from tenants.models.pictures import Picture
from tenants.models.tenant import (
    Asking,
    BusinessKind,
    Connecting,
    InTenant,
    MayBook,
    Membership,
    Role,
    Tenant,
    TenantModel,
    User,
    new_key,
)

__all__ = [
    "AccountMail",
    "ApiKey",
    "Asking",
    "BusinessKind",
    "Connecting",
    "Delivery",
    "Event",
    "IdempotencyKey",
    "InTenant",
    "Invitation",
    "Limit",
    "MayBook",
    "Membership",
    "Picture",
    "Role",
    "Tenant",
    "TenantModel",
    "User",
    "new_key",
]
