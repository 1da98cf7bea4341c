"""When one service can be booked, and what is kept free around and within it."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from booking.kernel.errors import Invalid
from booking.resources.models import Service, ServiceLength, ServiceProvider
from booking.resources.setup.service_forms import LONGEST, answer_said, ladder, notice_said, number
from tenants.modules import REQUESTS, is_on, takes_cards
from tenants.setup.foreseen import ForeseenForm

UNPAID = _(
    "Clients ask for a time, and it is kept until you answer. As long as this holds they do not pay by card when "
    "booking, whatever stands under “Payment and cancelling”."
)


class TimesForm(ForeseenForm):
    thing = "service"
    told = frozenset({
        "step", "shortest_gap", "buffer_before", "buffer_after", "notice_minutes", "horizon_days",
        "processing_after", "processing_minutes", "approval", "answer_hours",
    })  # fmt: skip

    class Meta:
        model = Service
        fields = [
            "notice_minutes", "horizon_days", "step", "shortest_gap", "buffer_before", "buffer_after",
            "processing_after", "processing_minutes", "approval", "answer_hours",
        ]  # fmt: skip
        labels = {"approval": _("You confirm each booking yourself")}
        help_texts = {
            "approval": _("Clients ask for a time, and it is kept until you answer. Only for services that are not "
                          "paid by card when booking."),
        }  # fmt: skip

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["notice_minutes"] = ladder(
            (0, 15, 30, 60, 120, 180, 240, 360, 720, 1440, 2880, 4320, 7200, 10080, 20160),
            self.instance.notice_minutes, notice_said, label=_("Shortest notice"),
            help_text=_("So long before it begins, a time can no longer be booked on your page. You can, at the desk."),
        )  # fmt: skip
        self.fields["horizon_days"] = number(
            1, 730, label=_("How far ahead, in days"),
            help_text=_("Clients see times this far ahead. 90 days are about three months."),
        )  # fmt: skip
        self.fields["step"] = number(
            5, 1440, label=_("A time begins every … minutes"),
            help_text=_("With 15, times may begin at 9:00, 9:15, 9:30. With 60, at 9:00 and 10:00."),
        )  # fmt: skip
        self.fields["shortest_gap"] = number(
            0, LONGEST, label=_("Leave no gaps shorter than, in minutes"),
            help_text=_("Clients are not offered times that leave less than this beside another booking or the end of "
                        "the day, as long as there are others that day. You can book them. 0: they may leave any gap."),
        )  # fmt: skip
        self.fields["buffer_before"] = number(
            0, 480, label=_("Minutes to prepare"),
            help_text=_("Kept free before each booking. The client does not see them."),
        )  # fmt: skip
        self.fields["buffer_after"] = number(
            0, 480, label=_("Minutes to finish"),
            help_text=_("Kept free after each booking: for notes, cleaning, a breath."),
        )  # fmt: skip
        self._ask_for_processing()
        self._ask_for_answers()

    def _ask_for_processing(self) -> None:
        self.fields["processing_after"] = number(
            0, LONGEST, label=_("Minutes before the processing time"),
            help_text=_("So long into the booking a pause begins, such as for colour to take. 0 when there is none."),
        )  # fmt: skip
        self.fields["processing_minutes"] = number(
            0, LONGEST, label=_("Minutes of processing time"),
            help_text=_("Whoever gives it can be booked for something else meanwhile. Room and equipment stay taken. "
                        "It is part of the length: 90 minutes may be 30, a pause of 30, and 30."),
        )  # fmt: skip

    def _ask_for_answers(self) -> None:
        if not is_on(self.tenant, REQUESTS):
            del self.fields["approval"], self.fields["answer_hours"]
            return
        if self.instance.payable_online and (self.instance.approval or not takes_cards(self.tenant)):
            self.fields["approval"].help_text = UNPAID
        self.fields["answer_hours"] = ladder(
            (1, 2, 4, 8, 12, 24, 48, 72, 168), self.instance.answer_hours, answer_said, label=_("You answer"),
            help_text=_("Clients read it. When you have not answered by then, the time is free again."),
        )  # fmt: skip

    def store(self) -> None:
        """Chosen while cards are away, it may stand beside what is paid by card (`PaymentForm.store`)."""
        chosen = self.instance.approval and not self.before["approval"] and is_on(self.tenant, REQUESTS)
        if chosen and self.instance.payable_online and takes_cards(self.tenant):
            raise Invalid(errors={"approval": [
                _("Clients pay this service by card when they book. Take that away first, under "
                  "“Payment and cancelling”.")
            ]})  # fmt: skip
        super().store()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        after, pause = cleaned.get("processing_after"), cleaned.get("processing_minutes")
        if after is None or pause is None:
            return cleaned
        if bool(after) != bool(pause):
            self.add_error("processing_minutes" if after else "processing_after", _("Write both, or 0 in both."))
        elif pause and after + pause >= self._longest():
            text = _("No length of this service goes on after the processing time: the longest is %(minutes)s min.")
            self.add_error("processing_minutes", text % {"minutes": self._longest()})
        return cleaned

    def _longest(self) -> int:
        """Of all the lengths that it comes in."""
        own = ServiceProvider.objects.filter(service=self.instance).exclude(minutes=None)
        lengths = ServiceLength.objects.filter(service=self.instance)
        minutes = [*lengths.values_list("minutes", flat=True), *own.values_list("minutes", flat=True)]
        return max((one for one in minutes if one), default=0)
