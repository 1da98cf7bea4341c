"""The forms of a page as a browser reads them: where they lead, and what they would send untouched."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

UNSENT = {"submit", "button", "image", "reset"}
TICKED = {"checkbox", "radio"}


@dataclass
class PageForm:
    """`offered`: every value that stands in a field or can be chosen in it."""

    action: str
    method: str
    sent: dict[str, str] = field(default_factory=dict)
    offered: dict[str, list[str]] = field(default_factory=dict)

    @property
    def typed(self) -> list[str]:
        return [name for name in self.sent if name != "csrfmiddlewaretoken"]


class _Reader(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.page = page
        self.forms: list[PageForm] = []
        self.open: PageForm | None = None
        self.choice = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag == "form":
            path = urlsplit(urljoin(self.page, given.get("hx-post") or given.get("action", ""))).path
            method = "post" if "hx-post" in given else given.get("method", "get").lower()
            self.open = PageForm(path, method)
            self.forms.append(self.open)
        elif self.open and (name := given.get("name", "")):
            self._field(self.open, tag, name, given)
        elif self.open and tag == "option":
            self.open.offered.setdefault(self.choice, []).append(given.get("value", ""))
            if self.choice not in self.open.sent or "selected" in given:
                self.open.sent[self.choice] = given.get("value", "")

    def _field(self, form: PageForm, tag: str, name: str, given: dict[str, str]) -> None:
        if tag == "select":
            self.choice = name
        elif tag == "textarea":
            form.sent[name] = ""
        elif tag == "input" and given.get("type") not in UNSENT:
            form.offered.setdefault(name, []).append(given.get("value", ""))
            ticked = given.get("type") not in TICKED or "checked" in given
            if ticked or name not in form.sent:
                form.sent[name] = given.get("value", "on") if ticked else ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = None


def forms_of(html: str, page: str) -> list[PageForm]:
    """All of them, those of the shell too, in their order."""
    reader = _Reader(page)
    reader.feed(html)
    return reader.forms
