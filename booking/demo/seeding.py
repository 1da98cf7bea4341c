"""Writes one demo business, row by row, inside its own transaction."""

from datetime import time
from functools import cache
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction

from booking.availability.models import WeeklyHours
from booking.clients.services import Contact, make_client
from booking.demo.businesses import PASSWORD, Business
from booking.resources.models import (
    Location,
    Requirement,
    Resource,
    Service,
    ServiceLength,
    ServiceProvider,
)
from tenants.keys import make_key
from tenants.models import Asking, Membership, Tenant, User, new_key
from tenants.tenancy import enter, tenant_tx

OF_THE_TENANT = ("slug", "name", "line", "locale", "timezone", "currency", "country", "phone", "email", "accent")


def make_business(data: Business) -> None:
    """Everything but bookings, in one transaction."""
    with transaction.atomic():
        tenant = Tenant.objects.create(
            **{name: data[name] for name in OF_THE_TENANT},
            identity_numbers=Asking.OPTIONAL if "identities" in data else Asking.OFF,
        )
        enter(tenant.pk)
        members = {email: _member(tenant, email, name, role) for email, name, role in data["members"]}
        places = {row["name"]: _place(tenant, row, n) for n, row in enumerate(data["locations"])}
        things = _things(tenant, data, members, places)
        for n, row in enumerate(data["services"]):
            _service(tenant, row, things, places, n)
        for email, name in data["clients"]:
            contact = Contact(name, email, language=tenant.locale)
            make_client(tenant=tenant, contact=contact, identity=data.get("identities", {}).get(email, ""))


def tell(data: Business) -> dict[str, Any]:
    """What `demo.json` says about the business; with a new key for programs, for the old one is kept nowhere."""
    tenant = Tenant.objects.get(slug=data["slug"])
    with tenant_tx(tenant):
        key = make_key(tenant=tenant, name="Demo", scopes=["read", "write"])
        services = [_tell_service(tenant, service) for service in Service.objects.prefetch_related("lengths")]
    return {
        **{name: getattr(tenant, name) for name in ("slug", "name", "timezone", "currency", "locale")},
        "api_key": key,
        "members": [{"email": email, "password": PASSWORD, "role": role} for email, _name, role in data["members"]],
        "clients": [{"email": email, "name": name} for email, name in data["clients"]],
        "services": services,
    }


def _tell_service(tenant: Tenant, service: Service) -> dict[str, Any]:
    length = service.lengths.all()[0]
    return {
        "code": service.code,
        "name": service.name,
        "duration_minutes": length.minutes,
        "price": length.price,
        "currency": tenant.currency,
    }


def _member(tenant: Tenant, email: str, name: str, role: str) -> Membership:
    user, _made = User.objects.get_or_create(email=email, defaults={"name": name, "password": _hashed(PASSWORD)})
    EmailAddress.objects.update_or_create(user=user, email=email, defaults={"verified": True, "primary": True})
    return Membership.objects.create(tenant=tenant, user=user, role=role)


@cache
def _hashed(password: str) -> str:
    """One hash takes a tenth of a second, and all members of the demo have the same password."""
    return make_password(password)


def _place(tenant: Tenant, row: dict[str, Any], position: int) -> Location:
    return Location.objects.create(
        tenant=tenant, position=position, timezone=tenant.timezone, country=tenant.country, **row
    )


def _things(
    tenant: Tenant, data: Business, members: dict[str, Membership], places: dict[str, Location]
) -> dict[str, Resource]:
    things: dict[str, Resource] = {}
    first = next(iter(places.values()))
    given = {name for row in data["services"] for name in row.get("by", [])}
    for n, row in enumerate(data["practitioners"]):
        about = {name: row[name] for name in ("name", "title", "about", "arrival_text", "video_url")}
        place = places.get(row.get("place", ""), first)
        things[row["name"]] = Resource.objects.create(
            tenant=tenant, kind="practitioner", position=n, member=members[row["member"]], location=place, **about
        )
        _hours(tenant, things[row["name"]], place, row["hours"])
    for kind in ("room", "equipment"):
        for name, place_name, tags in data.get({"room": "rooms"}.get(kind, kind), []):
            things[name] = Resource.objects.create(
                tenant=tenant, kind=kind, name=name, location=places[place_name], tags=tags, public=name in given
            )
    return things


def _hours(tenant: Tenant, resource: Resource, place: Location, hours: list[tuple[int, str, str]]) -> None:
    WeeklyHours.objects.bulk_create(
        WeeklyHours(
            pk=new_key(), tenant=tenant, resource=resource, location=place, weekday=day,
            opens=time.fromisoformat(opens), closes=time.fromisoformat(closes),
        )
        for day, opens, closes in hours
    )  # fmt: skip


def _service(
    tenant: Tenant, row: dict[str, Any], things: dict[str, Resource], places: dict[str, Location], position: int
) -> None:
    service = Service.objects.create(
        tenant=tenant, name=row["name"], line=row["line"], modes=row["modes"], position=position,
        step=row["step"], buffer_after=row.get("after", 0), tax_rate=row.get("tax", 0), color=row["color"],
    )  # fmt: skip
    for minutes, price in row["lengths"]:
        ServiceLength.objects.create(tenant=tenant, service=service, minutes=minutes, price=price)
    chosen = row.get("by") or [name for name, thing in things.items() if thing.kind == "practitioner"]
    for name in chosen:
        minutes, price = row.get("own", {}).get(name, (None, None))
        ServiceProvider.objects.create(
            tenant=tenant, service=service, resource=things[name], minutes=minutes, price=price
        )
        if row.get("room_hours"):
            room = things[name]
            _hours(
                tenant, room, room.location or next(iter(places.values())), [(d, "07:00", "20:00") for d in range(5)]
            )
    for kind, tag, quantity in row.get("needs", []):
        Requirement.objects.create(tenant=tenant, service=service, kind=kind, tag=tag, quantity=quantity)
