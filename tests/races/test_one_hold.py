"""Many complete the same hold at the same moment, each with a name of their own. The others learn nothing of whose."""

from collections.abc import Iterator

import pytest

from tests.cast import Cast
from tests.races.crowd import Ask, Crowd, Told, report, tally
from tests.races.serving import serving
from tests.races.test_one_slot import start

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True, databases=["default", "owner", "relay"])]
CROWD, ROUNDS = 8, 10


def completing(crowd: Crowd, n: int, *, names: int) -> list[Told]:
    """A new hold, and a crowd of so many people who say that it is theirs."""
    held = crowd.one(crowd.hold(start(n)))
    who = [{"name": f"Client {i % names}", "email": f"client{i % names}@example.com"} for i in range(CROWD)]
    told = crowd.all_at_once(
        [
            Ask("POST", "bookings", {"hold": held.body["hold"], "client": client, "payment": "on_site"}, key=f"{n}-{i}")
            for i, client in enumerate(who)
        ]
    )
    report(f"round {n}", told)
    return told


def test_one_of_many_names_gets_the_booking_and_the_others_see_nothing_of_it(crowd: Crowd, houses: Cast):
    for n in range(ROUNDS):
        told = completing(crowd, n, names=CROWD)
        assert tally(told) == {(201, ""): 1, (409, "stale_state"): CROWD - 1}
        winner = next(one.body for one in told if one.status == 201)
        losers = [str(one.body) for one in told if one.status == 409]
        for secret in (winner["client"]["name"], winner["client"]["email"], winner["code"], winner["manage_url"]):
            assert all(secret not in body for body in losers)


def test_the_same_name_sent_many_times_gets_the_same_booking_each_time(crowd: Crowd, houses: Cast):
    told = completing(crowd, 0, names=1)
    assert tally(told) == {(201, ""): CROWD}
    assert len({one.body["manage_url"] for one in told}) == 1


@pytest.fixture(scope="module")
def web_without_asking(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("unguarded"), "tests.races.unguarded:application", UNGUARDED="contact") as url:
        yield url


def test_control_when_nobody_asks_whose_it_is_the_losers_are_told_of_the_winner(web_without_asking: str, houses: Cast):
    """If this ever fails, the race above has stopped being a race."""
    crowd = Crowd(web_without_asking, houses.salon)
    told = completing(crowd, 0, names=CROWD)
    assert tally(told)[201, ""] > 1
