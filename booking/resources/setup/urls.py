"""Addresses of the settings of services, places, rooms and things; each module registers its pages
(`tenants.setup.pages`)."""

from django.urls import URLPattern, path

from booking.resources.setup import (
    places,
    steps,  # noqa: F401  # asks for its share of the checklist
    things,
)

HERE = "<slug:tenant>/desk/settings/"

urlpatterns: list[URLPattern] = [
    path(HERE + "places/", places.places, name="desk-settings-places"),
    path(HERE + "places/add/", places.add, name="desk-settings-place-add"),
    path(HERE + "places/<slug:code>/", places.place, name="desk-settings-place"),
    path(HERE + "places/<slug:code>/archive/", places.archive, name="desk-settings-place-archive"),
    path(HERE + "things/", things.things, name="desk-settings-things"),
    path(HERE + "things/add/", things.add, name="desk-settings-thing-add"),
    path(HERE + "things/<slug:code>/", things.thing, name="desk-settings-thing"),
    path(HERE + "things/<slug:code>/archive/", things.archive, name="desk-settings-thing-archive"),
]
