"""Fills the demo's calendars: some of the coming weeks through the same verbs that everybody uses, and a past."""

import random
from collections import defaultdict
from datetime import date, datetime, timedelta

from booking.availability.catalogue import current
from booking.availability.search import FreeTime, free_times
from booking.availability.wishing import Wish
from booking.bookings.direct import book_directly
from booking.bookings.models import Booking, Channel, Part, Paying, Status
from booking.bookings.policies import frozen_policy
from booking.clients.models import Client
from booking.clients.services import Contact
from booking.kernel.errors import NotBookable, SlotTaken
from booking.resources.models import Service
from tenants.actors import SYSTEM
from tenants.clock import database_now
from tenants.models import Tenant
from tenants.tenancy import tenant_tx

# stage: (share of the coming days' hours that are taken, days ahead, days back)
STAGES = {"open": (0.15, 14, 0), "busy": (0.65, 21, 0), "past": (0.35, 14, 56)}


def fill(tenant: Tenant, stage: str, seed: int) -> int:
    """Book and remember, once; the same seed gives the same picture. Returns how many bookings were made."""
    share, ahead, back = STAGES[stage]
    dice = random.Random(seed)  # noqa: S311  # a picture for a demo, not a secret
    with tenant_tx(tenant):
        if Booking.objects.exists():
            return 0
        clients = list(Client.objects.order_by("email"))
        services = current(tenant).public_services
        offers = _offers(tenant, services, ahead)
        made = sum(_fill_day(tenant, offers[key], clients, dice, share) for key in sorted(offers))
        made += sum(_remember(tenant, services, clients, dice, day) for day in range(1, back))
    return made


def _offers(tenant: Tenant, services: list[Service], days: int) -> dict[tuple[str, date], list[tuple[Wish, FreeTime]]]:
    """Everything on offer, by who gives it and by day."""
    today = database_now().date()
    offers = defaultdict(list)
    for service in services:
        for resource, _row in current(tenant).providers(service):
            wish = Wish(service=service, practitioner=resource)
            for time in free_times(tenant, wish, today, today + timedelta(days=days), staff=True).times:
                offers[resource.code, time.starts_local.date()].append((wish, time))
    return offers


def _fill_day(
    tenant: Tenant, offers: list[tuple[Wish, FreeTime]], clients: list[Client], dice: random.Random, share: float
) -> int:
    """Book at random, never over what was booked here already, until the day's share is reached."""
    opens, closes = min(time.start_at for _w, time in offers), max(time.end_at for _w, time in offers)
    wanted, booked = (closes - opens) * share * dice.uniform(0.6, 1.2), timedelta()
    taken: list[FreeTime] = []
    for wish, time in dice.sample(offers, len(offers)):
        if booked >= wanted:
            break
        free = all(time.end_at <= other.start_at or time.start_at >= other.end_at for other in taken)
        if free and _book(tenant, wish, time, dice.choice(clients)):
            taken.append(time)
            booked += time.end_at - time.start_at
    return len(taken)


def _book(tenant: Tenant, wish: Wish, time: FreeTime, client: Client) -> bool:
    contact = Contact(client.name, client.email, client.phone, client.language)
    try:
        book_directly(
            tenant=tenant, wish=wish, start_at=time.start_at, contact=contact, client=client, actor=SYSTEM,
            channel=Channel.IMPORT,
        )  # fmt: skip
    except (SlotTaken, NotBookable):
        return False
    return True


def _remember(
    tenant: Tenant, services: list[Service], clients: list[Client], dice: random.Random, days_ago: int
) -> int:
    """What has been: written as it stands in the books, for nobody can book yesterday."""
    morning = (database_now() - timedelta(days=days_ago)).replace(hour=8, minute=0, second=0, microsecond=0)
    if morning.weekday() > 4:
        return 0
    made = 0
    for hour in range(dice.randint(2, 6)):
        service = dice.choice(services)
        _past(tenant, service, dice.choice(clients), morning + timedelta(hours=hour), dice)
        made += 1
    return made


def _past(tenant: Tenant, service: Service, client: Client, start_at: datetime, dice: random.Random) -> None:
    catalogue = current(tenant)
    length = catalogue.lengths(service)[0]
    resource = dice.choice(catalogue.providers(service))[0]
    end_at = start_at + timedelta(minutes=length.minutes)
    booking = Booking.objects.create(
        tenant=tenant, status=dice.choices([Status.COMPLETED, Status.NO_SHOW, Status.CANCELLED], [88, 5, 7])[0],
        channel=dice.choice([Channel.WEB, Channel.PHONE]), start_at=start_at, end_at=end_at,
        location=resource.location or next(iter(catalogue.locations.values())), mode=service.modes[0],
        client=client, client_proven=True,
        contact_name=client.name, contact_email=client.email, language=tenant.locale,
        price=length.price, tax_rate=service.tax_rate, currency=tenant.currency,
        paying=Paying.ON_SITE if length.price else Paying.FREE, policy=frozen_policy(service),
    )  # fmt: skip
    Part.objects.create(
        tenant=tenant, booking=booking, service=service, resource=resource, start_at=start_at, end_at=end_at,
        price=length.price,
    )  # fmt: skip
