"""A settings form with a picture among its fields: chosen, replaced, taken away, and shown as clients will see it."""

from contextlib import suppress
from typing import Any, ClassVar, Self
from uuid import UUID

from django import forms
from django.core.files import File
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from booking.kernel.errors import Invalid
from booking.kernel.images import MOST_BYTES, Drawn, Shape, redraw
from tenants.pictures import id_of, keep, put_away
from tenants.requests import TenantRequest
from tenants.setup.marks import plain
from tenants.setup.row_form import RowForm


class PictureField(forms.FileField):
    """Cleaned it is drawn anew."""

    default_error_messages = {"empty": gettext_lazy("The file is empty. Choose another one.")}

    def __init__(self, *, shape: Shape, **options: Any) -> None:
        self.shape = shape
        widget = forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"})
        super().__init__(required=False, widget=widget, **options)

    def to_python(self, data: Any) -> Any:
        given = super().to_python(data)
        if given is None:
            return None
        if (given.size or 0) > MOST_BYTES:
            most = {"most": MOST_BYTES // 1024 // 1024}
            raise forms.ValidationError(
                _("The file is too large: %(most)s MB at most. Save it smaller, and try again.") % most
            )
        try:
            return drawn(given, self.shape)
        except Invalid as problem:
            raise forms.ValidationError(str(problem.message)) from problem


def drawn(given: File, shape: Shape) -> Drawn:
    """The file drawn anew, once. Raises `Invalid`."""
    kept = vars(given)
    if "drawn" not in kept:
        try:
            kept["drawn"] = redraw(given.read(), shape)
        except Invalid as problem:
            kept["drawn"] = problem
    found: Drawn | Invalid = kept["drawn"]
    if isinstance(found, Invalid):
        raise found
    return found


class PictureForm(RowForm):
    """`picture` names the column, the field for the file, and `no_<picture>`, the box that takes it away. The log tells
    that it was changed, not what was to be seen."""

    picture: ClassVar[str]
    drawn: Drawn | None = None

    @classmethod
    def of(cls, request: TenantRequest, **named: Any) -> Self:
        """The file is drawn before the row is locked: whoever books waits for that lock."""
        given, field = request.FILES.get(cls.picture), cls.base_fields[cls.picture]
        if isinstance(given, File) and isinstance(field, PictureField) and (given.size or 0) <= MOST_BYTES:
            with suppress(Invalid):  # said when the field is looked at
                drawn(given, field.shape)
        return super().of(request, **named)

    @classmethod
    def names(cls) -> frozenset[str]:
        return super().names() | {cls.picture}

    @property
    def shown(self) -> str:
        """The id of the picture that clients see now; empty without one."""
        return self.before.get(self.picture) or ""

    @property
    def lost(self) -> bool:
        """Whether a good picture was sent with something that was refused: browsers send files only once."""
        return self.drawn is not None and self.status != 200

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.drawn = cleaned.get(self.picture)
        if self.drawn is not None:
            self._point_to(id_of(self.tenant, self.drawn))
        elif cleaned.get(f"no_{self.picture}"):
            self._point_to(None)
        return cleaned

    def state(self) -> dict[str, Any]:
        return super().state() | plain({self.picture: getattr(self.instance, f"{self.picture}_id")})

    def said(self, name: str, value: Any) -> tuple[Any, str]:
        if name != self.picture:
            return super().said(name, value)
        return self.fields[name].label, _("a picture") if value else "–"

    def store(self) -> None:
        if self.shown:
            put_away(UUID(self.shown))
        if self.drawn is not None:
            keep(self.tenant, self.drawn)
        super().store()

    def _point_to(self, picture_id: Any) -> None:
        setattr(self.instance, f"{self.picture}_id", picture_id)
