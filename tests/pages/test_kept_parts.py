"""Parts of pages that are kept are the same for everybody, and never older than what they are about."""

import re

from django.conf import settings
from django.template import Context, Template
from django.utils import translation

from tenants.templatetags.kept import MOST

TEMPLATES = settings.BASE_DIR / "templates"
TEXT = '{% load kept %}{% kept where "row" mark %}{{ name }}{% endkept %}'


def shown(where: dict | None, name: str, mark: object = None) -> str:
    return Template(TEXT).render(Context({"where": where, "name": name, "mark": mark}))


def test_a_part_is_made_once_for_each_mark_and_language() -> None:
    where: dict = {}
    assert shown(where, "first") == shown(where, "second") == "first"
    assert shown(where, "other", mark=1) == "other"
    with translation.override("nb"):
        assert shown(where, "norsk") == "norsk"
    assert shown(where, "third") == "first"


def test_what_is_kept_is_escaped_once() -> None:
    where: dict = {}
    assert shown(where, "<b>") == shown(where, "") == "&lt;b&gt;"


def test_without_a_place_nothing_is_kept() -> None:
    assert [shown(None, name) for name in ("first", "second")] == ["first", "second"]


def test_a_place_does_not_grow_without_end() -> None:
    where: dict = {}
    for mark in range(100):
        shown(where, "x" * (MOST // 10), mark=mark)
        assert sum(map(len, where.values())) <= MOST
    assert len(where) > 1


def test_the_token_of_a_form_is_each_visitors_own() -> None:
    where: dict = {}
    form = Template("{% load kept %}{% kept where 1 %}<form>{% csrf_token %}{{ name }}</form>{% endkept %}")
    first, second = (form.render(Context({"where": where, "name": "a", "csrf_token": mine})) for mine in ("one", "two"))
    assert 'value="one"' in first
    assert second == first.replace("one", "two")


KEPT = re.compile(r"{% kept .*?{% endkept %}", re.DOTALL)
QUOTED = re.compile(r'"[^"]*"')
A_VISITORS_OWN = ("csrf", "messages", "request", "member", "token")


def test_no_kept_part_of_our_pages_holds_what_is_a_visitors_own() -> None:
    parts = [part for path in TEMPLATES.rglob("*.html") for part in KEPT.findall(QUOTED.sub('""', path.read_text()))]
    assert parts
    assert not [part for part in parts if any(word in part for word in A_VISITORS_OWN)]
