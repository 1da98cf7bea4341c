"""The Django project and its domain. Celery's app is loaded with it, so that tasks find their broker."""

from booking.celery import app as celery_app

__all__ = ["celery_app"]
