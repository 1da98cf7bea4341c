"""What a service asks, as the settings say it: added, put in order, changed, archived."""

import pytest

from booking.resources.models import Question
from tenants.models import Event
from tenants.tenancy import tenant_tx
from tests.asking import ask
from tests.setup.forms import SEEN, UNDO, typed
from tests.setup.pages import ODD


@pytest.fixture
def page(page: str) -> str:
    return page + "questions/"


def asked(cast) -> list[str]:
    with tenant_tx(cast.salon.tenant):
        return list(Question.objects.filter(service=cast.salon.service, active=True).values_list("text", flat=True))


def add(alice, page, **said):
    return alice.post(page + "add/", typed(alice, page + "add/", **({"text": "Allergies?", "asks": "short"} | said)))


def test_the_first_question_is_offered_and_stands_in_the_list_and_on_the_page(alice, cast, page):
    assert "Add the first question" in alice.get(page).text
    assert add(alice, page, required="on").status_code == 303
    assert asked(cast) == ["Allergies?"]
    shown = alice.get(page).text
    assert "Allergies?" in shown
    assert "Must be answered" in shown
    services = alice.get("/api/v1/salon/services").json()
    assert services[0]["form"]["questions"][0]["required"] is True


def test_a_double_click_adds_it_once(alice, cast, page):
    said = typed(alice, page + "add/", text="Allergies?", asks="short")
    assert [alice.post(page + "add/", said).status_code for _ in range(2)] == [303, 303]
    assert asked(cast) == ["Allergies?"]


def test_choices_are_lines(alice, cast, page):
    add(alice, page, text="Which?", asks="choice", choices=" A \n\nB\r\nA\n")
    with tenant_tx(cast.salon.tenant):
        assert Question.objects.get().choices == ["A", "B"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": ""}, {"text": "x" * 301}, {"text": "\u200b"}, {"asks": "telepathy"}, {"asks": None},
        {"asks": "choice", "choices": "A"}, {"asks": "choice", "choices": ""}, {"asks": "choice", "choices": "x" * 81},
        {"asks": "choice", "choices": "\n".join(map(str, range(13)))}, {"service": "gym"}, {"position": "1"},
    ],
)  # fmt: skip
def test_what_is_wrong_adds_nothing_and_keeps_what_was_typed(alice, cast, page, wrong):
    refused = add(alice, page, **({"choices": "Kept line\nOther line"} | wrong))
    assert refused.status_code == 422
    if "choices" not in wrong:
        assert "Kept line" in refused.text
    assert asked(cast) == []


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_odd_words_break_nothing(alice, page, odd):
    """I01."""
    answer = add(alice, page, text=odd, asks="choice", choices=f"{odd}\nB")
    assert answer.status_code < 500
    shown = alice.get(page).text
    assert "<svg onload" not in shown
    assert "<div hx-get=//evil" not in shown


def test_a_question_is_changed_told_and_taken_back(alice, cast, page):
    one = f"{page}{ask(cast.salon)}/"
    told = alice.post(one, typed(alice, one, text="Any allergies?", required=None), follow=True)
    assert asked(cast) == ["Any allergies?"]
    with tenant_tx(cast.salon.tenant):
        data = Event.objects.get(type="question.changed").data
    assert data == {"changed": {"text": ["Allergies?", "Any allergies?"], "required": [True, False]}}
    assert "Last changed by Alice" in alice.get(one).text
    assert "Question changed" in alice.get("/salon/desk/settings/log/").text
    alice.post("/salon/desk/undo/", {"undo": UNDO.findall(told.text)[0]})
    assert asked(cast) == ["Allergies?"]


def test_who_saw_an_older_question_is_told(alice, cast, page):
    one = f"{page}{ask(cast.salon)}/"
    late = typed(alice, one, text="Late?")
    alice.post(one, typed(alice, one, text="First?"))
    refused = alice.post(one, late)
    assert refused.status_code == 409
    assert "First?" in refused.text
    assert alice.post(one, late | {"seen": SEEN.findall(refused.text)[0]}).status_code == 303


def test_they_are_put_in_order(alice, cast, page):
    codes = [ask(cast.salon, text) for text in ("One?", "Two?", "Three?")]
    alice.post(page + "order/", {"question": codes[2], "place": "0"})
    assert asked(cast) == ["Three?", "One?", "Two?"]
    alice.post(page + "order/", {"question": codes[2], "place": "99"})
    assert asked(cast) == ["One?", "Two?", "Three?"]
    assert alice.post(page + "order/", {"question": codes[0], "place": "-1"}).status_code == 422
    assert alice.post(page + "order/", {"question": codes[0], "place": "1", "more": "1"}).status_code == 422


def test_one_is_archived_and_asked_again_as_the_last(alice, cast, page):
    first, _second = ask(cast.salon, "One?"), ask(cast.salon, "Two?")
    told = alice.post(f"{page}{first}/archive/", {"active": "no"}, follow=True)
    assert asked(cast) == ["Two?"]
    assert "One?" in told.text
    assert alice.post(f"{page}{first}/archive/", {"active": "no"}).status_code == 409
    alice.post("/salon/desk/undo/", {"undo": UNDO.findall(told.text)[0]})
    assert asked(cast) == ["Two?", "One?"]


def test_a_service_asks_so_much_and_no_more(alice, cast, page):
    codes = [ask(cast.salon, f"{n}?") for n in range(20)]
    refused = add(alice, page, text="One more?")
    assert refused.status_code == 422
    assert "at most 20 questions" in refused.text
    alice.post(f"{page}{codes[0]}/archive/", {"active": "no"})
    assert add(alice, page, text="One more?").status_code == 303
    assert alice.post(f"{page}{codes[0]}/archive/", {"active": "yes"}).status_code == 422


def test_a_question_of_another_business_or_service_is_not_there(alice, cast, page):
    """T02: told just as of one that is nowhere."""
    theirs = ask(cast.gym)
    for code in (theirs, "NOBODY000000"):
        assert alice.get(f"{page}{code}/").status_code == 404
        assert alice.post(f"{page}{code}/archive/", {"active": "no"}).status_code == 404
        assert alice.post(page + "order/", {"question": code, "place": "0"}).status_code == 404
    other = page.replace(cast.salon.service.code, cast.gym.service.code)
    assert alice.get(other).status_code == 404
    assert alice.post(other + "add/", {"text": "x", "asks": "short"}).status_code == 404
