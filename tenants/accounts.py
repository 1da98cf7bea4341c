"""How staff log in: allauth's pages; nobody signs up by themselves yet; mail is sent by the workers."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from tenants.account_mail import post


class StaffAccounts(DefaultAccountAdapter):
    """Members are invited, so the sign-up page is closed. Mail leaves later, so that a known address
    takes no longer than an unknown one."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        if "request" not in context:
            context["request"] = self.request
        message = self.render_mail(template_prefix, email, context)
        html = next((body for body, kind in getattr(message, "alternatives", []) if kind == "text/html"), "")
        post(email, message.subject, str(message.body), html)
