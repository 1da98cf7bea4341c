"""What can be needed, as a form names it: "room", "room:bed", "practitioner#Laser"."""

import re
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from booking.resources.models import Kind, Requirement

WRITTEN = re.compile(r"(\w+)(?:([:#])(.+))?")


class Sort(NamedTuple):
    """A kind of resource, perhaps with a feature (`tag`) or with a skill by its name."""

    kind: str
    tag: str = ""
    skill: str = ""

    @classmethod
    def read(cls, text: str) -> "Sort":
        """Of what a `Sort` has written."""
        found = WRITTEN.fullmatch(text)
        kind, mark, name = found.groups() if found else ("", None, "")
        return cls(kind, name if mark == ":" else "", name if mark == "#" else "")

    @classmethod
    def of(cls, row: Requirement) -> "Sort":
        return cls(row.kind, row.tag, row.skill.name if row.skill else "")

    def written(self) -> str:
        return self.kind + (f"#{self.skill}" if self.skill else f":{self.tag}" if self.tag else "")

    def named(self) -> str:
        """ "Room", "Room with “bed”"."""
        name = str(Kind(self.kind).label)
        return self._with(name[:1].upper() + name[1:])

    def counted(self, n: int) -> str:
        """ "1 room", "2 rooms with “bed”"."""
        name = {
            Kind.ROOM: ngettext("%(n)s room", "%(n)s rooms", n),
            Kind.EQUIPMENT: ngettext("%(n)s piece of equipment", "%(n)s pieces of equipment", n),
            Kind.VEHICLE: ngettext("%(n)s vehicle", "%(n)s vehicles", n),
            Kind.PRACTITIONER: ngettext("%(n)s further person", "%(n)s further people", n),
        }[Kind(self.kind)]
        return self._with(name % {"n": n})

    def _with(self, name: str) -> str:
        what = self.tag or self.skill
        return _("%(things)s with “%(feature)s”") % {"things": name, "feature": what} if what else name
