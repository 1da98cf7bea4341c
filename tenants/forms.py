"""Forms that refuse what they do not know."""

from typing import Any

from django import forms
from django.core.validators import BaseValidator, DecimalValidator
from django.utils.translation import gettext_lazy as _

from booking.kernel.plain import one_line

BESIDES = {"csrfmiddlewaretoken"}


# What Django says in its own way, and what we say instead; limits by the code of their refusal.
LIMITS: dict[str, Any] = {
    "min_value": _("Write %(limit_value)s or more."),
    "max_value": _("Write %(limit_value)s or less."),
    "max_length": _("That is too long: %(limit_value)d characters at most."),
    "max_decimal_places": _("At most %(max)s decimals."),
}
WORDS: tuple[tuple[type[forms.Field], str, Any], ...] = (
    (forms.Field, "required", _("This is needed.")),
    (forms.ChoiceField, "invalid_choice", _("Choose one of those that are offered.")),
    (forms.MultipleChoiceField, "invalid_choice", _("Choose one of those that are offered.")),
    (forms.ModelChoiceField, "invalid_choice", _("Choose one of those that are offered.")),
    (forms.IntegerField, "invalid", _("Write a whole number.")),
    (forms.DecimalField, "invalid", _("Write a number.")),
    (forms.DateField, "invalid", _("Write a day, like 2026-11-24.")),
    (forms.TimeField, "invalid", _("Write a time, like 10:00.")),
)


class StrictForm(forms.Form):
    """A field that is not listed is refused, instead of being looked away from. Refusals are in our words."""

    def full_clean(self) -> None:
        for field in self.fields.values():
            in_our_words(field)
        super().full_clean()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if (set(self.data) | set(self.files)) - set(self.fields) - BESIDES:
            raise forms.ValidationError(_("The form held something that does not belong there. Nothing was changed."))
        return cleaned


def in_our_words(field: forms.Field) -> None:
    """What a field says of its own accord; nothing where somebody wrote another text."""
    said = field.error_messages
    for kind, code, text in WORDS:
        if isinstance(field, kind) and said.get(code) is kind.default_error_messages[code]:
            said[code] = text
    if isinstance(field, forms.EmailField):
        said.setdefault("invalid", _("This is no e-mail address. Look at how it is written."))
    for one in field.validators:
        if isinstance(one, DecimalValidator) or (isinstance(one, BaseValidator) and one.message is type(one).message):
            for code in LIMITS.keys() & {getattr(one, "code", ""), *getattr(one, "messages", {})}:
                said.setdefault(code, LIMITS[code])


def without_tricks(form: forms.BaseForm, cleaned: dict[str, Any]) -> dict[str, Any]:
    """Single lines stay single lines, and say in the order in which they are read: names stand in subjects of mails and
    in other people's calendars."""
    for name, value in cleaned.items():
        field = form.fields.get(name)
        if (
            isinstance(value, str)
            and isinstance(field, forms.CharField)
            and not isinstance(field.widget, forms.Textarea)
        ):
            cleaned[name] = one_line(value)
            if value and not cleaned[name] and field.required:
                form.add_error(name, field.error_messages["required"])
                return {other: kept for other, kept in cleaned.items() if other != name}
    return cleaned
