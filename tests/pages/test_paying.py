"""Paying on the same page: the card field, coming back, being declined, and paying on site after all."""

import pytest

from booking.bookings.models import Status
from booking.resources.models import Service
from payments.models import LedgerEntry, Payment
from tenants.models import Tenant
from tenants.tenancy import tenant_tx
from tests.conftest import Clock
from tests.pages.visitor import TYPED, Visitor, below, text
from tests.payments.stripe_server import StandIn

ONLINE = {"payment": "online"}
THURSDAY = "2026-11-26T13:00:00+01:00"


@pytest.fixture
def paying(dana: Visitor, stand_in: StandIn) -> str:
    """The address of the booking that waits for its money."""
    return dana.book(THURSDAY, ONLINE).removesuffix("payment/")


def intent(stand_in: StandIn) -> str:
    (one,) = stand_in.intents()
    return str(one["id"])


def test_the_page_holds_the_field_the_amount_and_the_time_left(dana: Visitor, paying: str, stand_in: StandIn):
    page = dana.get(paying + "payment/")
    html, said = page.content.decode(), text(page)
    assert "Pay 500 kr" in said
    assert "Held for 15 min more" in said
    assert f'data-client-secret="{intent(stand_in)}_secret' in html
    assert f'data-return-url="http://testserver/salon/{paying}payment/?returned=1"' in html
    assert "Card payment needs JavaScript" in said
    (asked,) = stand_in.intents()
    assert (asked["amount"], asked["currency"]) == (50000, "sek")


def test_loading_it_again_asks_for_the_same_money(dana: Visitor, paying: str, stand_in: StandIn):
    assert {dana.get(paying + "payment/").status_code for _ in range(3)} == {200}
    assert intent(stand_in)


def test_only_this_page_lets_stripes_script_in(dana: Visitor, paying: str, settings):
    (origin,) = settings.CARD_FIELD_SOURCES["script-src"]
    policies = {path: dana.get(path)["Content-Security-Policy"] for path in ("", paying + "payment/")}
    assert origin not in policies[""]
    assert f"script-src 'self' {origin}" in policies[paying + "payment/"]
    assert "frame-src" in policies[paying + "payment/"]
    assert not any("unsafe" in policy for policy in policies.values())


def test_the_booking_leads_to_its_payment_until_it_is_paid(dana: Visitor, paying: str):
    assert below(dana.get(paying)) == f"{paying}payment/"


def test_whoever_comes_back_from_paying_has_booked(dana: Visitor, paying: str, stand_in: StandIn):
    dana.get(paying + "payment/")
    stand_in.pay(intent(stand_in))
    answer = dana.get(paying + "payment/?returned=1")
    assert (answer.status_code, below(answer)) == (303, f"{paying}?new=1")
    said = text(dana.get(paying + "?new=1"))
    assert "It is booked" in said
    assert "Paid 500 kr" in said
    assert dana.booking().paid_amount == 50000


def test_a_declined_card_may_be_tried_again(dana: Visitor, paying: str, stand_in: StandIn):
    dana.get(paying + "payment/")
    stand_in.pay(intent(stand_in), card="pm_card_chargeDeclined")
    again = dana.get(paying + "payment/?returned=1")
    assert "The payment did not go through" in text(again)
    assert 'role="alert" tabindex="-1">' in again.content.decode()
    assert "Nothing was charged, and your time is still held." in text(again)
    stand_in.pay(intent(stand_in))
    assert below(dana.get(paying + "payment/?returned=1")) == f"{paying}?new=1"


def test_the_waiting_page_asks_and_goes_on_by_itself(dana: Visitor, paying: str, stand_in: StandIn):
    dana.get(paying + "payment/")
    asking = {"headers": {"HX-Request": "true"}}
    part = dana.get(paying + "status/?count=1", **asking).content.decode()
    assert f'hx-get="/salon/{paying}status/?count=2"' in part
    stand_in.pay(intent(stand_in))
    assert dana.booking().status == Status.AWAITING_PAYMENT
    done = dana.get(paying + "status/?count=4", **asking)
    assert done["HX-Redirect"] == f"/salon/{paying}?new=1"
    assert below(dana.get(paying + "status/")) == f"{paying}?new=1"


@pytest.mark.parametrize(
    ("status", "words"), {"processing": "Waiting for your bank", "mismatch": "We are checking the payment"}.items()
)
def test_money_that_is_undecided_is_not_asked_for_again(dana: Visitor, paying: str, status: str, words: str):
    dana.get(paying + "payment/")
    with tenant_tx(dana.house.tenant):
        Payment.objects.update(status=status)
    page = dana.get(paying + "payment/")
    assert words in text(page)
    assert "do not pay again" in text(page)
    assert "payment-form" not in page.content.decode()


