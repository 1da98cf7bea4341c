"""Completing a hold, for programs; and with a key, a booking made at once. Speaks to Stripe between transactions."""

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema

from booking.availability.catalogue import current
from booking.availability.naming import Unknown, named_wish
from booking.bookings.direct import book_directly
from booking.bookings.models import UNFINISHED, Booking, Channel, Paying, Status
from booking.bookings.secrecy import PROGRAM, shown_to
from booking.bookings.selectors import by_code, held
from booking.bookings.shapes import managed_shape
from booking.clients.models import Client
from booking.clients.services import Contact
from booking.kernel.errors import Invalid, StaleState
from booking.kernel.tokens import token_row
from booking.resources.models import Mode
from payments.checkout import CardField, check_out, must_pay_online
from payments.serializers import CheckoutBody, DirectBody, MadeShape
from tenants.api import Request, Response, TenantApiView
from tenants.api_docs import CHECKOUT, IDEMPOTENCY_KEY, answers
from tenants.idempotency import answered_once, leased
from tenants.keys import actor_of
from tenants.models import Tenant
from tenants.requests import tenant_of
from tenants.tenancy import tenant_tx

CALLED = (Mode.PHONE, Mode.HOME)
GOES_ON = (*UNFINISHED, Status.CONFIRMED)
BODIES = PolymorphicProxySerializer("BookingBody", [CheckoutBody, DirectBody], resource_type_field_name=None)


class Bookings(TenantApiView):
    @extend_schema(
        operation_id="book",
        summary="Complete a hold; with a key, book directly",
        parameters=[IDEMPOTENCY_KEY],
        request=BODIES,
        responses=answers({201: MadeShape}, CHECKOUT),
    )
    def post(self, request: Request, tenant: str) -> Response:
        hold = dict(request.data).get("hold")
        if request.auth is not None and hold is None:
            with tenant_tx(tenant_of(request)):
                return answered_once(request, lambda: self._directly(request))
        effect_id = token_row(hold) if isinstance(hold, str) else None
        return leased(request, effect_id, lambda resumed: self._complete(request, resumed))

    def _complete(self, request: Request, resumed: bool) -> Response:
        business = tenant_of(request)
        body = self.received(CheckoutBody, country=business.country)
        contact = _contact(body["client"])
        with tenant_tx(business):
            booking = held(business, body["hold"])
            _must_go_on(booking, contact, resumed)
            paying = body.get("payment") or (Paying.ONLINE if must_pay_online(business, booking) else Paying.ON_SITE)
        done = check_out(
            tenant=business, hold_token=body["hold"], contact=contact, paying=paying, actor=actor_of(request),
            answers=body.get("answers"), opened=booking,
        )  # fmt: skip
        for name in ("status", "contact_name", "contact_email", "contact_phone", "paid_amount"):
            setattr(booking, name, getattr(done.booking, name))
        return Response(managed_shape(booking) | {"payment": _payment(done.card_field)}, status=201)

    def _directly(self, request: Request) -> Response:
        business = tenant_of(request)
        body = self.received(DirectBody, country=business.country)
        client = _client(business, body["client"])
        made = book_directly(
            tenant=business,
            wish=named_wish(current(business), body, hidden=True),
            start_at=body["start"],
            client=client,
            contact=_contact(body["client"]) if client is None else _contact_of(client),
            channel=body.get("channel", Channel.API),
            actor=actor_of(request),
            answers=body.get("answers"),
        )
        return Response(managed_shape(by_code(business, made.code)) | {"payment": None}, status=201)


def _must_go_on(booking: Booking, contact: Contact, resumed: bool) -> None:
    """Completed already: the same request gets the same answer. Whose it is, the checkout asks behind the lock."""
    if booking.mode in CALLED and not contact.phone:
        raise Invalid(errors={"client.phone": [_("We need a number to reach you on.")]})
    if booking.status not in GOES_ON and not resumed:
        raise StaleState


def _contact(said: dict[str, Any]) -> Contact:
    return Contact(said["name"], said.get("email", ""), said.get("phone", ""), get_language() or "")


def _contact_of(client: Client) -> Contact:
    return Contact(client.name, client.email, client.phone, client.language)


def _client(tenant: Tenant, said: Any) -> Client | None:
    """The client that a code names, as far as programs may know of them; None for details, which are matched like
    everybody's."""
    if not isinstance(said, str):
        return None
    client = Client.objects.filter(shown_to(PROGRAM), tenant=tenant, code=said).first()
    if client is None:
        raise Unknown("client")
    return client


def _payment(field: CardField | None) -> dict[str, Any] | None:
    if field is None:
        return None
    return {
        "client_secret": field.client_secret,
        "publishable_key": field.publishable_key,
        "account": field.account,
        "amount": field.amount.as_json(),
    }
