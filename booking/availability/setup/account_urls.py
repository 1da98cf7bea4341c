"""Addresses of signing up."""

from django.urls import path

from booking.availability.setup import sign_up

urlpatterns = [
    path("signup/", sign_up.signing_up, name="sign-up"),
    path("signup/code/", sign_up.code, name="sign-up-code"),
    path("signup/address/", sign_up.address, name="sign-up-address"),
]
