"""What may stand behind the question mark of an address: known names, once each, never empty."""

from collections.abc import Set

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from booking.kernel.errors import Invalid

NONE: frozenset[str] = frozenset()
MOST_NAMED = 20


def parameters(request: HttpRequest, known: Set[str] = NONE, required: Set[str] = NONE) -> dict[str, str]:
    """The query of a request as plain strings. Raises `Invalid` with a text for each name that is wrong."""
    given = _given(request)
    if not given and not required:
        return {}
    errors = {
        **{name: [_("This parameter is required.")] for name in sorted(required) if name not in given},
        **{name[:60]: [text] for name, values in given.lists() if (text := _fault(name, values, known))},
    }
    if errors:
        raise Invalid(errors=dict(list(errors.items())[:MOST_NAMED]))
    return {name: str(given[name]) for name in given}


def _given(request: HttpRequest) -> QueryDict:
    try:
        return request.GET
    except SuspiciousOperation:  # more of them than Django reads
        raise Invalid from None


def _fault(name: str, values: list[str], known: Set[str]) -> str:
    if name not in known:
        return _("Unknown parameter.")
    if len(values) != 1:
        return _("This parameter was given more than once.")
    return "" if values[0] else _("This parameter must not be empty.")
