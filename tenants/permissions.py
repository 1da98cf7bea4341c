"""DRF asks the same access table as the pages do. Kept apart from views: DRF imports this by name."""

from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from tenants.access import ANONYMOUS, ANYBODY, KEY_READ, KEY_WRITE, KEYS, door


class AccessTable(BasePermission):
    def has_permission(self, request: Request, view: Any) -> bool:
        match = request._request.resolver_match
        who = door(match.view_name if match else "").who
        key: Any = request.auth
        if key is None:
            return ANONYMOUS in who
        if who >= ANYBODY or request.method not in view.allowed_methods:
            return bool(who & (KEYS | {ANONYMOUS}))  # a key takes nothing away; what cannot be done at all is a 405
        needed = KEY_READ if request.method in ("GET", "HEAD") else KEY_WRITE
        return needed in who and needed.partition(":")[2] in key.scopes
