"""With anybody who is free: the receptionist can say whom it will be with, before and after the time is held."""

import pytest

from booking.resources.models import Resource, ServiceProvider
from tenants.tenancy import tenant_tx
from tests.cast import practitioner
from tests.desk.conftest import at
from tests.desk.phoning import BOOK, hold


@pytest.fixture
def named(cast):
    """Gives the practitioners of the salon the names of people, and more of them when there are more names."""

    def made(*names: str) -> None:
        with tenant_tx(cast.salon.tenant):
            for name, one in zip(names, cast.salon.practitioners, strict=False):
                Resource.objects.filter(pk=one.pk).update(name=name)
            for name in names[2:]:
                new = practitioner(cast.salon.tenant, cast.salon.place, name)
                ServiceProvider.objects.create(tenant=cast.salon.tenant, service=cast.salon.service, resource=new)

    return made


def notes(browser, day: str = "") -> dict[tuple[str, str], str]:
    page = browser.get(f"{BOOK}?day={day}")
    return {(choice.day, choice.clock): choice.note for choice in page.context["next"]}


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["Anna Lind", "Erik Ask"], "Anna or Erik"),
        (["Anna Lind", "Anna Ask"], "Anna Lind or Anna Ask"),
        (["Anna Lind", "Erik Ask", "Bea Ek"], "Anna, Bea or Erik"),
        (["Anna Lind", "Erik Ask", "Bea Ek", "Dag By"], "one of 4"),
    ],
)
def test_the_card_says_who_is_free(alice, named, names, said):
    named(*names)
    note = notes(alice)["Tomorrow, Tue 24 Nov", "09:00"]
    assert sorted(note.replace(",", "").split()) == sorted(f"{said} 60 min".replace(",", "").split())


def test_whoever_is_taken_is_not_named(alice, named, book):
    named("Anna Lind", "Erik Ask")
    book(at(9))
    assert notes(alice)["Tomorrow, Tue 24 Nov", "09:00"] == "Erik Ask, 60 min"


def test_somebody_at_another_price_is_named_too(alice, named, cast):
    named("Anna Lind", "Erik Ask")
    with tenant_tx(cast.salon.tenant):
        ServiceProvider.objects.filter(resource=cast.salon.practitioners[1]).update(price=70000)
    assert notes(alice)["Tomorrow, Tue 24 Nov", "09:00"] == "Anna or Erik, 60 min"


def test_who_was_asked_for_is_named_alone(alice, named, cast):
    named("Anna Lind", "Erik Ask")
    page = alice.get(f"{BOOK}?with={cast.salon.practitioners[1].code}")
    assert {choice.note for choice in page.context["next"]} == {"Erik Ask, 60 min"}


def test_the_held_time_says_with_whom_it_is(alice, named, cast, book):
    named("Anna Lind", "Erik Ask")
    book(at(10))
    assert "Erik Ask" in alice.get(hold(alice, cast, at(10))).text


def test_the_nearest_times_instead_say_it_as_well(alice, named, cast, book):
    named("Anna Lind", "Erik Ask")
    book(at(10))
    book(at(10), who=1)
    page = alice.get(f"{BOOK}?service={cast.salon.service.code}&start=2026-11-24T09:00Z")
    assert {choice.note for choice in page.context["choices"]} == {"Anna or Erik, 60 min"}
