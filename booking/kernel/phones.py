"""Telephone numbers, kept in the international form."""

import phonenumbers


def international(text: str, country: str) -> str | None:
    """`070-123 45 67` → `+46701234567`; None for what cannot be a number. Without a country's prefix it is at home
    in `country`."""
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
