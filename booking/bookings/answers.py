"""What a service asks of whoever books it, and what was answered. It may be about somebody's health: it is kept sealed,
apart from the booking, and stands in no event, no message and no log."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _

from booking.bookings.models import Answers, Booking
from booking.kernel.errors import Invalid
from booking.kernel.plain import one_line, storable
from booking.kernel.secrets_at_rest import seal, unseal
from booking.resources.models import Asks, Question

LONGEST = {Asks.SHORT: 200, Asks.LONG: 2000}
YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True)
class Answer:
    """`question`: its words as they were asked; `said`: "yes" or "no" where that was asked."""

    code: str
    question: str
    asks: str
    said: str

    @property
    def in_words(self) -> str:
        """As a page shows it."""
        if self.asks == Asks.YES_NO:
            return _("Yes") if self.said == YES else _("No")
        return self.said


def answered(questions: Iterable[Question], given: Mapping[str, Any], *, all_of_them: bool = True) -> list[Answer]:
    """`given`: what was said, by the code of the question; a yes or no may come as a boolean. `all_of_them`: what is
    required must be answered. Raises `Invalid`, with errors under "answers.<code>"."""
    asked = {one.code: one for one in questions}
    errors: dict[str, list[Any]] = {f"answers.{code}"[:60]: [_("Unknown question.")] for code in given.keys() - asked}
    answers = []
    for code, question in asked.items():
        said = _said(question, given.get(code))
        wrong = _wrong(question, said, all_of_them)
        if wrong:
            errors[f"answers.{code}"] = [wrong]
        elif said:
            answers.append(Answer(code, question.text, question.asks, said))
    if errors:
        raise Invalid(errors=errors)
    return answers


def keep_answers(booking: Booking, answers: Iterable[Answer]) -> None:
    """Frozen with the booking. Nothing answered leaves no row."""
    said = [asdict(answer) for answer in answers]
    if said:
        Answers.objects.create(tenant=booking.tenant, booking=booking, sealed=seal(said))


def change_answers(booking: Booking, answers: Iterable[Answer]) -> None:
    """Those of another client, or none."""
    Answers.objects.filter(tenant=booking.tenant_id, booking=booking).delete()
    keep_answers(booking, answers)


def answers_of(booking: Booking) -> list[Answer]:
    """In the order in which they were asked."""
    row = Answers.objects.filter(tenant=booking.tenant_id, booking=booking).first()
    return [Answer(**said) for said in unseal(bytes(row.sealed))] if row else []


def _said(question: Question, given: Any) -> str:
    if question.asks == Asks.YES_NO and isinstance(given, bool):
        return YES if given else NO
    text = given if isinstance(given, str) else ""
    return text.strip() if question.asks == Asks.LONG else one_line(text)


def _wrong(question: Question, said: str, all_of_them: bool) -> str:
    """What is wrong with an answer, in words; "" when nothing is."""
    if not said:
        return _("This needs an answer.") if question.required and all_of_them else ""
    offered = {Asks.CHOICE: question.choices, Asks.YES_NO: [YES, NO]}.get(Asks(question.asks))
    if offered is not None:
        return "" if said in offered else _("Choose one of the answers that are offered.")
    longest = LONGEST[Asks(question.asks)]
    if len(said) > longest:
        return _("At most %(longest)d characters.") % {"longest": longest}
    return "" if storable(said) else _("This holds something that cannot be read.")
