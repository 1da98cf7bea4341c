"""What somebody wishes to book, and the question to the engine that it becomes."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from booking.availability.asking import Gap, Member, Provider, Query, Requirement
from booking.availability.catalogue import Catalogue
from booking.kernel.errors import Invalid
from booking.kernel.intervals import Minute
from booking.resources.models import Kind, Location, Resource, Service, ServiceProvider


@dataclass(frozen=True, slots=True)
class Replaced:
    """What a wish would replace: what its `owners` occupy stands in nobody's way, and its own time is no news."""

    owners: tuple[UUID, ...]
    start: Minute
    resource: UUID


@dataclass(frozen=True, slots=True)
class Wish:
    """A service, and what the person cares about besides. None: it does not matter to them.
    `hidden`: whom the public page does not show may be chosen too (staff and programs with a key). `any_length`:
    `minutes` was agreed on already, or is set by staff, and need not be on offer. `group`: on whose terms it is booked;
    whether they may is not asked here (`audience`). `preferred`: rooms and things that are taken if they are free, else
    others that would do. `among`: with one of these, where nobody is named. `each`: everybody in the first length that
    they give."""

    service: Service
    practitioner: Resource | None = None
    location: Location | None = None
    mode: str | None = None
    minutes: int | None = None
    hidden: bool = False
    any_length: bool = False
    instead_of: Replaced | None = None
    group: UUID | None = None
    preferred: frozenset[UUID] = frozenset()
    among: frozenset[UUID] | None = None
    each: bool = False

    @property
    def ignoring(self) -> tuple[UUID, ...]:
        return self.instead_of.owners if self.instead_of else ()


def make_query(catalogue: Catalogue, wish: Wish, first: int, last: int, *, staff: bool = False) -> Query:
    """The engine's question for starts in [first, last). `staff`: nobody has a most for a day.

    Raises `Invalid` for a length that is not on offer."""
    service = wish.service
    givers = providers(catalogue, wish)
    return Query(
        service=service.pk,
        providers=tuple(replace(one, most_a_day=None) for one in givers) if staff else tuple(givers),
        first=first,
        last=last,
        step=service.step,
        before=service.buffer_before,
        after=service.buffer_after,
        requirements=tuple(
            Requirement(tuple(_member(catalogue, r, need.skill_id, staff) for r in pool), need.quantity)
            for need, pool in catalogue.requirements(service)
        ),
        location=wish.location.pk if wish.location else None,
        modes=frozenset(service.modes),
        shortest_gap=service.shortest_gap,
        preferred=wish.preferred,
    )


def providers(catalogue: Catalogue, wish: Wish) -> list[Provider]:
    """Who can be chosen, each with the length and price that they give the service for."""
    common = Common.of(catalogue, wish)
    if wish.minutes is not None and wish.minutes not in common.prices and not wish.any_length:
        own = {row.minutes for _resource, row in catalogue.providers(wish.service)}
        if wish.minutes not in own:
            raise Invalid(errors={"duration": [_("This service does not come in that length.")]})
    return [
        provider
        for resource, row in catalogue.providers(wish.service)
        if (wish.hidden or resource.public if wish.practitioner is None else wish.practitioner.pk == resource.pk)
        if wish.among is None or resource.pk in wish.among
        if (provider := _provider(catalogue, resource, row, common, wish)) is not None
    ]


def lengths_given(catalogue: Catalogue, service: Service, resource: Resource | None = None) -> list[int]:
    """Those of the service that the resource gives, or anybody whom the public page shows; the first is the usual one,
    even for those who give it in a length of their own."""
    lengths = [length.minutes for length in catalogue.lengths(service)]
    givers = catalogue.providers(service)
    rows = [row for one, row in givers if (one.public if resource is None else one.pk == resource.pk)]
    given = [
        one for one in lengths if any(_gives(row, one, lengths) or (row.minutes and one == lengths[0]) for row in rows)
    ]
    return given or (lengths if resource is None else [])


def _gives(row: ServiceProvider, minutes: int, lengths: Collection[int]) -> bool:
    """Of a service that comes in one length, everybody who gives it."""
    return len(lengths) == 1 or row.gives(minutes)


