"""A settings form with a list in it: lines that are added and taken away before anything is saved, with or without
JavaScript, for the server does it. The page includes "desk/_settings_lines.html"."""

from typing import Any, ClassVar

from django import forms
from django.utils.datastructures import MultiValueDict

from booking.kernel.plain import whole_number
from tenants.actors import Actor
from tenants.setup.parts_form import PartsForm

# Buttons that save nothing: a line more, a line less, and what it would mean as it stands. Not fields, but known.
ARRANGING = ("more", "drop", "look")


class RowsForm(PartsForm):
    """Lines below one row. A subclass says what a line holds (`line_fields`), which there are (`kept`), and how
    they are written (`write`); in `state` they stand under `parts`, sorted. An empty line is none."""

    lines_label: ClassVar[Any]
    fewest: ClassVar[int] = 1
    most: ClassVar[int] = 12
    usual: ClassVar[dict[str, Any]] = {}  # what a new line begins with

    lines = forms.IntegerField(min_value=0, max_value=99, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.arranging = next((name for name in ARRANGING if self.is_bound and name in self.data), "")
        if not self.is_bound:
            self._show([] if self.adding else self.shown_lines())
            return
        self._make_fields(self._told())
        if self.arranging:
            self._arrange()

    def line_fields(self) -> dict[str, forms.Field]:
        raise NotImplementedError

    def shown_lines(self) -> list[dict[str, Any]]:
        return [dict(zip(self.line_fields(), line, strict=True)) for line in self.kept()]

    @property
    def bound_lines(self) -> list[list[forms.BoundField]]:
        return [[self[f"{name}_{n}"] for name in self.line_fields()] for n in range(self.count)]

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        """Those that belong to no line."""
        of_lines = {field.name for line in self.bound_lines for field in line}
        return [field for field in self.visible_fields() if field.name not in of_lines]

    @property
    def may_add(self) -> bool:
        return self.count < self.most

    def typed(self) -> list[list[Any]]:
        """The lines that are whole and right."""
        names = list(self.line_fields())
        lines = [[self.cleaned_data.get(f"{name}_{n}") for name in names] for n in range(self.count)]
        return sorted(line for line in lines if None not in line)

    def clean(self) -> dict[str, Any]:
        """A line of which something is said must say all of it."""
        cleaned = super().clean()
        names = list(self.line_fields())
        for n in range(self.count):
            said = {name: cleaned.get(f"{name}_{n}") for name in names if f"{name}_{n}" not in self.errors}
            begun = len(said) < len(names) or any(
                value not in (None, self.usual.get(name)) for name, value in said.items()
            )
            for name in [name for name, value in said.items() if value is None and begun]:
                self.add_error(f"{name}_{n}", self.fields[f"{name}_{n}"].error_messages["required"])
        return cleaned

    def keep(self, actor: Actor) -> bool:
        return not self.arranging and super().keep(actor)

    def said(self, name: str, value: Any) -> tuple[Any, str]:
        if name != self.parts:
            return super().said(name, value)
        fields = self.line_fields().values()
        lines = (" · ".join(str(f.prepare_value(one)) for f, one in zip(fields, line, strict=True)) for line in value)
        return self.lines_label, ", ".join(lines) or "–"

    def _told(self) -> int:
        """How many lines were sent; a number that makes no sense is refused by its own field."""
        said = whole_number(self.data.get("lines", "")) or 0
        return min(said, max(self.most, 0 if self.adding else len(self.kept())))

    def _make_fields(self, count: int) -> None:
        self.count = count
        for n in range(count):
            for name, field in self.line_fields().items():
                field.one_is_enough = True  # type: ignore[attr-defined]  # of an empty line nothing is wanted
                self.fields[f"{name}_{n}"] = field

    def _show(self, lines: list[dict[str, Any]]) -> None:
        lines += [self.usual] * (self.fewest - len(lines))
        self._make_fields(len(lines))
        self.initial.update({f"{name}_{n}": value for n, line in enumerate(lines) for name, value in line.items()})
        self.initial["lines"] = self.count

    def _arrange(self) -> None:
        """What was typed becomes what the page begins with, a line more or less; nothing is judged yet."""
        nothing: MultiValueDict[str, Any] = MultiValueDict()
        typed = {name: f.widget.value_from_datadict(self.data, nothing, name) for name, f in self.fields.items()}
        names = list(self.line_fields())
        lines = [{name: typed.pop(f"{name}_{n}") for name in names} for n in range(self.count)]
        gone = self.data.get("drop")
        lines = [line for n, line in enumerate(lines) if str(n) != gone]
        if self.arranging == "more" and self.may_add:
            lines.append(self.usual)
        for name in [f"{name}_{n}" for name in names for n in range(self.count)]:
            del self.fields[name]
        self.is_bound = False
        self.data = MultiValueDict()
        self.initial.update(typed)
        self._show(lines)
        if self.arranging == "more":
            self.fields[f"{names[0]}_{self.count - 1}"].widget.attrs["data-focus"] = True
