"""What a business has set up of the parts that it can switch off: services, and what hangs on them."""

from collections.abc import Iterator

from django.utils.translation import ngettext

from booking.resources.models import Kind, Question, Resource, ResourceSkill, Service, Team, Unit
from booking.resources.paying import paid_by_card
from tenants.models import Tenant
from tenants.modules import CARDS, QUESTIONS, REQUESTS, SKILLS, THINGS, UNITS, is_on, takes_cards
from tenants.setup.modules import holds


def _asking(tenant: Tenant) -> Iterator[str]:
    rows = Question.objects.filter(tenant=tenant, active=True, service__active=True)
    n = rows.values("service").distinct().count()
    if n:
        yield ngettext("%(n)s service asks questions.", "%(n)s services ask questions.", n) % {"n": n}


def _approving(tenant: Tenant) -> Iterator[str]:
    n = Service.objects.filter(tenant=tenant, active=True, approval=True).count()
    if n:
        yield ngettext(
            "%(n)s service waits for your yes; switched off, it stands at once.",
            "%(n)s services wait for your yes; switched off, they stand at once.", n,
        ) % {"n": n}  # fmt: skip
    n = 0 if is_on(tenant, REQUESTS) or not takes_cards(tenant) else paid_by_card(tenant).filter(approval=True).count()
    if n:
        yield ngettext(
            "%(n)s of them is paid by card meanwhile; switched on, it is paid on site.",
            "%(n)s of them are paid by card meanwhile; switched on, they are paid on site.", n,
        ) % {"n": n}  # fmt: skip


def _payable(tenant: Tenant) -> Iterator[str]:
    n = paid_by_card(tenant).count() if tenant.takes_cards else 0
    if n:
        yield ngettext(
            "%(n)s service can be paid by card; switched off, it is paid on site.",
            "%(n)s services can be paid by card; switched off, they are paid on site.", n,
        ) % {"n": n}  # fmt: skip


def _things(tenant: Tenant) -> Iterator[str]:
    n = Resource.objects.filter(tenant=tenant, active=True).exclude(kind=Kind.PRACTITIONER).count()
    if n:
        yield ngettext("%(n)s room or thing.", "%(n)s rooms and things.", n) % {"n": n}
    services = Service.objects.filter(tenant=tenant, active=True)
    needing = services.filter(requirements__kind__in=[kind for kind in Kind if kind != Kind.PRACTITIONER])
    n = needing.distinct().count()
    if n:
        yield ngettext(
            "%(n)s service needs one; switched off, it is offered whatever is taken.",
            "%(n)s services need one; switched off, they are offered whatever is taken.", n,
        ) % {"n": n}  # fmt: skip


def _skills(tenant: Tenant) -> Iterator[str]:
    rows = ResourceSkill.objects.filter(tenant=tenant, resource__active=True)
    n = rows.values("resource").distinct().count()
    if n:
        yield ngettext("%(n)s person has skills written down.", "%(n)s people have skills written down.", n) % {"n": n}
    n = Service.objects.filter(tenant=tenant, active=True, skills__isnull=False).distinct().count()
    if n:
        yield ngettext(
            "%(n)s service asks for one; switched off, anybody who is ticked gives it.",
            "%(n)s services ask for one; switched off, anybody who is ticked gives them.", n,
        ) % {"n": n}  # fmt: skip


def _divided(tenant: Tenant) -> Iterator[str]:
    n = Unit.objects.filter(tenant=tenant, active=True).count()
    if n:
        yield ngettext("%(n)s unit.", "%(n)s units.", n) % {"n": n}
    n = Team.objects.filter(tenant=tenant, active=True).count()
    if n:
        yield ngettext("%(n)s team.", "%(n)s teams.", n) % {"n": n}


holds(QUESTIONS, _asking)
holds(REQUESTS, _approving)
holds(CARDS, _payable)
holds(THINGS, _things)
holds(SKILLS, _skills)
holds(UNITS, _divided)
