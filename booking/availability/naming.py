"""Codes that a program or a form names become what they stand for."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeVar

from django.utils.translation import gettext_lazy as _

from booking.availability.audience import STRANGER, By, service_for
from booking.availability.catalogue import Catalogue
from booking.availability.wishing import Wish
from booking.kernel.errors import Invalid, NotFound
from booking.resources.models import Mode, Resource

Row = TypeVar("Row")


class Unknown(Invalid):
    """A code that names nothing here: the same text whether it exists elsewhere or nowhere."""

    def __init__(self, field: str) -> None:
        super().__init__(errors={field: [_("Does not exist.")]})


def named_wish(catalogue: Catalogue, given: Mapping[str, Any], by: By = STRANGER, *, hidden: bool = False) -> Wish:
    """`given`: service, and perhaps practitioner, location, mode, duration. Raises `Unknown` or `Invalid`.

    `by`: who asks, and on whose terms. `hidden`: what the public page does not show may be named as well."""
    find_service = catalogue.service if hidden else partial(service_for, catalogue, by)
    mode, practitioner, place = given.get("mode"), given.get("practitioner"), given.get("location")
    if mode is not None and mode not in Mode.values:
        raise Unknown("mode")
    return Wish(
        service=_found("service", find_service, given["service"]),
        practitioner=named_resource(catalogue, practitioner, hidden=hidden) if practitioner is not None else None,
        location=_found("location", catalogue.location, place) if place is not None else None,
        mode=mode,
        minutes=given.get("duration"),
        hidden=hidden,
        group=by.group_id,
    )


def named_resource(catalogue: Catalogue, code: str, *, hidden: bool = False) -> Resource:
    return _found("practitioner", catalogue.resource if hidden else catalogue.public_resource, code)


def _found(field: str, find: Callable[[str], Row], code: str) -> Row:
    try:
        return find(code)
    except NotFound:
        raise Unknown(field) from None
