"""Holds, and the bookings that they became, for programs. Completing a hold is checkout: `payments.api`."""

from django.utils.translation import get_language
from drf_spectacular.utils import extend_schema

from booking.availability.asking_as import PRIVATE_LINK, asked_by
from booking.availability.catalogue import current, read
from booking.availability.naming import named_resource, named_wish
from booking.bookings.approving import accept, decline, withdraw
from booking.bookings.cancelling import cancel
from booking.bookings.holding import place_hold, release_hold
from booking.bookings.models import Booking, Channel, Status
from booking.bookings.moving import move
from booking.bookings.policies import outcome
from booking.bookings.selectors import by_code, by_code_for_program, held, managed
from booking.bookings.serializers import (
    AnswerBody,
    BookingShape,
    CancellationBody,
    HoldBody,
    HoldShape,
    MoveBody,
    PolicyShape,
)
from booking.bookings.shapes import booking_shape, hold_shape, managed_shape, policy_shape
from booking.kernel.errors import Forbidden, HoldExpired, NotFound
from booking.resources.models import Resource
from tenants.api import Request, Response, TenantApiView
from tenants.api_docs import IDEMPOTENCY_KEY, WRITING, answers
from tenants.clock import database_now
from tenants.idempotency import once
from tenants.keys import actor_of, bearer
from tenants.requests import tenant_of


class Holds(TenantApiView):
    @extend_schema(
        operation_id="hold",
        summary="Hold a time for ten minutes",
        parameters=[IDEMPOTENCY_KEY, PRIVATE_LINK],
        request=HoldBody,
        responses=answers({201: HoldShape}, WRITING),
    )
    @once
    def post(self, request: Request, tenant: str) -> Response:
        body = self.received(HoldBody)
        business = tenant_of(request)
        reading = read(business)
        by = asked_by(request._request, business, reading)
        booking = place_hold(
            tenant=business, wish=named_wish(reading.catalogue, body, by), start_at=body["start"], channel=Channel.API,
            actor=actor_of(request), language=get_language() or "", reading=reading,
        )  # fmt: skip
        return Response(hold_shape(booking), status=201)


class Hold(TenantApiView):
    @extend_schema(
        operation_id="hold_release", summary="Give up a hold: the time is free at once", request=None,
        responses=answers({204: None}, (*WRITING,)),
    )  # fmt: skip
    def delete(self, request: Request, tenant: str, hold: str) -> Response:
        try:
            booking = held(tenant_of(request), hold)
        except HoldExpired:
            raise NotFound from None
        release_hold(booking=booking, actor=actor_of(request))
        return Response(status=204)


class BookingOfToken(TenantApiView):
    """A booking is opened by its own manage token or by a key. Anything else, and it is not there."""

    def found(self, request: Request, code: str) -> Booking:
        business = tenant_of(request)
        if request.auth is not None:
            return by_code_for_program(business, code)
        booking = managed(business, bearer(request))
        if booking.code != code:
            raise NotFound
        return booking

    def answer(self, request: Request, code: str) -> Response:
        business = tenant_of(request)
        if request.auth is not None:
            return Response(booking_shape(by_code_for_program(business, code)))
        return Response(managed_shape(by_code(business, code)))


class OneBooking(BookingOfToken):
    @extend_schema(operation_id="booking", summary="A booking", responses=answers({200: BookingShape}))
    def get(self, request: Request, tenant: str, code: str) -> Response:
        booking = self.found(request, code)
        return Response(booking_shape(booking) if request.auth is not None else managed_shape(booking))


class Policy(BookingOfToken):
    @extend_schema(
        operation_id="policy", summary="What moving or cancelling would lead to", responses=answers({200: PolicyShape})
    )
    def get(self, request: Request, tenant: str, code: str) -> Response:
        booking = self.found(request, code)
        return Response(policy_shape(booking, outcome(booking, database_now())))


class Cancellation(BookingOfToken):
    @extend_schema(
        operation_id="cancel",
        summary="Cancel a booking",
        parameters=[IDEMPOTENCY_KEY],
        request=CancellationBody,
        responses=answers({200: BookingShape}, WRITING),
    )
    @once
    def post(self, request: Request, tenant: str, code: str) -> Response:
        booking = self.found(request, code)
        body = self.received(CancellationBody)
        by = "client" if request.auth is None else "staff"
        if booking.status == Status.REQUESTED:
            let_go = withdraw if request.auth is None else decline
            let_go(booking=booking, actor=actor_of(request))
            return self.answer(request, code)
        cancel(booking=booking, actor=actor_of(request), by=by, reason=body.get("reason", ""))
        return self.answer(request, code)


class Acceptance(BookingOfToken):
    """Of what a client has asked for. That is no client's to say: only a key comes here (`tenants.access`)."""

    @extend_schema(
        operation_id="accept", summary="Accept a requested booking: it stands", parameters=[IDEMPOTENCY_KEY],
        request=AnswerBody, responses=answers({200: BookingShape}, WRITING),
    )  # fmt: skip
    @once
    def post(self, request: Request, tenant: str, code: str) -> Response:
        booking, body = self.found(request, code), self.received(AnswerBody)
        accept(booking=booking, actor=actor_of(request), word=body.get("word", ""))
        return self.answer(request, code)


class Refusal(BookingOfToken):
    @extend_schema(
        operation_id="decline", summary="Decline a requested booking: the time is free", parameters=[IDEMPOTENCY_KEY],
        request=AnswerBody, responses=answers({200: BookingShape}, WRITING),
    )  # fmt: skip
    @once
    def post(self, request: Request, tenant: str, code: str) -> Response:
        booking, body = self.found(request, code), self.received(AnswerBody)
        decline(booking=booking, actor=actor_of(request), word=body.get("word", ""))
        return self.answer(request, code)


class Move(BookingOfToken):
    @extend_schema(
        operation_id="move",
        summary="Move a booking to another time",
        parameters=[IDEMPOTENCY_KEY],
        request=MoveBody,
        responses=answers({200: BookingShape}, WRITING),
    )
    @once
    def post(self, request: Request, tenant: str, code: str) -> Response:
        booking = self.found(request, code)
        body = self.received(MoveBody)
        by_staff = request.auth is not None
        practitioner = None
        if "practitioner" in body:
            practitioner = named_resource(current(tenant_of(request)), body["practitioner"], hidden=by_staff)
            _must_not_tell(booking, practitioner)
        move(
            booking=booking, start_at=body["start"], practitioner=practitioner, actor=actor_of(request),
            by_staff=by_staff,
        )  # fmt: skip
        return self.answer(request, code)


def _must_not_tell(booking: Booking, practitioner: Resource) -> None:
    """With another practitioner, whoever is not told who the client is would find out. Raises `Forbidden`."""
    if booking.veiled and practitioner.pk != booking.parts.all()[0].resource_id:
        raise Forbidden
