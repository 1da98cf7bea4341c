"""A business's accent colour, moved until it can be read: WCAG contrast on our own grounds (static/css/tokens.css)."""

import re

HEX = re.compile(r"#[0-9a-fA-F]{6}")
Rgb = tuple[float, float, float]
BLACK: Rgb = (0.0, 0.0, 0.0)
WHITE: Rgb = (1.0, 1.0, 1.0)
LIGHT_PAGE, DARK_PANEL = "#FBFAF8", "#211F1B"
ENOUGH, ENOUGH_AT_NIGHT = 4.5, 7.0
# By day, words and grounds take the accent with this share of it left and the rest black, and must reach 7:1.
STRONG_SHARE, ENOUGH_STRONG = 0.8, 7.0
STEPS = 100


def theme(accent: str) -> str:
    """The stylesheet that sets the accent, by day and by night. Nothing for what is not a colour."""
    if not HEX.fullmatch(accent):
        return ""
    return (
        f":root{{--accent:{by_day(accent)}}}@media (prefers-color-scheme:dark){{:root{{--accent:{by_night(accent)}}}}}"
    )


def by_day(accent: str) -> str:
    """The colour, darker until it reaches 4.5:1 on the page, and 7:1 where it carries words."""
    return next(
        colour
        for colour in _towards(accent, BLACK)
        if contrast(colour, LIGHT_PAGE) >= ENOUGH and contrast(strong(colour), LIGHT_PAGE) >= ENOUGH_STRONG
    )


def by_night(accent: str) -> str:
    """The colour, lighter until it reaches 7:1 on the dark panel."""
    return next(colour for colour in _towards(accent, WHITE) if contrast(colour, DARK_PANEL) >= ENOUGH_AT_NIGHT)


def strong(colour: str) -> str:
    """As the stylesheet mixes it for words and buttons by day."""
    return _hex(_mix(_rgb(colour), BLACK, 1 - STRONG_SHARE))


def contrast(one: str, other: str) -> float:
    """WCAG 2: from 1 (the same) to 21 (black on white)."""
    lighter, darker = sorted((_luminance(_rgb(one)), _luminance(_rgb(other))), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _towards(colour: str, goal: Rgb) -> list[str]:
    start = _rgb(colour)
    return [_hex(_mix(start, goal, step / STEPS)) for step in range(STEPS + 1)]


def _mix(colour: Rgb, goal: Rgb, share: float) -> Rgb:
    red, green, blue = (a + (b - a) * share for a, b in zip(colour, goal, strict=True))
    return red, green, blue


def _luminance(colour: Rgb) -> float:
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _rgb(colour: str) -> Rgb:
    return int(colour[1:3], 16) / 255, int(colour[3:5], 16) / 255, int(colour[5:7], 16) / 255


def _hex(colour: Rgb) -> str:
    return "#" + "".join(f"{round(c * 255):02X}" for c in colour)
