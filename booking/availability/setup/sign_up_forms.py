"""What a newcomer tells. Shape only; that an address is free is judged again when it is given out."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext_lazy as _

from booking.availability.setup.signing_up import NewBusiness
from booking.kernel.saying import page_language
from tenants.forms import StrictForm, without_tricks
from tenants.models import BusinessKind, new_key
from tenants.setup.countries import home_countries
from tenants.slugs import refusal_of, suggested

_keys = Signer(salt="ledig.sign-up.key")


class SignUpForm(StrictForm):
    """`key`: which business this will be, so that a form that comes twice makes one."""

    key = forms.CharField(max_length=120, widget=forms.HiddenInput)
    business = forms.CharField(
        label=_("Name of the business"), max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "organization", "autofocus": True}),
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("What do you offer?"), choices=BusinessKind.choices, widget=forms.RadioSelect)
    country = forms.ChoiceField(label=_("Country"))
    slug = forms.CharField(
        label=_("Address of your page"), required=False, max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )  # fmt: skip
    name = forms.CharField(
        label=_("Your name"), max_length=120, help_text=_("Clients see whom they book with."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )  # fmt: skip
    email = forms.EmailField(
        label=_("Your e-mail"), max_length=254,
        help_text=_("You log in with it, and clients can write to it. You can show them another one later."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )  # fmt: skip

    def __init__(self, *args: Any, known: bool, **options: Any) -> None:
        """`known`: they are logged in already, and this is one more business of theirs."""
        super().__init__(*args, **options)
        if known:
            del self.fields["email"]
        self.fields["country"].choices = home_countries()  # type: ignore[attr-defined]
        self.initial.setdefault("country", "NO" if page_language() == "nb" else "SE")
        self.initial.setdefault("key", _keys.sign(new_key().hex))

    def clean_key(self) -> UUID:
        try:
            return UUID(_keys.unsign(self.cleaned_data["key"]))
        except (BadSignature, ValueError) as problem:
            raise forms.ValidationError(_("This page was open for too long. Please load it again.")) from problem

    def clean(self) -> dict[str, Any]:
        return without_tricks(self, super().clean())

    def new_business(self) -> NewBusiness | None:
        """None when the address cannot be had; then it says so, and suggests another."""
        given = self.cleaned_data
        slug = given["slug"].strip().strip("/").lower() or suggested(given["business"])
        why = refusal_of(slug)
        if why:
            self.refuse_address(why)
            return None
        return NewBusiness(given["key"], given["business"], given["kind"], given["country"], slug, given["name"])

    def refuse_address(self, why: Any) -> None:
        other = suggested(self.cleaned_data["slug"] or self.cleaned_data["business"])
        self.add_error("slug", f"{why} {_('“%(slug)s” is free.') % {'slug': other}}" if other else why)


class CodeForm(StrictForm):
    code = forms.CharField(
        label=_("Code"), max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True, "inputmode": "text"}),
    )  # fmt: skip
