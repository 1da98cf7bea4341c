"""The colours a service can have in the staff's calendar: few, and easy to tell apart."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

COLOURS = {
    "": _("None"),
    "#2E9E5B": _("Green"),
    "#1F8A8A": _("Teal"),
    "#2F7FD1": _("Blue"),
    "#8A57CF": _("Purple"),
    "#C7607F": _("Pink"),
    "#CF3B46": _("Red"),
    "#C9752B": _("Orange"),
    "#A87A00": _("Yellow"),
    "#8C867B": _("Grey"),
}


class ColourField(forms.ChoiceField):
    """One of them, or the one that it has (`current`), wherever that is from."""

    def __init__(self, *, current: str = "", **options: Any) -> None:
        own = {} if current in COLOURS else {current: current}
        super().__init__(
            label=_("Colour in your calendar"), choices=[*COLOURS.items(), *own.items()], required=False,
            widget=forms.RadioSelect, help_text=_("Only staff see it, when the calendar shows colours by service."),
            **options,
        )  # fmt: skip
