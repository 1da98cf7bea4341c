"""What is asked about people: whom to invite, what a colleague may do, which calendar is theirs."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from booking.kernel.errors import Invalid
from booking.resources.models import Resource
from booking.resources.setup.calendars import NEW, rest, wake
from tenants.forms import StrictForm, without_tricks
from tenants.models import Membership, Role, Tenant
from tenants.setup.foreseen import ForeseenForm
from tenants.setup.membership import change_role, keep_an_owner, lock_people
from tenants.setup.ranks import settable

SEES_ALL = _("Sees everybody's calendar and clients")
SEES_ALL_HELP = _("Asked of practitioners only. Without it they see their own calendar and their own clients.")


def roles_for(by: Membership) -> list[tuple[str, str]]:
    """In the order of the model, with a capital."""
    return [(str(role), str(role.label).capitalize()) for role in Role if role in settable(by.role)]


class InviteForm(StrictForm):
    email = forms.EmailField(
        label=_("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Write the e-mail address of whoever you invite.")},
    )  # fmt: skip
    role = forms.ChoiceField(label=_("Role"))
    sees_all = forms.BooleanField(label=SEES_ALL, help_text=SEES_ALL_HELP, required=False)
    calendar = forms.ChoiceField(
        label=_("Calendar"), required=False, help_text=_("In which clients book with them. Finance never has one.")
    )
    language = forms.ChoiceField(label=_("Language of the mail"), choices=settings.LANGUAGES)

    def __init__(self, data: Any = None, *, by: Membership, tenant: Tenant, free: Iterable[Resource]) -> None:
        first = {"role": Role.PRACTITIONER, "calendar": NEW, "language": tenant.locale}
        super().__init__(data, initial=first)
        self.fields["calendar"].one_is_enough = True  # type: ignore[attr-defined]  # "None" is one of the choices
        self.fields["role"].choices = roles_for(by)  # type: ignore[attr-defined]
        self.fields["calendar"].choices = [  # type: ignore[attr-defined]
            (NEW, _("A new one")), ("", _("None")), *((one.code, one.name) for one in free)
        ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = without_tricks(self, super().clean())
        if cleaned.get("role") == Role.FINANCE:
            cleaned["calendar"] = ""
        return cleaned


class MemberForm(ForeseenForm):
    """Not undoable by a button: whoever may do it can do it back. Finance has no calendar: with that role theirs takes
    no more bookings, which is seen before, and it is back with another one."""

    thing, told, undoable = "member", frozenset({"role", "sees_all"}), False
    by: Membership

    class Meta:
        model = Membership
        fields = ["role", "sees_all"]
        labels = {"role": _("Role"), "sees_all": SEES_ALL}
        help_texts = {"sees_all": SEES_ALL_HELP}

    @classmethod
    def rows(cls, tenant: Tenant) -> QuerySet[Any]:
        return Membership.objects.filter(tenant=tenant, deactivated_at=None)

    def offer(self, by: Membership) -> "MemberForm":
        """Only what that member may make of people."""
        self.by = by
        self.fields["role"].choices = roles_for(by)  # type: ignore[attr-defined]
        return self

    @property
    def becomes_finance(self) -> bool:
        return self.before["role"] != Role.FINANCE == self.instance.role

    def clean(self) -> dict[str, Any]:
        """What would be refused in the end need not be foreseen."""
        cleaned = super().clean()
        if cleaned.get("role", Role.OWNER) != Role.OWNER:
            try:
                keep_an_owner(self.instance, "role")
            except Invalid as problem:
                self._refused(problem)
        return cleaned

    def _lock(self) -> None:
        """The business first, as whoever else changes who works here."""
        self.by = lock_people(self.by)
        super()._lock()

    def store(self) -> None:
        row, was = self.instance, self.before["role"]
        change_role(by=self.by, member_id=row.pk, role=row.role, sees_all=row.sees_all)
        if self.becomes_finance:
            rest(member=row, actor=self.by.actor)
        elif was == Role.FINANCE:
            wake(member=row, actor=self.by.actor)


class CalendarForm(StrictForm):
    calendar = forms.ChoiceField(label=_("Calendar"))

    def __init__(self, data: Any = None, *, free: Iterable[Resource]) -> None:
        super().__init__(data)
        self.fields["calendar"].choices = [  # type: ignore[attr-defined]
            (NEW, _("A new one")), *((one.code, one.name) for one in free)
        ]  # fmt: skip
