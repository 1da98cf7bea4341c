"""CA21: who looks at the calendar is told of every change within two seconds; without the broker they find out too."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from uuid import UUID

import httpx
import pytest
import redis
from django.db import connection, transaction
from django.test import Client as Browser

from booking.availability.catalogue import current
from booking.availability.wishing import Wish
from booking.bookings.cancelling import cancel
from booking.bookings.holding import place_hold
from booking.bookings.models import Booking
from booking.bookings.moving import move
from booking.demo.valkey import Valkey
from tenants import events
from tenants.models import Membership, Tenant
from tenants.tenancy import tenant_tx
from tests.calendar.living import PAGE, listening, living, session_of
from tests.cast import Cast, House, make_cast
from tests.conftest import MONDAY
from tests.desk.conftest import at
from tests.faults.workers import wait_until

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "relay"])


@pytest.fixture(scope="module")
def live(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the process."""
    with living(tmp_path_factory.mktemp("live")) as url:
        yield url


@pytest.fixture
def cast(transactional_db: None) -> Iterator[Cast]:
    """The database's clock stands on our Monday; this process's and the other one's go on."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO test_clock VALUES (%s)", [MONDAY])
    yield make_cast()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM test_clock")


def hold(house: House, hour: int = 10) -> Booking:
    with tenant_tx(house.tenant):
        catalogue = current(house.tenant)
        practitioner = catalogue.resources[house.practitioners[0].pk]
        wish = Wish(service=catalogue.service(house.service.code), practitioner=practitioner)
        return place_hold(tenant=house.tenant, wish=wish, start_at=at(hour))


def test_a_hold_a_move_and_a_cancellation_each_reach_who_listens_within_two_seconds(live: str, cast: Cast):
    with listening(live, "salon", session_of(cast.alice)) as heard:
        booking = hold(cast.salon)
        assert heard.next(10) == "changed"
        with tenant_tx(cast.salon.tenant):
            Booking.objects.update(status="confirmed", held_until=None, client=cast.dana)
            move(booking=Booking.objects.get(pk=booking.pk), start_at=at(13), by_staff=True)
        assert heard.next(10) == "changed"
        with tenant_tx(cast.salon.tenant):
            cancel(booking=Booking.objects.get(pk=booking.pk))
        assert heard.next(10) == "changed"


def test_a_business_is_told_of_its_own_changes_only_and_nothing_of_what_they_are(live: str, cast: Cast):
    with (
        listening(live, "salon", session_of(cast.alice)) as salon,
        listening(live, "gym", session_of(cast.charlie)) as gym,
    ):
        hold(cast.gym)
        assert gym.next(10) == "changed"
        assert salon.nothing(1)


def test_what_is_rolled_back_rings_nobody_and_a_transaction_of_many_events_once(live: str, cast: Cast):
    with listening(live, "salon", session_of(cast.alice)) as heard:
        with pytest.raises(ZeroDivisionError), tenant_tx(cast.salon.tenant):
            tell(cast.salon.tenant)
            _ = 1 / 0
        assert heard.nothing(1)
        with tenant_tx(cast.salon.tenant):
            for _each in range(5):
                with transaction.atomic():
                    tell(cast.salon.tenant)
            assert sum(isinstance(waiting[1], events.LiveBell) for waiting in connection.run_on_commit) == 1
        assert heard.next(10) == "changed"
        assert heard.nothing(1)


def test_a_flood_is_told_a_few_times_a_second_and_its_end_is_not_lost(live: str, cast: Cast):
    with listening(live, "salon", session_of(cast.alice)) as heard:
        began = time.monotonic()
        for _each in range(200):
            with tenant_tx(cast.salon.tenant):
                tell(cast.salon.tenant)
        ended = time.monotonic()
        told = 0
        while not heard.nothing(1):
            told += 1
        assert 1 <= told <= 2 + 4 * (ended - began)


def test_who_may_listen_is_who_may_come_to_the_desk(live: str, cast: Cast):
    def status(slug: str, cookies: dict[str, str]) -> int:
        with listening(live, slug, cookies) as heard:
            return heard.answer.status

    for member in (cast.alice, cast.bob, cast.front_desk, cast.finance):
        assert status("salon", session_of(member)) == 200
    assert status("salon", session_of(cast.charlie)) == 404
    assert status("salon", {}) == 401
    assert status("salon", {"sessionid": "q" * 32}) == 401
    assert status("nobodys", session_of(cast.alice)) == 404
    dismissed = session_of(cast.bob)
    cast.bob.user.is_active = False
    cast.bob.user.save()
    assert status("salon", dismissed) == 401
    removed = session_of(cast.front_desk)
    with tenant_tx(cast.salon.tenant):
        Membership.objects.filter(pk=cast.front_desk.pk).delete()
    assert status("salon", removed) == 404
    Tenant.objects.filter(slug="salon").update(suspended_at=MONDAY)
    assert status("salon", session_of(cast.alice)) == 404


def test_a_stranger_who_knocks_rings_nobody(live: str, cast: Cast):
    """Neither who listens nor who polls: else a stranger could have everybody's calendar drawn again and again."""
    alice, charlie = Browser(), Browser()
    alice.force_login(cast.alice.user)
    charlie.force_login(cast.charlie.user)
    before = alice.get("/salon/desk/changes").json()["latest"]
    with listening(live, "salon", session_of(cast.alice)) as heard:
        assert charlie.get("/salon/desk/").status_code == 404
        assert Browser().post("/salon/known/", {"email": "stranger@example.com"}).status_code == 303
        assert heard.nothing(1)
    with tenant_tx(cast.salon.tenant):
        assert set(events.Event.objects.values_list("type", flat=True)) >= events.QUIET
    assert alice.get("/salon/desk/changes", {"since": before}).json()["changed"] is False


