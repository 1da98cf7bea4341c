"""The calendar's own kind of field: a wall clock time."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from booking.bookings.calendar.spots import as_wall


class WallField(forms.CharField):
    """Day and time by the clock of the business."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"type": "datetime-local", "step": 300})
        super().__init__(max_length=25, widget=widget, **kwargs)

    def clean(self, value: Any) -> datetime | None:
        text = super().clean(value)
        if not text:
            return None
        wall = as_wall(text)
        if wall is None:
            raise forms.ValidationError(_("Write a day and a time, like 2026-11-24 10:00."))
        return wall
