"""One row in every table that belongs to a business, and what the database says of those tables."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.apps import apps
from django.db import DatabaseError, connections, transaction

from booking.availability.absences import add_absence
from booking.availability.catalogue import current
from booking.availability.models import (
    Activity,
    Closure,
    GroupTerms,
    OpenSlot,
    PlaceHours,
    Shift,
    TemplateBlock,
    TemplateWeek,
)
from booking.availability.wishing import Wish
from booking.bookings.answers import answered
from booking.bookings.completing import complete_hold
from booking.bookings.holding import place_hold
from booking.bookings.models import Booking, Handover
from booking.clients.models import Group, KnownLink
from booking.clients.services import Contact
from booking.kernel.secrets_at_rest import seal
from booking.resources.models import Location, Question, ResourceSkill, ServiceSkill, Skill, Team, TeamMember, Unit
from notifications.models import Message
from payments.models import LedgerEntry, Payment, Refund
from tenants.models import Delivery, IdempotencyKey, InTenant, Invitation, Picture, TenantModel
from tenants.tenancy import tenant_tx
from tests.cast import House, member

TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=ZoneInfo("Europe/Stockholm"))


@dataclass(frozen=True)
class Key:
    """A foreign key that stays within a business: its column, and where it points."""

    table: str
    column: str
    target: str


def tenant_tables() -> list[str]:
    """Every table with a column tenant_id, as the database itself tells."""
    return [
        name
        for (name,) in ask(
            "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid "
            "WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') "
            "AND a.attname = 'tenant_id' AND NOT a.attisdropped ORDER BY 1"
        )
    ]


def keys_in_tenant() -> list[Key]:
    """Every `InTenant` of the models."""
    return [
        Key(model._meta.db_table, field.column, field.related_model._meta.db_table)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, InTenant)
    ]


def tenant_models() -> list[type[TenantModel]]:
    return [model for model in apps.get_models() if issubclass(model, TenantModel)]


def reason_to_refuse(statement: str, *values: object, alias: str = "default") -> BaseException | None:
    """The database's own reason; None when it does as it is told."""
    try:
        with transaction.atomic(using=alias):
            ask(statement, *values, alias=alias)
    except DatabaseError as problem:
        return problem.__cause__
    return None


def ask(statement: str, *values: object, alias: str = "default") -> list[tuple]:
    with connections[alias].cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def fill(house: House) -> Booking:
    """One row of everything that a business can have."""
    tenant = house.tenant
    with tenant_tx(tenant):
        group = Group.objects.create(tenant=tenant, name=f"Members CANARY-{tenant.slug}", link_open=True)
        GroupTerms.objects.create(tenant=tenant, group=group, service=house.service)
        service = current(tenant).service(house.service.code)
        held = place_hold(tenant=tenant, wish=Wish(service), start_at=TUESDAY)
        dana = Contact(f"Dana CANARY-{tenant.slug}", "dana@example.com", "+46701234567", "sv", f"CANARY-{tenant.slug}")
        question = Question.objects.create(
            tenant=tenant, service=house.service, text=f"Allergies? CANARY-{tenant.slug}"
        )
        answers = answered([question], {question.code: f"Nuts CANARY-{tenant.slug}"})
        booking = complete_hold(booking=held, contact=dana, paying="on_site", answers=answers)
        Handover.objects.create(
            tenant=tenant, booking=booking, client=house.client, token_version=1, sealed=seal(f"CANARY-{tenant.slug}")
        )
        _openings(house)
        payment = Payment.objects.create(
            tenant=tenant, booking=booking, amount=100, currency="SEK", intent_id=f"pi_{tenant.slug}"
        )
        LedgerEntry.objects.create(
            tenant=tenant, payment=payment, booking=booking, amount=100, currency="SEK", stripe_id=f"ch_{tenant.slug}"
        )
        Refund.objects.create(tenant=tenant, payment=payment, cause="test", amount=100)
        Message.objects.create(
            tenant=tenant, booking=booking, effect_key="test", kind="confirmation", recipient="client",
            medium="email", address="dana@example.com", language="sv",
        )  # fmt: skip
        leaver = member(tenant, "Lea", "front_desk")
        Invitation.objects.create(
            tenant=tenant, email="new@example.com", role="finance", language="sv", invited_by=leaver,
            expires_at=TUESDAY + timedelta(days=7),
        )  # fmt: skip
        KnownLink.objects.create(tenant=tenant, email=house.client.email, language="sv", client=house.client)
        Picture.objects.create(tenant=tenant, data=b"webp", width=1, height=1)
        IdempotencyKey.objects.create(tenant=tenant, key="test", route="api-holds", fingerprint="0")
        assert Delivery.objects.exists()
    return booking


def _openings(house: House) -> None:
    tenant, who, place = house.tenant, house.practitioners[0], house.place
    saturday = date(2026, 11, 28)
    Shift.objects.create(tenant=tenant, resource=who, location=place, on=saturday, opens=time(9), closes=time(12))
    OpenSlot.objects.create(
        tenant=tenant, resource=who, location=place, service_ids=[house.service.pk],
        start_at=TUESDAY + timedelta(days=5), end_at=TUESDAY + timedelta(days=5, hours=1),
    )  # fmt: skip
    Closure.objects.create(
        tenant=tenant, location=place, resource=who, name="Jul", from_on=date(2026, 12, 24), until_on=date(2026, 12, 26)
    )
    for weekday in range(7):
        PlaceHours.objects.create(tenant=tenant, location=place, weekday=weekday, opens=time(), closes=time())
    add_absence(resource=who, start_at=TUESDAY + timedelta(days=1), end_at=TUESDAY + timedelta(days=1, hours=2))
    Activity.objects.create(
        tenant=tenant, resource=who, start_at=TUESDAY, end_at=TUESDAY + timedelta(hours=1), title="Meeting"
    )
    skill = Skill.objects.create(tenant=tenant, name=f"Laser CANARY-{tenant.slug}")
    for one in house.practitioners:
        ResourceSkill.objects.create(tenant=tenant, resource=one, skill=skill)
    ServiceSkill.objects.create(tenant=tenant, service=house.service, skill=skill)
    unit = Unit.objects.create(tenant=tenant, name=f"North CANARY-{tenant.slug}")
    Location.objects.filter(pk=place.pk).update(unit=unit)
    team = Team.objects.create(tenant=tenant, name=f"Evenings CANARY-{tenant.slug}")
    TeamMember.objects.create(tenant=tenant, team=team, resource=who)
    week = TemplateWeek.objects.create(tenant=tenant, name="Odd")
    TemplateBlock.objects.create(
        tenant=tenant, week=week, kind="hours", resource=who, location=place, service=house.service,
        weekday=0, opens=time(9), closes=time(12),
    )  # fmt: skip


def key_of(table: str) -> str:
    return "subject" if table == "availability_version" else "id"


def some_id(table: str) -> UUID:
    """Any row of the tenant of this transaction. Fails when `fill` knows nothing of the table yet."""
    rows = ask(f"SELECT {key_of(table)} FROM {table} WHERE tenant_id = current_setting('app.tenant')::uuid LIMIT 1")
    assert rows, f"tests/tenants/rows.py makes no row of {table}: add one"
    return rows[0][0]
