"""The schema of the API (OpenAPI 3.1), made from the views once per process, and a page that shows it to people."""

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

METHODS = ("get", "post", "delete")


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
class Call:
    """One operation, as the page shows it."""

    method: str
    path: str
    summary: str
    parameters: list[dict[str, Any]]
    request: str
    answers: list[tuple[str, str]]
    example: str


@lru_cache
def document() -> dict[str, Any]:
    """The schema in English, whoever asks first. What the open half offers needs no key."""
    with translation.override("en"):
        made = SchemaGenerator().get_schema(request=None, public=True)
    for operations in made["paths"].values():
        for method in METHODS:
            if method in operations:
                operations[method]["security"] = [{}, {"bearer": []}]
    return json.loads(OpenApiJsonRenderer().render(made, renderer_context={}))


@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    return HttpResponse(json.dumps(document(), indent=1), content_type="application/vnd.oai.openapi+json")


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    made = document()
    return render(request, "api/docs.html", {"info": made["info"], "calls": list(_calls(made))})


def _calls(made: dict[str, Any]) -> Iterator[Call]:
    for path, operations in made["paths"].items():
        for method in METHODS:
            if method in operations:
                yield _call(path, method, operations[method])


def _call(path: str, method: str, operation: dict[str, Any]) -> Call:
    answers = operation["responses"].items()
    done: dict[str, Any] = next((answer for code, answer in answers if code.startswith("2")), {})
    return Call(
        method=method.upper(),
        path=path,
        summary=operation.get("summary", ""),
        parameters=[p for p in operation.get("parameters", []) if p["in"] != "path"],
        request=_example(operation.get("requestBody", {})),
        answers=[(code, answer.get("description", "")) for code, answer in answers],
        example=_example(done),
    )


def _example(body: dict[str, Any]) -> str:
    """The first example of a body, as text; empty without one."""
    for content in body.get("content", {}).values():
        for example in content.get("examples", {}).values():
            return json.dumps(example["value"], indent=2, ensure_ascii=False)
    return ""
