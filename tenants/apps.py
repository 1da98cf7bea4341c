from django.apps import AppConfig
from django.db.backends.signals import connection_created

from tenants.roles import refuse_wrong_role


class TenantsConfig(AppConfig):
    name = "tenants"
    verbose_name = "Whose"

    def ready(self) -> None:
        connection_created.connect(refuse_wrong_role, dispatch_uid="refuse-wrong-role")
