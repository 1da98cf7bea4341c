"""What a client may choose about a service, and what they have chosen so far. It travels in the address."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from booking.availability.catalogue import Catalogue
from booking.availability.wishing import Wish, lengths_given
from booking.resources.models import Location, Mode, Resource, Service

ANYBODY = "any"


@dataclass(frozen=True, slots=True)
class Options:
    """A list of one is no question. Places matter only to those who come. `own`: the lengths of those who do not give
    all of them."""

    service: Service
    lengths: list[int]
    practitioners: list[Resource]
    modes: list[str]
    places: list[Location]
    own: Mapping[UUID, list[int]] = field(default_factory=dict)

    def of(self, practitioner: Resource | None) -> "Options":
        """With the lengths that they give."""
        own = self.own.get(practitioner.pk) if practitioner else None
        return self if own is None else replace(self, lengths=own)


@dataclass(frozen=True, slots=True)
class Choice:
    """`decided`: nothing is left to ask before times can be shown. `group`: on whose terms; no address says that.
    `misfit`: the length that was chosen is none that the practitioner gives."""

    options: Options
    minutes: int | None
    practitioner: Resource | None
    mode: str | None
    location: Location | None
    decided: bool
    group: UUID | None = None
    misfit: bool = False

    @property
    def wish(self) -> Wish:
        """The first length is the usual one, which a practitioner may give in their own: no number is wished for."""
        usual = self.options.lengths[:1] == [self.minutes]
        return Wish(
            service=self.options.service,
            practitioner=self.practitioner,
            location=self.location,
            mode=self.mode,
            minutes=None if usual else self.minutes,
            group=self.group,
        )

    def parameters(self, **more: Any) -> dict[str, Any]:
        """For an address or for hidden fields: only what there was to choose."""
        options = self.options
        chosen: dict[str, Any] = {}
        if len(options.lengths) > 1:
            chosen["minutes"] = self.minutes
        if len(options.practitioners) > 1:
            chosen["practitioner"] = self.practitioner.code if self.practitioner else ANYBODY
        if len(options.modes) > 1:
            chosen["mode"] = self.mode
        if self.location and len(options.places) > 1:
            chosen["location"] = self.location.code
        return chosen | more

    def query(self, **more: Any) -> str:
        return urlencode(self.parameters(**more))


def options(catalogue: Catalogue, service: Service) -> Options:
    """As the public page offers it: public practitioners, active places."""
    providers = [resource for resource, _row in catalogue.providers(service)]
    lengths = lengths_given(catalogue, service)
    given = {one.pk: lengths_given(catalogue, service, one) for one in providers if one.public}
    return Options(
        service=service,
        lengths=lengths,
        practitioners=[one for one in providers if one.public and (given[one.pk] or not lengths)],
        modes=list(service.modes),
        places=_places(catalogue, providers),
        own={pk: own for pk, own in given.items() if own != lengths},
    )


def choose(offered: Options, parameters: Mapping[str, str], group: UUID | None = None) -> Choice:
    """Read a choice from an address; what makes no sense is as if it had not been said."""
    practitioner = _one(offered.practitioners, _code, parameters.get("practitioner"))
    wished, offered = _one(offered.lengths, str, parameters.get("minutes")), offered.of(practitioner)
    minutes = wished if wished in offered.lengths else None
    mode = _one(offered.modes, str, parameters.get("mode"))
    place = _one(offered.places, _code, parameters.get("location"))
    meant = mode or next(iter(offered.modes), None)
    comes = meant == Mode.ON_SITE
    asked = [
        minutes is None and (len(offered.lengths) > 1 or wished is not None),
        practitioner is None and len(offered.practitioners) > 1 and parameters.get("practitioner") != ANYBODY,
        mode is None and len(offered.modes) > 1,
        place is None and comes and len(offered.places) > 1,
    ]
    return Choice(
        options=offered,
        minutes=minutes or next(iter(offered.lengths), None),
        practitioner=practitioner or (offered.practitioners[0] if len(offered.practitioners) == 1 else None),
        mode=meant,
        location=(place or next(iter(offered.places), None)) if comes else None,
        decided=not any(asked),
        group=group,
        misfit=wished != minutes,
    )


def _places(catalogue: Catalogue, providers: list[Resource]) -> list[Location]:
    """Where the service may be given: where its practitioners belong, or anywhere when one of them moves about."""
    homes = {resource.location_id for resource in providers}
    places = [place for place in catalogue.locations.values() if place.active]
    return places if None in homes else [place for place in places if place.pk in homes]


def _one(rows: list[Any], name: Any, said: str | None) -> Any:
    return next((row for row in rows if said and name(row) == said), None)


def _code(row: Any) -> str:
    return str(row.code)
