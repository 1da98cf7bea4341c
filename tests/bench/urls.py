"""All addresses of the product, and the floors that it is measured against."""

from django.urls import include, path

from booking.urls import handler400, handler404, handler500
from tests.bench import views

__all__ = ["handler400", "handler404", "handler500"]

# `business`, not `tenant`: the door of a business stays out of these.
urlpatterns = [
    path("bench/<slug:business>/trivial", views.trivial, name="bench-trivial"),
    path("bench/<slug:business>/hold", views.bare_hold, name="bench-hold"),
    path("bench/<slug:business>/confirm", views.bare_confirm, name="bench-confirm"),
    path("", include("booking.urls")),
]
