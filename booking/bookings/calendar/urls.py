"""Addresses of the calendar."""

from django.urls import path

from booking.bookings.calendar import entering, existing, menu, page, slots, undoing

SLOT, SHIFT, ACTIVITY, ABSENCE = ({"kind": kind} for kind in ("slot", "shift", "activity", "absence"))

urlpatterns = [
    path("<slug:tenant>/desk/", page.desk, name="desk"),
    path("<slug:tenant>/desk/calendar.json", page.feed, name="desk-calendar"),
    path("<slug:tenant>/desk/choices/", page.choices, name="desk-choices"),
    path("<slug:tenant>/desk/undo/", undoing.undo, name="desk-undo"),
    path("<slug:tenant>/desk/time/", menu.time, name="desk-time"),
    path("<slug:tenant>/desk/entries/", entering.entries, name="desk-entries"),
    path("<slug:tenant>/desk/slots/", slots.create, name="desk-slots"),
    path("<slug:tenant>/desk/slots/<uuid:id>/", existing.page, SLOT, name="desk-slot"),
    path("<slug:tenant>/desk/slots/<uuid:id>/times/", existing.times, SLOT, name="desk-slot-times"),
    path("<slug:tenant>/desk/slots/<uuid:id>/removal/", existing.removal, SLOT, name="desk-slot-removal"),
    path("<slug:tenant>/desk/shifts/<uuid:id>/", existing.page, SHIFT, name="desk-shift"),
    path("<slug:tenant>/desk/shifts/<uuid:id>/times/", existing.times, SHIFT, name="desk-shift-times"),
    path("<slug:tenant>/desk/shifts/<uuid:id>/removal/", existing.removal, SHIFT, name="desk-shift-removal"),
    path("<slug:tenant>/desk/activities/<uuid:id>/", existing.page, ACTIVITY, name="desk-activity"),
    path("<slug:tenant>/desk/activities/<uuid:id>/times/", existing.times, ACTIVITY, name="desk-activity-times"),
    path("<slug:tenant>/desk/activities/<uuid:id>/removal/", existing.removal, ACTIVITY, name="desk-activity-removal"),
    path("<slug:tenant>/desk/absences/<uuid:id>/", existing.page, ABSENCE, name="desk-absence"),
    path("<slug:tenant>/desk/absences/<uuid:id>/times/", existing.times, ABSENCE, name="desk-absence-times"),
    path("<slug:tenant>/desk/absences/<uuid:id>/removal/", existing.removal, ABSENCE, name="desk-absence-removal"),
]
