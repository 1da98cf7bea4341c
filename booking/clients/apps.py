from django.apps import AppConfig


class ClientsConfig(AppConfig):
    name = "booking.clients"
    label = "clients"
