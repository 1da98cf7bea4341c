"""Addresses of the calendar."""

from django.urls import path

from booking.bookings.calendar import page, undoing

urlpatterns = [
    path("<slug:tenant>/desk/", page.desk, name="desk"),
    path("<slug:tenant>/desk/calendar.json", page.feed, name="desk-calendar"),
    path("<slug:tenant>/desk/choices/", page.choices, name="desk-choices"),
    path("<slug:tenant>/desk/undo/", undoing.undo, name="desk-undo"),
]
