"""Why somebody may not give a service on a day: which skill they lack, and since when or until when."""

from datetime import date
from typing import cast
from uuid import UUID

from django.utils.translation import gettext as _

from booking.availability.asking import Reason
from booking.availability.catalogue import Catalogue
from booking.kernel.saying import page_language, say_day


def say_lack(catalogue: Catalogue, reason: Reason, day: date) -> str:
    """ "“Laser” of Bo ends Thu 31 Dec." of the engine's reason "skill"."""
    who, skill = catalogue.resources[cast(UUID, reason.resource)], cast(UUID, reason.skill)
    words = {"name": who.name, "skill": catalogue.skills[skill].name}
    periods = catalogue.skilled(who, skill).periods
    ended = [until for _since, until in periods if until is not None and until <= day]
    begins = [since for since, _until in periods if since is not None and since > day]
    language = page_language()
    if begins and not ended:
        return _("“%(skill)s” of %(name)s begins %(day)s.") % {
            **words, "day": say_day(min(begins), language, today=day)
        }  # fmt: skip
    if ended:
        return _("“%(skill)s” of %(name)s ends %(day)s.") % {**words, "day": say_day(max(ended), language, today=day)}
    return _("%(name)s does not have “%(skill)s”.") % words
