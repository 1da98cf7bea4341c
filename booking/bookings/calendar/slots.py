"""Single open times: one click opens one at once; its panel shows what it is like."""

import json
from typing import Any
from urllib.parse import urlencode

from babel.numbers import get_currency_precision
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from booking.availability.catalogue import read
from booking.availability.forcing import HOURS
from booking.availability.models import OpenSlot
from booking.availability.pricing import usual_of
from booking.availability.slots import SlotTerms, open_slot, services_of
from booking.bookings.calendar.answering import answered, asked
from booking.bookings.calendar.forms import SlotForm
from booking.bookings.calendar.pointing import asking_whose
from booking.bookings.calendar.reasons import first_bookable
from booking.bookings.calendar.spots import Scope, as_wall, scope_of
from booking.bookings.calendar.ways_back import tell_entered
from booking.bookings.desk.asking import as_text
from booking.bookings.desk.warnings import has_been
from booking.kernel.errors import Invalid
from tenants.clock import database_now
from tenants.requests import TenantRequest


@require_POST
def create(request: TenantRequest, tenant: str) -> HttpResponse:
    """Open a time at once: `start`, and `with` or the `people` who are shown; it is asked whose it is when that cannot
    be told. Length and price come from the settings. Raises `Invalid`, `NotFound`."""
    scope = scope_of(request)
    wall = as_wall(request.POST.get("start"))
    if wall is None:
        text = _("Write a day and a time, like 2026-11-24 10:00.")
        raise Invalid(text, errors={"start": [text]})
    person = scope.meant(request.POST.dict())
    if person is None:
        return asked(request, asking_whose(request, scope, wall))
    terms = SlotTerms(resource=person, location=scope.place_of(person), start_at=scope.moment(wall, "start"))
    slot = open_slot(tenant=request.tenant, terms=terms, actor=request.member.actor)
    tell_entered(request, scope, slot)
    return answered(request, "desk-slot", slot.pk)


def slot_context(scope: Scope, slot: OpenSlot, form: SlotForm) -> dict[str, Any]:
    """What its panel shows besides the form: the way to book it, and by what its price follows its length."""
    person, chosen = scope.catalogue.resources[slot.resource_id], services_of(slot, scope.catalogue)
    past = has_been(slot.start_at, slot.end_at, database_now())
    said = {"start": as_text(slot.start_at), "with": person.code} | ({"force": HOURS} if past else {})
    services = chosen or scope.services_of(person)
    service = first_bookable(scope, read(scope.tenant), person, services, slot.start_at)
    usual = {"": usual_of(scope.catalogue, person)} | {
        one.code: usual_of(scope.catalogue, person, one) for one in scope.services_of(person)
    }
    return {
        "past": past,
        "book": urlencode(said),
        "bookable": services,
        "chosen": service.code if service else services[0].code if services else "",
        "rates": json.dumps({code: list(one) for code, one in usual.items() if one.price is not None}),
        "precision": get_currency_precision(scope.tenant.currency),
        "follows": form.follows(slot.follows_length),
    }
