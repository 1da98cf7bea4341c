"""T08: a link that is not for here, not for them, or no longer good opens nothing, and leaves every login as it was."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client as Browser

from tenants.clock import database_now
from tenants.models import Invitation, Membership, User
from tenants.tenancy import tenant_tx
from tests.cast import Cast, member
from tests.setup.people import INVITE, WORD, invitation, link, stranger, wish
from tests.tenants.faces import face
from tests.tenants.routes import Named

pytestmark = pytest.mark.django_db(databases=["default", "owner", "relay"])
EVIL = {"name": "Evil Twin", "password": WORD}
OLGA = "olga@gym.example"  # has a login with a second factor, in another business


@pytest.fixture
def olga(cast: Cast) -> Membership:
    there = member(cast.gym.tenant, "Olga", "manager")
    TOTP.activate(there.user, generate_totp_secret())
    return there


def in_another_business(address: str) -> str:
    return address.replace("/salon/", "/gym/")


def used(address: str) -> str:
    with tenant_tx_of(address):
        Invitation.objects.update(accepted_at=database_now())
    return address


def withdrawn(address: str) -> str:
    with tenant_tx_of(address):
        Invitation.objects.update(withdrawn_at=database_now())
    return address


def expired(address: str) -> str:
    with tenant_tx_of(address):
        Invitation.objects.update(expires_at=database_now() - timedelta(seconds=1))
    return address


def tenant_tx_of(address: str) -> Any:
    return tenant_tx(Membership.objects.filter(tenant__slug=address.split("/")[1])[0].tenant)


def people() -> list[Any]:
    """Every login with its second factors, and who works where."""
    users = User.objects.order_by("pk").values_list("pk", "email", "name", "password", "sessions_version", "is_active")
    factors = Authenticator.objects.order_by("pk").values_list("user", "type", "data")
    members = Membership.objects.order_by("pk").values_list("pk", "tenant", "user", "role", "deactivated_at")
    return [list(users), list(factors), list(members)]


@pytest.mark.parametrize("email", ["new@new.example", OLGA], ids=["for-somebody-new", "for-an-existing-login"])
@pytest.mark.parametrize("wrongly", [in_another_business, used, withdrawn, expired])
def test_it_opens_nothing(wrongly: Callable[[str], str], email: str, alice, cast, olga, log_in):
    """For nobody, not even the one who was meant, and looks like a link that never was."""
    assert alice.post(INVITE, wish(email, calendar="")).status_code == 303
    address = wrongly(link(cast, email))
    never = f"/{address.split('/')[1]}/join/{Named.nobody().join_token}/"
    before = people()
    for browser in (stranger(), log_in(cast.charlie), log_in(olga)):
        for answer, other in (
            (browser.get(address), browser.get(never)),
            (browser.post(address, EVIL), browser.post(never, EVIL)),
        ):
            assert answer.status_code == 404
            assert face(answer, address) == face(other, never)
    assert people() == before


def test_somebody_elses_login_does_not_join_and_takes_nothing_over(alice, cast, olga, log_in):
    """Neither a stranger with the link, nor a colleague, nor whoever works where the person works."""
    alice.post(INVITE, wish(OLGA, role="manager", calendar=""))
    before = people()
    for browser in (stranger(), log_in(cast.charlie), log_in(cast.front_desk), alice):
        answer = browser.post(link(cast, OLGA), EVIL)
        assert answer.status_code == 404
        assert "Evil Twin" not in answer.text
    assert people() == before
    assert invitation(cast, OLGA).accepted_at is None
    assert log_in(olga).post(link(cast, OLGA), EVIL | {"role": "owner"})["Location"] == "/salon/desk/"
    joined = Membership.objects.get(tenant=cast.salon.tenant, user=olga.user)
    assert joined.role == "manager", "what was invited, not what was sent"
    users, factors, _members = people()
    assert [users, factors] == before[:2]


def test_a_password_alone_does_not_join_where_a_second_factor_is_asked_for(alice, cast, olga):
    """The login leads to the code first, and until then nobody has joined."""
    alice.post(INVITE, wish(OLGA, calendar=""))
    browser, address = stranger(), link(cast, OLGA)
    answer = browser.post(f"/account/login/?next={address}", {"login": OLGA, "password": "a long enough word"})
    assert answer["Location"].startswith("/account/2fa/authenticate/")
    assert browser.post(address).status_code == 404
    assert not Membership.objects.filter(tenant=cast.salon.tenant, user=olga.user).exists()


def test_who_works_here_already_joins_only_after_login_and_keeps_their_role(alice, cast, log_in):
    """Invited under one address, their login has it by the time they come."""
    alice.post(INVITE, wish("bobby@salon.example", role="manager", calendar=""))
    cast.bob.user.emailaddress_set.create(email="bobby@salon.example", verified=True)
    before = people()
    address = link(cast, "bobby@salon.example")
    assert stranger().post(address, EVIL).status_code == 404
    assert people() == before
    assert log_in(cast.bob).post(address).status_code == 303
    assert Membership.objects.get(pk=cast.bob.pk).role == "practitioner"


def test_an_address_that_nobody_has_proven_makes_nobody_the_one_who_was_meant(alice, cast, log_in):
    """Charlie says that the address is his; the link shows whose it is."""
    cast.charlie.user.emailaddress_set.create(email="new@new.example", verified=False)
    alice.post(INVITE, wish("new@new.example", role="manager", calendar=""))
    log_in(cast.charlie).post(link(cast, "new@new.example"))
    assert not Membership.objects.filter(tenant=cast.salon.tenant, user=cast.charlie.user).exists()
    assert Browser().post(link(cast, "new@new.example"), {"name": "Nina", "password": WORD}).status_code == 303
    assert User.objects.get(email="new@new.example").name == "Nina"
