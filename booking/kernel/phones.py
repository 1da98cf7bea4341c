"""Telephone numbers, kept in the international form."""

import phonenumbers
from django.utils.translation import gettext as _


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


def not_a_number(country: str) -> str:
    """What is said of anything else, with a mobile number as it is written in the country."""
    example = phonenumbers.example_number_for_type(country, phonenumbers.PhoneNumberType.MOBILE)
    style = phonenumbers.PhoneNumberFormat.NATIONAL
    said = str(phonenumbers.format_number(example, style)) if example else "+46 70 123 45 67"
    return _("This does not look like a phone number. Write it like %s.") % said
