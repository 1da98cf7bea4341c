"""Addresses of the settings of services, places, rooms and things; each module registers its pages
(`tenants.setup.pages`)."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
