"""What the engine reads of a business, without what belongs to a part that it has switched off (`tenants.modules`).
The rows are only left out, or changed in memory: they hold again when the part is on."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from uuid import UUID

from booking.availability.asking import Period
from booking.availability.divisions import Divisions, divide
from booking.availability.models import GroupTerms
from booking.clients.models import Group
from booking.resources.models import (
    BookedBy,
    Kind,
    Location,
    Question,
    Requirement,
    Resource,
    ResourceSkill,
    Service,
    ServiceProvider,
    ServiceSkill,
    Team,
    TeamMember,
    Unit,
)
from tenants.models import MayBook, Tenant
from tenants.modules import GROUPS, QUESTIONS, REQUESTS, SKILLS, THINGS, UNITS, is_on


class Switched:
    """Of the tenant that is chosen."""

    def __init__(self, tenant_id: UUID) -> None:
        self._tenant = Tenant.objects.only("modules_off", "booked_by").get(pk=tenant_id)

    @property
    def clients_only(self) -> bool:
        return self._tenant.booked_by == MayBook.CLIENTS

    def on(self, name: str) -> bool:
        return is_on(self._tenant, name)

    def services(self) -> list[Service]:
        """What is for chosen groups alone is shown to nobody while there are none: it was never for everybody."""
        return [self.as_read(service) for service in Service.objects.all()]

    def as_read(self, service: Service) -> Service:
        """The same row, changed. What is asked for is never paid before somebody has said yes."""
        service.approval = service.approval and self.on(REQUESTS)
        if service.approval:
            service.payable_online, service.payable_on_site = False, True
        service.public = service.public and (self.on(GROUPS) or service.booked_by != BookedBy.GROUPS)
        return service

    def providers(self, resources: Iterable[Resource]) -> list[ServiceProvider]:
        rows = list(ServiceProvider.objects.all())
        if self.on(THINGS):
            return rows
        people = {one.pk for one in resources if one.kind == Kind.PRACTITIONER}
        return [row for row in rows if row.resource_id in people]

    def requirements(self) -> list[Requirement]:
        """Another pair of hands is needed without its certificate too."""
        rows = [row for row in Requirement.objects.all() if row.kind == Kind.PRACTITIONER or self.on(THINGS)]
        for row in rows:
            row.skill_id = row.skill_id if self.on(SKILLS) else None
        return rows

    def questions(self) -> list[Question]:
        return list(Question.objects.filter(active=True)) if self.on(QUESTIONS) else []

    def skills_asked(self) -> list[ServiceSkill]:
        return list(ServiceSkill.objects.order_by("pk")) if self.on(SKILLS) else []

    def skills_held(self) -> dict[tuple[UUID, UUID], list[Period]]:
        """When each of the people has each of their skills."""
        held: dict[tuple[UUID, UUID], list[Period]] = defaultdict(list)
        for row in ResourceSkill.objects.order_by("pk") if self.on(SKILLS) else ():
            held[row.resource_id, row.skill_id].append(Period(row.from_on, row.until_on))
        return held

    def groups(self) -> list[Group]:
        return list(Group.objects.filter(active=True)) if self.on(GROUPS) else []

    def divisions(self, resources: Iterable[Resource], places: Mapping[UUID, Location]) -> Divisions:
        if not self.on(UNITS):
            return Divisions()
        units, teams = Unit.objects.filter(active=True), Team.objects.filter(active=True)
        return divide(units, teams, TeamMember.objects.all(), resources, places)

    def terms(self) -> list[GroupTerms]:
        return list(GroupTerms.objects.filter(group__active=True)) if self.on(GROUPS) else []
