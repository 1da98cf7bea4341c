"""The page on which a business switches its parts on and off, and what each of them holds just now."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from booking.kernel.errors import Invalid
from tenants.answers import see_other
from tenants.models import Tenant
from tenants.modules import MODULES, Module, is_on, switches
from tenants.requests import TenantRequest
from tenants.setup.pages import Group, SettingsPage, register
from tenants.setup.saving import RowForm, form_page, saved

PAGE = register(
    SettingsPage(
        "desk-settings-modules", Group.BUSINESS, _("Features"),
        _("What your clients and you meet here, and what you do without."), 80,
    )
)  # fmt: skip
Count = Callable[[Tenant], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Shown:
    """`holds`: what is set up of it, in sentences."""

    module: Module
    field: forms.BoundField
    holds: list[str]
    on: bool


_holds: dict[str, list[Count]] = {}
_hindrances: dict[str, list[Count]] = {}


def holds(name: str, count: Count) -> None:
    """What is set up of a part: it is not seen while the part is off. Each floor says it of what it knows."""
    _holds.setdefault(name, []).append(count)


def hinders(name: str, count: Count) -> None:
    """What must be done before a part can be switched off, in sentences."""
    _hindrances.setdefault(name, []).append(count)


class ModulesForm(RowForm):
    thing, told = "modules", frozenset(MODULES)

    class Meta:
        model = Tenant
        fields: ClassVar[list[str]] = []

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        for name, module in MODULES.items():
            on = is_on(self.instance, name)
            switch = forms.CheckboxInput(attrs={"role": "switch"})
            self.fields[name] = forms.BooleanField(label=module.name, required=False, initial=on, widget=switch)

    @classmethod
    def rows(cls, tenant: Tenant) -> QuerySet[Tenant]:
        return Tenant.objects.filter(pk=tenant.pk)

    def state(self) -> dict[str, Any]:
        return dict(switches(self.instance))

    def wanted(self) -> dict[str, Any]:
        return {name: bool(self.cleaned_data[name]) for name in MODULES}

    def store(self) -> None:
        if self.is_bound:
            self.recall(self.wanted())
        self._must_be_free()
        self.instance.save(update_fields=["modules_off"])

    def recall(self, kept: dict[str, Any]) -> None:
        self.instance.modules_off = [name for name in MODULES if not kept.get(name, True)]

    def said(self, name: str, value: Any) -> tuple[Any, str]:
        return MODULES[name].name, pgettext("switch", "on") if value else pgettext("switch", "off")

    def shown(self) -> Iterator[Shown]:
        for name, module in MODULES.items():
            found = [text for count in _holds.get(name, ()) for text in count(self.tenant)]
            yield Shown(module, self[name], found, self.before[name])

    def _must_be_free(self) -> None:
        going = [name for name in self.instance.modules_off if self.before[name]]
        told = {name: [text for count in _hindrances.get(name, ()) for text in count(self.tenant)] for name in going}
        errors = {name: texts for name, texts in told.items() if texts}
        if errors:
            raise Invalid(errors=errors)


@require_http_methods(["GET", "POST"])
def modules(request: TenantRequest, tenant: str) -> HttpResponse:
    form = ModulesForm.of(request)
    if saved(request, form):
        return see_other("desk-settings-modules", tenant=tenant)
    return form_page(request, "tenants/setup/modules.html", form, page=PAGE)
