"""The front, the language, the colour, health, and the pages for when something is wrong."""

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from booking.resources.models import Resource, Service
from tenants.colour import DARK_PANEL, LIGHT_PAGE, by_day, by_night, contrast, strong, theme
from tenants.models import Tenant
from tenants.tenancy import tenant_tx
from tests.cast import Cast
from tests.pages.visitor import Visitor, links, text

COLOURS = st.integers(0, 0xFFFFFF).map(lambda n: f"#{n:06X}")


@given(COLOURS)
def test_every_accent_can_be_read_by_day_and_by_night(accent: str):
    day, night = by_day(accent), by_night(accent)
    assert contrast(day, LIGHT_PAGE) >= 4.5
    assert contrast(strong(day), LIGHT_PAGE) >= 7
    assert contrast(night, DARK_PANEL) >= 7


def test_a_colour_that_can_be_read_already_is_left_alone():
    assert by_day("#1F6F5C") == "#1F6F5C"
    assert by_night("#6FC3AC") == "#6FC3AC"


def test_contrast_is_as_wcag_says():
    assert round(contrast("#000000", "#FFFFFF"), 2) == 21
    assert round(contrast("#767676", "#FFFFFF"), 2) == 4.54


@pytest.mark.parametrize(
    "accent", ["", "red", "#12345", "#1234567", "#12345G", "#123456}body{display:none", "url(//evil)"]
)
def test_what_is_no_colour_sets_nothing(accent: str):
    assert theme(accent) == ""


def test_a_business_has_its_own_colour(dana: Visitor):
    assert not any(link.startswith("/salon/theme.css") for link in links(dana.get("")))
    Tenant.objects.filter(slug="salon").update(accent="#FFEE00")
    assert "/salon/theme.css?FFEE00" in links(dana.get(""))  # browsers keep it: another colour is another address
    answer = dana.get("theme.css")
    assert answer["Content-Type"].startswith("text/css")
    assert answer.content.decode() == theme("#FFEE00")


def test_the_demos_front_lists_its_businesses(cast: Cast, settings):
    settings.DEMO = True
    assert {"/salon/", "/gym/"} <= set(links(Client().get("/")))


def test_elsewhere_the_front_names_nobody(cast: Cast, settings):
    settings.DEMO = False
    page = Client().get("/")
    assert page.status_code == 200
    assert "CANARY" not in page.content.decode()
    assert "/salon/" not in links(page)


def test_a_suspended_business_is_not_there(dana: Visitor, settings):
    settings.DEMO = True
    Tenant.objects.filter(slug="salon").update(suspended_at="2026-01-01T00:00:00Z")
    assert dana.get("").status_code == 404
    assert "/salon/" not in links(Client().get("/"))


def test_the_language_that_was_chosen_is_remembered(dana: Visitor):
    answer = dana.browser.post("/language/", {"language": "nb", "next": "/salon/?x=1"})
    assert (answer.status_code, answer["Location"]) == (302, "/salon/?x=1")
    assert "Hva vil du bestille?" in text(dana.get(""))


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "", "\\\\evil"]
)
def test_the_choice_of_language_leads_nowhere_else(db, elsewhere: str):
    assert Client().post("/language/", {"language": "sv", "next": elsewhere})["Location"] == "/"


@pytest.mark.parametrize(
    "back", ["foo", "front", "tenants.Tenant", "a:b", "[", "?", "%", "/\n/x", "/b\u00e5", "x" * 3000]
)
def test_what_looks_like_the_name_of_a_page_is_an_address_like_any_other(db, back: str):
    answer = Client(raise_request_exception=False).post("/language/", {"language": "sv", "next": back})
    assert answer.status_code in (302, 400)


def test_an_unknown_language_is_not_remembered(db):
    assert "ledig_language" not in Client().post("/language/", {"language": "xx"}).cookies


