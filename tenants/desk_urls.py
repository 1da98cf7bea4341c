"""Addresses of the desk that belong to no booking."""

from django.urls import path

from tenants import desk

urlpatterns = [
    path("account/businesses/", desk.businesses, name="businesses"),
]
