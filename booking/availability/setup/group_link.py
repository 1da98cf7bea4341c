"""A group's private link: opened, renewed, withdrawn, or given a last day."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from booking.clients.models import Group
from tenants import events
from tenants.actors import Actor
from tenants.clock import local_today
from tenants.setup.foreseen import ForeseenForm

ACTS = {
    "open": _("The private link is open."),
    "day": _("Saved."),
    "renew": _("There is a new link. The old one opens nothing any more."),
    "withdraw": _("The private link is withdrawn. It opens nothing any more."),
}


class LinkForm(ForeseenForm):
    """One of four buttons was pressed. The way back from a new link is another new link."""

    thing: ClassVar[str] = "group"
    undoable: ClassVar[bool] = False

    act = forms.ChoiceField(choices=[(act, act) for act in ACTS], widget=forms.HiddenInput)

    class Meta:
        model = Group
        fields = ["link_until_on"]
        labels = {"link_until_on": _("Last day")}
        help_texts = {"link_until_on": _("Empty: until you withdraw it.")}
        widgets = {"link_until_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    @classmethod
    def rows(cls, tenant: Any) -> Any:
        return Group.objects.filter(tenant=tenant, active=True)

    def clean_link_until_on(self) -> Any:
        day = self.cleaned_data["link_until_on"]
        if day is not None and day != self.instance.link_until_on and day < local_today(self.tenant.timezone):
            raise forms.ValidationError(_("That day is over."))
        return day

    def state(self) -> dict[str, Any]:
        return super().state() | {"open": self.instance.link_open, "version": self.instance.link_version}

    def wanted(self) -> dict[str, Any]:
        """Whoever takes a link back must be sure that no old one opens again: each is good once."""
        act, was = self.cleaned_data["act"], self.before
        version = was["version"] + (act in ("renew", "withdraw"))
        opened = {"open": True, "withdraw": False}.get(act, was["open"])
        return super().state() | {"open": opened, "version": version}

    def store(self) -> None:
        wanted = self.wanted()
        self.instance.link_open, self.instance.link_version = wanted["open"], wanted["version"]
        self.instance.save(update_fields=["link_open", "link_version", "link_until_on"])

    def said(self, name: str, value: Any) -> tuple[Any, str]:
        """Of the link itself the page shows what it is now."""
        return super().said(name, value) if name in self.fields else (_("Private link"), "")

    def write_down(self, wanted: dict[str, Any], actor: Actor) -> None:
        group, act = self.instance, self.cleaned_data["act"]
        events.record(self.tenant, f"group.link_{act}", subject_id=group.pk, subject_code=group.code, actor=actor)
