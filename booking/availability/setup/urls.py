"""Addresses of the settings of opening hours; each module registers its pages (`tenants.setup.pages`)."""

from django.urls import URLPattern, path

from booking.availability.setup import (
    hours,
    steps,  # noqa: F401  # asks for its share of the checklist
)

HERE = "<slug:tenant>/desk/settings/"

urlpatterns: list[URLPattern] = [
    path(HERE + "hours/", hours.hours, name="desk-settings-hours"),
    path(HERE + "hours/<slug:code>/", hours.week, name="desk-settings-week"),
]