def test_only_our_own_pages_may_read_it_from_another_address(live: str, cast: Cast):
    mine = session_of(cast.alice)
    with listening(live, "salon", mine, Origin=PAGE) as heard:
        assert heard.answer.headers["Access-Control-Allow-Origin"] == PAGE
        assert heard.answer.headers["Access-Control-Allow-Credentials"] == "true"
        assert heard.answer.headers["Content-Type"].startswith("text/event-stream")
        assert "no-store" in heard.answer.headers["Cache-Control"]
    for origin in ("https://evil.example", "null", PAGE + "1"):
        with listening(live, "salon", mine, Origin=origin) as heard:
            assert heard.answer.status == 403
            assert "Access-Control-Allow-Origin" not in heard.answer.headers
    assert httpx.get(f"{live}/salon/desk/live", headers={"Host": "evil.example"}).status_code == 400
    assert httpx.post(f"{live}/salon/desk/live", cookies=mine).status_code == 404
    assert httpx.get(f"{live}/salon/desk/", cookies=mine).status_code == 404


def test_one_member_may_not_take_all_the_room(live: str, cast: Cast):
    mine = session_of(cast.alice)
    open_ones = [listening(live, "salon", mine) for _each in range(20)]
    try:
        assert {one.__enter__().answer.status for one in open_ones} == {200}
        with listening(live, "salon", mine) as one_more, listening(live, "salon", session_of(cast.bob)) as another:
            assert one_more.answer.status == 429
            assert another.answer.status == 200
    finally:
        for one in open_ones:
            one.__exit__(None, None, None)


def test_listeners_keep_no_connection_to_the_database(live: str, cast: Cast):
    """Of the app's connections ours is left, and the one by which the process asks whether all are still let in."""
    others = (
        "SELECT count(*) FROM pg_stat_activity WHERE usename = %s AND datname = current_database() "
        "AND pid <> pg_backend_pid()"
    )

    def at_most_one() -> bool:
        with connection.cursor() as cursor:
            cursor.execute(others, [connection.settings_dict["USER"]])
            return cursor.fetchone()[0] <= 1

    with ExitStack() as those:
        for member in (cast.alice, cast.bob, cast.front_desk, cast.finance):
            those.enter_context(listening(live, "salon", session_of(member)))
        wait_until(at_most_one, 10, "our own connection and one more")


