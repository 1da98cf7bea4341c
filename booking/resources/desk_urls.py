"""Addresses of the links page."""

from django.urls import path

from booking.resources import desk

urlpatterns = [
    path("<slug:tenant>/desk/links/", desk.links, name="desk-links"),
    path("<slug:tenant>/desk/links/qr.svg", desk.qr, name="desk-qr"),
]
