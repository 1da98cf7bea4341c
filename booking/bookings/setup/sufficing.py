"""Whether what a coming booking takes is what its service asks for: by the rules as they are, and as they would be."""

from collections.abc import Callable, Mapping, Set
from uuid import UUID

from booking.availability.asking import Skilled
from booking.availability.catalogue import Catalogue
from booking.availability.foreseeing import Change, would_be
from booking.availability.needs import assign
from booking.availability.skills import lacking
from booking.bookings.setup.lying import Lying
from booking.kernel.clock import to_minute
from booking.resources.models import Kind, Requirement, Resource


def asking_more(catalogue: Catalogue, change: Change) -> set[UUID]:
    """The services whose rules say something else about what a booking takes."""
    people = {one.pk: one.people for one in catalogue.services}
    return {
        pk
        for pk, rules in change.rules.items()
        if rules.needs is not None
        or rules.skills is not None
        or (rules.row is not None and rules.row.people != people[pk])
    }


def things(catalogue: Catalogue, change: Change) -> set[UUID]:
    """Those that would be other ones; of people it matters to what is booked where they belong, and nothing else."""
    was = catalogue.resources
    return {
        pk for pk, row in change.rows.items() if row.kind != Kind.PRACTITIONER or row.location_id != was[pk].location_id
    }


def suffices_no_more(
    catalogue: Catalogue, change: Change, taking: Mapping[UUID, Set[UUID]]
) -> Callable[[Lying], bool]:  # fmt: skip
    """`taking`: all that each part takes. What did not suffice before either is no news."""
    new = would_be(catalogue, change)
    return lambda part: (
        _suffices(catalogue, part, taking.get(part.pk, set())) and not _suffices(new, part, taking.get(part.pk, set()))
    )


def _suffices(catalogue: Catalogue, part: Lying, taken: Set[UUID]) -> bool:
    """Whoever gives it can, and what it takes besides is enough of each that is needed, nothing of it used twice.
    What is archived meanwhile serves as well."""
    service, giver = catalogue.service_by_id(part.service), catalogue.resources[part.resource]
    if not giver.takes(service.people) or not _able(catalogue, part, catalogue.skills_asked(service, giver)):
        return False
    besides = [catalogue.resources[pk] for pk in sorted(taken - {part.resource})]
    there = [one for one in besides if one.takes(service.people) and _is_at(catalogue, one, part.location)]
    needs = catalogue.needs(service)
    pools = [[one.pk for one in there if _serves(catalogue, part, one, need)] for need in needs]
    return assign(pools, [need.quantity for need in needs]) is not None


def _serves(catalogue: Catalogue, part: Lying, one: Resource, need: Requirement) -> bool:
    if one.kind != need.kind or not catalogue.would_do(one, need):
        return False
    return need.skill_id is None or _able(catalogue, part, (catalogue.skilled(one, need.skill_id),))


def _able(catalogue: Catalogue, part: Lying, skills: tuple[Skilled, ...]) -> bool:
    """For the whole of it."""
    start, end = to_minute(part.start_at), to_minute(part.end_at)
    return not any(True for _skill in lacking(skills, start, end - start, catalogue.zones[part.location]))


def _is_at(catalogue: Catalogue, one: Resource, place: UUID) -> bool:
    """What has hours of its own is where these are."""
    return one.location_id in (None, place) or catalogue.has_hours(one)
