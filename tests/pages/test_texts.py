"""The check of translations finds what is wrong with them."""

from babel.messages.catalog import Catalog

from booking.texts import Catalogue, catalogues, extract, problems


def catalogue(**said: str) -> Catalogue:
    one = catalogues()[0]
    one.catalog = Catalog(locale=one.language)
    for text, words in said.items():
        one.catalog.add(text, words)
    return one


def asked(*texts: str) -> Catalog:
    found = Catalog()
    for text in texts:
        found.add(text)
    return found


def test_texts_are_found_in_templates_and_in_code():
    found = extract()
    assert "What would you like to book?" in found
    assert "That time has just been taken" in found
    assert ("%(free)s time", "%(free)s times") in found


def test_a_text_that_nobody_has_said_is_a_problem():
    assert list(problems(catalogue(), asked("Hello"))) == ["sv: missing 'Hello'"]
    assert list(problems(catalogue(Hello=""), asked("Hello"))) == ["sv: not said 'Hello'"]


def test_a_text_that_nobody_asks_for_is_a_problem():
    assert list(problems(catalogue(Hello="Hej"), asked())) == ["sv: unused 'Hello'"]


def test_a_translation_must_say_what_it_was_given():
    said = catalogue(**{"Pay %(amount)s": "Betala"})
    assert list(problems(said, asked("Pay %(amount)s"))) == ["sv: other placeholders in 'Pay %(amount)s'"]


def test_a_doubtful_translation_is_a_problem():
    said = catalogue(Hello="Hej")
    said.catalog["Hello"].flags.add("fuzzy")
    assert list(problems(said, asked("Hello"))) == ["sv: fuzzy 'Hello'"]


def test_what_is_said_well_is_no_problem():
    assert list(problems(catalogue(Hello="Hej"), asked("Hello"))) == []
