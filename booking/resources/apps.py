from django.apps import AppConfig


class ResourcesConfig(AppConfig):
    name = "booking.resources"
    label = "resources"
