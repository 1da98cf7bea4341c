"""Codes that a program or a form names become what they stand for."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.utils.translation import gettext_lazy as _

from booking.availability.catalogue import Catalogue
from booking.availability.wishing import Wish
from booking.kernel.errors import Invalid, NotFound
from booking.resources.models import Mode

Row = TypeVar("Row")


class Unknown(Invalid):
    """A code that names nothing here: the same text whether it exists elsewhere or nowhere."""

    def __init__(self, field: str) -> None:
        super().__init__(errors={field: [_("Does not exist.")]})


def named_wish(catalogue: Catalogue, given: Mapping[str, Any], *, hidden: bool = False) -> Wish:
    """`given`: service, and perhaps practitioner, location, mode, duration. Raises `Unknown` or `Invalid`.

    `hidden`: what the public page does not show may be named as well."""
    find_service = catalogue.service if hidden else catalogue.public_service
    find_resource = catalogue.resource if hidden else catalogue.public_resource
    mode = given.get("mode")
    if mode is not None and mode not in Mode.values:
        raise Unknown("mode")
    return Wish(
        service=_found("service", find_service, given["service"]),
        practitioner=_found("practitioner", find_resource, given["practitioner"]) if "practitioner" in given else None,
        location=_found("location", catalogue.location, given["location"]) if "location" in given else None,
        mode=mode,
        minutes=given.get("duration"),
        hidden=hidden,
    )


def _found(field: str, find: Callable[[str], Row], code: str) -> Row:
    try:
        return find(code)
    except NotFound:
        raise Unknown(field) from None