def test_without_the_broker_streams_end_and_polling_still_tells(tmp_path: Path, cast: Cast, monkeypatch):
    """Streams that went on would make people believe that nothing happens."""
    broker = Valkey(tmp_path, "secret", for_tests=True)
    broker.start()
    alice = Browser()
    alice.force_login(cast.alice.user)
    monkeypatch.setattr(events, "_quiet_until", 0.0)
    monkeypatch.setattr("tenants.live.bell._broker", lambda: redis.Redis.from_url(broker.url(), socket_timeout=0.5))
    with living(tmp_path, broker.url()) as url:
        mine = session_of(cast.alice)
        with listening(url, "salon", mine) as heard:
            hold(cast.salon)
            assert heard.next(10) == "changed"
            before = alice.get("/salon/desk/changes").json()["latest"]
            broker.stop()
            assert heard.next(10) == ""
        with listening(url, "salon", mine) as heard:
            assert heard.answer.status == 503
            assert int(heard.answer.headers["Retry-After"]) > 0
        began = time.monotonic()
        hold(cast.salon, 14)
        assert time.monotonic() - began < 10
        assert alice.get("/salon/desk/changes", {"since": before}).json()["changed"] is True
        broker.start()
        wait_until(lambda: is_open(url, mine), 10, "the stream")
        monkeypatch.setattr(events, "_quiet_until", 0.0)
        with listening(url, "salon", mine) as heard:
            hold(cast.salon, 16)
            assert heard.next(10) == "changed"
    broker.stop()


def test_it_stops_in_a_moment_while_people_listen(tmp_path: Path, cast: Cast):
    """Their browsers come again by themselves, to the next process."""
    with ExitStack() as process:
        url = process.enter_context(living(tmp_path))
        with listening(url, "salon", session_of(cast.alice)) as heard:
            began = time.monotonic()
            process.close()
            assert heard.next(10) == ""
            assert time.monotonic() - began < 20


def is_open(url: str, cookies: dict[str, str]) -> bool:
    with listening(url, "salon", cookies) as heard:
        return heard.answer.status == 200


def test_polling_says_whether_anything_is_new(cast: Cast):
    alice = Browser()
    alice.force_login(cast.alice.user)
    first = alice.get("/salon/desk/changes").json()
    assert alice.get("/salon/desk/changes", {"since": first["latest"]}).json() == first | {"changed": False}
    hold(cast.gym)
    assert alice.get("/salon/desk/changes", {"since": first["latest"]}).json()["changed"] is False
    hold(cast.salon)
    second = alice.get("/salon/desk/changes", {"since": first["latest"]}).json()
    assert second["changed"] is True
    assert second["latest"] != first["latest"]


def test_polling_tells_of_what_began_earlier_and_was_committed_later(cast: Cast):
    """Ids follow the clock of who writes, not the order in which transactions end."""
    alice = Browser()
    alice.force_login(cast.alice.user)
    with tenant_tx(cast.salon.tenant):
        for _each in range(2):
            tell(cast.salon.tenant)
        late = events.Event.objects.order_by("-id")[1]
    before = alice.get("/salon/desk/changes").json()["latest"]
    with tenant_tx(cast.salon.tenant):
        late.pk = UUID(int=late.pk.int + 1)
        late.save(force_insert=True)
    assert alice.get("/salon/desk/changes", {"since": before}).json()["changed"] is True


def test_the_web_sends_a_browser_on_to_the_live_process_or_says_that_there_is_none(cast: Cast, settings):
    alice = Browser()
    alice.force_login(cast.alice.user)
    settings.LIVE_URL = "http://127.0.0.1:8001"
    answer = alice.get("/salon/desk/live")
    assert (answer.status_code, answer["Location"]) == (307, "http://127.0.0.1:8001/salon/desk/live")
    settings.LIVE_URL = ""
    answer = alice.get("/salon/desk/live")
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0


def tell(tenant: Tenant) -> None:
    events.record(tenant, "activity.changed", subject_id=tenant.pk)
