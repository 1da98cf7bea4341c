"""Addresses of the desk that belong to no booking."""

from django.urls import path

from tenants import desk
from tenants.live import pages

urlpatterns = [
    path("account/businesses/", desk.businesses, name="businesses"),
    path("<slug:tenant>/desk/live", pages.live, name="desk-live"),
    path("<slug:tenant>/desk/changes", pages.changes, name="desk-changes"),
]
