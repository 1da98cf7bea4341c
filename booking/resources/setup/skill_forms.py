"""Which skills somebody has, and from when until when."""

from datetime import date
from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from booking.kernel.clock import YEARS
from booking.kernel.plain import one_line
from booking.resources.models import Resource, Skill
from booking.resources.people import OfPractitioner
from booking.resources.skills import called_now, set_skills
from tenants.setup.rows_form import RowsForm
from tenants.setup.saving import RowForm


class DayField(forms.DateField):
    """A day as JSON has it; empty: open."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(required=False, widget=widget, input_formats=["%Y-%m-%d"], **options)

    def clean(self, value: Any) -> str:
        day = super().clean(value)
        if day is not None and day.year not in YEARS:
            raise forms.ValidationError(_("That day is out of reach."))
        return day.isoformat() if day else ""


class PersonSkillsForm(OfPractitioner, RowsForm):
    """Of one practitioner. Each line: the skill by its name, the first day and the last."""

    told = frozenset({"skills"})
    parts, lines_label = "skills", _("Skills")
    below = ("skills__skill",)
    fewest, usual, most = 0, {"since": "", "until": ""}, 30

    class Meta:
        model = Resource
        fields: ClassVar[list[str]] = []

    @cached_property
    def known(self) -> list[str]:
        """What is called something already, to choose from while typing."""
        rows = Skill.objects.filter(tenant=self.tenant)
        return self.once("skills", lambda: list(rows.values_list("name", flat=True)))

    def restore(self, kept: dict[str, Any]) -> None:
        lines = [[called_now(self.tenant, name), *days] for name, *days in kept["skills"]]
        super().restore(kept | {"skills": sorted(lines)})

    def line_fields(self) -> dict[str, forms.Field]:
        skill = forms.CharField(
            label=_("Skill or certificate"), max_length=80, required=False, empty_value=None,
            widget=forms.TextInput(attrs={"list": "known-skills", "autocomplete": "off"}),
        )  # fmt: skip
        return {"skill": skill, "since": DayField(label=_("From")), "until": DayField(label=_("Last day"))}

    def kept(self) -> list[list[Any]]:
        rows = self.rows_below("skills")
        return sorted([row.skill.name, _iso(row.from_on), _iso(row.until_on)] for row in rows)

    def write(self, lines: list[list[Any]]) -> None:
        held = [(name, _day(since), _day(until)) for name, since, until in lines]
        set_skills(tenant=self.tenant, resource=self.instance, held=held)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        names = {name.casefold(): name for name in self.known}
        said: list[tuple[str, str, str]] = []
        for n in range(self.count):
            name = one_line(cleaned.get(f"skill_{n}") or "")
            if not name:
                continue
            cleaned[f"skill_{n}"] = name = names.setdefault(name.casefold(), name)
            line = (name, cleaned.get(f"since_{n}") or "", cleaned.get(f"until_{n}") or "")
            if line[1] and line[2] and line[2] < line[1]:
                self.add_error(f"until_{n}", _("It must end after it begins."))
            elif any(_meet(line, other) for other in said):
                self.add_error(f"skill_{n}", _("This skill stands here already for some of these days."))
            said.append(line)
        return cleaned


class SkillForm(RowForm):
    """Its name, wherever it stands."""

    thing, told = "skill", frozenset({"name"})

    class Meta:
        model = Skill
        fields = ["name"]
        labels = {"name": _("Name")}
        help_texts = {"name": _("Changes it for everybody who has it and every service that asks for it.")}

    def clean_name(self) -> str:
        name = one_line(self.cleaned_data["name"])
        if Skill.objects.filter(tenant=self.tenant, name__iexact=name).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("Another skill has this name."))
        return name


def _meet(one: tuple[str, str, str], other: tuple[str, str, str]) -> bool:
    return one[0] == other[0] and (not one[2] or other[1] <= one[2]) and (not other[2] or one[1] <= other[2])


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
