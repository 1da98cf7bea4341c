"""What the business is called, how it is reached, and how its page looks and speaks."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from booking.kernel.errors import Invalid
from booking.kernel.images import LOGO
from booking.kernel.plain import one_line
from tenants import events
from tenants.actors import Actor
from tenants.agreeing import choose_money
from tenants.answers import see_other
from tenants.colour import HEX, by_day, by_night, strong
from tenants.models import Connecting, Picture, Tenant
from tenants.requests import TenantRequest
from tenants.setup.countries import Choices, currencies, home_countries
from tenants.setup.pages import Group, SettingsPage, register
from tenants.setup.picture_form import PictureField, PictureForm
from tenants.setup.saving import form_page, saved
from tenants.setup.zones import ZoneField
from tenants.uploads import takes_file

PAGE = register(
    SettingsPage(
        "desk-settings-business", Group.BUSINESS, _("Name and contact"),
        _("What clients see at the top of your page, and how they reach you."), 10,
    )
)  # fmt: skip
HOUSE_COLOUR = "#1F6F5C"  # of static/css/tokens.css, for whoever has not chosen one
SHOWN = {"name": 120, "line": 200, "email": 254, "phone": 32}

AT_STRIPE = _("The account for card payments is of this country, so it cannot be changed here.")
BOUND = _("Somebody has booked, so it cannot be changed any more.")
LOGO_HIGH, LOGO_WIDE = 44, 160  # CSS pixels of the header of static/css/public-layout.css

_bound: list[Callable[[Tenant], bool]] = []


def binds(bound: Callable[[Tenant], bool]) -> None:
    """Whether something was agreed on in the money of the business. Each floor says it of what it knows."""
    _bound.append(bound)


def _is_bound(tenant: Tenant) -> bool:
    return any(bound(tenant) for bound in _bound)


class BusinessForm(PictureForm):
    thing, told = "business", frozenset({"name", "line", "locale", "country", "timezone", "currency", "accent"})
    picture = "logo"
    dropped = False  # the account for cards that somebody had begun to open

    logo = PictureField(
        label=_("Logo"), shape=LOGO,
        help_text=_("Stands at the top of every page, instead of the first letter of the name."),
    )  # fmt: skip
    no_logo = forms.BooleanField(label=_("Take the logo away"), required=False)

    accent = forms.CharField(
        label=_("Colour"), max_length=7, widget=forms.TextInput(attrs={"type": "color"}),
        help_text=_("Of buttons and links on your page. It is made darker where it could not be read."),
    )  # fmt: skip
    locale = forms.ChoiceField(
        label=_("Language"), choices=settings.LANGUAGES,
        help_text=_("The page and the mails speak it to whoever has not chosen another."),
    )  # fmt: skip
    country = forms.ChoiceField(
        label=_("Country"),
        help_text=_(
            "It decides your public holidays, and how phone numbers without a prefix are read. Places, language, clock "
            "and money have their own."
        ),
    )  # fmt: skip
    currency = forms.ChoiceField(
        label=_("Currency"), help_text=_("Prices keep their numbers. It is fixed from the first booking on.")
    )
    timezone = ZoneField(
        help_text=_("The clock of the desk. Bookings keep their moment, and opening hours the clock of their place.")
    )

    class Meta:
        model = Tenant
        fields = ["name", "line", "email", "phone", "accent", "locale", "country", "timezone", "currency"]
        labels = {
            "name": _("Name"), "line": _("One line about the business"), "email": _("E-mail"), "phone": _("Phone"),
        }  # fmt: skip
        help_texts = {
            "line": _("Stands under the name on your page."),
            "email": _("Shown to clients; their answers to your mails come here."),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial["accent"] = self.instance.accent or HOUSE_COLOUR
        self.fields["timezone"].offer(self.instance.country, self.instance.timezone)  # type: ignore[attr-defined]
        begun = self.instance.stripe_state == Connecting.BEGUN
        self._fix("country", home_countries(), bool(self.instance.stripe_account) and not begun, AT_STRIPE)
        money = currencies(self.instance.currency)
        self._fix("currency", money, _is_bound(self.tenant), BOUND)

    def _fix(self, name: str, choices: Choices, fixed: bool, why: Any) -> None:
        """Shown, but no choice any more."""
        field: Any = self.fields[name]
        now = self.before.get(name, "")
        field.choices = choices if now in dict(choices) else [(now, now), *choices]
        if fixed:
            field.disabled, field.help_text = True, why

    def _is_fixed(self, name: str) -> bool:
        """By the way back, too."""
        return self.fields[name].disabled and getattr(self.instance, name) != self.before[name]

    @classmethod
    def rows(cls, tenant: Tenant) -> QuerySet[Any]:
        return Tenant.objects.filter(pk=tenant.pk)

    def store(self) -> None:
        fixed = {name: [self.fields[name].help_text] for name in ("country", "currency") if self._is_fixed(name)}
        if fixed:
            raise Invalid(errors=fixed)
        if self.instance.currency != self.before["currency"]:
            self._nobody_has_agreed()
        if self.instance.country != self.before["country"]:  # an account that nobody has finished is of the old one
            self.dropped = bool(self.instance.stripe_account)
            self.instance.stripe_account = self.instance.stripe_state = ""
            self.instance.stripe_readings += 1  # what is being read right now is of the old one, too
            self.instance.stripe_look_at = None
        super().store()
        size = Picture.objects.filter(pk=self.instance.logo_id).values_list("width", "height").first()
        self.instance.logo_width = min(LOGO_WIDE, round(LOGO_HIGH * size[0] / size[1])) if size else 0
        self.instance.save(update_fields=["logo_width"])

    def _nobody_has_agreed(self) -> None:
        """Also nobody who was just about to when the form was read. Raises `Invalid`."""
        choose_money(self.tenant)
        if _is_bound(self.tenant):
            raise Invalid(errors={"currency": [BOUND]})

    def write_down(self, wanted: dict[str, Any], actor: Actor) -> None:
        super().write_down(wanted, actor)
        if self.dropped:
            events.record(self.tenant, events.CARDS_DROPPED, subject_id=self.instance.pk, actor=actor)

    def clean_accent(self) -> str:
        given = self.cleaned_data["accent"].upper()
        if given and not HEX.fullmatch(given):
            raise forms.ValidationError(_("Choose a colour, like %(colour)s.") % {"colour": HOUSE_COLOUR})
        return "" if given == HOUSE_COLOUR else given


@takes_file
@require_http_methods(["GET", "POST"])
def business(request: TenantRequest, tenant: str) -> HttpResponse:
    form = BusinessForm.of(request)
    if saved(request, form):
        return see_other("desk-settings-business", tenant=tenant)
    shown = {name: str(form[name].value() or "") for name in (*SHOWN, "accent")}
    return form_page(request, "tenants/setup/business.html", form, page=PAGE, shown=_seen(shown), logo=form.shown)


@require_GET
def preview(request: TenantRequest, tenant: str) -> HttpResponse:
    """The top of the page as it would be with what is typed. Nothing is kept."""
    logo = "" if "no_logo" in request.GET else request.tenant.logo_id
    return render(request, "tenants/setup/_preview.html", {"shown": _seen(request.GET.dict()), "logo": logo})


def _seen(typed: dict[str, str]) -> dict[str, Any]:
    """The colours as `tenants.colour` makes them fit to be read."""
    accent = typed.get("accent", "")
    accent = accent if HEX.fullmatch(accent) else HOUSE_COLOUR
    words = {name: one_line(typed.get(name, ""))[:longest] for name, longest in SHOWN.items()}
    return words | {
        "day": strong(by_day(accent)), "night": by_night(accent),
        "darker": by_day(accent).upper() != accent.upper(),
    }  # fmt: skip
