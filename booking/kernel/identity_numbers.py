"""Personal identity numbers of Sweden and Norway: read however they are written, checked by their control digits."""

import re
from datetime import date

COUNTRIES = ("SE", "NO")
HIDDEN = "•"
# Weights of the eleven digits for each of the two Norwegian controls; the sum must be divisible by eleven.
NORWEGIAN = ((3, 7, 6, 1, 8, 9, 4, 5, 2, 1, 0), (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1))
# Norwegian individual numbers: which years of birth they are for, by the last two digits of the year.
CENTURIES = (
    (0, 499, 0, 99, 1900), (500, 749, 54, 99, 1800), (500, 999, 0, 39, 2000), (900, 999, 40, 99, 1900),
)  # fmt: skip


def identity_number(text: str, country: str, today: date) -> str | None:
    """Digits alone: twelve in Sweden (with the century), eleven in Norway. None for what cannot be one, and in
    countries whose numbers are not known here. Numbers given to those who are not registered count too."""
    if country == "SE":
        return _swedish(text.strip(), today)
    return _norwegian(re.sub(r"[\s-]", "", text)) if country == "NO" else None


def masked(digits: str) -> str:
    """The day of birth and the last two digits: 19850312-••34, 010180 •••45."""
    if len(digits) == 12:
        return f"{digits[:8]}-{HIDDEN * 2}{digits[-2:]}"
    return f"{digits[:6]} {HIDDEN * 3}{digits[-2:]}"


def _swedish(text: str, today: date) -> str | None:
    found = re.fullmatch(r"([0-9]{2})?([0-9]{6})\s?([-+]?)\s?([0-9]{4})", text)
    if found is None:
        return None
    century, short, sign, last = found[1], found[2], found[3], found[4]
    if not _luhn(short + last):
        return None
    years = [int(century + short[:2])] if century else _years(int(short[:2]), sign, today)
    day = int(short[4:])
    days = (_day(year, int(short[2:4]), day - 60 if day > 60 else day) for year in years)
    born = next((one for one in days if one is not None and one <= today), None)
    return f"{born.year:04}{short[2:]}{last}" if born is not None else None


def _years(short: int, sign: str, today: date) -> list[int]:
    """Without a century: the latest year that has come; a plus says a hundred years before that."""
    latest = today.year - (today.year - short) % 100
    return [latest - 100] if sign == "+" else [latest, latest - 100]


def _norwegian(text: str) -> str | None:
    if re.fullmatch(r"[0-9]{11}", text) is None:
        return None
    digits = [int(one) for one in text]
    if any(sum(w * d for w, d in zip(weights, digits, strict=True)) % 11 for weights in NORWEGIAN):
        return None
    day, month, short, own = int(text[:2]), int(text[2:4]), int(text[4:6]), int(text[6:9])
    year = next((base + short for a, b, c, d, base in CENTURIES if a <= own <= b and c <= short <= d), None)
    return text if year is not None and _day(year, month, day - 40 if day > 40 else day) else None


def _luhn(digits: str) -> bool:
    doubled = [int(one) * (2 - place % 2) for place, one in enumerate(digits)]
    return sum(one // 10 + one % 10 for one in doubled) % 10 == 0


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
