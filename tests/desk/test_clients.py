"""Searching clients while one types."""

import pytest

from booking.clients.models import Client
from tenants.tenancy import tenant_tx
from tests.desk.conftest import at

PAGE = "/salon/desk/clients/"
HTMX = {"HX-Request": "true"}


def add(cast, name, **fields):
    with tenant_tx(cast.salon.tenant):
        return Client.objects.create(tenant=cast.salon.tenant, name=name, **fields)


def found(browser, text):
    return [hit.client.name for hit in browser.get(PAGE, {"q": text}, headers=HTMX).context["hits"]]


def test_every_word_must_be_found_in_name_or_e_mail(alice, cast):
    add(cast, "Anders Nyberg", email="an@example.com")
    add(cast, "Anna Dahl")
    assert found(alice, "an") == ["Anders Nyberg", "Anna Dahl", "Dana CANARY-salon"]
    assert found(alice, "nyb AND") == ["Anders Nyberg"]
    assert found(alice, "an@ex") == ["Anders Nyberg"]
    assert found(alice, "%") == []


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Bøe", "boe BOE bo bø BØE böe"),
        ("Næss", "naes næss NÆSS nass näss"),
        ("Åse", "aase ase åse ÅSE"),
        ("Aase", "åse aase"),
        ("Söderström", "soderstrom soederstroem SÖDER søder"),
        ("André Müller", "andre muller ANDRÉ müller"),
    ],
)
def test_letters_that_are_not_on_the_keyboard_are_found_all_the_same(alice, cast, name, typed):
    add(cast, name)
    for word in typed.split():
        assert found(alice, word) == [name], word


def test_whoever_is_not_found_can_be_booked_as_somebody_new(alice):
    text = alice.get(PAGE, {"q": "Bosse", "service": "ABC"}, headers=HTMX).text
    assert 'href="/salon/desk/book/?service=ABC&amp;q=Bosse"' in text


def test_a_phone_number_is_found_however_it_is_written(alice, cast):
    for text in ("070-123 45 67", "+46 70 123 45 67", "0046701234567", "1234567"):
        assert found(alice, text) == ["Dana CANARY-salon"], text
    assert found(alice, "12") == []


def test_visits_are_counted_once_they_have_begun(alice, cast, book, clock):
    book(at(10))
    book(at(14))
    assert "comes Tue 24 Nov 10:00" in alice.get(PAGE, {"q": "dana"}).text
    assert "no visits yet" not in alice.get(PAGE, {"q": "dana"}).text
    clock.set(at(12))
    assert "1 visit · comes Tue 24 Nov 14:00" in alice.get(PAGE, {"q": "dana"}).text
    clock.set(at(14))
    assert "2 visits<" in alice.get(PAGE, {"q": "dana"}).text
    add(cast, "Nils Aronsson")
    assert "no visits yet" in alice.get(PAGE, {"q": "nils"}).text


def test_the_list_alone_comes_to_htmx_and_the_page_to_everybody_else(alice, cast):
    fragment = alice.get(PAGE, {"q": "dana"}, headers=HTMX).text
    assert "<html" not in fragment
    assert 'id="results"' in fragment
    assert "<html" in alice.get(PAGE, {"q": "dana"}).text


def test_what_is_chosen_already_comes_along_and_nothing_else(alice, cast):
    page = alice.get(PAGE, {"q": "dana", "service": "ABC", "start": "2026-11-24T09:00Z", "evil": "1"}, headers=HTMX)
    (hit,) = page.context["hits"]
    chosen = f"service=ABC&start=2026-11-24T09%3A00Z&client={cast.dana.code}"
    assert hit.onward == f"/salon/desk/book/?{chosen}"


def test_bob_finds_his_own_clients_and_counts_his_own_visits(bob, book, cast, clock):
    other = add(cast, "Dagny Ek", email="dagny@example.com")
    book(at(10), who=0, client=other)
    assert found(bob, "da") == []
    book(at(12), who=1)
    book(at(14), who=0)
    clock.set(at(17))
    assert found(bob, "da") == ["Dana CANARY-salon"]
    assert "1 visit<" in bob.get(PAGE, {"q": "da"}, headers=HTMX).text


def test_the_gyms_clients_are_not_there(alice, cast):
    assert "CANARY-gym" not in alice.get(PAGE).text
    assert found(alice, "CANARY-gym") == []


def test_finance_has_no_business_with_clients(log_in, cast):
    browser = log_in(cast.finance)
    assert browser.get(PAGE).status_code == 403
    assert browser.get(PAGE, {"q": "dana"}, headers=HTMX).status_code == 403


def test_names_are_shown_as_text(alice, cast):
    add(cast, "<script>alert(1)</script>")
    text = alice.get(PAGE, {"q": "script"}, headers=HTMX).text
    assert "<script>" not in text
    assert "&lt;script&gt;" in text


def test_beside_the_calendar_it_is_the_search_alone_and_otherwise_a_whole_page(alice, cast):
    beside = alice.get(PAGE, {"q": "dana"}, headers={"HX-Request": "true", "HX-Target": "panel"}).text
    whole = alice.get(PAGE, {"q": "dana"}).text
    hits = alice.get(PAGE, {"q": "dana"}, headers={"HX-Request": "true", "HX-Target": "results"}).text
    for text in (beside, whole, hits):
        assert f"/salon/desk/book/?client={cast.dana.code}" in text
        assert f"/salon/desk/clients/{cast.dana.code}/" in text
        assert 'data-of="dana"' in text
    assert ("<html" in beside, "side-panel" in beside, "autofocus" in beside) == (False, True, True)
    assert ("<html" in whole, "Test client" in whole) == (True, True)
    assert "Test client" not in beside  # to play one leaves the desk
    assert hits.lstrip().startswith('<div id="results"')


def test_whose_page_stands_beside_the_calendar_is_whom_a_time_is_pointed_at_for(alice, cast):
    page = f"{PAGE}{cast.dana.code}/"
    beside = alice.get(page, headers={"HX-Request": "true", "HX-Target": "panel"}).text
    assert f'data-client="{cast.dana.code}"' in beside
