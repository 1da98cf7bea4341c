"""The demo's mailbox. Outside the demo there is nothing at these addresses."""

from django.urls import path

from notifications import mailbox

urlpatterns = [
    path("mailbox/", mailbox.inbox, name="mailbox"),
    path("mailbox/<int:mail_id>/", mailbox.message, name="mailbox-message"),
    path("mailbox.json", mailbox.as_json, name="mailbox-json"),
]
