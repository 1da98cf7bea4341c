"""What hands do in the calendar's grid. It may be drawn anew at any time, but not while a button of the mouse is down:
so whatever is measured is measured then."""

from playwright.sync_api import Locator, Page

HOUR = 60  # pixels: a minute is one high
# So that no drag comes near the edges, where the grid begins to scroll.
HIGH = """entry => { const main = entry.closest(".ec-main");
if (main) main.scrollTop += entry.getBoundingClientRect().top - main.getBoundingClientRect().top - 150;
return !!main; }"""


def column(page: Page) -> Locator:
    """The last day, or the last person, of the grid."""
    return page.locator("#calendar .ec-grid > .ec-day").last


def click_at(page: Page, hour: int) -> None:
    """In the first quarter of an hour."""
    column(page).click(position={"x": 100, "y": hour * HOUR + 10})


def double_click_at(page: Page, hour: int) -> None:
    """A real one, in the first quarter of an hour."""
    column(page).hover(position={"x": 100, "y": hour * HOUR + 10})
    box = _box(column(page))
    page.mouse.dblclick(box["x"] + 100, box["y"] + hour * HOUR + 10)


def draw_from(page: Page, hour: int, minutes: float) -> None:
    """Press in the first quarter of an hour, and let go so many minutes below."""
    column(page).hover(position={"x": 100, "y": hour * HOUR + 10})
    page.mouse.down()
    box = _box(column(page))
    x, y = box["x"] + 100, box["y"] + hour * HOUR + 10
    page.mouse.move(x, y + minutes, steps=8)
    page.mouse.up()


def drag(page: Page, entry: Locator, minutes: float) -> None:
    """Take an entry near its top, and let it go so many minutes below (above, when less than 0)."""
    _bring_up(entry)
    entry.hover(position={"x": 12, "y": 8})
    page.mouse.down()
    box = _box(entry)
    _pull(page, box["x"] + 12, box["y"] + 8, minutes)


def drag_edge(page: Page, entry: Locator, minutes: float) -> None:
    """Take an entry by its lower edge."""
    _bring_up(entry)
    edge = entry.locator(".ec-resizer")
    edge.hover(position={"x": 12, "y": 4})
    page.mouse.down()
    box = _box(edge)
    _pull(page, box["x"] + 12, box["y"] + 4, minutes)


def drag_working_time(page: Page, rail: Locator, which: str, minutes: float) -> None:
    """By its grip ("both"), or one of its ends ("start", "end")."""
    _bring_up(rail)
    handle = rail.locator(f"[data-take={which}]")
    handle.hover(position={"x": 5, "y": 4})
    page.mouse.down()
    box = _box(handle)
    _pull(page, box["x"] + 5, box["y"] + 4, minutes)


def _bring_up(entry: Locator) -> None:
    """It may be drawn anew between being found and being looked at."""
    assert any(entry.evaluate(HIGH) for _attempt in range(20))


def _pull(page: Page, x: float, y: float, minutes: float) -> None:
    page.mouse.move(x, y + (12 if minutes > 0 else -12), steps=4)
    page.mouse.move(x, y + minutes, steps=10)
    page.mouse.up()


def _box(one: Locator) -> dict[str, float]:
    box = one.bounding_box()
    assert box, "it was drawn anew while the button was down"
    return dict(box)
