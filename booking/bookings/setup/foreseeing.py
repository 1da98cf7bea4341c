"""A form that closes days: it shows what is booked on them before it is kept."""

from collections.abc import Sequence
from typing import cast

from django import forms
from django.http import QueryDict

from booking.availability.rules import ClosedDays
from booking.bookings.setup.lying import Lying, lying
from tenants.actors import Actor
from tenants.setup.saving import RowForm


class Foreseeing(RowForm):
    """`known`: which bookings the person has seen; `lying`: those to be shown. What changes nothing asks nothing."""

    known = forms.CharField(max_length=24, required=False, widget=forms.HiddenInput)
    lying: Lying | None = None

    def closing(self) -> Sequence[ClosedDays]:
        """What will be closed that is not closed by this row now."""
        raise NotImplementedError

    def keep(self, actor: Actor) -> bool:
        if self.is_valid() and self.wanted() != self.before:
            found = lying(self.tenant, self.closing())
            if found.mark != self.cleaned_data["known"]:
                self._show(found)
            if found.parts and self.lying:
                return False
        return super().keep(actor)

    def _show(self, found: Lying) -> None:
        self.lying = found
        self.data = typed = cast(QueryDict, self.data).copy()
        typed["known"] = found.mark
