"""Signing up: one form and one code make a page that can be booked on; whoever asks learns nothing of others."""

import re
from datetime import date
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client as Browser

from booking.availability.catalogue import current
from booking.availability.models import WeeklyHours
from booking.availability.setup import pending
from booking.availability.setup.beginnings import BEGINNINGS
from booking.kernel.secrets_at_rest import unseal
from booking.resources.models import Location, Resource, Service
from tenants.models import AccountMail, BusinessKind, Event, Membership, Tenant, User
from tenants.requests import LANGUAGE_COOKIE
from tenants.setup.countries import COUNTRIES
from tenants.tenancy import tenant_tx
from tests.tenants.faces import face

FORM, CODE = "/account/signup/", "/account/signup/code/"
KEY = re.compile(r'name="key" value="([^"]+)"')
MAILED = re.compile(r"^[A-Z0-9-]{6,}$", re.MULTILINE)
TOLD = {"business": "Åsas Ateljé", "kind": "salon", "country": "SE", "slug": "", "name": "Åsa Ek",
        "email": "asa@example.com"}  # fmt: skip


def newcomer(language: str = "en") -> Browser:
    browser = Browser()
    browser.cookies[LANGUAGE_COOKIE] = language
    return browser


def tell(browser: Browser, **told: str) -> Any:
    key = KEY.findall(browser.get(FORM).text)[0]
    return browser.post(FORM, TOLD | {"key": key} | told)


def mails(to: str = "asa@example.com") -> list[list[str]]:
    return [mail for mail in (unseal(bytes(row.sealed)) for row in AccountMail.objects.order_by("due_at", "id"))
            if mail[0] == to]  # fmt: skip


def code(to: str = "asa@example.com") -> str:
    return MAILED.findall(mails(to)[-1][2])[0]


def sign_up(browser: Browser | None = None, **told: str) -> Tenant:
    browser = browser or newcomer()
    before = set(Tenant.objects.values_list("pk", flat=True))
    assert tell(browser, **told)["Location"] == CODE
    answer = browser.post(CODE, {"code": code(told.get("email", "asa@example.com"))})
    tenant = Tenant.objects.exclude(pk__in=before).get()
    assert answer["Location"] == f"/{tenant.slug}/desk/start/"
    return tenant


def test_a_newcomer_has_a_page_that_can_be_booked_on(cast):
    browser = newcomer()
    tenant = sign_up(browser)
    assert (tenant.slug, tenant.name, tenant.kind) == ("asas-atelje", "Åsas Ateljé", "salon")
    assert (tenant.currency, tenant.timezone, tenant.locale) == ("SEK", "Europe/Stockholm", "sv")
    assert tenant.trial_ends_on == date(2026, 12, 23)
    start = browser.get("/asas-atelje/desk/start/")
    assert "Your page is live" in start.text
    assert "/asas-atelje/" in start.text
    with tenant_tx(tenant):
        service = Service.objects.get(name="Klippning")
        assert Membership.objects.get(tenant=tenant).role == "owner"
        assert Event.objects.filter(type="business.signed_up").count() == 1
    page = newcomer("sv").get("/asas-atelje/")
    assert "Klippning" in page.text
    assert "550" in page.text
    times = newcomer("sv").get(f"/asas-atelje/s/{service.code}/")
    assert "/holds/" in times.text


@pytest.mark.parametrize(
    ("ends", "said"),
    [(date(2026, 11, 24), "Free to try until Tuesday 24 November"), (date(2026, 11, 23), "Free to try until"),
     (date(2026, 11, 22), "The free trial ended on Sunday 22 November. Everything works as before"), (None, "")],
)  # fmt: skip
def test_the_start_page_says_what_is_true_of_the_trial_that_day(cast, ends, said):
    """It is Monday 23 November, and nothing is blocked on any day."""
    browser = newcomer()
    tenant = sign_up(browser)
    Tenant.objects.filter(pk=tenant.pk).update(trial_ends_on=ends)
    start = browser.get(f"/{tenant.slug}/desk/start/")
    assert said in start.text
    assert ("ree" in start.context["trial"]) == bool(ends)
    assert newcomer().get(f"/{tenant.slug}/").status_code == 200


def test_the_owner_is_logged_in_with_an_address_that_is_proven(cast):
    browser = newcomer()
    sign_up(browser)
    user = User.objects.get(email="asa@example.com")
    assert user.name == "Åsa Ek"
    assert not user.has_usable_password()
    assert user.emailaddress_set.get().verified
    assert browser.get("/asas-atelje/desk/?view=list").status_code == 200


