"""The settings' index: what there is, in a few groups, each with one sentence."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tenants.requests import TenantRequest
from tenants.setup.pages import index_for


@require_GET
def index(request: TenantRequest, tenant: str) -> HttpResponse:
    groups = list(index_for(request.member.role, request.tenant))
    return render(request, "desk/settings_index.html", {"groups": groups, "rail": "settings"})
