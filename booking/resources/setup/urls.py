"""Addresses of the settings of services, places, rooms and things; each module registers its pages
(`tenants.setup.pages`)."""

from django.urls import path

from booking.resources.setup import (
    services,
    steps,  # noqa: F401  # asks for its share of the checklist
)

SERVICES = "<slug:tenant>/desk/settings/services/"
SERVICE = f"{SERVICES}<slug:service>/"

urlpatterns = [
    path(SERVICES, services.services, name="desk-settings-services"),
    path(f"{SERVICES}order/", services.order, name="desk-settings-services-order"),
    path(f"{SERVICES}new/", services.new, name="desk-settings-service-new"),
    path(SERVICE, services.service, name="desk-settings-service"),
    path(f"{SERVICE}who/", services.who, name="desk-settings-service-who"),
    path(f"{SERVICE}needs/", services.needs, name="desk-settings-service-needs"),
    path(f"{SERVICE}times/", services.times, name="desk-settings-service-times"),
    path(f"{SERVICE}payment/", services.payment, name="desk-settings-service-payment"),
    path(f"{SERVICE}archive/", services.archive, name="desk-settings-service-archive"),
]