@pytest.mark.parametrize("kind", BusinessKind.values)
@pytest.mark.parametrize("country", ["SE", "NO", "FI", "IS"])
def test_each_kind_begins_with_times_and_prices_that_can_be_paid(cast, kind, country):
    tenant = sign_up(kind=kind, country=country, business=f"Nytt {kind} {country}")
    with tenant_tx(tenant):
        services = current(tenant).public_services
        assert len(services) == len(BEGINNINGS[BusinessKind(kind)].services)
        for service in services:
            [length] = current(tenant).lengths(service)
            assert length.price % (100 if tenant.currency != "ISK" else 50) == 0
            assert not service.payable_online
        assert WeeklyHours.objects.exists()
        assert Location.objects.get().timezone == COUNTRIES[country].zone
        assert Resource.objects.get().public


def test_a_therapist_begins_with_fewer_menus_and_a_clinic_with_all(cast):
    browser = newcomer()
    therapist = sign_up(browser, kind="therapy", business="Ro")
    settings = browser.get(f"/{therapist.slug}/desk/settings/").text
    assert "Features" in settings
    assert not [gone for gone in ("Rooms and equipment", "Skills", "Units", "Client groups") if gone in settings]
    assert "questions" not in therapist.modules_off
    clinic = sign_up(kind="clinic", business="Klinik", email="clinic@example.com")
    assert clinic.modules_off == []


def test_a_norwegian_therapist_has_norwegian_services_whatever_the_page_spoke(cast):
    tenant = sign_up(newcomer("en"), kind="therapy", country="NO", business="Ro og rom")
    with tenant_tx(tenant):
        assert [one.name for one in Service.objects.all()] == ["Førstegangssamtale", "Samtale", "Parsamtale"]


def test_every_country_has_a_price_for_everything():
    for country in COUNTRIES.values():
        for beginning in BEGINNINGS.values():
            assert all(first.price(country.currency) > 0 for first in beginning.services)


def test_nothing_is_made_before_the_code_is_right(cast):
    browser = newcomer()
    before = Tenant.objects.count(), User.objects.count()
    tell(browser)
    answer = browser.post(CODE, {"code": "WRONG-1"})
    assert answer.status_code == 422
    assert (Tenant.objects.count(), User.objects.count()) == before


def test_a_known_address_is_answered_just_like_an_unknown_one(cast):
    """U02."""
    seen = []
    for email in ("alice@salon.example", "nobody@salon.example"):
        browser = newcomer()
        told = tell(browser, email=email)
        wrong = browser.post(CODE, {"code": "WRONG-1"})
        seen.append((face(told), face(browser.get(CODE), email), face(wrong, email), sorted(browser.cookies)))
        text = mails(email)[-1][2].replace(code(email), "")
        seen[-1] += (text,)
    assert seen[0] == seen[1]


def test_a_member_adds_a_business_with_the_same_login(cast):
    tenant = sign_up(email="alice@salon.example")
    members = Membership.objects.filter(user=cast.alice.user)
    assert {member.tenant.slug for member in members} == {"salon", tenant.slug}
    assert User.objects.get(email="alice@salon.example").name == "Alice"


def test_who_is_logged_in_needs_no_code(alice, cast):
    page = alice.get(FORM)
    assert 'name="email"' not in page.text
    told = {name: value for name, value in TOLD.items() if name != "email"}
    posted = told | {"key": KEY.findall(page.text)[0]}
    assert [alice.post(FORM, posted)["Location"] for _click in range(2)] == ["/asas-atelje/desk/start/"] * 2
    assert Tenant.objects.filter(name="Åsas Ateljé").count() == 1
    assert alice.post(FORM, posted | {"email": "bob@salon.example"}).status_code == 422


def test_two_clicks_send_one_mail_and_make_one_business(cast):
    browser = newcomer()
    posted = TOLD | {"key": KEY.findall(browser.get(FORM).text)[0]}
    for _click in range(2):
        browser.post(FORM, posted)
    assert len(mails()) == 1
    right, other = code(), Browser()
    other.cookies = browser.cookies.copy()
    browser.post(CODE, {"code": right})
    assert other.post(CODE, {"code": right}).status_code in (302, 303)
    assert Tenant.objects.filter(name="Åsas Ateljé").count() == 1


