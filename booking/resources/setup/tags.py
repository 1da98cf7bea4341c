"""What a room or a thing has (a bed, a window): words with commas between them."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from booking.kernel.plain import one_line

MOST, LONGEST = 20, 40


class TagsField(forms.CharField):
    """A list of words; the same word twice is one, whatever its capitals."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=MOST * (LONGEST + 2), **options)

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) or value is None else ", ".join(value)

    def clean(self, value: Any) -> list[str]:
        once: dict[str, str] = {}
        for word in map(one_line, super().clean(value).split(",")):
            once.setdefault(word.casefold(), word)
        tags = [word for word in once.values() if word]
        if len(tags) > MOST or any(len(tag) > LONGEST for tag in tags):
            raise forms.ValidationError(
                _("At most %(most)d words, none longer than %(longest)d letters.") % {"most": MOST, "longest": LONGEST}
            )
        return tags

    def has_changed(self, initial: Iterable[str] | None, data: Any) -> bool:
        return super().has_changed(", ".join(initial or ()), data)
