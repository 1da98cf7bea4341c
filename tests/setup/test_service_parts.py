"""What clients see of one service, how long and at what price it is given, and by whom."""

import pytest

from booking.resources.models import Resource, ServiceLength
from tenants.tenancy import tenant_tx
from tests.setup.forms import SEEN, UNDO, typed
from tests.setup.one_service import givers, last_event, lengths, now
from tests.setup.pages import confirmed

HOSTILE = "\u202e<svg onload=alert(1)>{{7*7}}<div hx-get=//evil hx-trigger=load>😀"


def test_a_line_more_saves_nothing_and_keeps_what_was_typed(alice, cast, page):
    answer = alice.post(page, typed(alice, page, name="Typed", price_0="nonsense", more="1"))
    assert answer.status_code == 200
    assert 'value="Typed"' in answer.text
    assert 'value="nonsense"' in answer.text
    assert 'name="minutes_1"' in answer.text
    assert 'name="lines" value="2"' in answer.text
    assert now(cast).name == cast.salon.service.name


def test_two_lengths_are_saved_from_short_to_long_and_can_be_taken_back(alice, cast, page):
    said = typed(alice, page, lines="2", minutes_0="90", price_0="900,50", minutes_1="30", price_1="0")
    told = confirmed(alice, page, said, follow=True)
    assert lengths(cast) == [(30, 0), (90, 90050)]
    assert last_event(cast) == {"changed": {"lengths": [[[60, 50000]], [[30, 0], [90, 90050]]]}}
    confirmed(alice, "/salon/desk/undo/", {"undo": UNDO.findall(told.text)[0]})
    assert lengths(cast) == [(60, 50000)]


def test_a_line_is_taken_away(alice, cast, page):
    confirmed(alice, page, typed(alice, page, lines="2", minutes_1="90", price_1="900"))
    without = confirmed(alice, page, typed(alice, page, drop="0"))
    assert 'value="90"' in without.text
    assert 'name="minutes_1"' not in without.text
    seen = SEEN.findall(without.text)[0]
    confirmed(
        alice,
        page,
        typed(alice, page, lines="1", minutes_0="90", price_0="900", minutes_1=None, price_1=None, seen=seen),
    )
    assert lengths(cast) == [(90, 90000)]


def test_the_last_line_stays(alice, page):
    assert 'name="minutes_0"' in alice.post(page, typed(alice, page, drop="0")).text


@pytest.mark.parametrize(
    ("wrong", "text"),
    [
        ({"minutes_0": "", "price_0": ""}, "Say how long it takes, and what it costs."),
        ({"minutes_0": "45", "price_0": ""}, "This is needed."),
        ({"minutes_0": "", "price_0": "100"}, "This is needed."),
        ({"lines": "2", "minutes_1": "60", "price_1": "1"}, "This length stands here already."),
        ({"minutes_0": "4"}, "Write 5 or more."),
        ({"minutes_0": "1441"}, "Write 1440 or less."),
        ({"price_0": "-1"}, "Write 0 or more."),
        ({"price_0": "1e999"}, ""),
        ({"price_0": "10,005"}, "At most 2 decimals."),
        ({"lines": "999999999999999999999"}, ""),
        ({"lines": "-1"}, ""),
        ({"lines": ""}, ""),
        ({"modes": []}, "Choose at least one way to meet."),
        ({"modes": ["telepathy"]}, ""),
        ({"color": "red"}, ""),
        ({"color": "#123456"}, ""),
        ({"name": "\u200b"}, ""),
        ({"name": "x" * 121}, ""),
        ({"tenant": "gym"}, "does not belong there"),
        ({"position": "0"}, "does not belong there"),
        ({"minutes_7": "5"}, "does not belong there"),
    ],
)
def test_what_is_wrong_changes_nothing_and_is_told(alice, cast, page, wrong, text):
    before, rows = now(cast), lengths(cast)
    answer = alice.post(page, typed(alice, page, line="Kept", **wrong))
    assert answer.status_code == 422
    assert text in answer.text
    assert 'value="Kept"' in answer.text
    assert (now(cast).line, lengths(cast)) == (before.line, rows)


def test_a_blank_line_is_none(alice, cast, page):
    alice.post(page, typed(alice, page, lines="2", minutes_1="", price_1=""))
    assert lengths(cast) == [(60, 50000)]


