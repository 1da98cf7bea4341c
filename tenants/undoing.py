"""Taking back what was just done: the message that tells of it carries a signed note of the way back."""

from collections.abc import Callable
from contextlib import nullcontext
from datetime import timedelta

from django.contrib import messages
from django.core import signing
from django.utils.translation import gettext as _

from booking.kernel.errors import StaleState
from tenants.requests import TenantRequest
from tenants.tenancy import tenant_tx

SALT = "ledig.undo"
FOR = timedelta(minutes=5)  # the button is shown for ten seconds, and longer to those who read slowly
WayBack = Callable[..., None]
_ways: dict[str, tuple[WayBack, bool]] = {}


def way_back(name: str, *, in_steps: bool = False) -> Callable[[WayBack], WayBack]:
    """Register a verb that takes something back. It gets the request and what `tell_undoable` was given, as JSON
    makes it, and raises `StaleState` when somebody has changed it meanwhile. `in_steps`: it takes long, and opens
    short transactions of its own; the others have one around them."""

    def register(verb: WayBack) -> WayBack:
        _ways[name] = verb, in_steps
        return verb

    return register


def tell_undoable(request: TenantRequest, text: str, way: str, /, *, page: str = "", **what: object) -> None:
    """Tell what was done, with a button that takes it back. `page`: the address to look at afterwards, when it is
    not the calendar."""
    note = {"way": way, "what": what, "tenant": str(request.tenant.pk), "member": str(request.member.pk), "page": page}
    messages.success(request, text, extra_tags="undo:" + signing.dumps(note, salt=SALT, compress=True))


def take_back(request: TenantRequest) -> str:
    """Only by whoever did it, in the business where it was done, and only as long as nothing else has happened.

    Returns the address to look at afterwards; empty: the calendar's. Raises `StaleState`."""
    try:
        note = signing.loads(request.POST.get("undo", ""), salt=SALT, max_age=FOR)
    except signing.BadSignature as problem:
        raise StaleState from problem
    if note["tenant"] != str(request.tenant.pk) or note["member"] != str(request.member.pk):
        raise StaleState
    verb, in_steps = _ways[note["way"]]
    with nullcontext() if in_steps else tenant_tx(request.tenant):
        verb(request, **note["what"])
    messages.info(request, _("Undone."))
    return note.get("page", "")
