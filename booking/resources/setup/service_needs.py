"""What a service takes besides whoever gives it, and in plain words what that means."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from booking.resources.models import Kind, Requirement, Resource, Service
from tenants.setup.rows_form import RowsForm

MOST = 20  # of one sort, as the table has it
NAMED = 6  # so many are named in the sentence


@dataclass(frozen=True, slots=True)
class Meaning:
    """`short`: there are fewer than it needs, so that no time is ever free."""

    sentence: str
    short: bool


class NeedsForm(RowsForm):
    thing = "service"
    told = frozenset({"needs"})
    lines_name, lines_label = "needs", gettext_lazy("What it needs")
    fewest, usual = 0, {"quantity": 1}

    class Meta:
        model = Service
        fields: ClassVar[list[str]] = []

    @cached_property
    def resources(self) -> list[Resource]:
        return list(Resource.objects.filter(tenant=self.tenant, active=True))

    @cached_property
    def sorts(self) -> list[str]:
        """ "room", "room:bed": what there is to need, and what is needed already."""
        there = {sort for one in self.resources for sort in (one.kind, *(f"{one.kind}:{tag}" for tag in one.tags))}
        there |= {sort for sort, _quantity in self.kept_lines()}
        order = {kind: n for n, kind in enumerate((Kind.ROOM, Kind.EQUIPMENT, Kind.VEHICLE, Kind.PRACTITIONER))}
        return sorted(there, key=lambda sort: (order[Kind(sort.partition(":")[0])], sort))

    def pool(self, sort: str) -> list[Resource]:
        """Everything that would do."""
        kind, _colon, tag = sort.partition(":")
        return [one for one in self.resources if one.kind == kind and tag in ("", *one.tags)]

    def line_fields(self) -> dict[str, forms.Field]:
        choices = [("", _("Choose what"))] + [(sort, f"{named(sort)} ({len(self.pool(sort))})") for sort in self.sorts]
        what = forms.TypedChoiceField(
            label=gettext_lazy("What"), choices=choices, required=False, coerce=str, empty_value=None
        )
        quantity = forms.IntegerField(
            label=gettext_lazy("How many"), min_value=1, max_value=MOST, required=False,
            widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        )  # fmt: skip
        return {"what": what, "quantity": quantity}

    def kept_lines(self) -> list[list[Any]]:
        rows = Requirement.objects.filter(tenant=self.tenant, service=self.instance)
        return sorted([f"{row.kind}:{row.tag}" if row.tag else row.kind, row.quantity] for row in rows)

    def write_lines(self, lines: list[list[Any]]) -> None:
        """None of them is known by its own name, so all are written anew."""
        Requirement.objects.filter(tenant=self.tenant, service=self.instance).delete()
        for sort, quantity in lines:
            kind, _colon, tag = sort.partition(":")
            Requirement.objects.create(tenant=self.tenant, service=self.instance, kind=kind, tag=tag, quantity=quantity)

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
        """Of the lines as they stand on the page."""
        lines = [(self[f"what_{n}"].value(), self[f"quantity_{n}"].value()) for n in range(self.count)]
        whole = [
            (sort, int(many))
            for sort, many in lines
            if sort in self.sorts and str(many).isascii() and str(many).isdigit()
        ]
        return [self.meaning(sort, quantity) for sort, quantity in whole if 1 <= quantity <= MOST]

    def meaning(self, sort: str, quantity: int) -> Meaning:
        pool = self.pool(sort)
        words = {"needs": counted(sort, quantity), "there": len(pool)}
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


def named(sort: str) -> str:
    """ "Room", "Room with “bed”"."""
    kind, _colon, tag = sort.partition(":")
    name = str(Kind(kind).label)
    return _with(name[:1].upper() + name[1:], tag)


def counted(sort: str, n: int) -> str:
    """ "1 room", "2 rooms with “bed”"."""
    kind, _colon, tag = sort.partition(":")
    name = {
        Kind.ROOM: ngettext("%(n)s room", "%(n)s rooms", n),
        Kind.EQUIPMENT: ngettext("%(n)s piece of equipment", "%(n)s pieces of equipment", n),
        Kind.VEHICLE: ngettext("%(n)s vehicle", "%(n)s vehicles", n),
        Kind.PRACTITIONER: ngettext("%(n)s further person", "%(n)s further people", n),
    }[Kind(kind)]
    return _with(name % {"n": n}, tag)


def _with(name: str, tag: str) -> str:
    return _("%(things)s with “%(feature)s”") % {"things": name, "feature": tag} if tag else name
