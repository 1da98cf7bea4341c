"""The business's colour in a mail, where stylesheets with variables do not reach."""

import re

LEDIG_GREEN = "#1f6f5c"
HEX = re.compile(r"#[0-9a-f]{6}")
INK, PAPER = "#1d1b18", "#ffffff"


def colours(accent: str) -> tuple[str, str]:
    """The accent, if it is a colour at all, and the text colour that reads best on it."""
    ground = accent.lower() if HEX.fullmatch(accent.lower()) else LEDIG_GREEN
    light = _luminance(ground)
    return ground, INK if (light + 0.05) ** 2 > (_luminance(INK) + 0.05) * 1.05 else PAPER


def _luminance(colour: str) -> float:
    """Relative luminance, 0 to 1 (WCAG)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
