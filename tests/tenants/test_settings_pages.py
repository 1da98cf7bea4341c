"""Every page of the settings, from the list of addresses: what it changes for the client, and who changed it last."""

import re
from typing import Any

import pytest
from django.test import Client as Browser

from tests.cast import Cast
from tests.tenants.routes import Named, all_routes
from tests.tenants.rows import fill

pytestmark = pytest.mark.django_db(databases=["default", "owner", "relay"])
PAGES = [one for one in all_routes() if one.name.startswith("desk-settings-")]
# Nothing stands there that somebody could have changed: a new row, a question before an act.
NEW = {
    "desk-settings-service-new", "desk-settings-place-add", "desk-settings-practitioner-add", "desk-settings-thing-add",
    "desk-settings-group-add", "desk-settings-closure-add", "desk-settings-question-add", "desk-settings-unit-add",
    "desk-settings-team-add", "desk-settings-invite", "desk-settings-log-undo", "desk-settings-key-add",
}  # fmt: skip
FORM = re.compile(r'<form class="form"[^>]* method="post"')


@pytest.fixture
def shown(cast: Cast, settings: Any) -> dict[str, Any]:
    """Each page that is one, as an owner sees it; not a picture, a button, a way on."""
    settings.RATE_LIMITS = False
    named, browser = Named.of(cast.salon, fill(cast.salon)), Browser()
    browser.force_login(cast.alice.user)
    answers = {one.name: browser.get(one.url(**named.fill(one, "salon"))) for one in PAGES}
    return {name: answer for name, answer in answers.items() if answer.status_code == 200 and b"<h1" in answer.content}


def test_each_says_in_a_sentence_what_it_changes(shown: dict[str, Any]):
    assert len(shown) > 30
    said = {name: re.findall(r'toolbar__note">(.*?)</span>', one.text, re.DOTALL) for name, one in shown.items()}
    assert {name for name, found in said.items() if len(found) != 1 or len(found[0].split()) < 4} == set()


def test_each_that_changes_something_says_who_did_so_last(shown: dict[str, Any]):
    forms = {name for name, one in shown.items() if FORM.search(one.text)} - NEW
    assert len(forms) > 15
    assert {name for name in forms if "last" not in shown[name].context} == set()
