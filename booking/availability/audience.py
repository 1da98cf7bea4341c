"""Who asks, and what of a business's services they may book by themselves."""

from dataclasses import dataclass
from uuid import UUID

from booking.availability.catalogue import Catalogue
from booking.clients.models import Group
from booking.kernel.errors import NotFound
from booking.resources.models import BookedBy, Service


@dataclass(frozen=True, slots=True)
class By:
    """Somebody in front of the public page. `known`: has shown that they are a client. `group`: on whose terms they
    book, because they belong to it or have opened its private link (`by_link`)."""

    known: bool = False
    group: Group | None = None
    by_link: bool = False

    @property
    def group_id(self) -> UUID | None:
        return self.group.pk if self.group else None


STRANGER = By()


def is_shut_to(catalogue: Catalogue, by: By) -> bool:
    """Whether the business takes bookings of existing clients only, and they have not shown that they are one."""
    return catalogue.clients_only and not by.known


def services_for(catalogue: Catalogue, by: By) -> list[Service]:
    """What the public page shows to them, in the business's order."""
    if by == STRANGER:
        return catalogue.public_services
    return [service for service in catalogue.shown_services if may_book(catalogue, service, by)]


def service_for(catalogue: Catalogue, by: By, code: str) -> Service:
    """Raises `NotFound` for what is not theirs to book, too: it looks like a code that names nothing."""
    for service in services_for(catalogue, by):
        if service.code == code:
            return service
    raise NotFound


def may_book(catalogue: Catalogue, service: Service, by: By) -> bool:
    """Where all is for existing clients, nobody else may. Then comes what was said of their group for this service; a
    link proves nobody."""
    if is_shut_to(catalogue, by):
        return False
    said = catalogue.is_offered(service, by.group_id) if by.group_id else None
    if said is False:
        return False
    if service.booked_by == BookedBy.GROUPS:
        return said is True
    return by.known or service.booked_by == BookedBy.EVERYBODY
