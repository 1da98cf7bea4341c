"""RR3: skills on people's pages, what services ask for, and what is told of those that run out."""

from datetime import date, timedelta
from typing import Any

import pytest

from booking.resources.models import Requirement, ResourceSkill, ServiceSkill, Skill
from booking.resources.skills import ask_for_skills, set_skills
from tenants.tenancy import tenant_tx
from tests.desk.conftest import TUESDAY, at
from tests.setup.forms import SEEN, UNDO, typed
from tests.setup.one_service import last_event
from tests.setup.pages import confirmed

SKILLS = "/salon/desk/settings/skills/"
HOSTILE = "\u202e<svg onload=alert(1)>{{7*7}}😀"


@pytest.fixture
def theirs(cast: Any) -> str:
    """The page of Alice's skills."""
    return f"/salon/desk/settings/practitioners/{cast.salon.practitioners[0].code}/skills/"


def held(cast: Any) -> list[tuple[Any, ...]]:
    with tenant_tx(cast.salon.tenant):
        rows = ResourceSkill.objects.order_by("skill__name", "from_on")
        return list(rows.values_list("skill__name", "from_on", "until_on"))


def give(cast: Any, *lines: tuple[str, date | None, date | None], who: int = 0) -> None:
    with tenant_tx(cast.salon.tenant):
        set_skills(tenant=cast.salon.tenant, resource=cast.salon.practitioners[who], held=lines)


def ask(cast: Any, *names: str) -> None:
    with tenant_tx(cast.salon.tenant):
        ask_for_skills(tenant=cast.salon.tenant, service=cast.salon.service, names=names)


def warned(text: str) -> bool:
    return "line__warning" in text or "After that day services" in text


def line(skill: str, since: str = "", until: str = "", n: int = 0) -> dict[str, str]:
    return {f"skill_{n}": skill, f"since_{n}": since, f"until_{n}": until}


def test_lines_are_saved_renewed_and_taken_back(alice, cast, theirs):
    two = typed(alice, theirs, lines="2", **line("Laser", "", "2026-12-31"), **line("Botox", n=1))
    assert alice.post(theirs, two).status_code == 303
    assert held(cast) == [("Botox", None, None), ("Laser", None, date(2026, 12, 31))]
    renewed = typed(alice, theirs, **line("LASER", "", "2028-12-31", n=1))
    told = alice.post(theirs, renewed, follow=True)
    assert held(cast)[1] == ("Laser", None, date(2028, 12, 31))
    alice.post("/salon/desk/undo/", {"undo": UNDO.findall(told.text)[0]})
    assert held(cast)[1] == ("Laser", None, date(2026, 12, 31))


def test_what_nobody_has_and_nothing_asks_for_is_gone_and_comes_back_with_undo(alice, cast, theirs):
    give(cast, ("Laser", None, None))
    told = alice.post(theirs, typed(alice, theirs, lines="0", skill_0=None, since_0=None, until_0=None), follow=True)
    assert (held(cast), "No skills yet" in alice.get(SKILLS).text) == ([], True)
    alice.post("/salon/desk/undo/", {"undo": UNDO.findall(told.text)[0]})
    assert held(cast) == [("Laser", None, None)]


@pytest.mark.parametrize(
    ("wrong", "text"),
    [
        ({"until_0": "2026-01-01", "since_0": "2026-01-02"}, "It must end after it begins."),
        ({"until_0": "9999-12-31"}, "That day is out of reach."),
        ({"until_0": "31.12.2026"}, "Write a day, like"),
        ({"skill_0": "", "until_0": "2026-12-31"}, "This is needed."),
        ({"skill_0": "x" * 81}, ""),
        ({"skill_0": "a\x00b"}, ""),
        ({"lines": "2", **line("laser", "2026-12-31", n=1), "until_0": "2026-12-31"}, "for some of these days"),
        ({"lines": "2", **line("Laser", n=1)}, "for some of these days"),
        ({"kind": "room"}, "does not belong there"),
        ({"lines": "-1"}, ""),
    ],
)
def test_what_makes_no_sense_is_refused_and_kept_on_the_page(alice, cast, theirs, wrong, text):
    give(cast, ("Laser", None, None))
    answer = alice.post(theirs, typed(alice, theirs, **wrong))
    assert answer.status_code in (400, 422)
    assert text in answer.text
    assert held(cast) == [("Laser", None, None)]


