"""Addresses that travel outside our pages: in mails, text messages and calendar files. Ours never change (CONTRACT)."""

from urllib.parse import urlencode

from django.conf import settings

from booking.bookings.models import Booking
from booking.resources.models import Location


def manage_url(booking: Booking) -> str:
    """The client's own page, to see, move and cancel. Whoever has it may do so: for the client only."""
    return f"{settings.BASE_URL}/{booking.tenant.slug}/b/{booking.manage_token}/"


def video_url(booking: Booking) -> str:
    """Opens the practitioner's room, fifteen minutes before."""
    return f"{manage_url(booking)}video/"


def payment_url(booking: Booking) -> str:
    return f"{manage_url(booking)}payment/"


def desk_url(booking: Booking) -> str:
    """The booking at the desk; needs a login."""
    return f"{settings.BASE_URL}/{booking.tenant.slug}/desk/bookings/{booking.code}/"


def business_url(booking: Booking) -> str:
    return f"{settings.BASE_URL}/{booking.tenant.slug}/"


def map_url(place: Location) -> str:
    return f"https://www.openstreetmap.org/search?{urlencode({'query': place.address})}"
