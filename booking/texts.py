"""The texts of the product and what they are called in other languages: found, compared and compiled by Babel."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract as extract_from
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(settings.BASE_DIR)
SOURCE = "en"
PACKAGES = ("booking", "tenants", "payments", "notifications")
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None, "now_": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2), "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2),
}  # fmt: skip
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sd]|\{\w*\}|<[^>]+>|%%")
Text = str | tuple[str, ...] | list[str] | None


class Catalogue:
    """One language's .po file."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.path = ROOT / "locale" / language / "LC_MESSAGES" / "django.po"
        with self.path.open("rb") as file:
            self.catalog = read_po(file, locale=language)

    def follow(self, found: Catalog) -> int:
        """Keep what is said, add what is new, drop what nobody asks for. Returns how many are not said yet."""
        said = {(m.context, m.id): m.string for m in self.catalog if m.id}
        fresh = Catalog(locale=self.language, fuzzy=False)
        for message in found:
            if message.id:
                fresh.add(
                    message.id, said.get((message.context, message.id)) or "",
                    locations=message.locations, flags=message.flags, context=message.context,
                )  # fmt: skip
        self.catalog = fresh
        self._write()
        return sum(not _complete(m) for m in fresh if m.id)

    def compile(self) -> None:
        written = BytesIO()
        write_mo(written, self.catalog)
        self.path.with_suffix(".mo").write_bytes(written.getvalue())

    def _write(self) -> None:
        """Without dates and line numbers: a change of code alone changes nothing here."""
        written = BytesIO()
        write_po(written, self.catalog, omit_header=True, include_lineno=False, width=110)
        self.path.write_bytes(HEADER.format(language=self.language).encode() + written.getvalue())


HEADER = """msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""


def catalogues() -> list[Catalogue]:
    return [Catalogue(code) for code, _name in settings.LANGUAGES if code != SOURCE]


def extract() -> Catalog:
    """Every text that code or templates ask gettext for."""
    found = Catalog(fuzzy=False)
    for path, content in _sources():
        for _line, text, _comments, context in extract_from("python", BytesIO(content), KEYWORDS):
            if text:
                found.add(text, locations=[(str(path.relative_to(ROOT)), 0)], context=context)
    return found


def problems(catalogue: Catalogue, found: Catalog) -> Iterator[str]:
    """One line for each text that is not said, doubtful, unused, or says other things than it was given."""
    wanted = {(m.context, m.id) for m in found if m.id}
    said = {(m.context, m.id): m for m in catalogue.catalog if m.id}
    for key in sorted(wanted - said.keys(), key=str):
        yield f"{catalogue.language}: missing {key[1]!r}"
    for key in sorted(said.keys() - wanted, key=str):
        yield f"{catalogue.language}: unused {key[1]!r}"
    for message in said.values():
        if not _complete(message):
            yield f"{catalogue.language}: not said {message.id!r}"
        elif message.fuzzy:
            yield f"{catalogue.language}: fuzzy {message.id!r}"
        elif _asks(message.id) != _asks(message.string):
            yield f"{catalogue.language}: other placeholders in {message.id!r}"


def _sources() -> Iterator[tuple[Path, bytes]]:
    """Templates as Python that asks for the same texts."""
    for path in sorted((ROOT / "templates").rglob("*")):
        if path.suffix in (".html", ".txt"):
            yield path, templatize(path.read_text(), origin=str(path)).encode()
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path, path.read_bytes()


def _complete(message: Message) -> bool:
    return all(message.string) if isinstance(message.string, tuple | list) else bool(message.string)


def _asks(text: Text) -> set[str]:
    """What a text is filled in with, and its tags; all forms of a plural together."""
    forms = (text,) if isinstance(text, str) else tuple(text or ())
    return {mark for form in forms for mark in PLACEHOLDER.findall(form)}