def test_hostile_names_are_kept_inert(alice, cast, theirs):
    """I01."""
    alice.post(theirs, typed(alice, theirs, lines="1", **line(HOSTILE, until="2026-12-01")))
    ask(cast, "<svg onload=alert(1)>{{7*7}}😀")
    pages = ["", "needs/"]
    service = f"/salon/desk/settings/services/{cast.salon.service.code}/"
    for page in (theirs, SKILLS, *(service + part for part in pages), "/salon/desk/settings/practitioners/"):
        assert "<svg onload" not in alice.get(page).text
    with tenant_tx(cast.salon.tenant):
        assert Skill.objects.get().name == "<svg onload=alert(1)>{{7*7}}😀"


def test_rooms_and_other_businesses_have_no_such_page(alice, cast, theirs):
    """T02."""
    said = typed(alice, theirs, lines="1", **line("Laser"))
    for code in (cast.salon.rooms[0].code, cast.gym.practitioners[0].code, "NOBODY000000"):
        page = theirs.replace(cast.salon.practitioners[0].code, code)
        assert (alice.get(page).status_code, alice.post(page, said).status_code) == (404, 404)
    with tenant_tx(cast.gym.tenant):
        foreign = Skill.objects.create(tenant=cast.gym.tenant, name="Yoga CANARY-gym")
    assert alice.get(f"{SKILLS}{foreign.pk}/").status_code == 404
    needs = f"/salon/desk/settings/services/{cast.salon.service.code}/needs/"
    refused = alice.post(needs, typed(alice, needs, skills=["Yoga CANARY-gym"]))
    assert refused.status_code == 422


def test_the_older_page_changes_nothing(alice, cast, theirs):
    late = typed(alice, theirs, lines="1", **line("Mine"))
    alice.post(theirs, typed(alice, theirs, lines="1", **line("Theirs")))
    refused = alice.post(theirs, late)
    assert (refused.status_code, 'value="Mine"' in refused.text) == (409, True)
    assert alice.post(theirs, late | {"seen": SEEN.findall(refused.text)[0]}).status_code == 303
    assert held(cast) == [("Mine", None, None)]


def test_what_runs_out_within_sixty_days_is_told_wherever_the_person_stands(alice, cast, theirs):
    today = date(2026, 11, 23)
    pages = (theirs, theirs.replace("skills/", ""), "/salon/desk/settings/practitioners/", SKILLS)
    for days, told in ((60, True), (61, False), (0, True), (-1, True)):
        give(cast, ("Laser", None, today + timedelta(days=days)))
        for page in pages:
            assert warned(alice.get(page).text) == told, (page, days)
    give(cast, ("Laser", None, today), ("Laser", today + timedelta(days=1), None))
    assert not warned(alice.get(theirs).text)  # renewed already


def test_bookings_after_the_end_are_named(alice, cast, theirs, book):
    booking, later = book(), book(at(13, days=7))
    give(cast, ("Laser", None, TUESDAY.date()))
    assert later.code not in alice.get(theirs).text  # nothing asks for it
    ask(cast, "Laser")
    text = alice.get(theirs).text
    assert f"/salon/desk/bookings/{later.code}/" in text
    assert booking.code not in text
    assert "1 booking asks for what does not hold on its day." in text


def test_bookings_that_need_them_besides_are_named_too(alice, cast, theirs, book):
    give(cast, ("Laser", None, None))
    with tenant_tx(cast.salon.tenant):
        laser = Skill.objects.get()
        Requirement.objects.create(
            tenant=cast.salon.tenant, service=cast.salon.service, kind="practitioner", skill=laser
        )
    later = book(at(13, days=7), who=1)
    assert later.code not in alice.get(theirs).text
    give(cast, ("Laser", None, TUESDAY.date()))
    assert later.code in alice.get(theirs).text


