"""Whoever knocks too often at the pages of an account is told so by the house's own page."""

import pytest
from django.test import Client as Browser

from tests.tenants.test_wrong_roles import run

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("language", "words"), {"sv": "Vänta", "nb": "Vent litt", "en": "Please wait"}.items())
def test_the_page_is_framed_in_the_visitors_language_and_says_how_long_to_wait(language: str, words: str):
    browser = Browser(headers={"Accept-Language": language})
    answers = [browser.post("/account/password/reset/", {"email": "dana@example.com"}) for _ in range(6)]
    assert [answer.status_code for answer in answers[:5]] == [302] * 5
    last = answers[-1]
    assert (last.status_code, last["Retry-After"], last["Cache-Control"]) == (429, "60", "no-store")
    page = last.content.decode()
    assert words in page
    assert f'<html lang="{language}">' in page
    assert "site-header" in page


@pytest.mark.parametrize(("switch", "limits"), [("on", True), ("off", False)])
def test_without_limits_there_are_none_for_logging_in_either(switch: str, limits: bool):
    tell = "import django; django.setup(); from allauth.account import app_settings; print(app_settings.RATE_LIMITS)"
    told = run(tell, DJANGO_SETTINGS_MODULE="booking.settings", RATE_LIMITS=switch)
    assert told.returncode == 0, told.stderr
    assert ("reset_password" in told.stdout) is limits
