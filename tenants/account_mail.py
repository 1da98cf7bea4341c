"""Mail about logging in: written down sealed, sent by a worker, then forgotten."""

from datetime import timedelta
from email.utils import formataddr, parseaddr
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import F

from booking.kernel.secrets_at_rest import seal, unseal
from tenants.clock import DatabaseNow, database_now
from tenants.events import ring
from tenants.models import AccountMail

ATTEMPTS = 15  # one a minute; a login code is of no use later


def post(to: str, subject: str, text: str, html: str, *, sender_name: str = "", reply_to: str = "") -> None:
    """`sender_name`, `reply_to`: for a mail that comes from a business, on one line each."""
    mail = AccountMail.objects.create(sealed=seal([to, subject, text, html, sender_name, reply_to]))
    transaction.on_commit(lambda: ring("tenants.tasks.send_account_mail", str(mail.pk)))


def send(mail_id: UUID) -> None:
    """Claim the mail by moving its due time, send it, and remove it."""
    now = database_now()
    due = AccountMail.objects.filter(pk=mail_id, due_at__lte=now)
    if not due.update(due_at=now + timedelta(minutes=1), attempts=F("attempts") + 1):
        return
    to, subject, text, html, *business = unseal(bytes(AccountMail.objects.get(pk=mail_id).sealed))
    sender_name, reply_to = business or ("", "")  # none in what was sealed before there were any
    sender = formataddr((sender_name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1])) if sender_name else None
    message = EmailMultiAlternatives(subject, text, sender, [to], reply_to=[reply_to] if reply_to else None)
    if html:
        message.attach_alternative(html, "text/html")
    message.send()
    AccountMail.objects.filter(pk=mail_id).delete()


def sweep() -> None:
    """Ring for what was not sent; what is too old to be of use is removed."""
    due = AccountMail.objects.filter(due_at__lte=DatabaseNow())
    due.filter(attempts__gte=ATTEMPTS).delete()
    for mail_id in due.order_by("due_at").values_list("pk", flat=True)[:100]:
        ring("tenants.tasks.send_account_mail", str(mail_id))