def notice_of(catalogue: Catalogue, wish: Wish) -> int:
    """Minutes: the group's own, else the service's."""
    terms = catalogue.terms(wish.service, wish.group)
    return wish.service.notice_minutes if terms is None or terms.notice_minutes is None else terms.notice_minutes


def horizon_of(catalogue: Catalogue, wish: Wish) -> int:
    """Days: the group's own, else the service's."""
    terms = catalogue.terms(wish.service, wish.group)
    return wish.service.horizon_days if terms is None or terms.horizon_days is None else terms.horizon_days


def candidates(query: Query) -> list[UUID]:
    """Every resource that the answer can depend on, in the order of ids."""
    ids: set[Any] = {provider.resource for provider in query.providers}
    ids.update(member.resource for need in query.requirements for member in need.pool)
    return sorted(ids)


def _member(catalogue: Catalogue, resource: Resource, skill: UUID | None, staff: bool) -> Member:
    skills = () if skill is None else (catalogue.skilled(resource, skill),)
    return Member(resource.pk, resource.location_id, skills, None if staff else resource.most_a_day)


@dataclass(frozen=True, slots=True)
class Common:
    """What everybody has in common who gives the service. `minutes`: the first length that anybody gives; `first`: the
    first that it comes in, whose price a group's stands for."""

    prices: dict[int, int]
    minutes: int | None
    first: int | None
    of_group: int | None

    @classmethod
    def of(cls, catalogue: Catalogue, wish: Wish) -> "Common":
        prices = {row.minutes: row.price for row in catalogue.lengths(wish.service)}
        terms = catalogue.terms(wish.service, wish.group)
        given = lengths_given(catalogue, wish.service)
        return cls(prices, next(iter(given), None), next(iter(prices), None), terms.price if terms else None)

    def minutes_of(self, row: ServiceProvider, wish: Wish) -> int | None:
        """Of whoever is named it is the first that they give; of others, none that is not everybody's."""
        if wish.minutes or row.minutes:
            return wish.minutes or row.minutes
        if (wish.practitioner is None and not wish.each) or (self.minutes and _gives(row, self.minutes, self.prices)):
            return self.minutes
        return next((minutes for minutes in self.prices if _gives(row, minutes, self.prices)), None)

    def price_of(self, row: ServiceProvider, minutes: int) -> int:
        """A group's price stands for everybody's and for anybody's own."""
        first_price = self.prices.get(self.first or 0, 0)
        usual = self.prices.get(minutes, first_price)
        is_first = minutes in (row.minutes or self.first, self.first)
        if self.of_group is not None:
            return self.of_group if is_first else in_proportion(self.of_group, first_price, usual)
        own = row.price_at(minutes)
        if own is None and is_first:
            own = row.price
        return usual if own is None else own


def _provider(
    catalogue: Catalogue, resource: Resource, row: ServiceProvider, common: Common, wish: Wish
) -> Provider | None:
    """A resource's own length and price stand for the service's usual ones, and each other length may have a price of
    its own, or not be given at all."""
    minutes = common.minutes_of(row, wish)
    if minutes is None:
        return None
    offered = minutes == row.minutes or (minutes in common.prices and _gives(row, minutes, common.prices))
    if not offered and not wish.any_length:
        return None
    price = common.price_of(row, minutes)
    return Provider(
        resource.pk, minutes, price, catalogue.skills_asked(wish.service, resource), _gap(wish.service, resource),
        resource.most_a_day,
    )  # fmt: skip


def _gap(service: Service, resource: Resource) -> Gap | None:
    """The processing time, in which a person is free; a room that is chosen is not."""
    if not service.processing_minutes or resource.kind != Kind.PRACTITIONER:
        return None
    return Gap(service.processing_after, service.processing_after + service.processing_minutes)


def in_proportion(of_group: int, usual_price: int, price: int) -> int:
    """What a group pays for another length when it pays `of_group` for the usual one, rounded to a whole unit where the
    price that everybody pays is one. Where the usual one is free for everybody, all lengths cost the same."""
    if not usual_price:
        return of_group
    unit = 100 if price % 100 == 0 else 1
    return (2 * of_group * price + usual_price * unit) // (2 * usual_price * unit) * unit
