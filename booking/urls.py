"""All addresses. The business's slug comes first; reserved words cannot be slugs."""

from django.urls import URLPattern, URLResolver, include, path

from booking import health
from tenants.errors import bad_request, page_not_found, server_error

handler400 = bad_request
handler404 = page_not_found
handler500 = server_error

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("api/v1/", include("booking.api_urls")),
    path("", include("tenants.urls")),
    path("", include("payments.urls")),
    # Last: `/{tenant}/` itself.
    path("", include("booking.bookings.urls")),
]
