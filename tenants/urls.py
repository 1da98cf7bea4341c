"""Addresses of the house itself. A business's own stand below its slug."""

from django.urls import path

from tenants import public

urlpatterns = [
    path("", public.front, name="front"),
    path("language/", public.language, name="language"),
    path("<slug:tenant>/theme.css", public.business_theme, name="business-theme"),
    path("<slug:tenant>/pictures/<uuid:picture>.webp", public.picture, name="picture"),
]
