"""Whether everybody may book on the page: a page says it, and the public page does it at once."""

import pytest
from django.test import Client as Browser

from tenants.models import Event, Tenant
from tenants.tenancy import tenant_tx
from tests.desk.phoning import hold
from tests.setup.forms import UNDO, typed

PAGE = "/salon/desk/settings/who-books/"


def booked_by(cast) -> str:
    return Tenant.objects.get(pk=cast.salon.tenant.pk).booked_by


def is_shown(cast) -> bool:
    return cast.salon.service.name in Browser().get("/salon/").text


def test_it_is_saved_told_seen_on_the_page_at_once_and_taken_back(alice, cast):
    assert is_shown(cast)
    told = alice.post(PAGE, typed(alice, PAGE, booked_by="clients"), follow=True)
    assert booked_by(cast) == "clients"
    assert not is_shown(cast)
    assert "Last changed by Alice" in told.text
    with tenant_tx(cast.salon.tenant):
        event = Event.objects.get(type="booked_by.changed")
        assert event.data == {"changed": {"booked_by": ["everybody", "clients"]}}
    assert "Who may book changed" in alice.get("/salon/desk/settings/log/").text
    alice.post("/salon/desk/undo/", {"undo": UNDO.findall(told.text)[0]})
    assert booked_by(cast) == "everybody"
    assert is_shown(cast)


def test_the_desk_books_for_anybody_all_the_same(alice, cast):
    alice.post(PAGE, typed(alice, PAGE, booked_by="clients"))
    assert "Who is it for?" in alice.get(hold(alice, cast)).text


def test_the_page_of_a_service_says_that_all_is_for_clients(alice, cast, page):
    said = "Your whole page is for existing clients only."
    assert said not in alice.get(page + "booking/").text
    alice.post(PAGE, typed(alice, PAGE, booked_by="clients"))
    assert said in alice.get(page + "booking/").text
    shown = alice.post(
        f"/salon/desk/settings/services/preview/?form=booking&service={cast.salon.service.code}",
        typed(alice, page + "booking/"),
    )
    assert "Only existing clients see it" in shown.text


@pytest.mark.parametrize("wrong", ["", "groups", "CLIENTS", "\x00", "x" * 10_000])
def test_what_is_neither_is_refused(alice, cast, wrong):
    assert alice.post(PAGE, typed(alice, PAGE) | {"booked_by": wrong}).status_code in (400, 422)
    assert booked_by(cast) == "everybody"
