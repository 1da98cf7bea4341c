"""What a service asks of whoever gives it and takes besides, and in plain words what that means."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from booking.kernel.plain import whole_number
from booking.resources.calendars import planned
from booking.resources.models import Kind, Requirement, Resource, Service, Skill
from booking.resources.setup.service_forms import number
from booking.resources.setup.skills import Holding, holdings
from booking.resources.setup.sorts import Sort
from booking.resources.skills import ask_for_skills, called_now, drop_unused, skill_named
from tenants.modules import SKILLS, THINGS, is_on
from tenants.setup.foreseen import ForeseenForm
from tenants.setup.rows_form import RowsForm

MOST_PEOPLE = 999
MOST = 20  # of one sort, as the table has it
HOW_MANY = {str(many): many for many in range(1, MOST + 1)}
NAMED = 6  # so many are named in the sentence


@dataclass(frozen=True, slots=True)
class Meaning:
    """`short`: there are fewer than it needs, so that no time is ever free."""

    sentence: str
    short: bool


class NeedsForm(ForeseenForm, RowsForm):
    thing = "service"
    told = frozenset({"needs", "skills", "people"})
    parts, lines_label = "needs", gettext_lazy("What it needs")
    below = ("requirements__skill", "skills__skill")
    fewest, usual = 0, {"quantity": 1}

    skills = forms.MultipleChoiceField(
        label=gettext_lazy("Whoever gives it must have"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("When it has ended for somebody, no times are offered with them any more."),
    )  # fmt: skip

    people = number(
        1, MOST_PEOPLE, label=gettext_lazy("How many people come"),
        help_text=gettext_lazy("No room is taken that is for fewer."),
    )  # fmt: skip

    class Meta:
        model = Service
        fields: ClassVar[list[str]] = ["people"]

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        if not is_on(self.tenant, SKILLS):
            del self.fields["skills"]
            return
        names = [*self.skill_names, *(name for name in self.before["skills"] if name not in self.skill_names)]
        self.fields["skills"].choices = [(name, name) for name in names]  # type: ignore[attr-defined]
        self.initial.setdefault("skills", self.before["skills"])

    @cached_property
    def resources(self) -> list[Resource]:
        return self.once("resources", lambda: list(planned(self.tenant).filter(active=True)))

    @cached_property
    def skill_names(self) -> list[str]:
        if not is_on(self.tenant, SKILLS):
            return []
        rows = Skill.objects.filter(tenant=self.tenant)
        return self.once("skills", lambda: list(rows.values_list("name", flat=True)))

    @cached_property
    def holdings(self) -> list[Holding]:
        return self.once("holdings", lambda: holdings(self.tenant))

    @cached_property
    def sorts(self) -> list[str]:
        """What there is to need, and what is needed already."""
        there = {Sort(one.kind, tag).written() for one in self.resources for tag in ("", *one.tags)}
        there |= {Sort(Kind.PRACTITIONER, skill=name).written() for name in self.skill_names}
        there |= {sort for sort, _quantity in self.kept()}
        order = {kind: n for n, kind in enumerate((Kind.ROOM, Kind.EQUIPMENT, Kind.VEHICLE, Kind.PRACTITIONER))}
        return sorted(there, key=lambda sort: (order[Kind(Sort.read(sort).kind)], sort))

    def pool(self, written: str, people: int = 1) -> list[Resource]:
        """Everything that would do for so many; of people with a skill those who have it still."""
        sort = Sort.read(written)
        able = {one.resource.pk for one in self.holdings if one.skill.name == sort.skill and not one.over}
        return [
            one
            for one in self.resources
            if one.kind == sort.kind
            and sort.tag in ("", *one.tags)
            and (not sort.skill or one.pk in able)
            and one.takes(people)
        ]

    def line_fields(self) -> dict[str, forms.Field]:
        choices = [("", _("Choose what"))] + [
            (sort, f"{Sort.read(sort).named()} ({len(self.pool(sort))})") for sort in self.sorts
        ]
        what = forms.TypedChoiceField(
            label=gettext_lazy("What"), choices=choices, required=False, coerce=str, empty_value=None
        )
        quantity = forms.IntegerField(
            label=gettext_lazy("How many"), min_value=1, max_value=MOST, required=False,
            widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        )  # fmt: skip
        return {"what": what, "quantity": quantity}

    def kept(self) -> list[list[Any]]:
        return sorted([Sort.of(row).written(), row.quantity] for row in self.shown())

    def shown(self) -> list[Requirement]:
        """What is switched off is neither shown nor touched."""
        skills, things = is_on(self.tenant, SKILLS), is_on(self.tenant, THINGS)
        return [
            row
            for row in self.rows_below("requirements")
            if (skills or row.skill_id is None) and (things or row.kind == Kind.PRACTITIONER)
        ]

    def write(self, lines: list[list[Any]]) -> None:
        """None of them is known by its own name, so all are written anew."""
        Requirement.objects.filter(pk__in=[row.pk for row in self.shown()]).delete()
        for written, quantity in lines:
            sort = Sort.read(written)
            skill = skill_named(self.tenant, sort.skill) if sort.skill else None
            Requirement.objects.create(
                tenant=self.tenant, service=self.instance, kind=sort.kind, tag=sort.tag, skill=skill, quantity=quantity
            )

    def state(self) -> dict[str, Any]:
        if not is_on(self.tenant, SKILLS):
            return super().state() | {"skills": []}
        return super().state() | {"skills": sorted(row.skill.name for row in self.rows_below("skills"))}

    def wanted(self) -> dict[str, Any]:
        asked = self.cleaned_data.get("skills", []) if self.recalled is None else self.recalled_skills
        return super().wanted() | {"skills": sorted(asked)}

    def recall(self, kept: dict[str, Any]) -> None:
        super().recall(kept)
        self.recalled_skills: list[str] = kept["skills"]

    def store(self) -> None:
        super().store()
        self._ask(self.cleaned_data.get("skills", []))

    def restore(self, kept: dict[str, Any]) -> None:
        """By the names that the skills have now; and so it is written down."""
        kept["needs"] = sorted([self._now(written), quantity] for written, quantity in kept["needs"])
        kept["skills"] = sorted(called_now(self.tenant, name) for name in kept["skills"])
        super().restore(kept)
        self._ask(kept["skills"])

    def _now(self, written: str) -> str:
        sort = Sort.read(written)
        return sort._replace(skill=called_now(self.tenant, sort.skill)).written() if sort.skill else written

    def _ask(self, names: list[str]) -> None:
        if not is_on(self.tenant, SKILLS):
            return
        ask_for_skills(tenant=self.tenant, service=self.instance, names=names)
        drop_unused(self.tenant)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        said_already: set[str | None] = {None}
        for n in range(self.count):
            what = cleaned.get(f"what_{n}")
            if what is not None and what in said_already:
                self.add_error(f"what_{n}", _("This stands here already. Ask for more of it instead."))
            said_already.add(what)
        return cleaned

    def meanings(self) -> list[Meaning]:
        """Of the skills and lines as they stand on the page."""
        lines = [(self[f"what_{n}"].value(), self[f"quantity_{n}"].value()) for n in range(self.count)]
        whole = [(sort, HOW_MANY[str(many)]) for sort, many in lines if sort in self.sorts and str(many) in HOW_MANY]
        return [*self.unable(), *(self.meaning(sort, quantity) for sort, quantity in whole)]

    def _skills_shown(self) -> list[str]:
        return (self["skills"].value() or []) if "skills" in self.fields else []

    def unable(self) -> list[Meaning]:
        """Who gives the service and has not, or not for long, what it asks for."""
        asked = [name for name in self._skills_shown() if name in self.skill_names]
        givers = Resource.objects.filter(tenant=self.tenant, active=True, services__service=self.instance)
        found = []
        for name in asked:
            held = {one.resource.pk: one for one in self.holdings if one.skill.name == name}
            for giver in givers:
                one, words = held.get(giver.pk), {"name": giver.name, "skill": name}
                if one is None or one.over:
                    text = _("%(name)s does not have “%(skill)s”: clients are offered no times with them.") % words
                    found.append(Meaning(text, short=True))
                elif one.runs_out:
                    text = _("“%(skill)s” of %(name)s holds %(until)s.") % {**words, "until": one.said}
                    found.append(Meaning(text, short=True))
        return found

    def meaning(self, sort: str, quantity: int) -> Meaning:
        pool = self.pool(sort, whole_number(str(self["people"].value())) or 1)
        words = {"needs": Sort.read(sort).counted(quantity), "there": len(pool)}
        words["names"] = ", ".join([*(one.name for one in pool[:NAMED]), *["…"] * (len(pool) > NAMED)])
        if len(pool) < quantity:
            text = _("Each booking takes %(needs)s, but there are only %(there)s: no time is ever free.")
        elif len(pool) == quantity:
            text = _("Each booking takes %(needs)s: %(names)s. When it is taken, the time is not offered.")
        else:
            text = _(
                "Each booking takes %(needs)s, whichever is free of %(names)s. With too few free, no time is offered."
            )
        sentence = text % words
        if len({one.location_id for one in pool} - {None}) > 1:
            sentence += " " + _("Only those at the place of the booking count.")
        return Meaning(sentence, short=len(pool) < quantity)
