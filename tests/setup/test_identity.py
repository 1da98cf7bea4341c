"""Whether the desk asks for personal identity numbers: a page says it, and the next booking does it."""

import pytest

from tenants.models import Event, Tenant
from tenants.tenancy import tenant_tx
from tests.desk.phoning import hold
from tests.setup.forms import UNDO, typed

PAGE = "/salon/desk/settings/identity/"


def asks(cast) -> str:
    return Tenant.objects.get(pk=cast.salon.tenant.pk).identity_numbers


def test_it_is_saved_told_seen_at_the_desk_at_once_and_taken_back(alice, cast):
    assert "Personal identity number" not in alice.get(hold(alice, cast)).text
    told = alice.post(PAGE, typed(alice, PAGE, identity_numbers="required"), follow=True)
    assert asks(cast) == "required"
    assert "Last changed by Alice" in told.text
    assert "Personal identity number" in alice.get(hold(alice, cast)).text
    with tenant_tx(cast.salon.tenant):
        assert Event.objects.get(type="identity.changed").data == {"changed": {"identity_numbers": ["off", "required"]}}
    assert "Personal identity numbers changed" in alice.get("/salon/desk/settings/log/").text
    alice.post("/salon/desk/undo/", {"undo": UNDO.findall(told.text)[0]})
    assert asks(cast) == "off"


@pytest.mark.parametrize("wrong", ["", "maybe", "OFF", "\x00", "x" * 10_000])
def test_what_is_none_of_the_three_is_refused(alice, cast, wrong):
    assert alice.post(PAGE, typed(alice, PAGE) | {"identity_numbers": wrong}).status_code in (400, 422)
    assert asks(cast) == "off"


def test_it_stands_in_the_index_with_one_sentence(alice):
    assert "Whether you ask new clients for their personal identity number" in alice.get("/salon/desk/settings/").text
