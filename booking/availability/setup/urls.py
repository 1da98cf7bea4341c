"""Addresses of the settings of opening hours and closures; each module registers its pages (`tenants.setup.pages`)."""

from django.urls import URLPattern

from booking.availability.setup import steps  # noqa: F401  # asks for its share of the checklist

urlpatterns: list[URLPattern] = []