def test_being_alive_touches_nothing(db):
    with CaptureQueriesContext(connection) as seen:
        answer = Client().get("/healthz")
    assert answer.json() == {"status": "ok"}
    assert len(seen) == 0


@pytest.mark.django_db(databases=["default", "relay"])
def test_being_ready_names_what_it_looked_at():
    answer = Client().get("/readyz")
    assert answer.status_code == 200
    assert set(answer.json()) == {
        "status", "database", "broker", "migrations", "outbox_lag_seconds", "oldest_due_seconds",
    }  # fmt: skip


def test_without_a_broker_it_is_not_ready(db, settings):
    settings.REDIS_URL = "redis://127.0.0.1:9/0"
    answer = Client().get("/readyz")
    assert answer.status_code == 503
    assert (answer.json()["broker"], answer.json()["database"]) == ("missing", "ok")


@pytest.mark.parametrize(("language", "words"), {"sv": "Finns inte", "nb": "Finnes ikke", "en": "Not found"}.items())
def test_what_is_not_there_is_told_in_the_visitors_language(cast: Cast, language: str, words: str):
    answer = Visitor(cast.salon, language).get("s/NOTHING/")
    assert answer.status_code == 404
    assert words in text(answer)


def test_a_strange_business_and_a_strange_service_look_alike_to_htmx(dana: Visitor):
    part = dana.get("s/NOTHING/", headers={"HX-Request": "true"})
    assert part.status_code == 404
    assert part.content.decode().startswith('<div class="notice notice--error"')


def test_what_is_not_there_and_what_is_somebody_elses_look_the_same(cast: Cast):
    visitor = Visitor(cast.salon)
    gym = cast.gym
    paths = (f"s/{gym.service.code}/", f"p/{gym.practitioners[0].code}/", "s/NOTHING/", "b/x/", "h/x/")
    assert len({visitor.get(path).content for path in paths}) == 1


def test_reading_sets_no_cookie(cast: Cast):
    browser = Client()
    for path in ("/", "/salon/", f"/salon/p/{cast.salon.practitioners[0].code}/"):
        assert not browser.get(path).cookies


def test_a_form_from_elsewhere_changes_nothing_and_says_so(cast: Cast):
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/salon/holds/", {"service": cast.salon.service.code})
    assert answer.status_code == 403
    assert "Nothing was changed" in text(answer) or "Inget har ändrats" in text(answer)


def test_the_page_for_our_own_faults_needs_neither_database_nor_business(django_db_blocker):
    django_db_blocker.block()
    try:
        assert "<h1>" in render_to_string("refusals/broken.html", {})
    finally:
        django_db_blocker.restore()


NASTY = ["<svg onload=alert(1)>", '"><script>x</script>', "{{7001*7001}}", "<div hx-get=//evil>"]


@pytest.mark.parametrize("nasty", NASTY)
def test_a_businesss_own_words_lie_still(dana: Visitor, nasty: str):
    Tenant.objects.filter(slug="salon").update(name=nasty, line=nasty)
    with tenant_tx(dana.house.tenant):
        Service.objects.update(name=nasty, line=nasty, description=nasty)
        Resource.objects.update(name=nasty, title=nasty, about=nasty)
    alice = dana.house.practitioners[0].code
    for path in ("", f"p/{alice}/", f"s/{dana.house.service.code}/"):
        html = dana.get(path).content.decode()
        assert nasty not in html or nasty == "{{7001*7001}}"
        assert "49014001" not in html


def test_no_page_has_inline_style_or_script(dana: Visitor):
    for path in ("", f"p/{dana.house.practitioners[0].code}/", f"s/{dana.house.service.code}/", dana.hold()):
        html = dana.get(path).content.decode()
        assert "<style" not in html
        assert " style=" not in html
        assert " onclick=" not in html
        assert "<script>" not in html


def test_the_first_pages_are_small(dana: Visitor):
    assert len(dana.get("").content) < 15_000
    assert len(dana.times().content) < 40_000
