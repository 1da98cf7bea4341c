"""Addresses of template weeks."""

from django.urls import path

from booking.bookings.calendar import clearing, week_acts, weekly, weeks

urlpatterns = [
    path("<slug:tenant>/desk/weeks/", weeks.weeks, name="desk-weeks"),
    path("<slug:tenant>/desk/weeks/save/", weeks.save, name="desk-week-save"),
    path("<slug:tenant>/desk/weeks/<uuid:week>/", weeks.week, name="desk-week"),
    path("<slug:tenant>/desk/weeks/<uuid:week>/paste/", week_acts.pasting, name="desk-week-paste"),
    path("<slug:tenant>/desk/hours/<uuid:hours>/", weekly.page, name="desk-hours"),
    path("<slug:tenant>/desk/hours/clear/", clearing.page, name="desk-hours-clear"),
]
