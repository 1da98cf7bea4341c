"""Who may give and take which role: one small table."""

from tenants.models import Role

MAY_SET: dict[str, frozenset[str]] = {
    Role.OWNER: frozenset(Role.values),
    Role.MANAGER: frozenset(Role.values) - {Role.OWNER},
}


def settable(by: str) -> frozenset[str]:
    """The roles that somebody in that role may make people, and may change of people who have them."""
    return MAY_SET.get(by, frozenset())
