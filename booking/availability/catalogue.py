"""What a business offers and by whom, kept in the process and exact by version. Rows in it are read, never changed."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from threading import Lock
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection

from booking.availability.asking import Period, Skilled
from booking.availability.book import Book
from booking.availability.divisions import Divisions
from booking.availability.models import GroupTerms
from booking.availability.placed import placed
from booking.availability.switched import Switched
from booking.availability.wallclock import day_of
from booking.clients.models import Group
from booking.kernel.errors import NotFound, Unavailable
from booking.resources.models import (
    BookedBy,
    Kind,
    Location,
    Question,
    Requirement,
    Resource,
    Service,
    ServiceLength,
    ServiceProvider,
    ServiceSkill,
    Skill,
)
from tenants.models import Tenant
from tenants.tenancy import CHOOSING, tenant_tx

OfService = TypeVar("OfService", ServiceLength, ServiceProvider, ServiceSkill, Requirement, Question)
Coded = TypeVar("Coded", Location, Resource, Service)
Version = tuple[int, str | None]  # its number, and which transaction has raised it to that; none has: 0
KEPT = 500
_kept: dict[UUID, "Catalogue"] = {}
_lock = Lock()

# A version may be rolled back and raised again, to other rules: with whoever raised it, a (sub)transaction, it is
# unmistakable. Those of the resources stand alone: a transaction that has written something may leave no answer behind.
VERSIONS = """
    {choosing}
    SELECT date_part('epoch', ledig_now()) / 60, pg_current_xact_id_if_assigned() IS NULL,
        (SELECT v.xmin::text FROM availability_version v WHERE v.subject = chosen.tenant::uuid), ARRAY(
        SELECT coalesce(v.version, 0) FROM unnest(%s::uuid[]) WITH ORDINALITY AS s (id, n)
        LEFT JOIN availability_version v ON v.subject = s.id AND chosen.tenant IS NOT NULL ORDER BY s.n)
    FROM chosen
