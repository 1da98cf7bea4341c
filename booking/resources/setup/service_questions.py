"""What a service asks of whoever books it: the list of its questions, and each of them."""

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from booking.kernel.errors import Invalid, NotFound
from booking.kernel.plain import one_line
from booking.resources.models import Asks, Question, Service
from booking.resources.questions import MOST, move_question, room_for_another, set_asked
from booking.resources.setup.listed import PlaceInListForm
from booking.resources.setup.services import parts_of
from tenants.actors import Actor
from tenants.answers import see_other
from tenants.forms import StrictForm
from tenants.requests import TenantRequest
from tenants.setup.saving import RowForm, form_page, saved
from tenants.undoing import tell_undoable, way_back

LIST = "desk-settings-service-questions"
MOST_CHOICES, LONGEST_CHOICE = 12, 80


class ChoicesField(forms.CharField):
    """A list of answers, one a line; the same one twice is one."""

    def __init__(self, **options: Any) -> None:
        widget = forms.Textarea(attrs={"rows": 4})
        super().__init__(max_length=MOST_CHOICES * (LONGEST_CHOICE + 40), widget=widget, **options)

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) or value is None else "\n".join(value)

    def clean(self, value: Any) -> list[str]:
        lines = dict.fromkeys(one_line(line) for line in super().clean(value).splitlines())
        choices = [line for line in lines if line]
        if len(choices) > MOST_CHOICES or any(len(one) > LONGEST_CHOICE for one in choices):
            raise forms.ValidationError(
                _("At most %(most)d answers, none longer than %(longest)d characters.")
                % {"most": MOST_CHOICES, "longest": LONGEST_CHOICE}
            )
        return choices

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed("\n".join(initial or ()), data)


class QuestionForm(RowForm):
    thing, told = "question", frozenset({"text", "asks", "choices", "required"})

    choices = ChoicesField(
        label=gettext_lazy("Answers to choose from, one on each line"), required=False,
        help_text=gettext_lazy("Only for “One of several answers”."),
    )  # fmt: skip

    class Meta:
        model = Question
        fields = ["text", "asks", "choices", "required"]
        labels = {
            "text": gettext_lazy("Question"), "asks": gettext_lazy("How it is answered"),
            "required": gettext_lazy("Must be answered"),
        }  # fmt: skip
        help_texts = {
            "text": gettext_lazy("As the client reads it. In the language that your clients speak."),
            "required": gettext_lazy("Nobody books on your page without an answer. You can, at the desk."),
        }
        widgets = {"asks": forms.RadioSelect}

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["asks"].choices = Asks.choices  # type: ignore[attr-defined]
        self.fields["choices"].one_is_enough = True  # type: ignore[attr-defined]  # asked for with one kind only

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        chosen = cleaned.get("asks") == Asks.CHOICE
        if chosen and "choices" in cleaned and len(cleaned["choices"]) < 2:
            self.add_error("choices", _("Write at least two answers, each on its own line."))
        return cleaned

    def store(self) -> None:
        if self.adding:
            self.instance.position = _last_place(self.instance.service)
        super().store()


class AskedForm(StrictForm):
    """Whether it is asked from now on."""

    active = forms.ChoiceField(choices=[("no", "no"), ("yes", "yes")])


@require_GET
def questions(request: TenantRequest, tenant: str, service: str) -> HttpResponse:
    row = _service(request, service)
    rows = list(Question.objects.filter(tenant=request.tenant, service=row))
    asked = [one for one in rows if one.active]
    context = {
        "service": row, "parts": parts_of(request.tenant), "part": LIST, "rail": "settings",
        "rows": asked, "archived": [one for one in rows if not one.active], "full": len(asked) >= MOST,
    }  # fmt: skip
    return render(request, "resources/setup/service_questions.html", context)


@require_http_methods(["GET", "POST"])
def order(request: TenantRequest, tenant: str, service: str) -> HttpResponse:
    """Whoever is sent here after a refusal sees the list as it is. Raises `Invalid` or `NotFound`."""
    row = _service(request, service)
    if request.method == "POST":
        form = PlaceInListForm(request.POST, "question")
        if not form.is_valid():
            raise Invalid
        said = form.cleaned_data
        move_question(service=row, code=said["question"], place=said["place"], actor=request.member.actor)
    return see_other(LIST, tenant=tenant, service=service)


@require_http_methods(["GET", "POST"])
def add(request: TenantRequest, tenant: str, service: str) -> HttpResponse:
    row = _service(request, service)
    return _page(request, row, QuestionForm.new(request, service=row), None)


@require_http_methods(["GET", "POST"])
def question(request: TenantRequest, tenant: str, service: str, code: str) -> HttpResponse:
    row = _service(request, service)
    form = QuestionForm.of(request, service=row, code=code)
    return _page(request, row, form, Question.objects.get(pk=form.instance.pk))


@require_POST
def archive(request: TenantRequest, tenant: str, service: str, code: str) -> HttpResponse:
    """Asked no more, or again. Raises `NotFound`, `Invalid` or `StaleState`."""
    row, form = _service(request, service), AskedForm(request.POST)
    if not Question.objects.filter(tenant=request.tenant, service=row, code=code).exists():
        raise NotFound
    if not form.is_valid():
        raise Invalid
    active = form.cleaned_data["active"] == "yes"
    set_asked(service=row, code=code, active=active, actor=request.member.actor)
    if active:
        messages.success(request, _("The question is asked again, as the last one."))
    else:
        page = request.get_full_path().removesuffix(f"{code}/archive/")
        text = _("The question is asked no more. What was answered stays with the bookings.")
        tell_undoable(request, text, "question-archived", page=page, service=service, code=code)
    return see_other(LIST, tenant=tenant, service=service)


class AskingForm(RowForm):
    """Whether it is asked, as the activity log takes it back."""

    thing = "question"

    class Meta:
        model = Question
        fields: ClassVar[list[str]] = ["active"]

    def store(self) -> None:
        row = self.instance
        if row.active:
            row.position = _last_place(row.service)
        row.save(update_fields=["active", "position"])

    def write_down(self, wanted: dict[str, Any], actor: Actor) -> None:
        self._record("restored" if wanted["active"] else "archived", actor)


@way_back("question-archived")
def ask_again(request: TenantRequest, service: str, code: str) -> None:
    """Raises `StaleState` when somebody has done so already."""
    set_asked(service=_service(request, service), code=code, active=True, actor=request.member.actor)


def _page(request: TenantRequest, service: Service, form: QuestionForm, there: Question | None) -> HttpResponse:
    """`there`: as the database has it, not as it was typed."""
    if saved(request, form):
        return see_other(LIST, tenant=request.tenant.slug, service=service.code)
    return form_page(request, "resources/setup/service_question.html", form, service=service, question=there)


def _last_place(service: Service) -> int:
    try:
        return room_for_another(service)
    except Invalid:
        text = _("A service asks at most %(most)d questions. Archive one first.") % {"most": MOST}
        raise Invalid(errors={"text": [text]}) from None


def _service(request: TenantRequest, code: str) -> Service:
    row = Service.objects.filter(tenant=request.tenant, code=code).first()
    if row is None:
        raise NotFound
    return row
