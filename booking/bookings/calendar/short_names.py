"""Whose an entry is, in two or three letters: where several calendars lie in one column there is no room for names."""

from collections.abc import Sequence

LETTERS = 3


def short_names(names: Sequence[str]) -> list[str]:
    """In the same order; no two are alike. "Ingrid Solheim" is IS, beside an Ivar Strand InS."""
    short = [_letters(name) for name in names]
    for more in range(2, LETTERS + 1):
        short = [_letters(names[n], more) if short.count(one) > 1 else one for n, one in enumerate(short)]
    return [f"{one}{short[:n].count(one) + 1}" if short.count(one) > 1 else one for n, one in enumerate(short)]


def _letters(name: str, of_the_first: int = 1) -> str:
    words = name.split() or ["?"]
    first, others = words[0], words[1:][-LETTERS + 1 :]
    if not others:
        of_the_first = min(of_the_first + 1, LETTERS)
    return first[:1].upper() + first[1:of_the_first] + "".join(word[0].upper() for word in others)
