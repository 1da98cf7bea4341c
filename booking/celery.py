"""The workers and the scheduler. PostgreSQL holds the work; Celery is only rung."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "booking.settings")
app = Celery("booking")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf["CELERY_DB_REUSE_MAX"] = 1000
app.autodiscover_tasks(["tenants", "payments", "notifications"])
