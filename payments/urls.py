"""Completing a hold, paying, and what Stripe tells us."""

from django.urls import path

from payments import details, public

urlpatterns = [
    path("<slug:tenant>/h/<str:token>/", details.details, name="details"),
    path("<slug:tenant>/b/<str:token>/payment/", public.booking_payment, name="booking-payment"),
    path("<slug:tenant>/b/<str:token>/status/", public.booking_status, name="booking-status"),
]
