"""A client finds a free time, books it and pays; each journey in a real browser against the whole product."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.steps import (
    BOOKED,
    HELD,
    PAYING,
    book_on_site,
    go_on,
    hold_and_tell,
    pay,
    see_times,
    take_first_time,
    tell_who,
)

pytestmark = pytest.mark.journey


def test_book_and_pay_on_the_same_page(visitor, demo, accessible):
    page = visitor()
    page.goto("/lindgren/")
    accessible(page)
    page.get_by_role("link", name=re.compile("Samtalsterapi")).first.click()
    accessible(page)
    page.get_by_role("button", name="Show free times").click()
    expect(page.get_by_role("heading", name="Next free times")).to_be_visible()
    accessible(page)
    take_first_time(page)
    accessible(page)
    tell_who(page, "Paying Paula", "paula@example.com", pay="online")
    go_on(page)
    page.wait_for_url(PAYING)
    expect(page.frame_locator("#payment-field iframe").get_by_label("Card number")).to_be_visible()
    accessible(page)
    pay(page)
    page.wait_for_url(BOOKED)
    expect(page.get_by_role("heading", level=1)).to_contain_text("booked")
    accessible(page)
    mail = demo.mail("paula@example.com", having="Booked")
    assert [file["name"].endswith(".ics") for file in mail["attachments"]] == [True]
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("calendar", re.IGNORECASE)).first.click()
    assert "BEGIN:VEVENT" in download.value.path().read_text()


def test_who_books_from_new_york_is_told_the_businesss_own_clock(visitor, demo):
    pages = [visitor(zone=zone) for zone in ("America/New_York", "Europe/Stockholm")]
    for page in pages:
        see_times(page, demo, "lindgren", "Kort telefonsamtal")
    there, here = (page.locator(".next__time").all_inner_texts() for page in pages)
    assert there == here
    page = pages[0]
    take_first_time(page)
    expect(page.locator(".holdbar__time")).to_contain_text(there[0])
    expect(page.locator("[data-seconds]")).to_contain_text(re.compile("Held for (9|10) min"))
    tell_who(page, "Nora in New York", "nora@example.com", phone="070-123 45 67")
    go_on(page)
    page.wait_for_url(BOOKED)
    expect(page.locator("main")).to_contain_text(there[0])


def test_book_free_of_charge(visitor, demo):
    page = visitor()
    see_times(page, demo, "lindgren", "Kort telefonsamtal")
    take_first_time(page)
    expect(page.locator("input[name=payment]")).to_have_count(0)
    tell_who(page, "Free Fred", "fred@example.com", phone="070-123 45 67")
    go_on(page)
    page.wait_for_url(BOOKED)
    expect(page.get_by_role("heading", level=1)).to_contain_text("booked")


def test_book_without_javascript_and_pay_on_site(visitor, demo):
    page = visitor(javascript=False)
    page.goto("/salong/")
    page.get_by_role("link", name=re.compile("Klippning")).first.click()
    page.get_by_role("button", name="Show free times").click()
    take_first_time(page)
    go_on(page)
    expect(page.get_by_label("Name")).to_have_attribute("aria-invalid", "true")
    tell_who(page, "Plain Pia", "pia@example.com", pay="on_site")
    go_on(page)
    page.wait_for_url(BOOKED)
    expect(page.get_by_role("heading", level=1)).to_contain_text("booked")


def test_the_day_changes_without_losing_the_way_back(visitor, demo):
    page = visitor()
    see_times(page, demo, "salong", "Skägg")
    chosen = page.locator("table [aria-current]").first
    before = chosen.get_attribute("href")
    page.locator("table a").last.click()
    page.wait_for_url(re.compile("day="))
    expect(chosen).not_to_have_attribute("href", before)
    page.go_back()
    expect(page.locator("table [aria-current]").first).to_have_attribute("href", before)


def test_somebody_else_takes_the_time_while_i_fill_in_my_details(visitor, demo):
    slow, quick = visitor(), visitor()
    see_times(slow, demo, "salong", "Skägg")
    take_first_time(slow)
    held = slow.locator(".side").inner_text().split("\n")[0]
    demo.run_out("salong", slow.url)
    see_times(quick, demo, "salong", "Skägg")
    take_first_time(quick)
    tell_who(quick, "Quick Quinn", "quinn@example.com", pay="on_site")
    go_on(quick)
    quick.wait_for_url(BOOKED)
    tell_who(slow, "Slow Sam", "sam@example.com", pay="on_site")
    go_on(slow)
    expect(slow.get_by_text("nothing was charged")).to_be_visible()
    expect(slow.get_by_role("heading", name="Nearest free times")).to_be_visible()
    slow.locator("form[action*='/holds/'] button").first.click()
    slow.wait_for_url(HELD)
    assert slow.get_by_label("Name").input_value() == "Slow Sam"
    assert slow.locator(".side").inner_text().split("\n")[0] != held


def test_my_hold_runs_out_and_i_take_the_time_again(visitor, demo, accessible):
    page = visitor()
    see_times(page, demo, "salong", "Klippning barn")
    take_first_time(page)
    tell_who(page, "Late Lena", "lena@example.com", pay="on_site")
    demo.run_out("salong", page.url)
    go_on(page)
    expect(page.get_by_text("nothing was charged")).to_be_visible()
    accessible(page)
    page.get_by_role("button", name=re.compile("again")).click()
    page.wait_for_url(HELD)
    assert page.get_by_label("Name").input_value() == "Late Lena"
    go_on(page)
    page.wait_for_url(BOOKED)


def test_what_was_typed_outlives_another_language_another_time_and_a_lost_connection(visitor, demo):
    page = visitor()
    see_times(page, demo, "salong", "Klippning barn")
    take_first_time(page)
    tell_who(page, "Kept Kim", "kim@", pay="online")
    page.get_by_role("button", name="Svenska").click()
    expect(page.get_by_label("Namn")).to_have_value("Kept Kim")
    page.get_by_role("button", name="English").click()
    page.get_by_role("button", name="Choose another time").click()
    take_first_time(page, 1)
    expect(page.get_by_label("Name")).to_have_value("Kept Kim")
    page.context.set_offline(True)
    go_on(page)
    expect(page.get_by_text("No contact with the server.")).to_be_visible()
    page.context.set_offline(False)
    go_on(page)
    expect(page.get_by_label("E-mail")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("E-mail").fill("kim@example.com")
    page.get_by_role("button", name="Continue to payment").click()
    page.wait_for_url(PAYING)
    page.go_back()
    page.wait_for_url(PAYING)  # not the form once more


def test_a_declined_card_and_then_one_that_works(visitor, demo, accessible):
    page = visitor()
    hold_and_tell(page, demo, "lindgren", "Samtalsterapi", "declined@example.com", pay="online")
    page.wait_for_url(PAYING)
    pay(page, "4000 0000 0000 0002")
    expect(page.locator("#payment-error")).to_be_visible()
    accessible(page)
    pay(page)
    page.wait_for_url(BOOKED)
    expect(page.get_by_role("heading", level=1)).to_contain_text("booked")


def test_the_bank_asks_for_more_before_it_pays(visitor, demo):
    page = visitor()
    hold_and_tell(page, demo, "lindgren", "Samtalsterapi", "bank@example.com", pay="online")
    page.wait_for_url(PAYING)
    pay(page, "4000 0027 6000 3184")
    page.frame_locator("iframe >> nth=-1").get_by_role("button", name="Complete").click()
    page.wait_for_url(BOOKED)
    expect(page.get_by_role("heading", level=1)).to_contain_text("booked")


def test_the_webhook_is_lost_and_the_booking_follows_all_the_same(visitor, demo):
    demo.control("webhooks", lose=10)
    page = visitor()
    hold_and_tell(page, demo, "lindgren", "Samtalsterapi", "lost@example.com", pay="online")
    page.wait_for_url(PAYING)
    pay(page)
    page.wait_for_url(BOOKED)
    expect(page.get_by_role("heading", level=1)).to_contain_text("booked")
    demo.control("webhooks", lose=0)


def test_all_by_keyboard(visitor, demo):
    page = visitor(wide=True)
    see_times(page, demo, "salong", "Klippning")
    press_until(page, "form[action*='/holds/'] button")
    page.keyboard.press("Enter")
    page.wait_for_url(HELD)
    press_until(page, "input[name=name]")
    page.keyboard.type("Key Kim")
    page.keyboard.press("Tab")
    page.keyboard.type("kim@example.com")
    press_until(page, "input[name=payment]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/b/"))
    assert page.url.endswith("/payment/") or BOOKED.search(page.url)


def test_going_back_after_booking_shows_the_booking_and_books_nothing_twice(visitor, demo):
    page = visitor()
    book_on_site(page, demo, "back@example.com")
    page.go_back()
    page.wait_for_url(BOOKED)
    assert len(demo.sql("salong", "SELECT 1 FROM bookings_booking WHERE contact_email = 'back@example.com'")) == 1


def press_until(page, selector: str, presses: int = 60) -> None:
    """Tab until the focus is on what the selector names, as somebody without a mouse does."""
    for _press in range(presses):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} is never reached by keyboard")
