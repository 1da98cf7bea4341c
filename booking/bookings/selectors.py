"""Reading bookings: by the tokens that clients carry, and as members may see them."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.db.models.expressions import Combinable

from booking.bookings.models import HOLD, MANAGE, STANDING, UNFINISHED, Booking, Part, Status
from booking.bookings.secrecy import PROGRAM, Reader, as_seen_by, is_kept, kept_from, known_to
from booking.clients.models import Client
from booking.kernel.errors import HoldExpired, NotFound
from booking.kernel.tokens import token_opens, token_row
from tenants.clock import DatabaseNow
from tenants.models import Event, Membership, Tenant

VISITED = (Status.CONFIRMED, Status.COMPLETED)  # who did not come has not been here
SHOWN_AT_DESK = (*UNFINISHED, *STANDING)


def held(tenant: Tenant, token: str) -> Booking:
    """The booking that a hold token opens, complete or not. Raises `NotFound`, or `HoldExpired` when it ran out."""
    booking = opened_by_hold(tenant, token)
    if booking.status == Status.EXPIRED or (booking.status == Status.HELD and booking.ran_out):  # type: ignore[attr-defined]
        raise HoldExpired
    return booking


def opened_by_hold(tenant: Tenant, token: str) -> Booking:
    """The booking that a hold token opens, whatever became of it. Raises `NotFound`."""
    return _opened(tenant, token, HOLD)


def own_hold(tenant: Tenant, member: Membership, code: str) -> Booking:
    """What this member took by phone, whatever became of it. Raises `NotFound`, for a colleague's too."""
    booking = _loaded(tenant).filter(code=code, held_by=member.user_id).first()
    if booking is None:
        raise NotFound
    return booking


def held_by(member: Membership) -> list[Booking]:
    """What the member holds for somebody on the phone, the newest first."""
    mine = _loaded(member.tenant).filter(status=Status.HELD, held_by=member.user_id, held_until__gt=DatabaseNow())
    return list(mine.order_by("-created_at"))


def is_held(booking: Booking) -> bool:
    """Still, by the database's clock when the booking was loaded."""
    return booking.status == Status.HELD and not getattr(booking, "ran_out", False)


def managed(tenant: Tenant, token: str) -> Booking:
    """The booking that its client's own link opens. Raises `NotFound`."""
    return _opened(tenant, token, MANAGE)


def by_code(tenant: Tenant, code: str) -> Booking:
    """Raises `NotFound`."""
    booking = _loaded(tenant).filter(code=code).first()
    if booking is None:
        raise NotFound
    return booking


def by_code_for_program(tenant: Tenant, code: str) -> Booking:
    """As `by_code`, with what whoever has a key may know of it."""
    return as_seen_by(PROGRAM, [by_code(tenant, code)])[0]


def desk_booking(tenant: Tenant, member: Membership, code: str) -> Booking:
    """A booking that this member may see. Raises `NotFound`, for a colleague's too when only the own calendar shows."""
    found = visible_to(member, _loaded(tenant)).filter(code=code).annotate(first_visit=first_visit(_kept(member)))
    for booking in as_seen_by(member, list(found)):
        return booking
    raise NotFound


def agenda(tenant: Tenant, member: Membership, from_at: datetime, until_at: datetime) -> list[Booking]:
    """What stands or is held in [from_at, until_at), in order of time. `first_visit` marks a client's first."""
    bookings = (
        visible_to(member, _loaded(tenant))
        .filter(start_at__gte=from_at, start_at__lt=until_at, status__in=SHOWN_AT_DESK)
        .filter(Q(held_until=None) | Q(held_until__gt=DatabaseNow()))
        .annotate(first_visit=first_visit(_kept(member)))
    )
    return as_seen_by(member, list(bookings.order_by("start_at", "code")))


def requests(tenant: Tenant, member: Membership) -> list[Booking]:
    """What waits for an answer, and may be answered by this member; what ends first is first."""
    waiting = _requested(member, _loaded(tenant)).annotate(first_visit=first_visit(_kept(member)))
    return as_seen_by(member, list(waiting.order_by("held_until", "code")))


def count_requests(tenant: Tenant, member: Membership) -> int:
    """Of clients; a test client waits for nobody."""
    return _requested(member, Booking.objects.filter(tenant=tenant)).exclude(client__test=True).count()


def _requested(member: Membership, bookings: QuerySet[Booking]) -> QuerySet[Booking]:
    return visible_to(member, bookings.filter(status=Status.REQUESTED, held_until__gt=DatabaseNow()))


def first_visit(kept: Q | None = None, booking: str = "") -> Combinable:
    """Whether the client of a booking has never been here before, with anybody. `booking`: the way to it in the query,
    as "booking__". Whoever only reserved, cancelled or did not come has not been here; the name of nobody's is nobody,
    nor is a test client. `kept`: which visits are not told of.
    """
    earlier = Booking.objects.filter(
        client=OuterRef(f"{booking}client"), status__in=VISITED, start_at__lt=OuterRef(f"{booking}start_at")
    )
    earlier = earlier.exclude(kept) if kept else earlier
    return Q(**{f"{booking}client__test": False}) & ~Exists(earlier)


def visible_to(member: Membership, bookings: QuerySet[Booking]) -> QuerySet[Booking]:
    """A practitioner sees their own calendar unless they may see all."""
    if member.sees_all_calendars:
        return bookings
    mine = Part.objects.filter(booking=OuterRef("pk"), resource__member=member)
    return bookings.filter(Exists(mine))


def of_client(member: Membership, bookings: QuerySet[Booking]) -> QuerySet[Booking]:
    """What the member may know that somebody has booked: what they see, but for what a colleague keeps."""
    return visible_to(member, bookings).filter(known_to(member))


def overlapping(member: Membership, client: Client, start_at: datetime, end_at: datetime) -> list[Booking]:
    """What the client has, or asks for, at the same time, as far as the member may know: a warning, never a refusal."""
    theirs = Q(status__in=STANDING) | Q(status=Status.REQUESTED, held_until__gt=DatabaseNow())
    found = Booking.objects.filter(theirs, client=client, start_at__lt=end_at, end_at__gt=start_at)
    return list(found.filter(known_to(member)))


def history(booking: Booking) -> list[Event]:
    """Everything that happened to the booking, oldest first."""
    return list(Event.objects.filter(subject_id=booking.pk).order_by("id"))


def _opened(tenant: Tenant, token: str, purpose: str) -> Booking:
    pk = token_row(token)
    booking = _loaded(tenant).filter(pk=pk).first() if pk else None
    if booking is None:
        raise NotFound
    if not token_opens(token, purpose, booking.pk, booking.token_version):
        raise NotFound
    return booking


def _kept(reader: Reader) -> Q | None:
    """None: nothing is kept from them."""
    calendars = kept_from(reader)
    return is_kept(reader, calendars) if calendars else None


def _loaded(tenant: Tenant) -> QuerySet[Booking]:
    parts = Part.objects.select_related("service", "resource", "resource__member__user").order_by("position")
    return (
        Booking.objects.filter(tenant=tenant)
        .select_related("tenant", "location", "client", "group")
        .prefetch_related(Prefetch("parts", queryset=parts))
        .annotate(ran_out=Q(held_until__lte=DatabaseNow()))
    )
