"""The settings pages there are. Each floor registers its own beside its addresses, for imports go down only. Who may
open one stands in `tenants.access`, and nowhere else."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.utils.translation import gettext_lazy as _

from tenants.access import door
from tenants.models import Tenant
from tenants.modules import is_shut


class Group(Enum):
    """In the order of the index."""

    BUSINESS = _("Your business")
    SERVICES = _("Services")
    PEOPLE = _("People")
    THINGS = _("Places and things")
    HOURS = _("Opening hours")
    RULES = _("Rules")
    ACTIVITY = _("Activity log")


@dataclass(frozen=True, slots=True)
class SettingsPage:
    """`route` takes no other name than the business's. `sentence`: what the page changes for the client, in one."""

    route: str
    group: Group
    name: Any
    sentence: Any
    position: int = 50  # within its group, smallest first; equal ones stand as they were registered


_pages: dict[str, SettingsPage] = {}


def register(page: SettingsPage) -> SettingsPage:
    """Show the page in the index."""
    _pages[page.route] = page
    return page


def index_for(role: str, tenant: Tenant | None = None) -> Iterator[tuple[Group, list[SettingsPage]]]:
    """What somebody in that role may open, by group; groups that would be empty are left out. Of a `tenant`: without
    what it has switched off."""
    for group in Group:
        pages = [
            page
            for page in _pages.values()
            if page.group is group and role in door(page.route).who and not (tenant and is_shut(tenant, page.route))
        ]
        if pages:
            yield group, sorted(pages, key=lambda page: page.position)
