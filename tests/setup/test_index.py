"""The settings' index shows each who may open it which pages there are, and nothing else."""

from django.urls import reverse

from tenants.access import ACCESS, ANONYMOUS
from tenants.models import Role
from tenants.setup.pages import index_for

INDEX = "/salon/desk/settings/"


def test_each_page_in_the_index_is_there(alice):
    answer = alice.get(INDEX)
    pages = [page for _group, pages in index_for(Role.OWNER) for page in pages]
    assert pages
    for page in pages:
        assert str(page.sentence) in answer.text.replace("&#x27;", "'")
        there = alice.get(reverse(page.route, args=("salon",)))
        assert there.status_code == 200, page.route


def test_every_sentence_is_one_sentence():
    for _group, pages in index_for(Role.OWNER):
        for page in pages:
            assert str(page.sentence).find(".") == len(str(page.sentence)) - 1, page.route


def test_who_may_open_no_settings_sees_no_way_there(alice, bob):
    assert INDEX in alice.get("/salon/desk/?view=list").text
    assert INDEX not in bob.get("/salon/desk/?view=list").text


def test_no_settings_are_open_to_more_than_owner_and_manager_unless_written_so():
    for name, row in ACCESS.items():
        if name.startswith("desk-settings"):
            assert ANONYMOUS not in row.who
            assert Role.FINANCE not in row.who
            assert Role.FRONT_DESK not in row.who


def test_a_settings_page_in_the_calendars_panel_is_no_whole_page(alice):
    answer = alice.get(INDEX + "business/", headers={"HX-Request": "true", "HX-Target": "panel"})
    assert answer.text.lstrip().startswith('<section class="side-panel"')
    assert f'action="{INDEX}business/"' in answer.text
