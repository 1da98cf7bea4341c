"""The workers and the scheduler. PostgreSQL holds the work; Celery is only rung."""

import os
from typing import Any

from celery import Celery
from celery.signals import task_prerun, worker_init
from django.db import close_old_connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "booking.settings")
app = Celery("booking")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf["CELERY_DB_REUSE_MAX"] = 1000  # else every task opens a connection of its own
app.autodiscover_tasks(["tenants", "payments", "notifications"])


@task_prerun.connect
def drop_lost_connections(task: Any, **told: Any) -> None:
    """As before a web request: what broke or is too old goes, and each database is pinged before its first use.
    Celery keeps connections, but never looks at them: after a restart of PostgreSQL they would stay dead for ever."""
    if not task.request.is_eager:
        close_old_connections()


@worker_init.connect
def refuse_wrong_roles(**told: Any) -> None:
    """A worker under a role that could see past row security does not start."""
    from tenants.roles import check_roles_now  # noqa: PLC0415  # Django is not set up before this moment

    check_roles_now()
