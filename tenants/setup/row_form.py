"""The form of one row (or a new one) of the settings: what it refuses, and what it writes down. How to use it:
`tenants.setup.saving`."""

from collections.abc import Callable
from typing import Any, ClassVar, Self, TypeVar, cast

from django import forms
from django.db import IntegrityError, models, transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from booking.kernel.errors import Invalid, NotFound, StaleState
from tenants import events
from tenants.actors import Actor
from tenants.forms import StrictForm, without_tricks
from tenants.models import Membership, Tenant
from tenants.requests import TenantRequest
from tenants.setup.marks import key_in, mark_of, mark_of_new, plain

FORMS: dict[str, type["RowForm"]] = {}
Asked = TypeVar("Asked")


class RowForm(StrictForm, forms.ModelForm):
    """One row and, where a form extends `state`, `wanted`, `store` and `restore` together, the rows below it.

    While a form is refused, its `instance` already holds what was typed: pages take their heading from elsewhere."""

    thing: ClassVar[str]  # the event is `<thing>.changed` or `<thing>.added`
    told: ClassVar[frozenset[str]] = frozenset()  # whose values the event tells; never personal data or free notes
    undoable: ClassVar[bool] = True
    below: ClassVar[tuple[str, ...]] = ()  # what `state` reads of other tables: fetched at once for the forms of many

    seen = forms.CharField(max_length=160, widget=forms.HiddenInput)

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if hasattr(cls, "thing"):  # else it is only what others have in common
            FORMS[cls.form_name()] = cls

    @classmethod
    def form_name(cls) -> str:
        return f"{cls.__module__}.{cls.__qualname__}"

    def __init__(
        self, data: Any = None, *, instance: models.Model, tenant: Tenant, asked: dict[str, Any] | None = None,
        **options: Any,
    ) -> None:  # fmt: skip
        """`asked`: what `once` has found already, for forms that are made together."""
        self.asked = {} if asked is None else asked
        super().__init__(data, instance=instance, **options)
        self.tenant = tenant
        self.adding = self.instance._state.adding
        self.before = {} if self.adding else self.state()
        self.mark = mark_of_new(tenant) if self.adding else mark_of(self.before)
        self.initial["seen"] = self.mark
        self.changed: dict[str, Any] = {}
        self.meanwhile: list[tuple[Any, str]] = []  # (label, what it says now) where somebody else was first
        self.status = 200

    @classmethod
    def names(cls) -> frozenset[str]:
        """What events of this form may say that was changed."""
        return cls.told | frozenset(cls._meta.fields or ())

    @classmethod
    def rows(cls, tenant: Tenant) -> models.QuerySet[Any]:
        return cls._meta.model._default_manager.filter(tenant=tenant)

    @classmethod
    def rows_for(cls, tenant: Tenant, by: Membership) -> models.QuerySet[Any]:
        """Those among them that the member may know of, where they are named elsewhere than on their own page."""
        return cls.rows(tenant)

    @classmethod
    def of_rows(cls, tenant: Tenant, rows: models.QuerySet[Any]) -> list[Self]:
        """The forms of many, to tell of them. The database is asked once for all of them: for what stands `below`, and
        for what each of them asks `once`."""
        asked: dict[str, Any] = {}
        return [cls(instance=row, tenant=tenant, asked=asked) for row in rows.prefetch_related(*cls.below)]

    def rows_below(self, name: str) -> models.QuerySet[Any]:
        """Those of `below` by the name of their relation."""
        rows: models.QuerySet[Any] = getattr(self.instance, name).all()
        follows = next(path.partition("__")[2] for path in self.below if path.partition("__")[0] == name)
        if not follows or name in getattr(self.instance, "_prefetched_objects_cache", {}):
            return rows
        return rows.select_related(follows)

    def once(self, name: str, ask: Callable[[], Asked]) -> Asked:
        """What is the same for every row of the business."""
        if name not in self.asked:
            self.asked[name] = ask()
        return cast(Asked, self.asked[name])

    @classmethod
    def of(cls, request: TenantRequest, **named: Any) -> Self:
        """The form of the row of that name; locked while something is posted. Raises `NotFound`."""
        rows = cls.rows(request.tenant).filter(**named)
        row = (rows.select_for_update(no_key=True) if request.method == "POST" else rows).first()
        if row is None:
            raise NotFound
        return cls(**posted(request), instance=row, tenant=request.tenant)

    @classmethod
    def new(cls, request: TenantRequest, **values: Any) -> Self:
        """The form of a row that is not there yet. Sent twice, it is that of the row which the first has made."""
        key = key_in(request.POST.get("seen", ""), request.tenant)
        there = cls.rows(request.tenant).select_for_update(no_key=True).filter(pk=key).first() if key else None
        row = there or cls._meta.model(tenant=request.tenant, **({"pk": key} if key else {}), **values)
        return cls(**posted(request), instance=row, tenant=request.tenant)

    def clean(self) -> dict[str, Any]:
        return without_tricks(self, super().clean())

    def state(self) -> dict[str, Any]:
        """What the row says in the fields of this form, as JSON has it."""
        columns = {column.name: column.attname for column in self._meta.model._meta.concrete_fields}
        kept = [name for name in self._meta.fields or () if name in columns]
        return plain({name: getattr(self.instance, columns[name]) for name in kept})

    def wanted(self) -> dict[str, Any]:
        """What `state` will be when this is kept."""
        return self.state()

    def store(self) -> None:
        """Write what is wanted. May raise `Invalid`, which stands beside its fields then."""
        self.instance.save(force_insert=self.adding)

    def recall(self, kept: dict[str, Any]) -> None:
        """Want again what `state` said once; nothing is written yet."""
        self.set_columns(kept)

    def restore(self, kept: dict[str, Any]) -> None:
        """Let the row say again what `state` said once."""
        self.recall(kept)
        self.store()

    def set_columns(self, kept: dict[str, Any]) -> None:
        for column in self._meta.model._meta.concrete_fields:
            if column.name in kept:
                setattr(self.instance, column.attname, column.to_python(kept[column.name]))

    def said(self, name: str, value: Any) -> tuple[Any, str]:
        """What part of `state` is called, and its value in words."""
        field = self.fields.get(name) or self.base_fields[name]  # left out where the business does without it
        if isinstance(field, forms.ModelChoiceField):
            return field.label, self._named(self._meta.model._meta.get_field(name).related_model).get(str(value), "–")
        return field.label, said(field, value)

    def _named(self, model: type[models.Model]) -> dict[str, str]:
        """All of them, those too that can be chosen no more."""
        rows = model._default_manager.filter(tenant=self.tenant)
        return self.once(model.__name__, lambda: {str(row.pk): str(row) for row in rows})

    def keep(self, actor: Actor) -> bool:
        """Whether the row says now what was typed. What changes nothing is as good as kept, and no event."""
        if not self.is_valid():
            self.status = 422
            return False
        wanted = self.wanted()
        if wanted == self.before:
            return True
        if self._stale():
            self._tell_meanwhile(wanted)
            return False
        try:
            with transaction.atomic():
                self.store()
        except Invalid as problem:
            self._refused(problem)
            return False
        except IntegrityError:
            if not self.adding:
                raise
            return self._made_by_the_other_click(wanted)
        self.write_down(wanted, actor)
        return True

    def write_down(self, wanted: dict[str, Any], actor: Actor) -> None:
        if self.adding:
            return self._record("added", actor)
        for name, value in wanted.items():
            was = self.before.get(name)
            if was != value:
                self.changed[name] = [was, value] if name in self.told else None
        return self._record("changed", actor, changed=self.changed)

    def _record(self, what: str, actor: Actor, **data: Any) -> None:
        code = getattr(self.instance, "code", "")
        events.record(
            self.tenant, f"{self.thing}.{what}", subject_id=self.instance.pk, subject_code=code, actor=actor, **data
        )

    def _stale(self) -> bool:
        seen = self.cleaned_data["seen"]
        return key_in(seen, self.tenant) is None if self.adding else seen != self.mark

    def _tell_meanwhile(self, wanted: dict[str, Any]) -> None:
        """What was typed stays; the next try is made with both in sight."""
        self.status = 409
        others = [name for name, value in wanted.items() if name in self.before and self.before[name] != value]
        self.meanwhile = [self.said(name, self.before[name]) for name in others]
        self.data = typed = cast(QueryDict, self.data).copy()
        typed["seen"] = self.mark
        self.add_error(
            None, _("This was changed while you were writing. Nothing was saved. Save again to keep what stands here.")
        )

    def _refused(self, problem: Invalid) -> None:
        self.status = 422
        errors = problem.extra["errors"] or {"": [problem.message]}
        for name, texts in errors.items():
            self.add_error(name if name in self.fields else None, texts)

    def _made_by_the_other_click(self, wanted: dict[str, Any]) -> bool:
        """Both came at once, and the other was first. Raises `StaleState` when it said something else."""
        there = self.rows(self.tenant).filter(pk=self.instance.pk).first()
        if there is None or type(self)(instance=there, tenant=self.tenant).state() != wanted:
            raise StaleState(_("This was saved already. Nothing was changed now."))
        return True


def posted(request: TenantRequest) -> dict[str, Any]:
    return {"data": request.POST, "files": request.FILES} if request.method == "POST" else {}


def said(field: forms.Field, value: Any) -> str:
    """A kept value as the form shows it."""
    names: dict[str, str] = {}
    for key, name in getattr(field, "choices", ()):
        names |= {str(k): str(n) for k, n in (name if isinstance(name, list | tuple) else [(key, name)])}
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    said = [
        names.get(str(one), str(field.prepare_value(one))) for one in (value if isinstance(value, list) else [value])
    ]
    return ", ".join(one for one in said if one not in ("", "None")) or "–"
