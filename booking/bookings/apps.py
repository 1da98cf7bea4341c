from django.apps import AppConfig


class BookingsConfig(AppConfig):
    name = "booking.bookings"
    label = "bookings"
