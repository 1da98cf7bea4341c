"""Addresses of the settings' index and of the pages of the business itself."""

from django.urls import path

from tenants.setup import business, checklist, index

urlpatterns = [
    path("<slug:tenant>/desk/start/", checklist.checklist, name="desk-start"),
    path("<slug:tenant>/desk/settings/", index.index, name="desk-settings"),
    path("<slug:tenant>/desk/settings/business/", business.business, name="desk-settings-business"),
]
