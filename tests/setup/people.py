"""Steps that tests of people share."""

import re
from typing import Any
from urllib.parse import urlsplit

from django.test import Client as Browser

from notifications import tasks
from notifications.models import DemoMail
from tenants import account_mail
from tenants.models import AccountMail, Delivery, Invitation, Membership
from tenants.requests import LANGUAGE_COOKIE
from tenants.tenancy import tenant_tx
from tests.cast import Cast

MEMBERS = "/salon/desk/settings/members/"
INVITE = f"{MEMBERS}invite/"
SEEN = re.compile(r'name="seen" value="([^"]+)"')
WORD = "a rather long word"


def wish(email: str = "nina@new.example", **changed: str) -> dict[str, str]:
    return {"email": email, "role": "practitioner", "calendar": "new", "language": "en"} | changed


def invitation(cast: Cast, email: str = "nina@new.example") -> Invitation:
    with tenant_tx(cast.salon.tenant):
        return Invitation.objects.select_related("tenant").filter(email=email).latest("created_at")


def link(cast: Cast, email: str = "nina@new.example") -> str:
    return f"/salon/join/{invitation(cast, email).token}/"


def stranger() -> Browser:
    browser = Browser()
    browser.cookies[LANGUAGE_COOKIE] = "en"
    return browser


def mails(cast: Cast) -> list[DemoMail]:
    """What has been sent when the workers have read and sent everything."""
    with tenant_tx(cast.salon.tenant):
        waiting = list(Delivery.objects.filter(consumer="notifications", done_at=None).values_list("pk", flat=True))
    for pk in waiting:
        tasks.read_event(str(cast.salon.tenant.pk), str(pk))
    for pk in AccountMail.objects.values_list("pk", flat=True):
        account_mail.send(pk)
    return list(DemoMail.objects.order_by("pk"))


def path_in(mail: DemoMail) -> str:
    return urlsplit(re.findall(r"https?://\S+/join/\S+", mail.text)[0]).path


def page(member: Membership) -> str:
    return f"{MEMBERS}{member.pk}/"


def change(browser: Browser, member: Membership, **values: Any) -> Any:
    """What the form of their page would send."""
    seen = SEEN.findall(browser.get(page(member)).text)
    return browser.post(page(member), {"seen": seen[0] if seen else "", "role": member.role} | values)