def test_hostile_words_are_kept_inert(alice, cast, page):
    """I01."""
    answer = alice.post(page, typed(alice, page, name=HOSTILE, line=HOSTILE, description=HOSTILE), follow=True)
    assert now(cast).name == HOSTILE.replace("\u202e", "")
    for text in (answer.text, alice.get("/salon/").text, alice.get(f"/salon/s/{cast.salon.service.code}/").text):
        assert "&lt;svg onload" in text
        assert "<svg onload" not in text
        assert "<div hx-get=//evil" not in text
    assert alice.post(page, typed(alice, page, name="a\x00b")).status_code in (400, 422)


def test_who_saw_older_lengths_is_told_of_the_newer(alice, cast, page):
    late = typed(alice, page, price_0="700")
    alice.post(page, typed(alice, page, price_0="600"))
    refused = alice.post(page, late)
    assert refused.status_code == 409
    assert "60 · 600" in refused.text
    assert lengths(cast) == [(60, 60000)]
    assert alice.post(page, late | {"seen": SEEN.findall(refused.text)[0]}).status_code == 303
    assert lengths(cast) == [(60, 70000)]


def test_another_length_is_on_the_page_and_in_the_api_at_once(alice, cast, page):
    code = cast.salon.service.code
    assert "90 min" not in alice.get(f"/salon/s/{code}/").text
    alice.post(page, typed(alice, page, lines="2", minutes_1="90", price_1="800"))
    assert "90 min" in alice.get(f"/salon/s/{code}/").text
    rows = {row["code"]: row for row in alice.get("/api/v1/salon/services").json()}
    assert rows[code]["durations"] == [60, 90]


def test_each_can_have_their_own_length_and_price(alice, cast, page):
    first, second = (one.code for one in cast.salon.practitioners)
    said = typed(alice, page + "who/", **{f"price_{first}": "650", f"minutes_{first}": "75", f"gives_{second}": None})
    told = confirmed(alice, page + "who/", said, follow=True)
    assert givers(cast) == {first: (75, 65000)}
    assert last_event(cast) == {
        "changed": {"who": [{c: [None, None] for c in sorted((first, second))}, {first: [75, 65000]}]}
    }
    assert "650\xa0kr" in alice.get("/salon/").text
    confirmed(alice, "/salon/desk/undo/", {"undo": UNDO.findall(told.text)[0]})
    assert givers(cast) == {first: (None, None), second: (None, None)}


def test_who_is_inactive_stays_as_they_are(alice, cast, page):
    first, second = cast.salon.practitioners
    with tenant_tx(cast.salon.tenant):
        Resource.objects.filter(pk=second.pk).update(active=False)
    alice.post(page + "who/", typed(alice, page + "who/", **{f"price_{first.code}": "1"}))
    assert givers(cast) == {first.code: (None, 100), second.code: (None, None)}


def test_nobody_of_another_business_gives_a_service(alice, cast, page):
    """T02: told just as of somebody who is nowhere."""
    theirs, nobody = (
        alice.post(page + "who/", typed(alice, page + "who/", **{f"gives_{code}": "on"}))
        for code in (cast.gym.practitioners[0].code, "NOBODY000000")
    )
    assert theirs.status_code == nobody.status_code == 422
    new = "/salon/desk/settings/services/new/"
    said = {"name": "Cut", "minutes_0": "30", "price_0": "1", "modes": ["on_site"]}
    refused = [
        alice.post(new, typed(alice, new, **said, who=[code]))
        for code in (cast.gym.practitioners[0].code, "NOBODY000000")
    ]
    assert [answer.status_code for answer in refused] == [422, 422]
    assert "CANARY-gym" not in theirs.text + refused[0].text


def test_more_lengths_than_can_be_added_here_are_kept(alice, cast, page):
    """A program may have written them."""
    with tenant_tx(cast.salon.tenant):
        for minutes in range(5, 20):
            ServiceLength.objects.create(
                tenant=cast.salon.tenant, service=cast.salon.service, minutes=minutes, price=100
            )
    before = lengths(cast)
    answer = alice.get(page)
    assert 'name="more"' not in answer.text
    assert alice.post(page, typed(alice, page, line="New")).status_code == 303
    assert (lengths(cast), now(cast).line) == (before, "New")
