"""Personal identity numbers of the Nordic countries: read however they are written, checked by their control digits."""

from collections.abc import Callable
from datetime import date

from stdnum import luhn
from stdnum.dk import cpr
from stdnum.exceptions import InvalidComponent, InvalidFormat, ValidationError
from stdnum.fi import hetu
from stdnum.no import fodselsnummer
from stdnum.se import personnummer

HIDDEN = "•"
NOT_REGISTERED = 60  # added to the day of birth in Sweden


def identity_number(text: str, country: str, today: date) -> str | None:
    """Without its signs, and in Sweden with the century. None for what cannot be one, and in countries whose numbers
    are not known here. Numbers given to those who are not registered count too."""
    try:
        return READERS[country](text, today) if country in READERS and text.isascii() else None
    except ValidationError:
        return None


def masked(number: str) -> str:
    """The day of birth and the last two digits: 19850312-••34, 010180 •••45."""
    if len(number) == 12:
        return f"{number[:8]}-{HIDDEN * 2}{number[-2:]}"
    return f"{number[:6]} {HIDDEN * (len(number) - 8)}{number[-2:]}"


def _swedish(text: str, today: date) -> str:
    number = personnummer.compact(text)
    digits = number[:-5] + number[-4:]
    if len(digits) not in (10, 12) or not digits.isdigit() or number[-5] not in "-+":
        raise InvalidFormat
    luhn.validate(digits[-10:])
    day = int(digits[-6:-4])
    if day > NOT_REGISTERED:
        number = f"{number[:-7]}{day - NOT_REGISTERED:02}{number[-5:]}"
    born = personnummer.get_birth_date(number)
    if born > today:
        raise InvalidComponent
    return f"{born.year:04}{digits[-8:]}"


READERS: dict[str, Callable[[str, date], str]] = {
    "SE": _swedish,
    "NO": lambda text, _today: fodselsnummer.validate(text),
    "DK": lambda text, _today: cpr.validate(text),
    "FI": lambda text, _today: hetu.validate(text),
}
