"""Skills by their name: they come into being where somebody is said to have one, and go when nobody speaks of them."""

from collections.abc import Iterable
from datetime import date

from booking.resources.models import Resource, ResourceSkill, Service, ServiceSkill, Skill
from tenants.models import Event, Tenant

Held = tuple[str, date | None, date | None]  # name, from and until, both included


def skill_named(tenant: Tenant, name: str) -> Skill:
    """The one of that name, whatever its capitals; a new one when there is none."""
    same = Skill.objects.filter(tenant=tenant, name__iexact=name)
    if not same.exists():
        Skill.objects.bulk_create([Skill(tenant=tenant, name=name)], ignore_conflicts=True)  # two at once make one
    return same.get()


def called_now(tenant: Tenant, name: str) -> str:
    """The skill of that name by the name that it has now. Where nothing is called so any more, it is the one that was
    renamed since, as the log tells."""
    if Skill.objects.filter(tenant=tenant, name__iexact=name).exists():
        return name
    names = dict(Skill.objects.filter(tenant=tenant).values_list("pk", "name"))
    for event in Event.objects.filter(tenant=tenant, type="skill.changed", subject_id__in=list(names)).order_by("-id"):
        was, _now = event.data.get("changed", {}).get("name") or ("", "")
        if was.casefold() == name.casefold():
            return names[event.subject_id]
    return name


def set_skills(*, tenant: Tenant, resource: Resource, held: Iterable[Held]) -> None:
    """Just these are what somebody has from now on."""
    ResourceSkill.objects.filter(tenant=tenant, resource=resource).delete()
    for name, since, until in held:
        skill = skill_named(tenant, name)
        ResourceSkill.objects.create(tenant=tenant, resource=resource, skill=skill, from_on=since, until_on=until)
    drop_unused(tenant)


def ask_for_skills(*, tenant: Tenant, service: Service, names: Iterable[str]) -> None:
    """Just these are asked of whoever gives the service from now on."""
    ServiceSkill.objects.filter(tenant=tenant, service=service).delete()
    for name in names:
        ServiceSkill.objects.create(tenant=tenant, service=service, skill=skill_named(tenant, name))


def drop_unused(tenant: Tenant) -> None:
    """Those that nobody has and no service asks for."""
    Skill.objects.filter(tenant=tenant, holders=None, services=None, requirements=None).delete()
