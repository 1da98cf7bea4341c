"""Somebody's skills, and which bookings stand with them on days on which a skill does not hold."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from booking.availability.asking import Skilled
from booking.availability.catalogue import Catalogue, current
from booking.availability.models import Occupancy, TakenBy
from booking.availability.skills import lacking
from booking.bookings.models import Part
from booking.bookings.setup.foresight import SHOWN
from booking.bookings.setup.touching import COMING
from booking.kernel.clock import to_minute
from booking.kernel.saying import page_language, say_span
from booking.resources.models import Resource
from booking.resources.people import practitioner_of
from booking.resources.setup.skill_forms import PersonSkillsForm
from booking.resources.setup.skills import holdings
from tenants.answers import see_other
from tenants.clock import database_now
from tenants.models import Tenant
from tenants.requests import TenantRequest
from tenants.setup.saving import form_page, saved


@dataclass(frozen=True, slots=True)
class Unable:
    """A booking that asks for more than they can do on its day."""

    code: str
    said: str
    skills: str


@require_http_methods(["GET", "POST"])
def person_skills(request: TenantRequest, tenant: str, code: str) -> HttpResponse:
    form = PersonSkillsForm.of(request, code=code)
    if saved(request, form):
        return see_other("desk-settings-practitioner-skills", tenant=tenant, code=code)
    row = practitioner_of(request.tenant, code)
    unable = unable_to_give(request.tenant, row)
    context = {
        "row": row, "ending": [one for one in holdings(request.tenant, [row]) if one.runs_out],
        "unable": unable[:SHOWN], "more": max(0, len(unable) - SHOWN),
    }  # fmt: skip
    return form_page(request, "bookings/setup/skills.html", form, **context)


def unable_to_give(tenant: Tenant, who: Resource) -> list[Unable]:
    """What is booked and not over with them, as whoever gives it or besides, where a skill is missing that day."""
    catalogue = current(tenant)
    owned = Occupancy.objects.filter(tenant=tenant, resource=who, kind=TakenBy.BOOKING, end_at__gt=database_now())
    parts = (
        Part.objects.filter(tenant=tenant, pk__in=owned.values("owner_id"), booking__status__in=COMING)
        .select_related("booking__location", "service")
        .order_by("start_at", "pk")
    )
    language = page_language()
    found: dict[str, Unable] = {}
    for part in parts:
        missing = sorted(catalogue.skills[one.skill].name for one in _missing(catalogue, part, who))
        if missing:
            booking, zone = part.booking, part.booking.location.timezone
            when = say_span(part.start_at, part.end_at, zone, language)
            found.setdefault(booking.code, Unable(booking.code, f"{when}, {part.service.name}", ", ".join(missing)))
    return list(found.values())


def _missing(catalogue: Catalogue, part: Part, who: Resource) -> Iterator[Skilled]:
    """Of what the service asks: of whoever gives it when that is them, else of whoever is needed besides."""
    service = catalogue.service_by_id(part.service_id)
    if part.resource_id == who.pk:
        asked = catalogue.skills_asked(service, who)
    else:
        needs = {need.skill_id for need, _pool in catalogue.requirements(service) if need.kind == who.kind}
        asked = () if None in needs else tuple(catalogue.skilled(who, skill) for skill in needs if skill)
    start, end = to_minute(part.start_at), to_minute(part.end_at)
    return lacking(asked, start, end - start, part.booking.location.timezone)
