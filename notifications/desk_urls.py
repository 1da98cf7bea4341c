"""Addresses of the desk's messages."""

from django.urls import path

from notifications import desk

urlpatterns = [
    path("<slug:tenant>/desk/bookings/<slug:code>/messages/", desk.booking_messages, name="desk-booking-messages"),
    path("<slug:tenant>/desk/bookings/<slug:code>/confirmation/", desk.confirmation, name="desk-booking-confirmation"),
    path("<slug:tenant>/desk/bookings/<slug:code>/receipt/sending/", desk.receipt, name="desk-booking-receipt-sending"),
    path("<slug:tenant>/desk/undelivered/", desk.given_up, name="desk-undelivered"),
]
