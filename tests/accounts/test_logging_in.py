"""Staff log in with a password or with a code by mail, and are somebody new to the session when they have."""

import re
from pathlib import Path
from typing import Any

import allauth
import pytest
from django.test import Client as Browser

from notifications.models import DemoMail
from tenants import account_mail, tasks
from tenants.accounts import StaffAccounts
from tenants.models import AccountMail
from tenants.requests import LANGUAGE_COOKIE
from tests.cast import PASSWORD, Cast
from tests.conftest import Clock

pytestmark = pytest.mark.django_db(databases=["default", "owner", "relay"])
ALICE = "alice@salon.example"
STOCK = Path(allauth.__file__).parent / "templates/account/email"
KINDS = sorted(path.name.removesuffix("_message.txt") for path in STOCK.glob("*_message.txt"))
KINDS = [kind for kind in KINDS if kind not in ("base", "password_reset_code")]  # a frame, and a mail of what is off


@pytest.fixture
def browser(cast: Cast, settings: Any) -> Browser:
    settings.EMAIL_BACKEND = "notifications.senders.MailboxBackend"
    return Browser()


def deliver() -> DemoMail:
    """What the worker does when it is rung. Gives the mail."""
    (waiting,) = AccountMail.objects.values_list("pk", flat=True)
    tasks.send_account_mail(str(waiting))
    assert not AccountMail.objects.exists()
    return DemoMail.objects.latest("pk")


def is_in(browser: Browser) -> bool:
    return browser.get("/salon/desk/").status_code == 200


def test_with_the_password_one_comes_to_the_desk(browser: Browser):
    answer = browser.post("/account/login/", {"login": ALICE, "password": PASSWORD}, follow=True)
    assert answer.redirect_chain[-1][0] == "/salon/desk/"
    assert is_in(browser)


def test_the_address_may_be_written_in_capitals(browser: Browser):
    browser.post("/account/login/", {"login": ALICE.upper(), "password": PASSWORD})
    assert is_in(browser)


def test_one_comes_back_to_where_one_wanted_to_go_and_nowhere_else(browser: Browser):
    assert browser.get("/salon/desk/links/")["Location"] == "/account/login/?next=/salon/desk/links/"
    login = {"login": ALICE, "password": PASSWORD}
    assert browser.post("/account/login/", login | {"next": "/salon/desk/links/"})["Location"] == "/salon/desk/links/"
    for outside in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"):
        elsewhere = Browser().post("/account/login/", login | {"next": outside})["Location"]
        assert "evil" not in elsewhere
        assert not elsewhere.startswith("javascript")


def test_with_a_code_by_mail_one_comes_to_the_desk_once(browser: Browser):
    browser.post("/account/login/code/", {"email": ALICE})
    mail = deliver()
    assert mail.to == ALICE
    code = code_in(mail)
    answer = browser.post("/account/login/code/confirm/", {"code": code}, follow=True)
    assert answer.redirect_chain[-1][0] == "/salon/desk/"
    again = Browser()
    again.post("/account/login/code/", {"email": ALICE})
    again.post("/account/login/code/confirm/", {"code": code})
    assert not is_in(again)


def test_a_code_opens_only_the_browser_that_asked_for_it(browser: Browser):
    browser.post("/account/login/code/", {"email": ALICE})
    code = code_in(deliver())
    other = Browser()
    other.post("/account/login/code/confirm/", {"code": code})
    assert not is_in(other)


def test_three_wrong_codes_end_the_attempt(browser: Browser):
    browser.post("/account/login/code/", {"email": ALICE})
    code = code_in(deliver())
    for _ in range(3):
        browser.post("/account/login/code/confirm/", {"code": "WRONG1"})
    browser.post("/account/login/code/confirm/", {"code": code})
    assert not is_in(browser)


def test_the_session_is_another_one_after_logging_in(browser: Browser):
    """U04: whoever put a session into this browser is left with an empty one."""
    browser.post("/account/login/code/", {"email": ALICE})
    planted = browser.session.session_key
    assert planted
    browser.post("/account/login/code/confirm/", {"code": code_in(deliver())})
    assert is_in(browser)
    assert browser.session.session_key != planted
    thief = Browser()
    thief.cookies["sessionid"] = planted
    assert not is_in(thief)


def test_after_logging_out_the_session_is_of_no_use(browser: Browser):
    browser.post("/account/login/", {"login": ALICE, "password": PASSWORD})
    kept = browser.session.session_key
    browser.post("/account/logout/")
    thief = Browser()
    thief.cookies["sessionid"] = kept
    assert not is_in(thief)


def test_a_reset_by_mail_sets_a_new_password_and_works_once(browser: Browser):
    other = Browser()
    other.post("/account/login/", {"login": ALICE, "password": PASSWORD})
    browser.post("/account/password/reset/", {"email": ALICE})
    link = re.search(r"https?://[^/]+(/account/password/reset/key/\S+/)", deliver().text).group(1)
    form = browser.get(link, follow=True).redirect_chain[-1][0]
    words = {"password1": "quite another word", "password2": "quite another word"}
    browser.post(form, words)
    assert not is_in(other), "sessions of the old password have ended"
    browser.post("/account/login/", {"login": ALICE, "password": "quite another word"})
    assert is_in(browser)
    again = Browser()
    page = again.get(link, follow=True)
    assert "password1" not in page.content.decode()


def test_a_password_that_will_not_do_is_refused_in_the_words_of_the_house(browser: Browser):
    browser.cookies[LANGUAGE_COOKIE] = "en"
    browser.post("/account/password/reset/", {"email": ALICE})
    link = re.search(r"https?://[^/]+(/account/password/reset/key/\S+/)", deliver().text).group(1)
    form = browser.get(link, follow=True).redirect_chain[-1][0]
    for word, said in [
        ("short", "It needs at least 10 characters."),
        ("alice@salon.example", "too much like your name or e-mail address"),
        ("1234567890", "one that many people use"),
    ]:
        assert said in browser.post(form, {"password1": word, "password2": word}).text


@pytest.mark.parametrize("kind", KINDS)
def test_every_mail_of_the_account_is_in_the_words_of_the_house(kind: str, rf: Any):
    """None of allauth's own: they greet from a site that has no name."""
    context = {"email": ALICE, "code": "ABC-DEF", "password_reset_url": "URL", "activate_url": "URL"}
    mail = StaffAccounts(rf.get("/")).render_mail(f"account/email/{kind}", ALICE, context)
    assert mail.subject
    assert mail.body.endswith("--\nLedig")
    for stock in ("Hello from", "Thank you for using", "http", "signup"):
        assert stock not in mail.body


def test_a_login_mail_lies_sealed_and_is_given_up_after_a_quarter_of_an_hour(
    browser: Browser, clock: Clock, settings: Any
):
    """A mail server that is away must not get a code that nobody waits for any more."""
    browser.post("/account/login/code/", {"email": ALICE})
    mail = AccountMail.objects.get()
    assert ALICE.encode() not in bytes(mail.sealed)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    for _ in range(account_mail.ATTEMPTS):
        with pytest.raises(OSError):
            account_mail.send(mail.pk)
        account_mail.send(mail.pk)  # claimed: not twice in the same minute
        clock.forward(minutes=1)
        account_mail.sweep()
    assert not AccountMail.objects.exists()


def code_in(mail: DemoMail) -> str:
    """The one word of the mail that is a code."""
    codes = re.findall(r"^\W*([A-Z0-9]{3,}(?:-[A-Z0-9]{3,})?)\W*$", mail.text, re.MULTILINE)
    assert len(codes) == 1, mail.text
    return codes[0]
