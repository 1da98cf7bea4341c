"""All addresses. The business's slug comes first; reserved words cannot be slugs."""

from django.urls import URLPattern, URLResolver, include, path

from booking import health
from payments.webhooks import stripe_webhook
from tenants.errors import bad_request, page_not_found, server_error, too_often

handler400 = bad_request
handler404 = page_not_found
handler429 = too_often  # Django has no such handler; allauth looks for it here
handler500 = server_error

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("webhooks/stripe/", stripe_webhook, name="stripe-webhook"),
    path("api/v1/", include("booking.api_urls")),
    path("", include("tenants.desk_urls")),
    path("account/", include("booking.availability.setup.account_urls")),  # before the library's own, closed sign-up
    path("account/", include("allauth.urls")),
    path("", include("notifications.urls")),
    path("", include("tenants.urls")),
    # Below a business's slug: what its clients ask for, then the desk.
    path("", include("booking.bookings.urls")),
    path("", include("payments.urls")),
    path("", include("booking.resources.desk_urls")),
    path("", include("tenants.setup.urls")),
    path("", include("booking.resources.setup.urls")),
    path("", include("booking.availability.setup.urls")),
    path("", include("booking.bookings.setup.urls")),
    path("", include("booking.bookings.calendar.urls")),
    path("", include("booking.bookings.calendar.week_urls")),
    path("", include("booking.bookings.desk.urls")),
    path("", include("payments.desk_urls")),
    path("", include("notifications.desk_urls")),
]
