"""Addresses of what the settings show of the client's pages."""

from django.urls import path

from booking.bookings.setup import preview

urlpatterns = [
    path("<slug:tenant>/desk/settings/services/preview/", preview.service, name="desk-settings-service-preview"),
]
