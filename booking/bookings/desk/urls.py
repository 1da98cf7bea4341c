"""Addresses of the desk."""

from django.urls import path

from booking.bookings.desk import (
    booking,
    by_phone,
    changes,
    client,
    client_details,
    clients,
    held,
    leaving,
    more,
    moving,
    playing,
    requests,
    whose,
)

urlpatterns = [
    path("<slug:tenant>/desk/book/", by_phone.book, name="desk-book"),
    path("<slug:tenant>/desk/book/<slug:code>/", held.held, name="desk-hold"),
    path("<slug:tenant>/desk/book/<slug:code>/release/", held.release, name="desk-hold-release"),
    path(
        "<slug:tenant>/desk/settings/members/<uuid:member>/leaving/",
        leaving.leaving,
        name="desk-settings-member-leaving",
    ),
    path("<slug:tenant>/desk/clients/", clients.clients, name="desk-clients"),
    path("<slug:tenant>/desk/clients/test/", playing.playing, name="desk-playing"),
    path("<slug:tenant>/desk/clients/<slug:code>/", client.client, name="desk-client"),
    path("<slug:tenant>/desk/clients/<slug:code>/details/", client_details.details, name="desk-client-details"),
    path("<slug:tenant>/desk/requests/", requests.requests, name="desk-requests"),
    path("<slug:tenant>/desk/bookings/<slug:code>/answer/", requests.answer, name="desk-booking-answer"),
    path("<slug:tenant>/desk/bookings/<slug:code>/", booking.booking, name="desk-booking"),
    path("<slug:tenant>/desk/bookings/<slug:code>/attendance/", more.attendance, name="desk-booking-attendance"),
    path("<slug:tenant>/desk/bookings/<slug:code>/receipt/", more.receipt, name="desk-booking-receipt"),
    path("<slug:tenant>/desk/bookings/<slug:code>/client/", whose.whose, name="desk-booking-client"),
    path("<slug:tenant>/desk/bookings/<slug:code>/move/", moving.move, name="desk-booking-move"),
    path(
        "<slug:tenant>/desk/bookings/<slug:code>/cancellation/", changes.cancellation, name="desk-booking-cancellation"
    ),
]
