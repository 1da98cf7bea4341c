"""The stand-in's Stripe.js in a real browser, on a page that trusts nobody else."""

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
import stripe
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Frame, FrameLocator, Page, expect

from tests.payments.shop import open_shop
from tests.payments.stripe_server import StandIn

pytestmark = pytest.mark.journey


@pytest.fixture
def page(browser) -> Iterator[Page]:
    """A fresh page; anything that the page's policy or its scripts complain about fails the test."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.set_default_timeout(8_000)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text) if "Content Security" in line.text else None)
    yield page
    context.close()
    assert complaints == []


@pytest.fixture
def shop(stand_in: StandIn) -> Iterator[str]:
    with open_shop(stand_in.url) as url:
        yield url


def enter(page: Page, shop: str, sdk: stripe.StripeClient, **given: str) -> str:
    """Opens the shop with a new payment of 500 kr; returns the intent's id."""
    options: stripe.RequestOptions = {"stripe_account": given.get("account")}
    intent = sdk.v1.payment_intents.create({"amount": 50_000, "currency": "sek"}, options)
    page.goto(f"{shop}/?{urlencode({'locale': 'sv', **given, 'secret': intent.client_secret or ''})}")
    page.wait_for_selector("body[data-ready=yes]")
    return intent.id


def card(page: Page) -> FrameLocator:
    return page.frame_locator("#card iframe")


def fill(page: Page, number: str = "4242424242424242", expiry: str = "1240", cvc: str = "123") -> None:
    frame = card(page)
    frame.get_by_label("Kortnummer").fill(number)
    frame.get_by_label("Giltigt till").fill(expiry)
    frame.get_by_label("Säkerhetskod").fill(cvc)


def frame_of(page: Page, path: str) -> Frame:
    return next(each for each in page.frames if path in each.url)


def violations(page: Page, path: str) -> list[dict]:
    """What axe finds on the page, and inside our frame, which it does not look into by itself.

    The frame is judged by WCAG only: landmarks and headings are the business of the page that holds it.
    """
    inside = Axe().run(frame_of(page, path), options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
    return Axe().run(page).response["violations"] + inside.response["violations"]


def pay(page: Page, *told: str) -> None:
    page.get_by_role("button", name="Betala").click()
    for text in told:
        expect(page.get_by_role("status")).to_contain_text(text)


def test_a_client_pays_by_card(page: Page, shop: str, sdk, stand_in: StandIn) -> None:
    intent_id = enter(page, shop, sdk, account="acct_lindgren")
    expect(card(page).get_by_text("Test: 4242 4242 4242 4242")).to_be_visible()
    fill(page)
    expect(card(page).get_by_label("Kortnummer")).to_have_value("4242 4242 4242 4242")
    expect(page.locator("body")).to_have_attribute("data-complete", "true")
    pay(page, "succeeded")
    kept = stand_in.intents()[0]
    assert (kept["id"], kept["_account"], kept["amount_received"]) == (intent_id, "acct_lindgren", 50_000)
    assert page.evaluate("readAgain().then((told) => told.paymentIntent.status)") == "succeeded"


def test_the_bank_asks_and_the_client_says_yes(page: Page, shop: str, sdk, stand_in: StandIn) -> None:
    enter(page, shop, sdk)
    fill(page, "4000002760003184")
    pay(page)
    question = page.frame_locator("dialog iframe")
    expect(question.get_by_role("button", name="Complete")).to_be_focused()
    assert violations(page, "/3ds/") == []
    question.get_by_role("button", name="Complete").click()
    expect(page.get_by_role("status")).to_have_text("succeeded")
    assert page.locator("dialog").count() == 0
    types = [event["type"] for event in stand_in.events("payment_intent")]
    assert types == ["payment_intent.created", "payment_intent.requires_action", "payment_intent.succeeded"]


def test_the_bank_asks_and_the_client_says_no_then_pays_with_another_card(page: Page, shop, sdk, stand_in) -> None:
    enter(page, shop, sdk)
    fill(page, "4000002500003155")
    pay(page)
    page.frame_locator("dialog iframe").get_by_role("button", name="Fail").click()
    expect(page.get_by_role("status")).to_contain_text("Banken kunde inte bekräfta att det var du.")
    fill(page)
    pay(page, "succeeded")
    assert len(list(stand_in.control("charges")["charges"])) == 1


def test_a_declined_card_is_told_in_the_clients_language_and_nothing_typed_is_lost(page, shop, sdk, stand_in) -> None:
    enter(page, shop, sdk)
    fill(page, "4000000000000002")
    pay(page, "card_error", "Kortet nekades. Prova ett annat kort.")
    expect(card(page).get_by_label("Kortnummer")).to_have_value("4000 0000 0000 0002")
    fill(page, "4000000000009995")
    pay(page, "Det finns inte tillräckligt med pengar på kortet.")
    fill(page)
    pay(page, "succeeded")
    assert len(stand_in.control("charges")["charges"]) == 3


def test_what_is_wrong_stands_beside_its_field_and_nothing_is_sent(page: Page, shop, sdk, stand_in) -> None:
    enter(page, shop, sdk)
    fill(page, "4242424242424241", "1220", "1")
    pay(page, "validation_error", "Kortnumret stämmer inte.")
    number = card(page).get_by_label("Kortnummer")
    expect(number).to_have_attribute("aria-invalid", "true")
    expect(number).to_be_focused()
    for text in ("Kortnumret stämmer inte.", "Kortet har gått ut.", "Säkerhetskoden är inte komplett."):
        expect(card(page).get_by_text(text)).to_be_visible()
    assert not any(asked["path"].endswith("/confirm") for asked in stand_in.control("requests")["requests"])


def test_all_of_it_by_keyboard(page: Page, shop: str, sdk) -> None:
    enter(page, shop, sdk)
    page.keyboard.press("Tab")
    page.keyboard.type("4242424242424242")
    page.keyboard.press("Tab")
    page.keyboard.type("1240")
    page.keyboard.press("Tab")
    page.keyboard.type("123")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("succeeded")


def test_the_client_is_sent_back_to_the_shop_when_it_wishes_so(page: Page, shop: str, sdk) -> None:
    intent_id = enter(page, shop, sdk, redirect="always")
    fill(page)
    page.get_by_role("button", name="Betala").click()
    page.wait_for_url(f"{shop}/back?payment_intent={intent_id}&*redirect_status=succeeded")


@pytest.mark.parametrize(("locale", "label"), [("sv", "Kortnummer"), ("nb", "Gyldig til"), ("en", "Card number")])
@pytest.mark.parametrize("theme", ["stripe", "night"])
def test_the_field_is_accessible_in_light_and_dark_and_each_language(page, shop, sdk, locale, label, theme) -> None:
    enter(page, shop, sdk, locale=locale, theme=theme, primary="#6FC3AC" if theme == "night" else "#1F6F5C")
    expect(card(page).get_by_label(label)).to_be_visible()
    card(page).get_by_role("textbox").first.fill("1")
    page.get_by_role("button", name="Betala").click()
    expect(page.get_by_role("status")).to_contain_text("validation_error")
    frame = frame_of(page, "/elements/card")
    if theme == "night":  # the shop's own page stays light in this test: the field is looked at on a dark one
        frame.evaluate("document.documentElement.style.background = '#181714'")
    assert violations(page, "/elements/card") == []
    boxes = "[...document.querySelectorAll('input')].map((each) => each.getBoundingClientRect().height)"
    assert all(height >= 44 for height in frame.evaluate(boxes))
    assert frame.evaluate("document.documentElement.scrollHeight <= window.innerHeight + 1")
