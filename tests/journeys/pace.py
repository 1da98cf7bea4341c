"""A person before the browser, at a person's pace, with a clock beside them.

The clock runs from the first page on; it stands still while a test looks at the page. Usually the pauses of a person
are added to what it says. With LEDIG_PACE naming a folder they are really taken and the keys really pressed, so that
the clock alone measures, and a picture of each page that was read lies in that folder: `make pace`."""

import itertools
import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Locator, Page

# Seconds. Forty words a minute are typed and 240 read; what to press is looked for; a code is in a mail elsewhere.
KEY, WORD, FINDING, MAIL = 0.3, 0.25, 2.0, 20.0
SHOWN = """() => {
    const walk = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT), texts = [];
    while (walk.nextNode()) {
        const holder = walk.currentNode.parentElement, box = holder.getBoundingClientRect();
        const seen = box.top < innerHeight && box.bottom > 0 && holder.checkVisibility({visibilityProperty: true});
        if (seen && !holder.closest("option")) texts.push(walk.currentNode.data.trim());
    }
    return texts;
}"""
LETTER = re.compile(r"[^\W\d]")


class Clock:
    """Of a whole walk, whoever walks."""

    def __init__(self, folder: str = os.environ.get("LEDIG_PACE", "")) -> None:
        self.folder = Path(folder) if folder else None
        self.pauses = self._unseen = 0.0
        self._began, self._pictures = time.monotonic(), itertools.count(1)

    @property
    def really(self) -> bool:
        return self.folder is not None

    @property
    def seconds(self) -> float:
        """What it has taken a person until now: what the machine took, and their pauses."""
        ran = time.monotonic() - self._began - self._unseen
        return ran if self.really else ran + self.pauses

    def pause(self, seconds: float) -> None:
        self.pauses += seconds
        if self.really:
            time.sleep(seconds)

    @contextmanager
    def standing_still(self) -> Iterator[None]:
        since = time.monotonic()
        yield
        self._unseen += time.monotonic() - since

    def picture(self, page: Page) -> None:
        if self.folder and page.viewport_size:
            name = f"{page.viewport_size['width']}-{next(self._pictures):02}.png"
            page.screenshot(path=self.folder / name)

    def told(self) -> str:
        machine = self.seconds - self.pauses
        how = "really taken" if self.really else "added up"
        return f"{self.seconds:.0f} s: a person's pace {self.pauses:.0f} s ({how}), the machine {machine:.1f} s"


class Person:
    def __init__(self, page: Page, accessible: Callable[[Page], None], clock: Clock) -> None:
        self.page, self.clock, self._accessible = page, clock, accessible
        self._known: set[str] = set()

    def reads(self) -> None:
        """Every word on the screen that they have not read before; figures are only seen. axe reads it too."""
        with self.clock.standing_still():
            self._accessible(self.page)
            self.clock.picture(self.page)
            new = set(self.page.evaluate(SHOWN)) - self._known
            self._known |= new
        self.clock.pause(WORD * sum(bool(LETTER.search(word)) for text in new for word in text.split()))

    def clicks(self, target: Locator) -> None:
        self.clock.pause(FINDING)
        target.click()

    def types(self, field: Locator | str, text: str) -> None:
        if isinstance(field, str):
            field = self.page.get_by_label(field, exact=False)
        self.clock.pause(FINDING)
        if self.clock.really and field.get_attribute("type") != "time":
            field.fill("")
            field.press_sequentially(text, delay=KEY * 1000)
            self.clock.pauses += KEY * len(text)
        else:
            self.clock.pause(KEY * len(text))
            field.fill(text)

    def waits_for_mail(self) -> None:
        self.clock.pause(MAIL)