def test_the_code_works_however_it_is_typed_and_only_for_a_quarter_of_an_hour(cast, clock):
    browser = newcomer()
    tell(browser)
    clock.forward(minutes=16)
    assert browser.post(CODE, {"code": code()})["Location"] == FORM
    tell(browser)
    typed = " ".join(code().replace("-", "").lower())
    assert browser.post(CODE, {"code": typed})["Location"] == "/asas-atelje/desk/start/"


def test_an_older_code_is_worth_nothing(cast):
    browser = newcomer()
    tell(browser)
    older = code()
    browser.post(CODE, {"action": "resend"})
    assert len(mails()) == 2
    assert browser.post(CODE, {"code": older}).status_code == 422
    assert browser.post(CODE, {"code": code()}).status_code == 302


def test_an_address_that_was_taken_while_the_mail_was_on_its_way_is_asked_for_again(cast):
    late = newcomer()
    tell(late, email="late@example.com")
    sign_up()
    answer = late.post(CODE, {"code": code("late@example.com")})
    assert answer.status_code == 422
    assert "taken" in answer.text
    assert "asas-atelje-2" in answer.text
    assert 'value="late@example.com"' in answer.text


def test_a_second_factor_is_asked_for_after_the_code(cast):
    """U04: the code in the mail is one factor."""
    TOTP.activate(cast.alice.user, generate_totp_secret())
    browser = newcomer()
    tell(browser, email="alice@salon.example")
    answer = browser.post(CODE, {"code": code("alice@salon.example")})
    assert answer["Location"].startswith("/account/2fa/authenticate/")
    assert browser.get("/asas-atelje/desk/start/")["Location"].startswith("/account/login/")


def test_who_may_not_log_in_any_more_makes_no_business(cast):
    cast.bob.user.is_active = False
    cast.bob.user.save()
    browser = newcomer()
    tell(browser, email="bob@salon.example")
    assert browser.post(CODE, {"code": code("bob@salon.example")}).status_code == 403
    assert not Tenant.objects.filter(slug="asas-atelje").exists()


# --- ABUSE ------------------------------------------------------------------------------------------


def test_the_code_cannot_be_guessed(cast, settings):
    """U03: five tries, counted in the database."""
    browser = newcomer()
    tell(browser)
    assert [browser.post(CODE, {"code": f"GUESS{n}"}).status_code for n in range(7)] == [422] * 5 + [429] * 2
    assert browser.post(CODE, {"code": code()}).status_code == 429


def test_nobody_is_flooded_with_codes(cast):
    """R04."""
    answers = [tell(newcomer(), business=f"Name {n}").status_code for n in range(pending.MAILS_PER_HOUR + 1)]
    assert answers == [303] * pending.MAILS_PER_HOUR + [429]
    assert len(mails()) == pending.MAILS_PER_HOUR


def test_one_address_signs_up_only_so_often(cast, monkeypatch):
    monkeypatch.setattr("booking.availability.setup.sign_up.PER_HOUR", 2)
    answers = [tell(newcomer(), email=f"{n}@example.com").status_code for n in range(3)]
    assert answers == [303, 303, 429]


def test_what_is_not_asked_is_refused(cast):
    """A03."""
    for unknown in ("role", "is_staff", "tenant_id", "trial_ends_on", "currency", "stripe_account", "id"):
        assert tell(newcomer(), **{unknown: "owner"}).status_code == 422, unknown
    assert tell(newcomer(), kind="bank").status_code == 422
    assert tell(newcomer(), country="XX").status_code == 422
    assert tell(newcomer(), key="nonsense").status_code == 422
    assert mails() == []


def test_names_with_tricks_are_stored_plain_and_shown_inert(cast):
    """I01."""
    browser = newcomer()
    tenant = sign_up(browser, business="<svg onload=x> \u202eevil\u200b", name="Å\u200bsa {{7*7}}", slug="tricks")
    assert tenant.name == "<svg onload=x> evil"
    page = newcomer().get("/tricks/").text
    assert "<svg onload" not in page
    assert "{{7*7}}" in page
    assert "\u202e" not in page
    assert tell(newcomer(), business="\u200b\u202e").status_code == 422
    assert tell(newcomer(), business="x\x00y").status_code == 422
    assert tell(newcomer(), business="n" * 200).status_code == 422


def test_the_mail_says_nothing_that_the_visitor_typed(cast):
    tell(newcomer(), business="Win money http://evil.example", name="Click http://evil.example")
    [[_to, subject, text, html, *_rest]] = mails()
    assert "evil" not in subject + text + html