"""


@dataclass
class Catalogue:
    """All services, resources and places of one business at one version of its rules.

    `kept` is a place for what others make of them; it lives no longer than they."""

    tenant_id: UUID
    version: Version
    locations: dict[UUID, Location]
    resources: dict[UUID, Resource]
    services: list[Service]
    _lengths: dict[UUID, list[ServiceLength]]
    _providers: dict[UUID, list[ServiceProvider]]
    _requirements: dict[UUID, list[Requirement]]
    skills: dict[UUID, Skill]
    _asked: dict[UUID, list[Question]]
    _skills: dict[UUID, list[ServiceSkill]]
    _held: dict[tuple[UUID, UUID], list[Period]]
    _places: dict[UUID, set[UUID]]
    _for_clients_until: date | None
    clients_only: bool = False  # nothing is shown to whoever has not shown that they are a client
    groups: dict[UUID, Group] = field(default_factory=dict)
    _terms: dict[tuple[UUID, UUID], GroupTerms] = field(default_factory=dict)
    divisions: Divisions = field(default_factory=Divisions)
    books: dict[tuple[int, int], Book] = field(default_factory=dict)
    questions: dict[Any, Any] = field(default_factory=dict)
    kept: dict[Any, Any] = field(default_factory=dict)

    @cached_property
    def zones(self) -> dict[UUID | None, str]:
        return {location.pk: location.timezone for location in self.locations.values()}

    @cached_property
    def subjects(self) -> str:
        """Whose versions make an answer exact: the business's own and each resource's, as an array of PostgreSQL."""
        return f"{{{','.join(map(str, (self.tenant_id, *self.resources)))}}}"

    @cached_property
    def calendars(self) -> list[Resource]:
        """Who and what has a calendar: the practitioners, and whatever else a service can be booked with."""
        given = {
            resource.pk for service in self.services if service.active for resource, _row in self.providers(service)
        }
        found = [r for r in self.resources.values() if r.active and (r.kind == Kind.PRACTITIONER or r.pk in given)]
        return sorted(found, key=lambda r: (r.kind != Kind.PRACTITIONER, r.position, r.name))

    @cached_property
    def shown_services(self) -> list[Service]:
        """What the public page shows to one or another: a service that nobody may choose is none."""
        return [s for s in self.services if s.public and s.active and any(r.public for r, _row in self.providers(s))]

    @cached_property
    def public_services(self) -> list[Service]:
        """What it shows to a stranger; to somebody it knows: `audience.services_for`."""
        return [s for s in self.shown_services if s.booked_by == BookedBy.EVERYBODY and not self.clients_only]

    @property
    def keeps_services(self) -> bool:
        """Whether there may be anything that only somebody known is shown."""
        return bool(self.groups) or len(self.public_services) < len(self.shown_services)

    def terms(self, service: Service, group: UUID | None) -> GroupTerms | None:
        """What the group has agreed on for the service; None where all of it is as for everybody."""
        row = self._terms.get((group, service.pk)) if group else None
        return row if row is not None and row.offered is not False else None

    def is_offered(self, service: Service, group: UUID) -> bool | None:
        """Whether the service was given to the group, or taken away from it; None: nothing was said."""
        row = self._terms.get((group, service.pk))
        return None if row is None else row.offered

    def keeps_times_for_clients(self, now: float) -> bool:
        """Whether any opening that is not over is for existing clients alone. `now` in epoch minutes."""
        return self._for_clients_until is not None and self._for_clients_until >= day_of("UTC", int(now))

    def lengths(self, service: Service) -> list[ServiceLength]:
        return self._lengths[service.pk]

    def providers(self, service: Service) -> list[tuple[Resource, ServiceProvider]]:
        """Who or what can be chosen for the service, in the business's order; no room that is too small for it."""
        rows = [(self.resources[row.resource_id], row) for row in self._providers[service.pk]]
        fit = (r for r in rows if r[0].active and r[0].takes(service.people))
        return sorted(fit, key=lambda r: (r[0].position, r[0].name))

    def requirements(self, service: Service) -> list[tuple[Requirement, list[Resource]]]:
        """What is needed besides, each with everything that would do."""
        there = [one for one in self.resources.values() if one.active and one.takes(service.people)]
        return [
            (need, [one for one in there if one.kind == need.kind and self.would_do(one, need)])
            for need in self.needs(service)
        ]

    def needs(self, service: Service) -> list[Requirement]:
        return self._requirements[service.pk]

    def asked(self, service: Service) -> list[Question]:
        """What whoever books it is asked, in the business's order."""
        return self._asked[service.pk]

    def skills_asked(self, service: Service, resource: Resource) -> tuple[Skilled, ...]:
        """What whoever gives the service must be able to do, and when this one can."""
        return tuple(self.skilled(resource, row.skill_id) for row in self._skills[service.pk])

    def skilled(self, resource: Resource, skill: UUID) -> Skilled:
        return Skilled(skill, tuple(self._held.get((resource.pk, skill), ())))

    def would_do(self, resource: Resource, need: Requirement) -> bool:
        """On some day at least."""
        able = need.skill_id is None or (resource.pk, need.skill_id) in self._held
        return able and need.tag in ("", *resource.tags)

    def has_hours(self, resource: Resource) -> bool:
        """Of its own; without, it is there whenever its place is open."""
        return bool(self._places.get(resource.pk))

    def with_hours_at(self, places: Iterable[UUID]) -> set[UUID]:
        """The resources that say when they are open at one of these places."""
        wanted = set(places)
        return {resource for resource, there in self._places.items() if there & wanted}

    def locations_of(self, service: Service) -> list[Location]:
        """Where those who give the service are open, in the business's order."""
        places = {place for resource, _row in self.providers(service) for place in self._places[resource.pk]}
        return [place for place in self.locations.values() if place.active and place.pk in places]

    def public_resource(self, code: str) -> Resource:
        return _by_code((r for r in self.resources.values() if r.active and r.public), code)

    def service(self, code: str) -> Service:
        return _by_code((s for s in self.services if s.active), code)

    def resource(self, code: str) -> Resource:
        return _by_code((r for r in self.resources.values() if r.active), code)

    def location(self, code: str) -> Location:
        return _by_code((place for place in self.locations.values() if place.active), code)

    def service_by_id(self, pk: UUID) -> Service:
        return next(s for s in self.services if s.pk == pk)

    def with_only(
        self, service: Service, lengths: list[ServiceLength], providers: list[ServiceProvider]
    ) -> "Catalogue":
        """Another one, of a single service that need not be as the database has it: to show what would be."""
        return replace(
            self, services=[service], _lengths={service.pk: lengths}, _providers={service.pk: providers},
            books={}, questions={}, kept={},
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """A catalogue that is true now, the database's clock in epoch minutes, and the versions of all its resources,
    in their order. `clean`: what is read now may be kept for others."""

    catalogue: Catalogue
    now: float
    clean: bool
    versions: Sequence[int]


def current(tenant: Tenant) -> Catalogue:
    return read(tenant).catalogue


def read(tenant: Tenant) -> Reading:
    """The catalogue, checked against the versions in the database: one query when nothing has changed."""
    kept = _kept.get(tenant.pk)
    for _attempt in range(4):
        now, clean, raised_by, (number, *versions) = _versions(tenant.pk, kept.subjects if kept else f"{{{tenant.pk}}}")
        version = (number, raised_by)
        if kept is not None and kept.version == version:
            return Reading(kept, now, clean, versions)
        kept = _load(tenant.pk, version)
        _keep(kept)
    raise Unavailable


def _versions(tenant_id: UUID, subjects: str) -> tuple[float, bool, str | None, list[int]]:
    with connection.cursor() as cursor:
        cursor.execute(VERSIONS.format(choosing=CHOOSING), [str(tenant_id), subjects])
        return cursor.fetchone()


def _keep(catalogue: Catalogue) -> None:
    with _lock:
        _kept.pop(catalogue.tenant_id, None)
        _kept[catalogue.tenant_id] = catalogue
        while len(_kept) > KEPT:
            _kept.pop(next(iter(_kept)))


def _load(tenant_id: UUID, version: Version) -> Catalogue:
    """The version was read before the rows: what is newer than it will never be asked for under it."""
    with tenant_tx(tenant_id):
        places, for_clients_until = placed()
        switched = Switched(tenant_id)
        resources = {row.pk: row for row in Resource.objects.all()}
        locations = {row.pk: row for row in Location.objects.all()}
        return Catalogue(
            tenant_id=tenant_id,
            version=version,
            locations=locations,
            resources=resources,
            services=switched.services(),
            _lengths=_grouped(ServiceLength.objects.all()),
            _providers=_grouped(switched.providers(resources.values())),
            _requirements=_grouped(switched.requirements()),
            skills={row.pk: row for row in Skill.objects.all()},
            _asked=_grouped(switched.questions()),
            _skills=_grouped(switched.skills_asked()),
            _held=switched.skills_held(),
            _places=places,
            _for_clients_until=for_clients_until,
            clients_only=switched.clients_only,
            groups={row.pk: row for row in switched.groups()},
            _terms={(row.group_id, row.service_id): row for row in switched.terms()},
            divisions=switched.divisions(resources.values(), locations),
        )


def _grouped(rows: Iterable[OfService]) -> dict[UUID, list[OfService]]:
    groups: dict[UUID, list[OfService]] = defaultdict(list)
    for row in rows:
        groups[row.service_id].append(row)
    return groups


def _by_code(rows: Iterable[Coded], code: str) -> Coded:
    for row in rows:
        if row.code == code:
            return row
    raise NotFound
