"""A form whose change is shown before it is kept: what it touches, and what comes and goes. Nothing is written, and
nothing locked, until the person has seen it. What is to be seen, a floor above knows: it registers (`foretells`)."""

from collections.abc import Callable
from typing import Any, Protocol, Self, TypeVar, cast

from django import forms
from django.db.models import Model
from django.http import QueryDict

from booking.kernel.errors import NotFound
from tenants.actors import Actor
from tenants.models import Tenant
from tenants.requests import TenantRequest
from tenants.setup.row_form import RowForm, posted


class Foretold(Protocol):
    """`mark` names what would be changed and what that touches, so that one who has seen just that can say so."""

    @property
    def mark(self) -> str: ...

    @property
    def is_nothing(self) -> bool: ...


Teller = Callable[[Any], Foretold | None]
Kept = TypeVar("Kept", bound=Teller)
_tellers: dict[type[RowForm], Teller] = {}


def foretells(*kinds: type["ForeseenForm"]) -> Callable[[Kept], Kept]:
    """Register what looks ahead for these forms. It gets a form that is valid and changes something; None: nothing
    that it changes has to be foreseen."""

    def register(teller: Kept) -> Kept:
        _tellers.update(dict.fromkeys(kinds, teller))
        return teller

    return register


def teller_of(kind: type[RowForm]) -> Teller:
    """Its own, or that of a form that it extends."""
    return next(_tellers[one] for one in kind.__mro__ if one in _tellers)


def foretold_of(form: RowForm) -> Foretold | None:
    """What there is to be seen before a form that wants something else is kept; None: nothing."""
    told = teller_of(type(form))(form) if isinstance(form, ForeseenForm) else None
    return None if told is None or told.is_nothing else told


class ForeseenForm(RowForm):
    """`known`: the mark of what the person has seen; `foretold`: what is to be shown now."""

    known = forms.CharField(max_length=24, required=False, widget=forms.HiddenInput)
    foretold: Foretold | None = None

    def __init__(self, data: Any = None, *, instance: Model, tenant: Tenant, **options: Any) -> None:
        self.read = {one.attname: getattr(instance, one.attname) for one in instance._meta.concrete_fields}
        super().__init__(data, instance=instance, tenant=tenant, **options)

    @classmethod
    def of(cls, request: TenantRequest, **named: Any) -> Self:
        """Not locked: looking ahead takes a while, and whoever books meanwhile must not wait. Raises `NotFound`."""
        row = cls.rows(request.tenant).filter(**named).first()
        if row is None:
            raise NotFound
        return cls(**posted(request), instance=row, tenant=request.tenant)

    def keep(self, actor: Actor) -> bool:
        if self.is_valid() and self.wanted() != self.before:
            if not self._stale() and self._shows():
                return False
            self._lock()
        return super().keep(actor)

    def _shows(self) -> bool:
        told = teller_of(type(self))(self)
        if told is None or told.mark == self.cleaned_data["known"] or told.is_nothing:
            return False
        self.foretold = told
        self.data = typed = cast(QueryDict, self.data).copy()
        typed["known"] = told.mark
        return True

    def _lock(self) -> None:
        """From here on it is as any other form is: what somebody has changed since it was read is seen."""
        if self.adding:
            return
        row = self.rows(self.tenant).select_for_update(no_key=True).filter(pk=self.instance.pk).first()
        if row is None:
            raise NotFound
        now = type(self)(instance=row, tenant=self.tenant)
        self.before, self.mark = now.before, now.mark
        for name, was in self.read.items():  # of what this form says nothing, the row knows better
            if getattr(self.instance, name) == was:
                setattr(self.instance, name, getattr(row, name))
