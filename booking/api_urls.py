"""The addresses of API v1. Without a slash at the end, as in CONTRACT: programs are told no redirects."""

from django.urls import path

from booking.availability.api import NextSlots, Services, Slots
from booking.bookings.api import Acceptance, Cancellation, Hold, Holds, Move, OneBooking, Policy, Refusal
from payments.api import Bookings
from tenants.api_schema import docs, schema
from tenants.tenancy import outside_transaction

urlpatterns = [
    path("schema/", schema, name="api-schema"),
    path("docs/", docs, name="api-docs"),
    path("<slug:tenant>/services", Services.as_view(), name="api-services"),
    path("<slug:tenant>/slots", Slots.as_view(), name="api-slots"),
    path("<slug:tenant>/slots/next", NextSlots.as_view(), name="api-slots-next"),
    path("<slug:tenant>/holds", Holds.as_view(), name="api-holds"),
    path("<slug:tenant>/holds/<str:hold>", Hold.as_view(), name="api-hold"),
    path("<slug:tenant>/bookings", outside_transaction(Bookings.as_view()), name="api-bookings"),
    path("<slug:tenant>/bookings/<str:code>", OneBooking.as_view(), name="api-booking"),
    path("<slug:tenant>/bookings/<str:code>/policy", Policy.as_view(), name="api-booking-policy"),
    path("<slug:tenant>/bookings/<str:code>/cancellation", Cancellation.as_view(), name="api-booking-cancellation"),
    path("<slug:tenant>/bookings/<str:code>/acceptance", Acceptance.as_view(), name="api-booking-acceptance"),
    path("<slug:tenant>/bookings/<str:code>/refusal", Refusal.as_view(), name="api-booking-refusal"),
    path("<slug:tenant>/bookings/<str:code>/move", Move.as_view(), name="api-booking-move"),
]
