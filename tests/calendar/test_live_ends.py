"""A06: an open stream ends as soon as its member is no longer let in, or not for what they were let in for."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.db import DatabaseError, connection
from django.test import Client as Browser

from tenants import events
from tenants.live import admission
from tenants.models import Membership, Tenant
from tenants.setup.membership import change_role, deactivate
from tenants.tenancy import tenant_tx
from tests.calendar.living import Heard, listening, living, session_of
from tests.cast import Cast, make_cast
from tests.conftest import MONDAY
from tests.faults.workers import wait_until

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "relay"])
GENEROUS = 20  # seconds; a machine may be slow


@pytest.fixture(scope="module")
def live(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with living(tmp_path_factory.mktemp("live-ends")) as url:
        yield url


@pytest.fixture
def cast(transactional_db: None) -> Iterator[Cast]:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO test_clock VALUES (%s)", [MONDAY])
    yield make_cast()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM test_clock")


def ends(heard: Heard) -> bool:
    """Within the time; what is told before does not matter."""
    while said := heard.next(GENEROUS):
        assert said == "changed"
    return True


@contextmanager
def both_listening(live: str, cast: Cast) -> Iterator[tuple[Heard, Heard]]:
    """Bob, and Alice, who stays."""
    with (
        listening(live, "salon", session_of(cast.bob)) as bobs,
        listening(live, "salon", session_of(cast.alice)) as alices,
    ):
        yield bobs, alices


def as_a_manager(cast: Cast) -> None:
    with tenant_tx(cast.salon.tenant):
        change_role(by=cast.alice, member_id=cast.bob.pk, role="manager", sees_all=True)


def for_their_own_calendar_only(cast: Cast) -> None:
    with tenant_tx(cast.salon.tenant):
        change_role(by=cast.alice, member_id=cast.bob.pk, role="practitioner", sees_all=False)


def logged_out(cast: Cast) -> None:
    """What a browser's logout does, and the end of a session in the list of sessions."""
    mine = {each.pk for each in Session.objects.all() if each.get_decoded()["_auth_user_id"] == str(cast.bob.user_id)}
    Session.objects.filter(pk__in=mine).delete()


def with_another_password(cast: Cast) -> None:
    cast.bob.user.set_password("another long enough word")
    cast.bob.user.save()


def dismissed(cast: Cast) -> None:
    cast.bob.user.is_active = False
    cast.bob.user.save()


def test_who_is_deactivated_no_longer_listens_and_others_do(live: str, cast: Cast):
    with both_listening(live, cast) as (bobs, alices):
        with tenant_tx(cast.salon.tenant):
            deactivate(by=cast.alice, member_id=cast.bob.pk)
        assert ends(bobs)
        assert alices.next(GENEROUS) == "changed"
        assert alices.nothing(1)
    assert Browser(headers={"cookie": "sessionid=x"}).get("/salon/desk/changes").status_code == 302


def test_it_ends_though_the_broker_tells_nobody(live: str, cast: Cast, monkeypatch):
    """Also for who works elsewhere too, whose session goes on there."""
    Membership.objects.create(tenant=cast.gym.tenant, user=cast.bob.user, role="front_desk")
    monkeypatch.setattr(events, "_quiet_until", float("inf"))
    with both_listening(live, cast) as (bobs, alices), listening(live, "gym", session_of(cast.bob)) as there:
        with tenant_tx(cast.salon.tenant):
            deactivate(by=cast.alice, member_id=cast.bob.pk)
        assert ends(bobs)
        assert alices.nothing(1)
        assert there.nothing(0.1)


@pytest.mark.parametrize(
    "become", [as_a_manager, for_their_own_calendar_only, logged_out, with_another_password, dismissed]
)
def test_it_ends_when_they_go_on_otherwise(become: Callable[[Cast], None], live: str, cast: Cast):
    if become is for_their_own_calendar_only:
        as_a_manager(cast)
    with both_listening(live, cast) as (bobs, alices):
        become(cast)
        assert ends(bobs)
        assert alices.nothing(1) or alices.nothing(1)


def test_all_end_when_the_business_is_suspended(live: str, cast: Cast):
    with both_listening(live, cast) as (bobs, alices), listening(live, "gym", session_of(cast.charlie)) as elsewhere:
        Tenant.objects.filter(slug="salon").update(suspended_at=MONDAY)
        assert ends(bobs)
        assert ends(alices)
        assert elsewhere.nothing(1)


def test_all_end_when_nobody_can_say_who_is_let_in(cast: Cast, monkeypatch, tmp_path: Path):
    """The database is away, and so is the answer; a kept connection that was cut is only opened again."""
    mine = admission.admit("salon", session_of(cast.alice)["sessionid"])
    assert admission.staying([mine]) == {mine}
    failures = iter([True, False, True, True])
    ask = admission._staying

    def sometimes(those):
        if next(failures):
            raise DatabaseError
        return ask(those)

    monkeypatch.setattr(admission, "_staying", sometimes)
    assert admission.staying([mine]) == {mine}
    assert admission.staying([mine]) == set()


def test_a_cut_connection_sends_nobody_away(live: str, cast: Cast):
    def watched() -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pid FROM pg_stat_activity WHERE usename = current_user AND datname = current_database() "
                "AND pid <> pg_backend_pid() AND query LIKE '%%tenants_membership%%'"
            )
            return [row[0] for row in cursor.fetchall()]

    with listening(live, "salon", session_of(cast.alice)) as heard:
        wait_until(lambda: bool(watched()), GENEROUS, "the question")
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pid) FROM unnest(%s) AS pid", [watched()])
        assert heard.nothing(3)
