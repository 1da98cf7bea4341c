"""The business's colour in a mail, where stylesheets with variables do not reach."""

from tenants.colour import HEX, by_day, strong

LEDIG_GREEN = "#1F6F5C"


def accent_of(colour: str) -> str:
    """A ground on which white words reach 7:1. Ledig's own when the business has none, or something that is none."""
    return strong(by_day(colour if HEX.fullmatch(colour) else LEDIG_GREEN))
