"""The client's pages."""

from django.urls import path

from booking.bookings import known, own, private, public

urlpatterns = [
    path("<slug:tenant>/p/<slug:code>/", public.practitioner, name="practitioner"),
    path("<slug:tenant>/s/<slug:code>/", public.service, name="service"),
    path("<slug:tenant>/holds/", public.hold, name="hold"),
    path("<slug:tenant>/h/<str:token>/release/", public.hold_release, name="hold-release"),
    path("<slug:tenant>/known/", known.known, name="known"),
    path("<slug:tenant>/known/forget/", known.known_forget, name="known-forget"),
    path("<slug:tenant>/known/<str:token>/", known.known_open, name="known-open"),
    path("<slug:tenant>/private/leave/", private.private_leave, name="private-leave"),
    path("<slug:tenant>/private/<str:token>/", private.private_link, name="private-link"),
    path("<slug:tenant>/b/<str:token>/", own.booking, name="booking"),
    path("<slug:tenant>/b/<str:token>/calendar.ics", own.booking_calendar, name="booking-calendar"),
    path("<slug:tenant>/b/<str:token>/move/", own.booking_move, name="booking-move"),
    path("<slug:tenant>/b/<str:token>/cancellation/", own.booking_cancellation, name="booking-cancellation"),
    path("<slug:tenant>/b/<str:token>/video/", own.booking_video, name="booking-video"),
    path("<slug:tenant>/", public.business, name="business"),
]
