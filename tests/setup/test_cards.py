"""A business that signed itself up has no account yet for card payments to go to: nobody pays it by card until then."""

import pytest
from django.test import Client as Browser

from booking.availability.catalogue import current
from booking.bookings.models import Paying
from booking.resources.models import Service
from payments.offering import offered
from tenants.models import Tenant
from tenants.tenancy import tenant_tx
from tests.cast import Cast, member
from tests.pages.visitor import TYPED, Visitor, text
from tests.setup.forms import UNDO, typed
from tests.setup.one_service import now
from tests.setup.test_services import NEW, new
from tests.setup.test_sign_up import newcomer, sign_up

NOT_YET = "no account that card payments could go to"


@pytest.fixture
def no_cards(cast: Cast) -> None:
    Tenant.objects.filter(pk=cast.salon.tenant.pk).update(takes_cards=False)


def ways(cast: Cast) -> dict[Paying, bool]:
    """How clients can pay the salon's service."""
    tenant = Tenant.objects.get(pk=cast.salon.tenant.pk)
    with tenant_tx(tenant):
        return offered(tenant, current(tenant).service_by_id(cast.salon.service.pk))


@pytest.fixture
def dana(cast: Cast) -> Visitor:
    return Visitor(cast.salon)


def test_one_that_signed_itself_up_takes_none_and_its_new_services_are_paid_on_site(cast):
    browser = newcomer()
    tenant = sign_up(browser)
    assert Tenant.objects.get(pk=tenant.pk).takes_cards is False
    page = f"/{tenant.slug}/desk/settings/services/new/"
    said = {"name": "Cut", "minutes_0": "30", "price_0": "450", "modes": ["on_site"]}
    assert browser.post(page, typed(browser, page, **said)).status_code == 303
    with tenant_tx(tenant):
        assert set(Service.objects.values_list("payable_online", "payable_on_site")) == {(False, True)}


def test_others_take_them_as_before(alice: Browser, cast: Cast):
    alice.post(NEW, new(alice))
    with tenant_tx(cast.salon.tenant):
        assert Service.objects.get(name="Cut").payable_online is True


def test_the_choice_is_shown_and_cannot_be_made(alice: Browser, page: str, cast: Cast, no_cards: None):
    with tenant_tx(cast.salon.tenant):
        Service.objects.update(payable_online=False)
    shown = alice.get(page + "payment/")
    assert NOT_YET in shown.text
    assert shown.context["form"]["payable_online"].value() is False
    assert 'name="payable_online"' in shown.text
    assert "disabled" in str(shown.context["form"]["payable_online"])


@pytest.mark.parametrize("sent", [None, "on"], ids=["as a browser sends it", "by a page from before"])
def test_what_was_chosen_before_cards_went_away_is_kept_by_the_next_save(
    alice: Browser, page: str, cast: Cast, no_cards: None, sent: str | None
):
    payment = page + "payment/"
    shown = alice.get(payment)
    assert "and clients pay on site. As soon as it does, this can be paid by card again" in shown.text
    assert shown.context["form"]["payable_online"].value() is True
    assert "disabled" in str(shown.context["form"]["payable_online"])
    said = typed(alice, payment, payable_online=sent, payable_on_site=None, tax_rate="12")
    assert alice.post(payment, said).status_code == 303
    kept = now(cast)
    assert (kept.payable_online, kept.payable_on_site, kept.tax_rate) == (True, False, 1200)
    Tenant.objects.filter(pk=cast.salon.tenant.pk).update(takes_cards=True)
    assert ways(cast) == {Paying.ONLINE: True, Paying.ON_SITE: False}


def test_whoever_sends_it_all_the_same_is_refused(alice: Browser, page: str, cast: Cast, no_cards: None):
    with tenant_tx(cast.salon.tenant):
        Service.objects.update(payable_online=False)
    payment = page + "payment/"
    refused = alice.post(payment, typed(alice, payment, payable_online="on", tax_rate="12"))
    assert refused.status_code == 422
    assert NOT_YET in refused.text
    assert (now(cast).payable_online, now(cast).tax_rate) == (False, 2500)
    assert alice.post(payment, typed(alice, payment, tax_rate="12")).status_code == 303
    assert (now(cast).payable_online, now(cast).tax_rate) == (False, 1200)


def test_a_way_back_does_not_lead_to_cards_before_they_are_taken(alice: Browser, page: str, cast: Cast):
    payment = page + "payment/"
    told = alice.post(payment, typed(alice, payment, payable_online=None), follow=True)
    Tenant.objects.filter(pk=cast.salon.tenant.pk).update(takes_cards=False)
    undone = alice.post("/salon/desk/undo/", {"undo": UNDO.findall(told.text)[0]})
    assert undone.status_code < 500
    assert now(cast).payable_online is True, "as it was"
    assert ways(cast) == {Paying.ONLINE: False, Paying.ON_SITE: True}


def test_clients_are_never_asked_for_a_card(dana: Visitor, cast: Cast, no_cards: None):
    """Not even when the service says that it is paid by card alone."""
    with tenant_tx(cast.salon.tenant):
        Service.objects.update(payable_online=True, payable_on_site=False)
    address = dana.hold()
    assert "How would you like to pay?" not in text(dana.get(address))
    dana.post(address, TYPED | {"payment": "online"})
    assert (dana.booking().paying, dana.booking().status) == ("on_site", "confirmed")


def test_the_api_refuses_a_card_too(dana: Visitor, cast: Cast, no_cards: None):
    hold = dana.hold().split("/")[1]
    api = "/api/v1/salon/bookings"
    body = {"hold": hold, "client": {"name": "Dana Ek", "email": "dana@example.com"}}
    refused = Browser().post(api, body | {"payment": "online"}, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (400, "invalid")
    made = Browser().post(api, body, content_type="application/json")
    assert (made.status_code, made.json()["status"], made.json()["payment"]) == (201, "confirmed", None)


STEP = "Connect card payments"


def test_the_start_page_asks_for_an_account_only_where_somebody_would_miss_it(alice: Browser, page: str, cast: Cast):
    salon, start = Tenant.objects.filter(pk=cast.salon.tenant.pk), "/salon/desk/start/"
    assert STEP not in alice.get(start).text, "there is one"
    salon.update(takes_cards=False, stripe_state="off")
    assert STEP in alice.get(start).text, "a service is paid by card"
    assert STEP in alice.get(page + "payment/").text, "and there is the way to it"
    salon.update(modules_off=["cards"])
    assert STEP not in alice.get(start).text, "the business does without cards"
    with tenant_tx(cast.salon.tenant):
        Service.objects.update(payable_online=False)
    salon.update(modules_off=[])
    assert STEP not in alice.get(start).text, "nothing is paid by card"
    for state, asked in (("begun", True), ("needs", True), ("checking", False), ("", False)):
        salon.update(stripe_state=state)
        assert (STEP in alice.get(start).text) == asked, state
    salon.update(stripe_state="ready", takes_cards=True)
    assert STEP not in alice.get(start).text


def test_a_manager_is_not_sent_to_a_page_of_the_owners(cast: Cast, page: str, no_cards: None, log_in):
    mona = log_in(member(cast.salon.tenant, "Mona", "manager"))
    assert STEP not in mona.get("/salon/desk/start/").text
    assert STEP not in mona.get(page + "payment/").text
