"""What tests about giving money back share."""

from booking.bookings import cancelling
from booking.kernel.money import Money
from payments.giving_back import give_back
from payments.models import RefundStatus
from tenants.actors import CLIENT, Actor
from tenants.tenancy import tenant_tx
from tests.payments.money import PRICE, Waiting, work_off
from tests.payments.stripe_server import StandIn


def cancel(waiting: Waiting, by: str = "client") -> None:
    with tenant_tx(waiting.tenant):
        cancelling.cancel(booking=waiting.booking, actor=CLIENT, by=by)


def click(waiting: Waiting, frank: Actor) -> Money | None:
    return give_back(tenant=waiting.tenant, payment_id=waiting.payment.pk, actor=frank)


def all_back_once(waiting: Waiting, stand_in: StandIn) -> None:
    work_off()
    assert waiting.ledger() == [PRICE, -PRICE]
    assert waiting.now().paid_amount == 0
    assert [(one["amount"], one["status"]) for one in stand_in.refunds()] == [(PRICE, "succeeded")]
    assert [each for each in waiting.told("payment") if each.endswith("refunded")] == ["payment.refunded"]
    assert all(refund.status == RefundStatus.DONE for refund in waiting.refunds())
