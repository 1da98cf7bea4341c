"""Addresses of the desk."""

from django.urls import path

from booking.bookings.desk import booking, by_phone, changes, clients

urlpatterns = [
    path("<slug:tenant>/desk/book/", by_phone.book, name="desk-book"),
    path("<slug:tenant>/desk/clients/", clients.clients, name="desk-clients"),
    path("<slug:tenant>/desk/bookings/<slug:code>/", booking.booking, name="desk-booking"),
    path("<slug:tenant>/desk/bookings/<slug:code>/move/", changes.move, name="desk-booking-move"),
    path(
        "<slug:tenant>/desk/bookings/<slug:code>/cancellation/", changes.cancellation, name="desk-booking-cancellation"
    ),
]
