"""Addresses of the settings of opening hours and closures; each module registers its pages (`tenants.setup.pages`)."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
