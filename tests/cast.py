"""One cast for all tests: Alice owns Salon, Bob works there, Charlie owns Gym, Dana is a client of both."""

from dataclasses import dataclass
from datetime import time

from booking.availability.models import WeeklyHours
from booking.clients.models import Client
from booking.resources.models import (
    Location,
    Requirement,
    Resource,
    Service,
    ServiceLength,
    ServiceProvider,
)
from tenants.keys import make_key
from tenants.models import Membership, Tenant, User
from tenants.tenancy import tenant_tx

PASSWORD = "a long enough word"


@dataclass
class House:
    """One business of the cast. `service` takes 60 minutes (15 after), costs 500 kr, and needs one room."""

    tenant: Tenant
    owner: Membership
    place: Location
    practitioners: list[Resource]
    rooms: list[Resource]
    service: Service
    client: Client
    key: str


@dataclass
class Cast:
    salon: House
    gym: House
    alice: Membership
    bob: Membership
    front_desk: Membership
    finance: Membership
    charlie: Membership
    dana: Client


def make_cast() -> Cast:
    """Salon has two practitioners (Alice, Bob) and two rooms, open weekdays 9–17; Gym has one of each."""
    salon = make_house("salon", "Salon", "Alice", ["Alice", "Bob"], rooms=2)
    gym = make_house("gym", "Gym", "Charlie", ["Charlie"], rooms=1)
    with tenant_tx(salon.tenant):
        bob = member(salon.tenant, "Bob", "practitioner")
        salon.practitioners[1].member = bob
        salon.practitioners[1].save()
        front_desk = member(salon.tenant, "Fiona", "front_desk")
        finance = member(salon.tenant, "Frank", "finance")
    return Cast(salon, gym, salon.owner, bob, front_desk, finance, gym.owner, salon.client)


def make_house(slug: str, name: str, owner: str, practitioners: list[str], *, rooms: int) -> House:
    """Every text of the house holds CANARY-<slug>, so that a leak can be seen."""
    canary = f"CANARY-{slug}"
    tenant = Tenant.objects.create(
        slug=slug, name=f"{name} {canary}", locale="sv", email=f"hello@{slug}.example", phone="+46 8 123 456 78"
    )
    with tenant_tx(tenant):
        boss = member(tenant, owner, "owner")
        place = Location.objects.create(
            tenant=tenant, name=f"Centrum {canary}", street="Storgatan 1", postcode="111 22", city="Stockholm",
            timezone="Europe/Stockholm", directions=f"Två trappor {canary}",
        )  # fmt: skip
        staff = [
            practitioner(tenant, place, f"{who} {canary}", boss if who == owner else None) for who in practitioners
        ]
        spaces = [
            Resource.objects.create(tenant=tenant, kind="room", name=f"Rum {n} {canary}", location=place, tags=["bed"])
            for n in range(1, rooms + 1)
        ]
        service = make_service(tenant, f"Massage {canary}", staff)
        Requirement.objects.create(tenant=tenant, service=service, kind="room", tag="bed")
        client = Client.objects.create(
            tenant=tenant, name=f"Dana {canary}", email="dana@example.com", phone="+46701234567", language="sv"
        )
        key = make_key(tenant=tenant, name="Program", scopes=["read", "write"])
    return House(tenant, boss, place, staff, spaces, service, client, key)


def member(tenant: Tenant, name: str, role: str) -> Membership:
    email = f"{name.lower()}@{tenant.slug}.example"
    user = User.objects.create_user(email, PASSWORD, name=name)
    user.emailaddress_set.create(email=email, verified=True, primary=True)
    return Membership.objects.create(tenant=tenant, user=user, role=role)


def practitioner(tenant: Tenant, place: Location, name: str, who: Membership | None = None) -> Resource:
    """Open Monday to Friday, nine to five."""
    resource = Resource.objects.create(
        tenant=tenant, kind="practitioner", name=name, location=place, member=who,
        arrival_text="Kom in och sätt dig.", video_url="https://video.example/room",
    )  # fmt: skip
    WeeklyHours.objects.bulk_create(
        WeeklyHours(tenant=tenant, resource=resource, location=place, weekday=weekday, opens=time(9), closes=time(17))
        for weekday in range(5)
    )
    return resource


def make_service(tenant: Tenant, name: str, staff: list[Resource], *, minutes: int = 60, price: int = 50000) -> Service:
    service = Service.objects.create(
        tenant=tenant, name=name, modes=["on_site", "video"], buffer_after=15, step=30, notice_minutes=60,
        tax_rate=2500, reminder_hours=24,
    )  # fmt: skip
    ServiceLength.objects.create(tenant=tenant, service=service, minutes=minutes, price=price)
    for resource in staff:
        ServiceProvider.objects.create(tenant=tenant, service=service, resource=resource)
    return service
