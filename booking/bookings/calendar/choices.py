"""What a member chose to see in the calendar, and how. Remembered with the membership; an address may say otherwise."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.db import transaction
from django.urls import reverse

from tenants.models import Membership
from tenants.requests import TenantRequest

VIEWS = ("day", "week", "month", "list")
COLOURS = ("state", "service")
CLICKS = ("open", "menu")
BOOKING = "booking"
TABS = (BOOKING, "shift", "activity", "absence")
MOST_NAMED = 50
NARROWED = ("people", "place", "service", "among")
NOBODY = "-"  # instead of codes: all are unticked, which is not the same as all
PHONE = "phone_view"  # where the view on a phone is kept: what fits there is another one than at the desk


@dataclass(frozen=True, slots=True)
class Choices:
    """`people`: codes of those whose calendars are shown: everybody's when empty, nobody's when it is `NOBODY`.
    `click`: what one click in an empty cell does: opens a time at once, or asks what to do. `tab`: what the dialog of
    two clicks was used for last. `among`: the code of a team or unit to whose calendars all of it is limited."""

    view: str = "week"
    people: tuple[str, ...] = ()
    place: str = ""
    service: str = ""
    colours: str = "state"
    click: str = "menu"
    among: str = ""
    tab: str = BOOKING


def remembered(member: Membership, *, phone: bool = False) -> Choices:
    """As it was left; the first time a week, and on a phone a list."""
    kept = member.choices.get("calendar", {})
    view = {"view": kept.get(PHONE, "list")} if phone else {}
    return changed(Choices(), kept | view)


def changed(choices: Choices, said: Mapping[str, Any]) -> Choices:
    """With what is said of it. What is not known is as if not said."""
    known = {
        name: said[name]
        for name, allowed in (("view", VIEWS), ("colours", COLOURS), ("click", CLICKS), ("tab", TABS))
        if said.get(name) in allowed
    }
    known |= {name: str(said[name])[:20] for name in ("place", "service", "among") if name in said}
    if "people" in said:
        codes = said["people"].split(",") if isinstance(said["people"], str) else said["people"]
        known["people"] = tuple(str(code)[:20] for code in codes if code)[:MOST_NAMED]
    return replace(choices, **known)


def addressed(choices: Choices, said: Mapping[str, Any]) -> Choices:
    """As an address says. One that narrows what is shown says all of it: whoever opens it, and whatever they chose
    for themselves, sees the same, as far as they may."""
    if said.get("with"):
        said = {**said, "people": said["with"]}
    if any(said.get(name) for name in NARROWED):
        said = {**dict.fromkeys(NARROWED, ""), **said}
    return changed(choices, said)


def on_screen(request: TenantRequest) -> Choices:
    """As the calendar stands beside what is asked for (htmx tells its address); else as it was left."""
    left, at = remembered(request.member), urlsplit(request.headers.get("HX-Current-URL", ""))
    if at.path != reverse("desk", args=(request.tenant.slug,)):
        return left
    return addressed(left, dict(parse_qsl(at.query)))


def narrowed(choices: Choices) -> str:
    """What is shown, as an address says it (calendar.js says it in the same way); nothing where all is."""
    said = {"with": ",".join(choices.people)} | {name: getattr(choices, name) for name in NARROWED[1:]}
    return urlencode({name: value for name, value in said.items() if value}, safe=",")


def remember(member: Membership, said: Mapping[str, Any], *, phone: bool = False) -> None:
    """Keep what is said for the next visit, on whatever machine, beside what was said a moment ago."""
    with transaction.atomic():
        fresh = Membership.objects.select_for_update(no_key=True).get(pk=member.pk)
        kept = fresh.choices.get("calendar", {})
        new = asdict(changed(remembered(fresh, phone=phone), said))
        if phone:
            new |= {PHONE: new["view"], "view": kept.get("view", Choices().view)}
        fresh.choices = fresh.choices | {"calendar": kept | new}
        fresh.save(update_fields=["choices"])
