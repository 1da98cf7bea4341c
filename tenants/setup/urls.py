"""Addresses of the settings' index and of the pages of the business itself."""

from django.urls import path

from tenants.setup import (
    address,
    business,
    checklist,
    identity,
    index,
    keys,
    log,
    log_back,
    modules,
    who_books,
    who_may,
)

urlpatterns = [
    path("<slug:tenant>/desk/start/", checklist.checklist, name="desk-start"),
    path("<slug:tenant>/desk/settings/", index.index, name="desk-settings"),
    path("<slug:tenant>/desk/settings/business/", business.business, name="desk-settings-business"),
    path("<slug:tenant>/desk/settings/business/preview/", business.preview, name="desk-settings-business-preview"),
    path("<slug:tenant>/desk/settings/address/", address.address, name="desk-settings-address"),
    path("<slug:tenant>/desk/settings/modules/", modules.modules, name="desk-settings-modules"),
    path("<slug:tenant>/desk/settings/identity/", identity.identity, name="desk-settings-identity"),
    path("<slug:tenant>/desk/settings/who-books/", who_books.who_books, name="desk-settings-who-books"),
    path("<slug:tenant>/desk/settings/keys/", keys.listed, name="desk-settings-keys"),
    path("<slug:tenant>/desk/settings/keys/add/", keys.add, name="desk-settings-key-add"),
    path("<slug:tenant>/desk/settings/keys/<uuid:api_key>/end/", keys.end, name="desk-settings-key-end"),
    path("<slug:tenant>/desk/settings/log/", log.log, name="desk-settings-log"),
    path("<slug:tenant>/desk/settings/log/<uuid:event>/undo/", log_back.undo, name="desk-settings-log-undo"),
    path("<slug:tenant>/desk/settings/roles/", who_may.roles, name="desk-settings-roles"),
]
