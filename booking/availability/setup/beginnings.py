"""What a business starts with: services, prices and hours that are usual for its kind. It changes them as it likes.

Prices are in whole units of money, tax included. Tax is only written where it is plain: care owes none, a salon the
full rate of a Nordic country. Elsewhere, and for what may be anything, it is left at nothing, for what is written on a
receipt is owed.
"""

from dataclasses import dataclass
from datetime import time
from typing import Any

from babel.numbers import get_currency_precision
from django.utils.translation import gettext_lazy as _

from booking.resources.models import Mode
from tenants.models import BusinessKind

# One euro in each money, roughly, where no price of its own is written down.
RATES = {"GBP": 0.9, "CHF": 1.1, "CZK": 20, "PLN": 3.5, "ISK": 170}
MONIES = ("SEK", "NOK", "DKK", "EUR")
FULL_TAX = {"SE": 2500, "NO": 2500, "DK": 2500, "FI": 2550, "IS": 2400}  # in hundredths of a per cent
SITE, VIDEO = [Mode.ON_SITE.value], [Mode.ON_SITE.value, Mode.VIDEO.value]


@dataclass(frozen=True, slots=True)
class FirstService:
    """`prices`: in SEK, NOK, DKK and EUR. `after`: minutes to get ready again. `works`: so many minutes after the
    start, for so many, something takes effect, and whoever gives it is free for others. `taxed`: in full."""

    name: Any
    line: Any
    minutes: int
    prices: tuple[int, int, int, int]
    modes: list[str]
    after: int = 0
    color: str = "#2E9E5B"
    works: tuple[int, int] = (0, 0)
    taxed: bool = False

    def price(self, currency: str) -> int:
        """In minor units."""
        if currency in MONIES:
            whole = self.prices[MONIES.index(currency)]
        else:
            rough = self.prices[-1] * RATES[currency]
            nice = 5 if rough < 250 else 50
            whole = round(rough / nice) * nice
        return whole * 10 ** get_currency_precision(currency)

    def tax(self, country: str) -> int:
        """In hundredths of a per cent."""
        return FULL_TAX.get(country, 0) if self.taxed else 0


@dataclass(frozen=True, slots=True)
class Beginning:
    """`hours`: (weekdays with Monday 0, opens, closes), by the clock on the wall."""

    services: tuple[FirstService, ...]
    hours: tuple[tuple[tuple[int, ...], time, time], ...]
    arrival: Any


WEEK, BLUE, PURPLE = (0, 1, 2, 3, 4), "#2F7FD1", "#8A57CF"
WITH_LUNCH = ((WEEK, time(9), time(12)), (WEEK, time(13), time(16)))
BEGINNINGS = {
    BusinessKind.THERAPY: Beginning(
        (
            FirstService(_("First conversation"), _("We get to know each other and see what you need."), 45,
                         (900, 1100, 800, 80), VIDEO, after=15),
            FirstService(_("Conversation"), _("We go on from where we were."), 45,
                         (1000, 1200, 900, 90), VIDEO, after=15, color=BLUE),
            FirstService(_("Couple's conversation"), _("For the two of you."), 90,
                         (1600, 1900, 1400, 150), VIDEO, after=15, color=PURPLE),
        ),
        WITH_LUNCH,
        _("Come five minutes early, so that we can start on time."),
    ),
    BusinessKind.CLINIC: Beginning(
        (
            FirstService(_("First consultation"), _("We find out what the trouble is and make a plan."), 45,
                         (800, 950, 700, 75), SITE, after=15),
            FirstService(_("Treatment"), _("We follow the plan."), 30, (600, 700, 500, 55), SITE, color=BLUE),
        ),
        WITH_LUNCH,
        _("Come five minutes early, so that we can start on time."),
    ),
    BusinessKind.SALON: Beginning(
        (
            FirstService(_("Haircut"), _("Wash, cut and finish."), 45, (550, 650, 450, 45), SITE,
                         taxed=True),
            FirstService(_("Wash and blow-dry"), _("Ready for the evening."), 30, (350, 400, 300, 30), SITE,
                         color=BLUE, taxed=True),
            FirstService(_("Hair colour"), _("Colour, wash and finish."), 120, (1400, 1600, 1100, 110), SITE,
                         color=PURPLE, works=(45, 30), taxed=True),
        ),
        (((1, 2, 3, 4), time(10), time(18)), ((5,), time(10), time(15))),
        _("Just come in, and we will be with you in a moment."),
    ),
    BusinessKind.COURSES: Beginning(
        (
            FirstService(_("Trial lesson"), _("See whether it is something for you."), 30, (250, 300, 200, 20), SITE),
            FirstService(_("Private lesson"), _("An hour for you alone."), 60, (600, 700, 500, 55), VIDEO, color=BLUE),
        ),
        (((0, 1, 2, 3), time(15), time(20)),),
        _("Come five minutes early, so that we can start on time."),
    ),
    BusinessKind.OTHER: Beginning(
        (
            FirstService(_("Short visit"), _("For what is quickly done."), 30, (400, 450, 350, 35), SITE),
            FirstService(_("Long visit"), _("For what takes its time."), 60, (750, 850, 650, 65), SITE, color=BLUE),
        ),
        WITH_LUNCH,
        _("Just come in, and we will be with you in a moment."),
    ),
}  # fmt: skip
