"""Filling in settings forms as a browser would."""

import re
from typing import Any

from django.test import Client as Browser

SEEN = re.compile(r'name="seen" value="([^"]+)"')
UNDO = re.compile(r'name="undo" value="([^"]+)"')


def typed(browser: Browser, page: str, **changed: Any) -> dict[str, Any]:
    """What the form of the page would send, with something else typed; None is left out, as an empty box is."""
    answer = browser.get(page)
    assert answer.status_code == 200, page
    form = answer.context["form"]
    said = {name: form[name].value() for name in form.fields}
    said = {
        name: ("on" if value is True else value)
        for name, value in said.items()
        if value is not None and value is not False
    }
    return {name: value for name, value in (said | changed).items() if value is not None}
