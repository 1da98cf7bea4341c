"""Keeping pictures: in the database, with everything else of a business, and as hidden from all others."""

from hashlib import sha256
from uuid import UUID, uuid5

from django.db.models import QuerySet

from booking.kernel.images import Drawn
from tenants.clock import database_now
from tenants.models import Picture, Tenant


def id_of(tenant: Tenant, drawn: Drawn) -> UUID:
    return uuid5(tenant.pk, sha256(drawn.data).hexdigest())


def keep(tenant: Tenant, drawn: Drawn) -> None:
    """The same one again is as good as new: it is not forgotten before it is shown."""
    Picture.objects.bulk_create(
        [
            Picture(
                pk=id_of(tenant, drawn), tenant=tenant, data=drawn.data, width=drawn.width, height=drawn.height,
                created_at=database_now(),
            )
        ],
        update_conflicts=True, unique_fields=["id"], update_fields=["created_at"],
    )  # fmt: skip


def put_away(picture_id: UUID) -> None:
    """Shown no more: from now on it waits to be forgotten, so that it can be brought back a while."""
    Picture.objects.filter(pk=picture_id).update(created_at=database_now())


def unseen() -> QuerySet[Picture]:
    """Those of the present business that nothing points to."""
    shown = {f"{place.name}__isnull": True for place in Picture._meta.related_objects}
    return Picture.objects.filter(**shown)
