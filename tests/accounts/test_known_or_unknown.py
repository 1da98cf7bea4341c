"""U02: whoever asks about an address learns nothing of whether somebody logs in with it."""

from typing import Any

import pytest
from django.contrib.auth.hashers import ScryptPasswordHasher
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client as Browser

from tenants.models import AccountMail
from tests.cast import PASSWORD, Cast
from tests.tenants.faces import face

pytestmark = pytest.mark.django_db(databases=["default", "owner", "relay"])
KNOWN, UNKNOWN = "alice@salon.example", "nobody@salon.example"
PAGES = {
    "login": ("/account/login/", {"password": "not the word at all"}),
    "reset": ("/account/password/reset/", {}),
    "code": ("/account/login/code/", {}),
}


@pytest.fixture
def real(settings: Any, request: pytest.FixtureRequest) -> Cast:
    """The cast with passwords hashed as in earnest."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
    return request.getfixturevalue("cast")


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """One entry for each time that the real hasher worked: by far the longest thing in any of these answers."""
    worked: list[str] = []
    encode = ScryptPasswordHasher.encode

    def counted(self: ScryptPasswordHasher, password: str, *more: Any, **named: Any) -> str:
        worked.append("once")
        return encode(self, password, *more, **named)

    monkeypatch.setattr(ScryptPasswordHasher, "encode", counted)
    return worked


def send(page: str, email: str, *, then: bool = False) -> tuple[Any, ...]:
    """The whole answer of a new browser: status, headers, body, names of cookies; and of the page it leads to."""
    url, more = PAGES[page]
    browser = Browser()
    answer = browser.post(url, {"login": email, "email": email} | more)
    seen = [_all_of(answer, email), sorted(answer.cookies)]
    if then and answer.status_code == 302:
        seen.append(_all_of(browser.get(answer["Location"]), email))
    return tuple(seen)


def _all_of(answer: HttpResponse, email: str) -> Any:
    return face(answer, email)


@pytest.mark.parametrize("page", PAGES)
def test_a_known_address_is_answered_like_an_unknown_one(real: Cast, page: str):
    assert send(page, KNOWN, then=True) == send(page, UNKNOWN, then=True)


@pytest.mark.parametrize("page", PAGES)
def test_the_slow_work_is_done_as_often_for_both(real: Cast, hashed: list[str], page: str):
    send(page, KNOWN)
    known = len(hashed)
    hashed.clear()
    send(page, UNKNOWN)
    assert len(hashed) == known == (1 if page == "login" else 0)


@pytest.mark.parametrize("page", ["reset", "code"])
def test_mail_is_written_down_alike_and_sent_by_somebody_else(real: Cast, page: str, mailoutbox: list[Any]):
    """The visitor waits for no mail server, whoever they ask about."""
    for email in (KNOWN, UNKNOWN):
        before = AccountMail.objects.count()
        send(page, email)
        assert AccountMail.objects.count() == before + 1
    assert mailoutbox == []


def test_a_wrong_code_is_answered_alike(real: Cast):
    seen = []
    for email in (KNOWN, UNKNOWN):
        browser = Browser()
        browser.post("/account/login/code/", {"email": email})
        seen.append(_all_of(browser.post("/account/login/code/confirm/", {"code": "WRONG1"}), email))
    assert seen[0] == seen[1]


def test_the_sign_up_page_is_closed_to_both(real: Cast):
    seen = [
        _all_of(Browser().post("/account/signup/", {"email": email, "password1": "a long enough word"}), email)
        for email in (KNOWN, UNKNOWN)
    ]
    assert seen[0] == seen[1]
    assert AccountMail.objects.count() == 0


@pytest.mark.parametrize(("page", "within"), [("login", 5), ("reset", 5), ("code", 3)])
def test_who_asks_too_often_about_one_address_must_wait_whether_it_is_known_or_not(real: Cast, page: str, within: int):
    """Counted per address that is asked about, from however many places."""
    for email in (KNOWN, UNKNOWN):
        cache.clear()
        url, more = PAGES[page]
        statuses = [
            Browser(REMOTE_ADDR=f"203.0.113.{n}").post(url, {"login": email, "email": email} | more).status_code
            for n in range(within + 2)
        ]
        mails = AccountMail.objects.count()
        assert len(set(statuses[:within])) == 1
        if page == "login":  # even the right password is not looked at any more
            last = Browser().post(url, {"login": email, "password": PASSWORD})
            assert (last.status_code, "sessionid" in last.cookies) == (200, False)
        else:
            assert mails == within
            assert set(statuses[within:]) == ({429} if page == "reset" else {200})
        AccountMail.objects.all().delete()
