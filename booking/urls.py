"""All addresses. The business's slug comes first; reserved words cannot be slugs."""

from django.urls import URLPattern, URLResolver

from tenants.errors import page_not_found, server_error

handler404 = page_not_found
handler500 = server_error

urlpatterns: list[URLPattern | URLResolver] = []
