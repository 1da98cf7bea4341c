"""Addresses of businesses: what one is made of, which are taken, and which look too much like another's."""

import re
import unicodedata
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_lazy as _

from booking.kernel.errors import Invalid
from tenants.models import Tenant

SHAPE = re.compile(r"[a-z0-9][a-z0-9-]{1,38}[a-z0-9]")
LONGEST = 40
LETTERS = str.maketrans({"ø": "o", "æ": "ae", "å": "a", "ß": "ss", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "&": "-"})
TRIES = 30
NOBODY = UUID(int=0)

# What the eye takes for the same: 0 and o, 1 and l and i, rn and m, vv and w; a dash is easily overlooked.
ALIKE = "translate(replace(replace({slug}, 'rn', 'm'), 'vv', 'w'), '01i-', 'oll')"
TAKEN = f"""
    SELECT bool_or(slug = %(slug)s OR former_slug = %(slug)s), count(*) > 0
    FROM tenants_tenant, (SELECT {ALIKE.format(slug="%(slug)s::text")} AS alike) AS wanted
    WHERE id <> %(own)s AND ({ALIKE.format(slug="slug")} = alike OR {ALIKE.format(slug="former_slug")} = alike)
"""  # noqa: S608  # nothing but the text above is put into it
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('ledig.slugs'))"


def slug_of(name: str) -> str:
    """ "Åsas Fönster & Båt" → "asas-fonster-bat". Empty when nothing of the name can stand in an address."""
    spelt = unicodedata.normalize("NFKD", name.lower().translate(LETTERS)).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", spelt).strip("-")[:LONGEST].strip("-")
    return slug if SHAPE.fullmatch(slug) else ""


def suggested(name: str) -> str:
    """The first free one that is made of the name; "asas-salong-2" when somebody has "asas-salong"."""
    stem = slug_of(name) or "business"
    tried = [stem, *(f"{stem[: LONGEST - 3].rstrip('-')}-{number}" for number in range(2, TRIES))]
    return next((slug for slug in tried if not refusal_of(slug)), "")


def refusal_of(slug: str, own: UUID = NOBODY) -> object:
    """Why a business cannot have this address, to be told to a person; empty when it can. `own`: the business's id, for
    it may look like itself."""
    if not SHAPE.fullmatch(slug):
        return _("Use 3 to 40 small letters a–z, digits and dashes.")
    if slug in settings.TENANT_RESERVED_SLUGS:
        return _("This address is needed for something else.")
    with connection.cursor() as cursor:
        cursor.execute(TAKEN, {"slug": slug, "own": own})
        taken, alike = cursor.fetchone()
    if taken:
        return _("This address is taken.")
    return _("This address looks too much like another one.") if alike else ""


def one_at_a_time() -> None:
    """Whoever gives out addresses waits for the others, to the end of the transaction: two columns hold them, and no
    constraint looks at both."""
    with connection.cursor() as cursor:
        cursor.execute(ONE_AT_A_TIME)


def claim(slug: str, own: UUID = NOBODY) -> str:
    """The slug, to be written before this transaction ends. Raises `Invalid`."""
    one_at_a_time()
    why = refusal_of(slug, own)
    if why:
        raise Invalid(why, errors={"slug": [why]})
    return slug


def moved_to(slug: str) -> str:
    """The present address of a business that once had this one; empty when none had."""
    found = Tenant.objects.filter(former_slug=slug, suspended_at=None).values_list("slug", flat=True).first()
    return found or ""
