"""The addresses of API v1. Without a slash at the end, as in CONTRACT: programs are told no redirects."""

from django.urls import path

from booking.availability.api import NextSlots, Services, Slots

urlpatterns = [
    path("<slug:tenant>/services", Services.as_view(), name="api-services"),
    path("<slug:tenant>/slots", Slots.as_view(), name="api-slots"),
    path("<slug:tenant>/slots/next", NextSlots.as_view(), name="api-slots-next"),
]
