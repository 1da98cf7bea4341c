"""The schema tells the truth: it is valid, it names every call and every refusal, and answers fit it."""

import io
import re

import pytest
from django.core.management import call_command
from django.test import Client as Browser
from django.urls import get_resolver, resolve
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.validation import validate_schema
from jsonschema import Draft202012Validator

from tenants.access import ANONYMOUS, door
from tenants.api_schema import document
from tests.api.program import AT_TEN, DANA, Program, token_in
from tests.cast import Cast

NOT_CALLS = {"api-schema", "api-docs"}


def routes() -> set[str]:
    found = get_resolver().reverse_dict
    return {name for name in found if isinstance(name, str) and name.startswith("api-")}


def test_it_is_openapi_31_and_made_without_a_warning():
    GENERATOR_STATS.reset()
    validate_schema(document())
    assert document()["openapi"].startswith("3.1")
    call_command("spectacular", "--validate", "--fail-on-warn", "--format", "openapi-json", stdout=io.StringIO())


def test_every_route_of_the_api_is_in_it():
    paths = document()["paths"]
    assert len(paths) == len(routes() - NOT_CALLS)


def test_every_call_tells_how_it_can_be_refused():
    for path, operations in document()["paths"].items():
        for method, operation in operations.items():
            answers = operation["responses"]
            assert {"400", "401", "404", "429", "503"} <= answers.keys(), (method, path)
            if method == "post":
                assert {"409", "413", "415", "422"} <= answers.keys(), path
                assert any(parameter["name"] == "Idempotency-Key" for parameter in operation["parameters"])
            refusals = [answer for code, answer in answers.items() if code >= "400"]
            assert all("application/problem+json" in answer["content"] for answer in refusals)


def test_no_key_is_needed_for_the_open_half():
    for path, operations in document()["paths"].items():
        name = resolve(path.replace("{", "").replace("}", "")).view_name
        is_open = ANONYMOUS in door(name).who
        assert all(({} in operation["security"]) == is_open for operation in operations.values()), path


@pytest.mark.django_db
def test_the_schema_and_its_page_are_open_to_anybody():
    schema = Browser().get("/api/v1/schema/")
    assert schema.status_code == 200
    assert schema.json() == document()
    page = Browser().get("/api/v1/docs/")
    assert page.status_code == 200
    text = page.content.decode()
    for path in document()["paths"]:
        assert path in text
    assert not re.search(r"""(src|href)=["']?(https?:)?//""", text), "nothing is loaded from elsewhere"
    assert "<script>" not in text


def test_answers_fit_the_schema(cast: Cast, anybody: Program):
    held = anybody.hold()
    made = anybody.post("bookings", {"hold": held.json()["hold"], "client": DANA, "payment": "on_site"})
    dana = Program(cast.salon, token_in(made.json()))
    code = made.json()["code"]
    asked = [
        ("services", "get", anybody.get("services")),
        ("slots", "get", anybody.slots()),
        ("slots/next", "get", anybody.get("slots/next", service=cast.salon.service.code)),
        ("holds", "post", held),
        ("bookings", "post", made),
        ("bookings/{code}", "get", dana.get(f"bookings/{code}")),
        ("bookings/{code}/policy", "get", dana.get(f"bookings/{code}/policy")),
        ("bookings/{code}/move", "post", dana.post(f"bookings/{code}/move", {"start": AT_TEN})),
        ("bookings/{code}/cancellation", "post", dana.post(f"bookings/{code}/cancellation")),
        ("bookings/{code}", "get", anybody.get(f"bookings/{code}")),
        ("holds", "post", anybody.post("holds", {"start": 1})),
    ]
    for path, method, answer in asked:
        told = document()["paths"][f"/api/v1/{{tenant}}/{path}"][method]["responses"][str(answer.status_code)]
        fits(answer.json(), told["content"][answer["Content-Type"]]["schema"])


def fits(value: object, schema: dict) -> None:
    whole = {"components": document()["components"], **schema}
    Draft202012Validator(whole).validate(value)
    assert set(value) <= set(_properties(schema)) if isinstance(value, dict) else True


def _properties(schema: dict) -> list[str]:
    if "$ref" in schema:
        return _properties(document()["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    return list(schema["properties"])
