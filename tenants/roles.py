"""Database roles: *owner* migrates, *app* serves, *relay* finds due work. A process under a wrong role stops."""

import logging
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connections

log = logging.getLogger(__name__)

POWER = """
    SELECT rolsuper OR rolbypassrls,
           EXISTS (SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                   WHERE n.nspname = 'public' AND c.relkind = 'r'
                     AND pg_has_role(current_user, c.relowner, 'MEMBER'))
    FROM pg_roles WHERE rolname = current_user
"""


class OwnerMigrates:
    """Only the owner's connection changes the schema."""

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == "owner"


def refuse_wrong_role(sender: Any, connection: Any, **kwargs: Any) -> None:
    """On each new connection of *app* and *relay*: they own nothing and cannot bypass row security."""
    if connection.alias not in ("default", "relay"):
        return
    with connection.cursor() as cursor:
        cursor.execute(POWER)
        powerful, owns = cursor.fetchone()
    if powerful or owns:
        user = connection.settings_dict["USER"]
        connection.close()
        raise ImproperlyConfigured(
            f"The database role {user!r} can see past row security: "
            f"{'it owns tables' if owns else 'it is a superuser or has BYPASSRLS'}. "
            f"{'DATABASE_URL' if connection.alias == 'default' else 'DATABASE_RELAY_URL'} must name a plain role."
        )


def check_roles_now() -> None:
    """At the start of a process, before it serves: raises `ImproperlyConfigured`. A database that is not up yet is
    no reason to stop; each new connection is asked again."""
    for alias in ("default", "relay"):
        try:
            connections[alias].ensure_connection()
        except OperationalError:
            log.warning("The database does not answer yet; its role will be checked with the first connection.")
        finally:
            connections[alias].close()