@pytest.mark.parametrize("count", ["", "x", "-1", "9" * 50, "²"])
def test_nonsense_in_the_count_does_no_harm(dana: Visitor, paying: str, count: str):
    answer = dana.get(paying + "status/", data={"count": count}, headers={"HX-Request": "true"})
    assert answer.status_code == 200


def test_without_a_card_one_may_pay_on_site(dana: Visitor, paying: str, stand_in: StandIn):
    assert "Pay on site instead" in text(dana.get(paying + "payment/"))
    assert below(dana.post(paying + "payment/", {})) == f"{paying}?new=1"
    booking = dana.booking()
    assert (booking.status, booking.paying, booking.held_until) == (Status.CONFIRMED, "on_site", None)
    assert below(dana.post(paying + "payment/", {})) == f"{paying}?new=1"


def test_where_one_must_pay_now_there_is_no_other_way(dana: Visitor, stand_in: StandIn):
    with tenant_tx(dana.house.tenant):
        Service.objects.update(payable_on_site=False)
    address = dana.hold(THURSDAY)
    assert "Continue to payment" in text(dana.get(address))
    path = below(dana.post(address, TYPED))
    assert "Pay on site instead" not in text(dana.get(path))
    assert dana.post(path, {}).status_code == 422
    assert dana.booking().status == Status.AWAITING_PAYMENT


def test_what_the_business_wants_to_answer_by_now_does_not_stand_unpaid(dana: Visitor, paying: str):
    with tenant_tx(dana.house.tenant):
        Service.objects.filter(pk=dana.house.service.pk).update(approval=True)
    assert "Pay on site" not in text(dana.get(paying + "payment/"))
    assert dana.post(paying + "payment/", {}).status_code == 422
    assert dana.booking().status == Status.AWAITING_PAYMENT


def test_the_time_can_be_given_back_before_it_is_paid(dana: Visitor, paying: str):
    dana.get(paying + "payment/")
    dana.post(paying + "cancellation/", {"seen": "0"})
    assert dana.booking().status == Status.CANCELLED
    assert "There is nothing to pay." in text(dana.get(paying))


def test_when_the_time_to_pay_is_over_the_page_says_what_happens_to_money(
    dana: Visitor, paying: str, stand_in: StandIn, clock: Clock
):
    dana.get(paying + "payment/")
    clock.forward(minutes=15)
    said = text(dana.get(paying + "payment/"))
    assert "The time is no longer held" in said
    assert "all the money back" in said


def test_a_paid_booking_shows_its_refund_before_and_after_cancelling(dana: Visitor, paying: str, stand_in: StandIn):
    dana.get(paying + "payment/")
    stand_in.pay(intent(stand_in))
    dana.get(paying + "payment/?returned=1")
    assert "You get all 500 kr back" in text(dana.get(paying + "cancellation/"))
    dana.post(paying + "cancellation/", {"seen": "0"})
    assert "The refund of 500 kr has been started" in text(dana.get(paying))


def test_when_stripe_does_not_answer_the_time_is_kept(dana: Visitor, stand_in: StandIn, settings):
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    path = dana.book(THURSDAY, ONLINE)
    answer = dana.get(path)
    assert answer.status_code == 503
    assert "Your time is still held" in text(answer)
    assert answer["Retry-After"]
    with tenant_tx(dana.house.tenant):
        assert not LedgerEntry.objects.exists()
    assert "Pay on site instead" in text(answer)
    assert "Try again" in text(answer)
    assert below(dana.post(path, {})).endswith("?new=1")
    assert (dana.booking().status, dana.booking().paying) == (Status.CONFIRMED, "on_site")


def test_when_stripe_does_not_answer_and_nothing_else_was_offered_nothing_else_is(
    dana: Visitor, stand_in: StandIn, settings
):
    with tenant_tx(dana.house.tenant):
        Service.objects.update(payable_on_site=False)
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    path = below(dana.post(dana.hold(THURSDAY), TYPED))
    answer = dana.get(path)
    assert (answer.status_code, "Pay on site instead" in text(answer)) == (503, False)


def test_who_has_just_begun_to_pay_when_the_account_is_lost_pays_on_site(dana: Visitor, stand_in: StandIn, settings):
    """Even where the service was to be paid by card alone: the business takes no cards any more."""
    with tenant_tx(dana.house.tenant):
        Service.objects.update(payable_on_site=False)
    path = below(dana.post(dana.hold(THURSDAY), TYPED))
    Tenant.objects.filter(pk=dana.house.tenant.pk).update(takes_cards=False)
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    answer = dana.get(path)
    assert "Not by card just now" in text(answer)
    settings.STRIPE_API_BASE = stand_in.url
    assert below(dana.post(path, {})).endswith("?new=1")
    assert (dana.booking().status, dana.booking().paying) == (Status.CONFIRMED, "on_site")
