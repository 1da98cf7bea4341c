"""Addresses of the settings of services, places, rooms and things; each module registers its pages
(`tenants.setup.pages`)."""

from django.urls import URLPattern

from booking.resources.setup import steps  # noqa: F401  # asks for its share of the checklist

urlpatterns: list[URLPattern] = []
