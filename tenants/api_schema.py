"""The schema of the API (OpenAPI 3.1), made from the views once per process; and a page that shows it to people."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer

from tenants.api_docs import REFUSALS

METHODS = ("get", "post", "delete")
# As one meets them on the way to a booking.
ORDER = ["services", "slots", "slots_next", "hold", "hold_release", "book", "booking", "policy", "move", "cancel",
         "accept", "decline"]  # fmt: skip
ONLY_BY_KEY = {"accept", "decline"}


class KeyScheme(OpenApiAuthenticationExtension):
    target_class = "tenants.keys.KeyAuthentication"
    name = "bearer"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A business's API key; or, for one booking, the manage token out of its `manage_url`.",
        }


@dataclass(frozen=True, slots=True)
class Named:
    """A parameter or a field, as the page shows it."""

    name: str
    required: bool
    text: str


@dataclass(frozen=True, slots=True)
class Call:
    """One operation, as the page shows it. A body may come in several kinds."""

    id: str
    method: str
    path: str
    summary: str
    parameters: list[Named]
    bodies: list[list[Named]]
    request: str
    example: str
    refusals: list[str]


@lru_cache
def document() -> dict[str, Any]:
    """The schema in English, whoever asks first. What the open half offers needs no key."""
    with translation.override("en"):
        made = SchemaGenerator().get_schema(request=None, public=True)
    for operations in made["paths"].values():
        for method in METHODS:
            if method in operations:
                open_to_all = operations[method]["operationId"] not in ONLY_BY_KEY
                operations[method]["security"] = [*([{}] if open_to_all else []), {"bearer": []}]
    return dict(json.loads(OpenApiJsonRenderer().render(made, renderer_context={})))


@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    return HttpResponse(json.dumps(document(), indent=1), content_type="application/vnd.oai.openapi+json")


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    calls = sorted(_calls(document()), key=lambda call: ORDER.index(call.id))
    refusals = [(code, _said(text), [kind.code for kind in kinds]) for code, (text, kinds) in sorted(REFUSALS.items())]
    return render(request, "api/docs.html", {"info": document()["info"], "calls": calls, "refusals": refusals})


def _calls(made: dict[str, Any]) -> Iterator[Call]:
    for path, operations in made["paths"].items():
        for method in METHODS:
            if method in operations:
                yield _call(path, method, operations[method])


def _call(path: str, method: str, operation: dict[str, Any]) -> Call:
    answers: dict[str, Any] = operation["responses"]
    done: dict[str, Any] = next((answer for code, answer in answers.items() if code.startswith("2")), {})
    asked = operation.get("requestBody", {})
    return Call(
        id=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation.get("summary", ""),
        parameters=[
            Named(each["name"], each.get("required", False), _said(each.get("description", "")))
            for each in operation.get("parameters", [])
            if each["in"] != "path"
        ],
        bodies=[
            _fields(content["schema"]) for content in asked.get("content", {}).values() for content in _kinds(content)
        ],
        request=_example(asked),
        example=_example(done),
        refusals=sorted(code for code in answers if code >= "400"),
    )


def _kinds(content: dict[str, Any]) -> list[dict[str, Any]]:
    kinds = _resolved(content["schema"]).get("oneOf")
    return [{"schema": kind} for kind in kinds] if kinds else [content]


def _fields(told: dict[str, Any]) -> list[Named]:
    told = _resolved(told)
    required = told.get("required", [])
    return [
        Named(name, name in required, _said(field.get("description", "")))
        for name, field in told.get("properties", {}).items()
    ]


def _resolved(told: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in told:
        return told
    found: dict[str, Any] = document()["components"]["schemas"][told["$ref"].rpartition("/")[2]]
    return found


def _said(text: str) -> str:
    """The schema's texts are Markdown; the page's are plain."""
    return text.replace("`", "")


def _example(body: dict[str, Any]) -> str:
    """The first example of a body, as text; empty without one."""
    for content in body.get("content", {}).values():
        for example in content.get("examples", {}).values():
            return json.dumps(example["value"], indent=2, ensure_ascii=False)
    return ""
