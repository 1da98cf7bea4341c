"""The question behind `slots`: parameters as text become days and a wish. Raises `Invalid`, or `NotFound` for codes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from booking.availability.audience import STRANGER, By
from booking.availability.catalogue import Catalogue
from booking.availability.naming import Unknown, named_wish
from booking.availability.search import MOST_DAYS
from booking.availability.wishing import Wish
from booking.kernel.clock import as_day
from booking.kernel.errors import Invalid, NotFound

WISH = frozenset({"service", "practitioner", "location", "mode", "duration"})
SERVICE = frozenset({"service"})
DAYS = frozenset({"from", "to"})
LENGTH = re.compile(r"\d{1,4}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Days:
    """Both included, in the zone of the place."""

    first: date
    last: date


def asked_days(given: Mapping[str, str]) -> Days:
    days = {name: as_day(given[name]) for name in ("from", "to")}
    errors = {name: [_("A day such as 2027-03-01.")] for name, day in days.items() if day is None}
    first, last = days["from"], days["to"]
    if first is None or last is None:
        raise Invalid(errors=errors)
    if last < first:
        raise Invalid(errors={"to": [_("The last day comes before the first.")]})
    if (last - first).days >= MOST_DAYS:
        raise Invalid(errors={"to": [_("At most %(days)s days.") % {"days": MOST_DAYS}]})
    return Days(first, last)


def asked_wish(catalogue: Catalogue, given: Mapping[str, str], by: By = STRANGER) -> Wish:
    """What the public page would show to them. A code that is not shown there is not found."""
    wished: dict[str, Any] = dict(given)
    if "duration" in given:
        if not LENGTH.fullmatch(given["duration"]):
            raise Invalid(errors={"duration": [_("Whole minutes.")]})
        wished["duration"] = int(given["duration"])
    try:
        return named_wish(catalogue, wished, by)
    except Unknown as problem:
        if "mode" in problem.extra["errors"]:
            raise
        raise NotFound from None
