"""The questions of a service as a list: their order, and which of them are asked no more."""

from django.db.models import Max, QuerySet

from booking.kernel.errors import Invalid, NotFound, StaleState
from booking.resources.models import Question, Service
from tenants import events
from tenants.actors import Actor

MOST = 20  # asked at once: a client on a phone answers them all


def move_question(*, service: Service, code: str, place: int, actor: Actor) -> None:
    """Ask it at that place, 0 is the first. Said twice, it is done once. Raises `NotFound`."""
    rows = list(_locked(service).filter(active=True).order_by("position", "code"))
    moved = next((row for row in rows if row.code == code), None)
    if moved is None:
        raise NotFound
    was = rows.index(moved)
    rows.remove(moved)
    rows.insert(place, moved)
    for n, row in enumerate(rows):
        row.position = n
    Question.objects.bulk_update(rows, ["position"])
    now = rows.index(moved)
    if now != was:
        _tell(moved, "changed", actor, changed={"place": [was + 1, now + 1]})


def set_asked(*, service: Service, code: str, active: bool, actor: Actor) -> Question:
    """Ask it no more, or again, as the last one. What was answered stays as it is.

    Raises `NotFound`; `StaleState` when it was so already; `Invalid` when there are too many."""
    question = _locked(service).filter(code=code).first()
    if question is None:
        raise NotFound
    if question.active == active:
        raise StaleState
    if active:
        question.position = room_for_another(service)
    question.active = active
    question.save(update_fields=["active", "position"])
    _tell(question, "restored" if active else "archived", actor)
    return question


def room_for_another(service: Service) -> int:
    """The last place. Raises `Invalid` when a service asks as much as it may. Two at once wait for each other."""
    Service.objects.select_for_update(no_key=True).get(pk=service.pk)
    asked = Question.objects.filter(service=service, active=True)
    if asked.count() >= MOST:
        raise Invalid
    highest = asked.aggregate(highest=Max("position"))["highest"]
    return 0 if highest is None else highest + 1


def _locked(service: Service) -> QuerySet[Question]:
    return Question.objects.select_for_update(no_key=True).filter(tenant=service.tenant_id, service=service)


def _tell(question: Question, what: str, actor: Actor, **data: object) -> None:
    events.record(
        question.tenant, f"question.{what}", subject_id=question.pk, subject_code=question.code, actor=actor, **data
    )
