"""Addresses of the settings of opening hours, of client groups and of who may book a service; each module registers its
pages (`tenants.setup.pages`)."""

from django.urls import URLPattern, path

from booking.availability.setup import (
    groups,
    held,  # noqa: F401  # says what the parts hold that can be switched off
    hours,
    service_booking,
    steps,  # noqa: F401  # asks for its share of the checklist
)

HERE = "<slug:tenant>/desk/settings/"

urlpatterns: list[URLPattern] = [
    path(HERE + "hours/", hours.hours, name="desk-settings-hours"),
    path(HERE + "hours/<slug:code>/", hours.week, name="desk-settings-week"),
    path(HERE + "places/<slug:code>/hours/", hours.place, name="desk-settings-place-hours"),
    path(HERE + "groups/", groups.groups, name="desk-settings-groups"),
    path(HERE + "groups/add/", groups.add, name="desk-settings-group-add"),
    path(HERE + "groups/<slug:code>/", groups.group, name="desk-settings-group"),
    path(HERE + "groups/<slug:code>/link/", groups.link, name="desk-settings-group-link"),
    path(HERE + "groups/<slug:code>/qr.svg", groups.qr, name="desk-settings-group-qr"),
    path(HERE + "groups/<slug:code>/archive/", groups.archive, name="desk-settings-group-archive"),
    path(HERE + "services/<slug:service>/booking/", service_booking.booking, name="desk-settings-service-booking"),
]
