"""The desk's page about money: who may see it, what needs a look, and paying back."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client as Browser
from django.urls import reverse

from booking.bookings import cancelling
from tenants.models import Event, Membership
from tenants.requests import LANGUAGE_COOKIE
from tenants.tenancy import tenant_tx
from tests.cast import Cast, member
from tests.payments.money import PRICE, TUESDAY, Waiting, awaiting, look, paid, real_database, work_off
from tests.payments.stripe_server import StandIn

pytestmark = real_database
MONEY = "/salon/desk/money/"
NEEDS_A_LOOK = 'id="attention"'


def as_(person: Membership) -> Browser:
    browser = Browser()
    browser.force_login(person.user)
    browser.cookies[LANGUAGE_COOKIE] = "en"
    return browser


@pytest.fixture
def frank(cast: Cast) -> Browser:
    return as_(cast.finance)


def page(browser: Browser) -> str:
    answer = browser.get(MONEY, headers={"Accept-Language": "en"})
    assert answer.status_code == 200
    return answer.content.decode()


def refund_of(waiting: Waiting) -> str:
    return reverse("desk-refund", args=["salon", waiting.payment.pk])


def test_owner_manager_and_finance_see_money_and_others_do_not(cast: Cast, stand_in: StandIn) -> None:
    waiting = paid(cast.salon, stand_in)
    manager = member(cast.salon.tenant, "Maja", "manager")
    for person, status in [
        (cast.alice, 200), (manager, 200), (cast.finance, 200), (cast.bob, 403), (cast.front_desk, 403),
        (cast.charlie, 404),
    ]:  # fmt: skip
        assert as_(person).get(MONEY).status_code == status
        assert as_(person).get("/salon/desk/").content.decode().count(f'href="{MONEY}"') == (status == 200)
        if status != 200:
            assert as_(person).post(refund_of(waiting)).status_code == status
    assert Browser().get(MONEY).status_code == 302
    assert Browser().post(refund_of(waiting)).status_code == 401
    assert waiting.ledger() == [PRICE]


def test_without_payments_the_page_says_what_would_be_here(cast: Cast, frank: Browser) -> None:
    assert 'class="empty"' in page(frank)


def test_a_payment_is_listed_with_its_client_and_sum_and_needs_no_look(
    cast: Cast, stand_in: StandIn, frank: Browser
) -> None:
    waiting = paid(cast.salon, stand_in)
    paid(cast.gym, stand_in)
    shown = page(frank)
    assert shown.count("Dana Ek") == 1
    assert "500\xa0kr" in shown
    assert NEEDS_A_LOOK not in shown
    assert shown.count(refund_of(waiting)) == 1
    assert "CANARY-gym" not in shown


def test_paying_back_with_one_click_and_with_two(cast: Cast, stand_in: StandIn, frank: Browser) -> None:
    waiting = paid(cast.salon, stand_in)
    for _click in range(2):
        answer = frank.post(refund_of(waiting))
        assert (answer.status_code, answer["Location"]) == (303, MONEY)
    assert waiting.ledger() == [PRICE, -PRICE]
    assert len(stand_in.refunds()) == 1
    with tenant_tx(waiting.tenant):
        asked = Event.objects.get(type="payment.refund_asked")
    assert (asked.actor_kind, asked.actor_id) == ("member", cast.finance.user_id)
    shown = page(frank)
    assert refund_of(waiting) not in shown
    assert "badge--absence" in shown


def mismatched(cast: Cast, stand_in: StandIn) -> Waiting:
    waiting = awaiting(cast.salon)
    stand_in.control("intents", {"intent": waiting.intent, "amount": 100})
    look(waiting)
    return waiting


def refused(cast: Cast, stand_in: StandIn) -> Waiting:
    waiting = paid(cast.salon, stand_in)
    stand_in.control("refund", {"outcome": "failed"})
    with tenant_tx(waiting.tenant):
        cancelling.cancel(booking=waiting.booking)
    work_off()
    return waiting


def disputed(cast: Cast, stand_in: StandIn) -> Waiting:
    waiting = paid(cast.salon, stand_in)
    stand_in.control("disputes", {"intent": waiting.intent})
    look(waiting)
    return waiting


@pytest.mark.parametrize(("happens", "can_be_paid_back"), [(mismatched, True), (refused, True), (disputed, False)])
def test_what_needs_a_look_comes_first(
    cast: Cast, stand_in: StandIn, frank: Browser, happens: Callable, can_be_paid_back: bool
) -> None:
    paid(cast.salon, stand_in, TUESDAY, who=1)
    waiting = happens(cast, stand_in)
    work_off()
    shown = page(frank)
    assert NEEDS_A_LOOK in shown
    first = shown[shown.index(NEEDS_A_LOOK) : shown.index('id="latest"')]
    assert first.count("notice--warn") == 1
    assert (refund_of(waiting) in first) is can_be_paid_back
    if can_be_paid_back:
        frank.post(refund_of(waiting))
        assert sum(waiting.ledger()) == 0
        assert NEEDS_A_LOOK not in page(frank)


def test_paying_back_what_does_not_exist_is_not_found(cast: Cast, stand_in: StandIn, frank: Browser) -> None:
    theirs = paid(cast.gym, stand_in)
    for payment in (uuid4(), theirs.payment.pk):
        assert frank.post(reverse("desk-refund", args=["salon", payment])).status_code == 404
    assert theirs.ledger() == [PRICE]


def test_it_is_asked_before_anything_is_paid_back(cast: Cast, stand_in: StandIn, frank: Browser) -> None:
    waiting = paid(cast.salon, stand_in)
    assert f'action="{refund_of(waiting)}"' not in page(frank)
    asked = frank.get(refund_of(waiting))
    assert "Pay back 500\xa0kr to Dana Ek?" in asked.text
    assert "The booking stands." in asked.text
    assert asked.text.count("<button") == 1
    assert waiting.ledger() == [PRICE]
    frank.post(refund_of(waiting))
    assert frank.get(refund_of(waiting))["Location"] == MONEY
    assert frank.get(reverse("desk-refund", args=["salon", uuid4()])).status_code == 404


def test_client_and_staff_are_told_what_was_paid_and_what_went_back(
    cast: Cast, stand_in: StandIn, frank: Browser
) -> None:
    waiting = paid(cast.salon, stand_in)
    frank.post(refund_of(waiting))
    assert (waiting.now().paid_amount, waiting.now().refunded_amount) == (0, PRICE)
    desk = frank.get(reverse("desk-booking", args=["salon", waiting.booking.code])).text
    own = frank.get(reverse("booking", args=["salon", waiting.now().manage_token]))
    for shown in (desk, own.text):
        assert "500\xa0kr, 500\xa0kr paid back" in shown
    assert "Not paid" not in desk
    assert "nothing yet" not in desk
    assert "Paid back" in desk


def test_the_number_of_queries_does_not_grow_with_the_payments(
    cast: Cast, stand_in: StandIn, frank: Browser, django_assert_max_num_queries
) -> None:
    for n in range(2):
        paid(cast.salon, stand_in, TUESDAY, who=n)
    with django_assert_max_num_queries(12):
        page(frank)