def test_a_service_asks_for_a_skill_and_says_who_lacks_it(alice, cast, page):
    give(cast, ("Laser", None, date(2026, 12, 31)))
    times = f"/api/v1/salon/slots?service={cast.salon.service.code}&from=2027-01-04&to=2027-01-04"
    assert alice.get(times).json()["results"]
    look = typed(alice, page + "needs/", skills=["Laser"], look="1")
    text = alice.post(page + "needs/", look).text
    assert "“Laser” of Alice CANARY-salon holds until Thu 31 Dec." in text
    assert "Bob CANARY-salon does not have “Laser”" in text
    told = confirmed(alice, page + "needs/", typed(alice, page + "needs/", skills=["Laser"]), follow=True)
    assert last_event(cast)["changed"] == {"skills": [[], ["Laser"]]}
    assert not alice.get(times).json()["results"]
    alice.post("/salon/desk/undo/", {"undo": UNDO.findall(told.text)[0]})
    assert alice.get(times).json()["results"]
    with tenant_tx(cast.salon.tenant):
        assert not ServiceSkill.objects.exists()


def test_a_service_needs_further_people_with_a_skill(alice, cast, page):
    give(cast, ("Laser", None, None))
    needs = page + "needs/"
    said = typed(alice, needs, lines="2", what_1="practitioner#Laser", quantity_1="1")
    text = alice.post(needs, said | {"look": "1"}).text
    assert "Each booking takes 1 further person with “Laser”: Alice CANARY-salon." in text
    assert confirmed(alice, needs, said).status_code == 303
    with tenant_tx(cast.salon.tenant):
        assert Requirement.objects.get(kind="practitioner").skill.name == "Laser"
    assert 'value="practitioner#Laser" selected' in alice.get(needs).text
    assert "Asked for by Massage" in alice.get(SKILLS).text


def test_a_new_name_is_everywhere(alice, cast, theirs):
    give(cast, ("Lazer", None, None), ("Botox", None, None))
    ask(cast, "Lazer")
    with tenant_tx(cast.salon.tenant):
        skill = Skill.objects.get(name="Lazer")
    page = f"{SKILLS}{skill.pk}/"
    assert alice.post(page, typed(alice, page, name="botox")).status_code == 422
    assert alice.post(page, typed(alice, page, name="Laser")).status_code == 303
    assert held(cast) == [("Botox", None, None), ("Laser", None, None)]
    assert "Laser" in alice.get(f"/salon/desk/settings/services/{cast.salon.service.code}/needs/").text


def test_what_a_service_asked_for_comes_back_by_the_name_that_it_has_now(alice, cast, page):
    give(cast, ("Lazer", None, None))
    needs, log = page + "needs/", "/salon/desk/settings/log/"
    asks = typed(alice, needs, skills=["Lazer"], lines="2", what_1="practitioner#Lazer", quantity_1="1")
    assert confirmed(alice, needs, asks).status_code == 303
    nothing = {"seen": SEEN.findall(alice.get(needs).text)[0], "lines": "0", "people": "1"}
    assert confirmed(alice, needs, nothing).status_code == 303
    with tenant_tx(cast.salon.tenant):
        skill = Skill.objects.get(name="Lazer")
    for name in ("Laser", "Laser class 4"):
        rename = f"{SKILLS}{skill.pk}/"
        assert alice.post(rename, typed(alice, rename, name=name)).status_code == 303
    undo = next(one.undo for one in alice.get(log).context["lines"] if one.undo and one.what.startswith("Service"))
    assert confirmed(alice, f"{log}{undo}/undo/", {}).status_code == 303
    with tenant_tx(cast.salon.tenant):
        assert [one.name for one in Skill.objects.all()] == ["Laser class 4"]
        assert (ServiceSkill.objects.get().skill, Requirement.objects.get(kind="practitioner").skill) == (skill, skill)
    newest = next(one for one in alice.get(log).context["lines"] if one.what.startswith("Service"))
    assert newest.undo, "it is written down by the present name, and so can be taken back in turn"


def test_the_calendar_says_which_certificate_is_over(alice, cast):
    """CA23."""
    give(cast, ("Laser", None, date(2026, 12, 31)))
    ask(cast, "Laser")

    def why(day: str, who: int) -> str:
        code = cast.salon.practitioners[who].code
        return alice.get("/salon/desk/time/", {"start": f"{day}T10:00", "with": code}).text

    assert "Clients can book it" in why("2026-11-24", 0)
    late = why("2027-01-04", 0)
    assert "“Laser” of Alice CANARY-salon ends Thu 31 Dec 2026." in late
    assert "Nobody may book it as long as that is missing." in late
    assert "Bob CANARY-salon does not have “Laser”." in why("2026-11-24", 1)
