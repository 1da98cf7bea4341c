"""Addresses of the settings that show the client's pages or touch bookings; each module registers its pages
(`tenants.setup.pages`)."""

from django.urls import URLPattern, path

from booking.bookings.setup import (
    closure_log,  # noqa: F401  # takes them back from the activity log
    closures,
    equipping,
    foretelling,  # noqa: F401  # looks ahead for the forms
    foretelling_groups,  # noqa: F401  # for those of client groups
    foretelling_limits,  # noqa: F401  # of what people and rooms take
    foretelling_rules,  # noqa: F401  # and of services
    hindering,  # noqa: F401  # says what keeps parts from being switched off
    holidays,
    hours_log,  # noqa: F401  # takes back what the log tells of the calendar
    preview,
    skills,
)

HERE = "<slug:tenant>/desk/settings/"

urlpatterns: list[URLPattern] = [
    path(HERE + "services/preview/", preview.service, name="desk-settings-service-preview"),
    path(HERE + "practitioners/<slug:code>/skills/", skills.person_skills, name="desk-settings-practitioner-skills"),
    path(HERE + "things/missing/", equipping.equipping, name="desk-settings-things-missing"),
    path(HERE + "closures/", closures.closures, name="desk-settings-closures"),
    path(HERE + "closures/add/", closures.add, name="desk-settings-closure-add"),
    path(HERE + "closures/<uuid:closure>/", closures.closure, name="desk-settings-closure"),
    path(HERE + "closures/<uuid:closure>/removal/", closures.removal, name="desk-settings-closure-removal"),
    path(HERE + "holidays/", holidays.holidays, name="desk-settings-holidays"),
]
