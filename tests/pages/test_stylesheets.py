"""The entry stylesheets reach the browser as one file each."""

from pathlib import Path

from django.core.files.storage import FileSystemStorage

from booking.static_storage import ENTRIES, JoinedSheet

STATIC = Path(__file__).resolve().parents[2] / "static"


def joined(name: str) -> str:
    return JoinedSheet(FileSystemStorage(location=STATIC)).open(name).read().decode()


def test_no_import_is_left_for_the_browser_to_follow() -> None:
    for name in ENTRIES:
        assert "@import" not in joined(name)


def test_every_part_is_in_the_joined_sheet() -> None:
    assert ".next__time" in joined("css/public.css")
    assert ".entry__who" in joined("css/desk.css")


def test_the_order_of_layers_comes_first() -> None:
    for name in ENTRIES:
        assert joined(name).lstrip().startswith("@layer reset, tokens, base, layout, components, utilities;")


def test_no_page_carries_styles_or_scripts_of_its_own() -> None:
    templates = STATIC.parent / "templates"
    mails = set((templates / "notifications").rglob("*.html"))  # no stylesheet reaches a mail
    for template in set(templates.rglob("*.html")) - mails:
        text = template.read_text()
        assert " style=" not in text, template
        assert "<style" not in text, template
        assert "onclick=" not in text, template
