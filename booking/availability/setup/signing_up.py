"""A business begins: in one transaction, everything that its page needs to be booked on."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import translation

from booking.availability.closures import close_days
from booking.availability.models import WeeklyHours
from booking.availability.setup.beginnings import BEGINNINGS, Beginning, FirstService
from booking.kernel.errors import Forbidden
from booking.kernel.public_holidays import public_holidays
from booking.kernel.saying import local_day
from booking.resources.models import Kind, Location, Resource, Service, ServiceLength, ServiceProvider
from tenants import events
from tenants.actors import Actor
from tenants.clock import database_now
from tenants.models import BusinessKind, Membership, Role, Tenant, User, new_key
from tenants.modules import off_at_first
from tenants.setup.countries import COUNTRIES, language_of
from tenants.slugs import claim, one_at_a_time
from tenants.tenancy import enter

TRIAL = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class NewBusiness:
    """What the person typed. `key` becomes the business's id, so that what is sent twice makes one."""

    key: UUID
    name: str
    kind: str
    country: str
    slug: str
    owner_name: str


def sign_up(*, email: str, business: NewBusiness, language: str) -> Tenant:
    """The business of whoever has just proven that the address is theirs; they may have others already.

    Raises `Invalid` when the address was taken meanwhile, and `Forbidden` when the person may not log in any more."""
    with transaction.atomic():
        one_at_a_time()
        made = Tenant.objects.filter(pk=business.key).first()
        if made is not None:
            return made
        user = _user(email, business.owner_name, language)
        tenant = _tenant(business, email)
        enter(tenant.pk)
        owner = Membership.objects.create(tenant=tenant, user=user, role=Role.OWNER)
        with translation.override(tenant.locale):
            _furnish(tenant, owner, business)
        events.record(
            tenant, "business.signed_up", subject_id=tenant.pk, actor=Actor("member", user.pk),
            kind=business.kind, country=business.country,
        )  # fmt: skip
    return tenant


def _user(email: str, name: str, language: str) -> User:
    user = User.objects.filter(email=email.lower()).first()
    if user is None:
        user = User.objects.create_user(email, name=name, language=language)
    if not user.is_active:
        raise Forbidden
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
    return user


def _tenant(business: NewBusiness, email: str) -> Tenant:
    country = COUNTRIES[business.country]
    return Tenant.objects.create(
        pk=business.key, slug=claim(business.slug), name=business.name, kind=business.kind, email=email,
        country=business.country, timezone=country.zone, currency=country.currency,
        locale=language_of(business.country), trial_ends_on=local_day(database_now(), country.zone) + TRIAL,
        takes_cards=False, modules_off=off_at_first(business.kind),
    )  # fmt: skip


def _furnish(tenant: Tenant, owner: Membership, business: NewBusiness) -> None:
    """A place, the owner as the one who can be booked, services, hours, closed holidays: in the language of the
    business."""
    beginning = BEGINNINGS[BusinessKind(business.kind)]
    place = Location.objects.create(
        tenant=tenant, name=tenant.name, country=tenant.country, timezone=tenant.timezone
    )  # fmt: skip
    person = Resource.objects.create(
        tenant=tenant, kind=Kind.PRACTITIONER, name=business.owner_name, member=owner, location=place,
        arrival_text=str(beginning.arrival),
    )  # fmt: skip
    WeeklyHours.objects.bulk_create(_hours(tenant, person, place, beginning))
    close_days(tenant=tenant, days=_holidays(tenant))
    for position, first in enumerate(beginning.services):
        _offer(tenant, person, first, position)


def _offer(tenant: Tenant, person: Resource, first: FirstService, position: int) -> None:
    begins, minutes = first.works
    service = Service.objects.create(
        tenant=tenant, name=str(first.name), line=str(first.line), modes=first.modes, color=first.color,
        buffer_after=first.after, processing_after=begins, processing_minutes=minutes,
        tax_rate=first.tax(tenant.country), position=position, payable_online=tenant.takes_cards,
    )  # fmt: skip
    ServiceLength.objects.create(
        tenant=tenant, service=service, minutes=first.minutes, price=first.price(tenant.currency)
    )
    ServiceProvider.objects.create(tenant=tenant, service=service, resource=person)


def _holidays(tenant: Tenant) -> dict[date, str]:
    """The coming ones of this year and the next: nobody is booked on Christmas Day by oversight."""
    today = local_day(database_now(), tenant.timezone)
    found = [public_holidays(tenant.country, tenant.locale, year) for year in (today.year, today.year + 1)]
    return {day: name for year in found for day, name in year.items() if day >= today}


def _hours(tenant: Tenant, person: Resource, place: Location, beginning: Beginning) -> Iterator[WeeklyHours]:
    for days, opens, closes in beginning.hours:
        for weekday in days:
            yield WeeklyHours(
                pk=new_key(), tenant=tenant, resource=person, location=place,
                weekday=weekday, opens=opens, closes=closes,
            )  # fmt: skip
